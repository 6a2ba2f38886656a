import type { Labels } from "../names";
import type { Duration } from "../units";

/** `critical` pages somebody now, `warning` becomes a ticket, `info` is only seen. */
export type AlertSeverity = "critical" | "warning" | "info";

/** A rule that stores the result of a query as a new series. */
export interface RecordingRule {
  readonly kind: "record";
  /** Name of the new metric, in the form `level:metric:operations`. */
  readonly record: string;
  readonly expr: string;
  readonly labels: Labels;
}

/** A rule that raises an alert for each series its query returns. */
export interface AlertRule {
  readonly kind: "alert";
  /** Upper camel case, subject first. */
  readonly alert: string;
  readonly expr: string;
  /** How long the query must return a series before the alert fires. Default: at once. */
  readonly for?: Duration;
  /** How long the alert goes on firing after the query stops returning the series. Default: not at all. */
  readonly keepFiringFor?: Duration;
  readonly severity: AlertSeverity;
  /** Static labels beside `severity`, such as `team` and `service`. */
  readonly labels: Labels;
  /** One sentence; may hold Prometheus templates. */
  readonly summary: string;
  /** What was measured and what it means; may hold Prometheus templates. */
  readonly description: string;
  /** Page that says what to do. */
  readonly runbookUrl?: string;
  /** Uid of the dashboard that shows the cause. */
  readonly dashboardUid?: string;
  /** Whether a pack chose that dashboard by itself, so that the link is left out where nobody declares it. Default: false. */
  readonly dashboardIsDefault?: boolean;
  readonly annotations?: Labels;
}

export type Rule = RecordingRule | AlertRule;

/** Which program evaluates a rule group: Prometheus (PromQL) or the Loki ruler (LogQL). */
export type RuleEngine = "prometheus" | "loki";

/** Rules that are evaluated one after the other, at one interval. */
export interface RuleGroup {
  /** Unique within its engine. */
  readonly name: string;
  readonly engine: RuleEngine;
  /** Time between evaluations. Default: the global evaluation interval. */
  readonly interval?: Duration;
  readonly rules: readonly Rule[];
}
