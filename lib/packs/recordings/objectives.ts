import { Rules } from "../../domain/rules/build";
import type { RuleGroup } from "../../domain/rules/rule";
import { SLO_METRIC, sloLabels } from "../../domain/slo/metrics";
import type { Slo } from "../../domain/slo/objective";
import { RATE_INTERVAL } from "../../domain/slo/recordings";
import { Duration } from "../../domain/units";

/** Names of the series that reports on objectives read, with the labels `slo` and `service`. */
export const REPORT_METRIC = {
  /** Events, and bad ones, of the last hour. Read at full hours, they add up to those of any longer time. */
  hourTotal: "slo:hour_total:count",
  hourBad: "slo:hour_bad:count",
  /** Share of bad events within the last 24 hours. Read at midnight (UTC), it is that of a day. */
  dayError: "slo:day_error:ratio",
  /** Window of the objective in seconds. */
  window: "slo:window:seconds",
} as const;

/** At each full hour the newest sample is not older than this. */
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
      name: "slo-reports",
      engine: "prometheus",
      interval: INTERVAL,
      rules: [
        ...[
          [REPORT_METRIC.hourTotal, count(SLO_METRIC.total)],
          [REPORT_METRIC.hourBad, count(SLO_METRIC.bad)],
          [
            REPORT_METRIC.dayError,
            `${sumOver(SLO_METRIC.bad, "1d")} / (${sumOver(SLO_METRIC.total, "1d")} > 0)`,
          ],
        ].map(([record = "", expr = ""]) => Rules.record({ record, expr })),
        ...slos.map((slo) =>
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
