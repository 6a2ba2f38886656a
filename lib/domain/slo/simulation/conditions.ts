import { RATE_INTERVAL, isDirect } from "../recordings";
import { absentAlert, budgetAlert } from "../alerts";
import { burnRateAlerts, fewest } from "../burn-rate";
import { decimalText } from "../decimal";
import { badRateMetric, errorRatioMetric, SLO_METRIC } from "../metrics";
import type { Slo } from "../objective";
import type { BurnRate } from "../windows";
import type { RateHistory } from "./rate-history";
import type { RecordedSeriesSet } from "./recorded-series";

/**
 * Whether the query of an alert returns something.
 *
 * @param now seconds since the start
 * @param isFound whether the latest scrape found the metrics
 */
export type Condition = (now: number, isFound: boolean) => boolean;

/** Whatever may raise the alerts of an objective, by the name of the alert. */
export function conditions(
  slo: Slo,
  history: RateHistory,
  series: RecordedSeriesSet,
): ReadonlyMap<string, Condition> {
  const left = series.get(SLO_METRIC.budgetRemaining);
  const bad = series.get(SLO_METRIC.periodBad);
  const enough = fewest(slo);
  return new Map<string, Condition>([
    ...slo.burnRates.map(
      (rate) =>
        [
          burnRateAlerts(slo, [rate])[0]?.alert ?? "",
          burns(slo, rate, history, series),
        ] as const,
    ),
    [absentAlert(slo).alert, (_, isFound) => !isFound],
    [budgetAlert(slo).alert, () => left.value < 0.5 && bad.value > enough],
  ]);
}

function burns(
  slo: Slo,
  { window, threshold }: BurnRate,
  history: RateHistory,
  series: RecordedSeriesSet,
): Condition {
  // As printed in the rule.
  const limit = Number(decimalText(threshold));
  const long = series.get(errorRatioMetric(window.long));
  const short = series.get(errorRatioMetric(window.short));
  const rate = series.get(badRateMetric(window.long));
  const isCounted = isDirect(slo, window.long);
  const seconds = window.long.toSeconds();
  const enough = fewest(slo);
  return (now) =>
    long.value > limit &&
    short.value > limit &&
    (isCounted
      ? rate.value * seconds
      : history.bad(now, seconds) * RATE_INTERVAL.toSeconds()) > enough;
}
