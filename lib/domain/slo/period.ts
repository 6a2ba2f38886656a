import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { calendarText, reachOf, windowStartExpr } from "./calendar";
import { clockSeries, unlessExcluded } from "./exclusion-rules";
import { aggregated, onGroups, sumOf } from "./grouping";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";
import { RATE_INTERVAL } from "./rates";

/** The window of an objective for people: `30d`, or `a calendar month (UTC)`. */
export function periodText({ calendar, window }: Slo): string {
  return calendar === undefined
    ? window.toPrometheus()
    : `a ${calendarText(calendar)}`;
}

/** `the last 30d`, or `this calendar month (UTC)`. */
export function lastPeriodText({ calendar, window }: Slo): string {
  return calendar === undefined
    ? `the last ${window.toPrometheus()}`
    : `this ${calendarText(calendar)}`;
}

/**
 * PromQL for the number of events, or bad events, within the window of the objective. A calendar window has no length
 * that PromQL could look back by, so its rates are recorded once more under the label `period`, which says when the
 * window began; only those of the running window are added up.
 */
export function periodCount(slo: Slo, of: "total" | "bad"): string {
  const { calendar, window } = slo;
  const seconds = RATE_INTERVAL.toSeconds();
  if (calendar === undefined) {
    const range = `[${window.toPrometheus()}]`;
    const sum = sumOf(
      slo,
      `sum_over_time(${sloSeries(SLO_METRIC[of], slo)}${range})`,
    );
    return `${sum} * ${seconds}`;
  }
  const range = `[${reachOf(calendar).toPrometheus()}]`;
  const sums = `sum_over_time(${sloSeries(PERIOD_RATE[of], slo)}${range})`;
  return `${sumOf(slo, `${sums} and on (period) ${currentPeriod(slo)}`)} * ${seconds}`;
}

const PERIOD_RATE = {
  total: SLO_METRIC.periodTotalRate,
  bad: SLO_METRIC.periodBadRate,
} as const;

function currentPeriod(slo: Slo): string {
  return `count_values("period", ${sloSeries(SLO_METRIC.periodStart, slo)})`;
}

/** Begin of the running window, and its rates. */
export function calendarRules(slo: Slo): readonly RecordingRule[] {
  const { calendar } = slo;
  if (calendar === undefined) {
    return [];
  }
  const labels = sloLabels(slo);
  const inPeriod = (of: "total" | "bad") =>
    Rules.record({
      record: PERIOD_RATE[of],
      expr: `${sumOf(slo, sloSeries(SLO_METRIC[of], slo))} * on () group_left (period) ${currentPeriod(slo)}`,
      labels,
    });
  return [
    Rules.record({
      record: SLO_METRIC.periodStart,
      expr: windowStartExpr(calendar, clockSeries(slo, calendar.timeZone)),
      labels,
    }),
    inPeriod("total"),
    inPeriod("bad"),
  ];
}

/** 1 while the indicator is known, 0 while it is not; of a group that is gone for an hour, nothing. */
export function knownRules(slo: Slo): readonly RecordingRule[] {
  if (slo.minimumCoverage === undefined) {
    return [];
  }
  const total = sloSeries(SLO_METRIC.total, slo);
  const unknown =
    slo.groupBy.length === 0
      ? "vector(0)"
      : `0 * ${aggregated("max", slo, `last_over_time(${total}[1h])`)}`;
  return [
    Rules.record({
      record: SLO_METRIC.known,
      expr: unlessExcluded(
        slo,
        `${aggregated("count", slo, total)} or ${unknown}`,
      ),
      labels: sloLabels(slo),
    }),
  ];
}

/** Share of the window for which the indicator was known, since its rules are evaluated. */
export function coverageRules(slo: Slo): readonly RecordingRule[] {
  if (slo.minimumCoverage === undefined) {
    return [];
  }
  const range = `[${slo.window.toPrometheus()}]`;
  return [
    Rules.record({
      record: SLO_METRIC.coverage,
      expr: aggregated(
        "max",
        slo,
        `avg_over_time(${sloSeries(SLO_METRIC.known, slo)}${range})`,
      ),
      labels: sloLabels(slo),
    }),
  ];
}

/** `expr`, as long as enough is known. */
export function ifCovered(slo: Slo, expr: string): string {
  return slo.minimumCoverage === undefined
    ? expr
    : `${expr}\nand ${onGroups(slo)} (${aggregated("max", slo, sloSeries(SLO_METRIC.coverage, slo))} >= ${slo.minimumCoverage})`;
}
