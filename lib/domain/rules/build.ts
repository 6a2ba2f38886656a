import {
  isAlertName,
  isMetricName,
  requireLabels,
  type Labels,
} from "../names";
import { InvalidInputError } from "../problem";
import type { Duration } from "../units";
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

/** Factories of rules. */
export const Rules = {
  /**
   * A rule that raises an alert.
   *
   * @throws InvalidInputError for a malformed name, label or severity, or without a text for people
   */
  alert(input: AlertRuleInput): AlertRule {
    if (!isAlertName(input.alert)) {
      throw new InvalidInputError(
        "alert-name",
        `alert name must be upper camel case, got ${JSON.stringify(input.alert)}; write it like "OrdersStalled"`,
      );
    }
    const severities: readonly string[] = ["critical", "warning", "info"];
    if (!severities.includes(input.severity)) {
      throw new InvalidInputError(
        "alert-severity",
        `severity of alert "${input.alert}" must be one of ${severities.join(", ")}, got ${JSON.stringify(input.severity)}; choose one of them`,
      );
    }
    for (const text of ["summary", "description"] as const) {
      if (input[text].trim() === "") {
        throw new InvalidInputError(
          "alert-text",
          `${text} of alert "${input.alert}" must not be empty, got ""; say what it means to the person who is woken`,
        );
      }
    }
    const { labels = {}, ...rest } = input;
    return {
      kind: "alert",
      ...rest,
      labels: requireLabels(`alert "${input.alert}"`, labels),
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
    if (!isMetricName(input.record)) {
      throw new InvalidInputError(
        "metric-name",
        `recorded metric must be named by letters, digits, "_" and ":", got ${JSON.stringify(input.record)}; write it like "job:http_requests:rate5m"`,
      );
    }
    return {
      kind: "record",
      record: input.record,
      expr: input.expr,
      labels: requireLabels(
        `recording rule "${input.record}"`,
        input.labels ?? {},
      ),
    };
  },
};
