import type { Construct } from "constructs";
import type { Dashboard } from "../domain/dashboard/model";
import type { RoutingTree } from "../domain/routing/route";
import type { RuleGroup } from "../domain/rules/rule";
import type { LogRetention, ServiceLogs } from "../domain/telemetry/logs";
import type { DeploymentPlan } from "../domain/telemetry/plan";
import type { ScrapeJob } from "../domain/telemetry/scrape";
import type { TraceRetention } from "../domain/telemetry/traces";
import type { Duration } from "../domain/units";
import type { Problem } from "../domain/problem";

/**
 * A value that is complete only when the program has declared everything; ports ask for it when Terraform is rendered.
 */
export type Late<T> = () => T;

/** What Prometheus scrapes and how long it keeps it. */
export interface MetricsSettings {
  readonly jobs: readonly ScrapeJob[];
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration;
  /** Labels on everything that leaves this Prometheus. */
  readonly externalLabels: Readonly<Record<string, string>>;
}

export interface LogsSettings {
  readonly retention: LogRetention;
  readonly sources: readonly ServiceLogs[];
}

export interface MetricsPort {
  publish(settings: Late<MetricsSettings>): void;
}

export interface RulesPort {
  publish(groups: Late<readonly RuleGroup[]>): void;
}

export interface RoutingPort {
  publish(tree: Late<RoutingTree>): void;
}

export interface LogsPort {
  publish(settings: Late<LogsSettings>): void;
}

export interface TracesPort {
  publish(retention: Late<TraceRetention>): void;
}

export interface DashboardPort {
  publish(dashboards: Late<readonly Dashboard[]>): void;
}

/** One platform bound to one scope: each port is given its settings once. */
export interface PlatformPorts {
  readonly metrics: MetricsPort;
  readonly rules: RulesPort;
  readonly routing: RoutingPort;
  readonly logs: LogsPort;
  readonly traces: TracesPort;
  readonly dashboards: DashboardPort;
  /** What is wrong with this plan on this platform: ports taken twice, secrets missing, features it lacks. */
  validate(): readonly Problem[];
}

/** A place where the model can run. Ports of several platforms combine: `{ ...ports, dashboards: others.dashboards }`. */
export interface Platform {
  readonly name: string;
  /** Makes the resources of `plan` below `scope`. May be called for several scopes. */
  bind(scope: Construct, plan: DeploymentPlan): PlatformPorts;
}
