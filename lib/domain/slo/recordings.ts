import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { Duration } from "../units";
import { decimalText } from "./decimal";
import { eventsPerSecond } from "./event-source";
import {
  badRateMetric,
  errorRatioMetric,
  SLO_METRIC,
  sloLabels,
  sloSeries,
  totalRateMetric,
} from "./metrics";
import type { Slo } from "./objective";

/** Time between two samples of the recorded rates; the counts below rest on it. */
export const RATE_INTERVAL = Duration.seconds(30);

/** Window of the recorded rates that the longer windows are made of. */
export const RATE_WINDOW = Duration.minutes(5);

/**
 * Events and bad events per second within `window`, recorded side by side. Kept apart, they can be added up over any
 * time and stay weighted by traffic, which an average of ratios is not. No NaN passes `>= 0`, so that none is ever
 * stored, where it would spoil each later sum.
 */
export function rateRules(
  slo: Slo,
  window: Duration,
): readonly RecordingRule[] {
  const { total, part, partIs, missingPart } = slo.sli.events;
  const all = `sum(${sloSeries(totalRateMetric(window), slo)})`;
  const counted = eventsPerSecond(part, window);
  const filled =
    missingPart === "none" ? `(${counted} or 0 * ${all})` : counted;
  const bad = partIs === "bad" ? filled : `clamp_min(${all} - ${filled}, 0)`;
  return [
    record(
      slo,
      totalRateMetric(window),
      `${eventsPerSecond(total, window)} >= 0`,
    ),
    record(slo, badRateMetric(window), `${bad} >= 0`),
  ];
}

/**
 * Whether the rates of `window` are taken from the service's own metrics. The others are sums of the 5-minute rates,
 * which is cheap, as it reads two series however many the service has. But each of those rates looks 5 minutes back
 * itself, so the edges of a sum are as soft as that: 4 % of 2h. For the window of a page of minutes it would be a delay
 * of 2.5 minutes.
 */
export function isDirect(slo: Slo, window: Duration): boolean {
  return (
    window.equals(RATE_WINDOW) ||
    (window.compare(Duration.hours(1)) <= 0 &&
      slo.burnRates.some((rate) => rate.window.long.equals(window)))
  );
}

/** The share of bad events within `window`; no series without events. */
export function errorRatioRule(slo: Slo, window: Duration): RecordingRule {
  const [bad, total] = isDirect(slo, window)
    ? [
        `sum(${sloSeries(badRateMetric(window), slo)})`,
        `sum(${sloSeries(totalRateMetric(window), slo)})`,
      ]
    : [
        sumOver(slo, SLO_METRIC.bad, window),
        sumOver(slo, SLO_METRIC.total, window),
      ];
  return record(slo, errorRatioMetric(window), `${bad} / (${total} > 0)`);
}

/**
 * How much of the budget is left. Error ratio of the window = bad events / all events in it, each event weighing the
 * same; the average of ratios would let a quiet night excuse a failing noon. Budget left = 1 - error ratio / budget.
 */
export function periodRules(slo: Slo): readonly RecordingRule[] {
  const { objective, errorBudget, window } = slo;
  const series = (metric: string) => `sum(${sloSeries(metric, slo)})`;
  return [
    record(slo, SLO_METRIC.objective, `vector(${decimalText(objective)})`),
    record(slo, SLO_METRIC.periodBad, countOver(slo, SLO_METRIC.bad, window)),
    record(
      slo,
      SLO_METRIC.periodTotal,
      countOver(slo, SLO_METRIC.total, window),
    ),
    record(
      slo,
      SLO_METRIC.periodError,
      `${series(SLO_METRIC.periodBad)} / (${series(SLO_METRIC.periodTotal)} > 0)`,
    ),
    record(
      slo,
      SLO_METRIC.budgetRemaining,
      `1 - ${series(SLO_METRIC.periodError)} / ${decimalText(errorBudget)}`,
    ),
  ];
}

/** PromQL for the number of bad events within `window`. */
export function badEvents(slo: Slo, window: Duration): string {
  return isDirect(slo, window)
    ? `sum(${sloSeries(badRateMetric(window), slo)}) * ${window.toSeconds()}`
    : countOver(slo, SLO_METRIC.bad, window);
}

/** Each sample of a rate stands for the events of one interval. */
function countOver(slo: Slo, metric: string, window: Duration): string {
  return `${sumOver(slo, metric, window)} * ${RATE_INTERVAL.toSeconds()}`;
}

/** The outer sum drops the labels, which differ within the window when the service has changed hands. */
function sumOver(slo: Slo, metric: string, window: Duration): string {
  return `sum(sum_over_time(${sloSeries(metric, slo)}[${window.toPrometheus()}]))`;
}

function record(slo: Slo, metric: string, expr: string): RecordingRule {
  return Rules.record({ record: metric, expr, labels: sloLabels(slo) });
}
