import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { Duration } from "../units";
import { decimalText, exactly } from "./decimal";
import { sumOf } from "./grouping";
import {
  badRateMetric,
  errorRatioMetric,
  SLO_METRIC,
  sloLabels,
  sloSeries,
  totalRateMetric,
} from "./metrics";
import type { Slo } from "./objective";
import { coverageRules, ifCovered, periodCount } from "./period";
import { countedBad, countedTotal, hasOwnRates, RATE_INTERVAL } from "./rates";
import { unlessExcluded } from "./exclusion-rules";

export { RATE_INTERVAL };

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
  const all = sumOf(slo, sloSeries(totalRateMetric(window), slo));
  return [
    record(
      slo,
      totalRateMetric(window),
      unlessExcluded(slo, countedTotal(slo, window)),
    ),
    record(
      slo,
      badRateMetric(window),
      unlessExcluded(slo, countedBad(slo, window, all)),
    ),
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
    (hasOwnRates(slo) &&
      window.compare(Duration.hours(1)) <= 0 &&
      slo.burnRates.some((rate) => rate.window.long.equals(window)))
  );
}

/** The share of bad events within `window`; no series without events. */
export function errorRatioRule(slo: Slo, window: Duration): RecordingRule {
  const [bad, total] = isDirect(slo, window)
    ? [
        sumOf(slo, sloSeries(badRateMetric(window), slo)),
        sumOf(slo, sloSeries(totalRateMetric(window), slo)),
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
  const { objective, errorBudget, sla } = slo;
  const series = (metric: string) => sumOf(slo, sloSeries(metric, slo));
  return [
    record(slo, SLO_METRIC.objective, `vector(${decimalText(objective)})`),
    record(slo, SLO_METRIC.periodBad, periodCount(slo, "bad")),
    record(slo, SLO_METRIC.periodTotal, periodCount(slo, "total")),
    ...coverageRules(slo),
    record(
      slo,
      SLO_METRIC.periodError,
      ifCovered(
        slo,
        `${series(SLO_METRIC.periodBad)} / (${series(SLO_METRIC.periodTotal)} > 0)`,
      ),
    ),
    record(
      slo,
      SLO_METRIC.budgetRemaining,
      `1 - ${series(SLO_METRIC.periodError)} / ${decimalText(errorBudget)}`,
    ),
    ...(sla === undefined
      ? []
      : [
          record(
            slo,
            SLO_METRIC.slaObjective,
            `vector(${decimalText(sla.objective)})`,
          ),
          record(
            slo,
            SLO_METRIC.slaBudgetRemaining,
            `1 - ${series(SLO_METRIC.periodError)} / ${decimalText(exactly(1).minus(exactly(sla.objective)))}`,
          ),
        ]),
  ];
}

/**
 * PromQL for the number of bad events within `window`. Those of a journey are the events of its parts, each counted once:
 * neither a weight nor a ratio makes few failures many.
 */
export function badEvents(slo: Slo, window: Duration): string {
  const { measure } = slo.sli.events;
  if (measure.kind === "journey") {
    const range = `[${window.toPrometheus()}]`;
    const sums = measure.parts.map((part) =>
      sumOf(slo, `sum_over_time(${sloSeries(SLO_METRIC.bad, part)}${range})`),
    );
    return `(${sums.join(" + ")}) * ${RATE_INTERVAL.toSeconds()}`;
  }
  return isDirect(slo, window)
    ? `${sumOf(slo, sloSeries(badRateMetric(window), slo))} * ${window.toSeconds()}`
    : countOver(slo, SLO_METRIC.bad, window);
}

/** PromQL for the number of bad events within the window of the objective, which is recorded but for journeys. */
export function periodBadEvents(slo: Slo): string {
  return slo.sli.events.measure.kind === "journey"
    ? badEvents(slo, slo.window)
    : sumOf(slo, sloSeries(SLO_METRIC.periodBad, slo));
}

/** PromQL for the number of all events within `window`. */
export function allEvents(slo: Slo, window: Duration): string {
  return isDirect(slo, window)
    ? `${sumOf(slo, sloSeries(totalRateMetric(window), slo))} * ${window.toSeconds()}`
    : countOver(slo, SLO_METRIC.total, window);
}

/** PromQL for the share of bad events within a window that no series is recorded for. */
export function errorRatioOver(slo: Slo, window: Duration): string {
  return `${sumOver(slo, SLO_METRIC.bad, window)} / (${sumOver(slo, SLO_METRIC.total, window)} > 0)`;
}

/** Each sample of a rate stands for the events of one interval. */
function countOver(slo: Slo, metric: string, window: Duration): string {
  return `${sumOver(slo, metric, window)} * ${RATE_INTERVAL.toSeconds()}`;
}

/** The outer sum drops the labels, which differ within the window when the service has changed hands. */
function sumOver(slo: Slo, metric: string, window: Duration): string {
  return sumOf(
    slo,
    `sum_over_time(${sloSeries(metric, slo)}[${window.toPrometheus()}])`,
  );
}

function record(slo: Slo, metric: string, expr: string): RecordingRule {
  return Rules.record({ record: metric, expr, labels: sloLabels(slo) });
}
