import type { Labels } from "../names";
import { requireOptions } from "../shape";
import type { Duration } from "../units";
import { requireAlert, requireRecording } from "./input";
import type { AlertRule, AlertSeverity, RecordingRule } from "./rule";

/** What an alert is about and when it fires. */
export interface AlertRuleInput {
  /** Upper camel case, subject first, such as `OrdersStalled`. */
  readonly alert: string;
  /** PromQL; the alert fires for each series it returns. */
  readonly expr: string;
  /**
   * How long the query must return a series first.
   * @default - fires at once
   */
  readonly for?: Duration;
  /**
   * How long the alert goes on firing after the query stops returning the series.
   * @default - not at all
   */
  readonly keepFiringFor?: Duration;
  readonly severity: AlertSeverity;
  /**
   * Static labels, such as `team` and `service`; they decide the route.
   * @default {}
   */
  readonly labels?: Labels;
  /** One sentence; may hold Prometheus templates such as `{{ $labels.job }}`. */
  readonly summary: string;
  /** What was measured and what it means; may hold Prometheus templates. */
  readonly description: string;
  /**
   * Page that says what to do.
   * @default - no link
   */
  readonly runbookUrl?: string;
  /**
   * Uid of the dashboard that shows the cause.
   * @default - no link
   */
  readonly dashboardUid?: string;
}

const ALERT_OPTIONS: readonly (keyof AlertRuleInput)[] = [
  ...(["alert", "expr", "for", "keepFiringFor", "severity"] as const),
  ...(["labels", "summary", "description"] as const),
  ...(["runbookUrl", "dashboardUid"] as const),
];

/** Factories of rules. */
export const Rules = {
  /**
   * A rule that raises an alert.
   *
   * @throws InvalidInputError for a malformed name, label or severity, or without a text for people, and for a
   *   template that Prometheus does not understand
   */
  alert(input: AlertRuleInput): AlertRule {
    requireOptions("an alert", input, ALERT_OPTIONS);
    requireAlert(input);
    const { labels = {}, ...rest } = input;
    return {
      kind: "alert",
      ...rest,
      labels,
    };
  },

  /**
   * A rule that stores the result of a query under a new name.
   *
   * @throws InvalidInputError for a malformed name or label
   */
  record(input: {
    /** Name of the new metric, in the form `level:metric:operations`. */
    readonly record: string;
    readonly expr: string;
    /** @default {} */
    readonly labels?: Labels;
  }): RecordingRule {
    requireOptions("a recording rule", input, ["record", "expr", "labels"]);
    requireRecording(input);
    return {
      kind: "record",
      record: input.record,
      expr: input.expr,
      labels: input.labels ?? {},
    };
  },
};
