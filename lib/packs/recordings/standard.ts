import type { LogProcessing } from "../../domain/logs/processing";
import type { RuleGroup } from "../../domain/rules/rule";
import type { Slo } from "../../domain/slo/objective";
import { isAvailable, type DeploymentPlan } from "../../domain/telemetry/plan";
import type { Service } from "../../domain/telemetry/service";
import { alertRecordings, volumeRecordings } from "./alerting";
import { containerRecordings, hostRecordings } from "./machines";
import { objectiveRecordings } from "./objectives";
import { serviceRecordings, spanRecordings } from "./services";

/** What decides which recordings and dashboards a platform gets without being asked. */
export interface StandardContent {
  readonly plan: DeploymentPlan;
  readonly services: readonly Service[];
  readonly slos: readonly Slo[];
  /** What the agent leaves out of log lines. Default: nothing. */
  readonly logs?: LogProcessing;
}

/** The recordings that the standard dashboards read, as far as the platform has what they are made of. */
export function standardRecordings({
  plan,
  services,
  slos,
}: StandardContent): readonly RuleGroup[] {
  if (!isAvailable(plan, "prometheus")) {
    return [];
  }
  return [
    ...serviceRecordings(services),
    ...(hasSpanMetrics(plan) && services.length > 0 ? spanRecordings() : []),
    ...(plan["node-exporter"].kind === "deployed" ? hostRecordings() : []),
    ...(plan.cadvisor.kind === "deployed" ? containerRecordings() : []),
    ...objectiveRecordings(slos),
    ...alertRecordings(plan),
    ...volumeRecordings(plan),
  ];
}

/** Whether the collector counts the spans on their way to Jaeger. */
export function hasSpanMetrics(plan: DeploymentPlan): boolean {
  return (
    isAvailable(plan, "jaeger") && plan["otel-collector"].kind === "deployed"
  );
}

/** Whether any service is scraped, so that something is recorded of it. */
export function hasServiceMetrics({
  plan,
  services,
}: StandardContent): boolean {
  return (
    isAvailable(plan, "prometheus") &&
    services.some(({ metrics }) => metrics.length > 0)
  );
}
