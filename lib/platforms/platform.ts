import type { Construct } from "constructs";
import type { Dashboard } from "../domain/dashboard/model";
import type { AgentSpec } from "../domain/hosts/agent";
import type { GatewaySpec } from "../domain/hosts/gateway";
import type { Problem } from "../domain/problem";
import type { RoutingTree } from "../domain/routing/route";
import type { RuleGroup } from "../domain/rules/rule";
import type { ContainerSpec } from "../domain/telemetry/component";
import type { DeploymentPlan } from "../domain/telemetry/plan";
import type {
  LogsSettings,
  MetricsSettings,
  TracesSettings,
} from "../domain/telemetry/settings";

/**
 * A value that is complete only when the program has declared everything; ports ask for it when Terraform is rendered.
 */
export type Late<T> = () => T;

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
  publish(settings: Late<TracesSettings>): void;
}

export interface DashboardPort {
  publish(dashboards: Late<readonly Dashboard[]>): void;
}

/** Runs programs that Prometheus scrapes beside the components of the platform. */
export interface ExportersPort {
  /**
   * Makes the resources of one exporter below `scope`, at once, so that their addresses depend on nothing else in the
   * program. Prometheus and the other containers reach it under `name`.
   *
   * @throws InvalidInputError for a name or spec that the platform cannot run
   */
  run(scope: Construct, name: string, spec: ContainerSpec): void;
  /**
   * Makes the resources of a gateway below `scope`, as `run` does. Prometheus scrapes it under `name`.
   *
   * @throws InvalidInputError for a name that the platform cannot use, and when it runs no collector
   */
  runGateway(scope: Construct, name: string, spec: GatewaySpec): void;
  /**
   * Writes what the agent of another host is installed from, with each synthesis.
   *
   * @returns the folder, relative to where the program runs
   */
  writeAgent(scope: Construct, name: string, spec: AgentSpec): string;
}

/** One platform bound to one scope: each port that publishes is given its settings once. */
export interface PlatformPorts {
  readonly metrics: MetricsPort;
  readonly rules: RulesPort;
  readonly routing: RoutingPort;
  readonly logs: LogsPort;
  readonly traces: TracesPort;
  readonly dashboards: DashboardPort;
  readonly exporters: ExportersPort;
  /** What is wrong with this plan on this platform: ports taken twice, secrets missing, features it lacks. */
  validate(): readonly Problem[];
}

/** A place where the model can run. Ports of several platforms combine: `{ ...ports, dashboards: others.dashboards }`. */
export interface Platform {
  readonly name: string;
  /** Makes the resources of `plan` below `scope`. May be called for several scopes. */
  bind(scope: Construct, plan: DeploymentPlan): PlatformPorts;
}
