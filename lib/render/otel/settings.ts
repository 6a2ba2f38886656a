import type { Labels } from "../../domain/names";
import type { LogProcessing } from "../../domain/logs/processing";
import type { LogTenant } from "../../domain/logs/tenants";
import type { ServiceLogs } from "../../domain/logs/source";
import type { TraceProcessing } from "../../domain/traces/processing";
import type { DeploymentPlan, Endpoints } from "../../domain/telemetry/plan";

/** What the collector is to do. */
export interface OtelCollectorSettings {
  readonly sources: readonly ServiceLogs[];
  readonly endpoints: Endpoints;
  readonly plan: DeploymentPlan;
  /**
   * What the names of this platform's own containers begin with; left out of the label `service` of their lines.
   * Default: nothing.
   */
  readonly containerPrefix?: string;
  /** Labels of every line that has none of these names, such as `environment` and `host`. Default: none. */
  readonly labels?: Labels;
  /** What is masked and what is left out. Default: the usual kinds are masked, and all lines are kept. */
  readonly logs?: LogProcessing;
  /** Whose lines are kept apart, that of nobody's first. Default: none, all lines are together. */
  readonly tenants?: readonly LogTenant[];
  /** What becomes of spans. Default: all are stored. */
  readonly traces?: TraceProcessing;
}
