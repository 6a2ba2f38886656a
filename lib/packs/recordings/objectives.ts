import { Rules } from "../../domain/rules/build";
import type { RuleGroup } from "../../domain/rules/rule";
import { SLO_METRIC, sloLabels } from "../../domain/slo/metrics";
import type { Slo } from "../../domain/slo/objective";
import { RATE_INTERVAL } from "../../domain/slo/recordings";
import { Duration } from "../../domain/units";

/** Names of the series that reports on objectives read, with the labels `slo` and `service`. */
export const REPORT_METRIC = {
  /** Events, and bad ones, of the last hour, recorded once an hour: the samples of a month add up to its events. */
  hourTotal: "slo:hour_total:count",
  hourBad: "slo:hour_bad:count",
  /** Share of bad events within the last 24 hours. Read at midnight (UTC), it is that of a day. */
  dayError: "slo:day_error:ratio",
  /** Window of the objective in seconds. */
  window: "slo:window:seconds",
} as const;

const HOURLY = Duration.hours(1);

/** At midnight the newest sample is not older than this. */
const INTERVAL = Duration.minutes(5);

/**
 * Hours and days of all objectives, for reports about a month: from the samples of the rates themselves a report on a
 * hundred objectives would read nine million. No group without objectives.
 */
export function objectiveRecordings(
  slos: readonly Slo[],
): readonly RuleGroup[] {
  if (slos.length === 0) {
    return [];
  }
  const sumOver = (metric: string, window: string): string =>
    `sum by (slo, service) (sum_over_time(${metric}[${window}]))`;
  const count = (metric: string): string =>
    `${sumOver(metric, "1h")} * ${RATE_INTERVAL.toSeconds()}`;
  return [
    {
      name: "slo-hours",
      engine: "prometheus",
      interval: HOURLY,
      rules: [
        Rules.record({
          record: REPORT_METRIC.hourTotal,
          expr: count(SLO_METRIC.total),
        }),
        Rules.record({
          record: REPORT_METRIC.hourBad,
          expr: count(SLO_METRIC.bad),
        }),
      ],
    },
    {
      name: "slo-days",
      engine: "prometheus",
      interval: INTERVAL,
      rules: [
        Rules.record({
          record: REPORT_METRIC.dayError,
          expr: `${sumOver(SLO_METRIC.bad, "1d")} / (${sumOver(SLO_METRIC.total, "1d")} > 0)`,
        }),
        ...withoutDoubles(slos).map((slo) =>
          Rules.record({
            record: REPORT_METRIC.window,
            expr: `vector(${slo.window.toSeconds()})`,
            labels: sloLabels(slo),
          }),
        ),
      ],
    },
  ];
}

/** Two objectives of one name are a mistake that the check of the model tells of, once. */
function withoutDoubles(slos: readonly Slo[]): readonly Slo[] {
  const byName = slos.map((slo) => [`${slo.service} ${slo.id}`, slo] as const);
  return [...new Map(byName).values()];
}
