import type { Duration } from "../../units";
import { absentAlert, budgetAlert, groupAbsentAlerts } from "../alerts";
import { burnRateAlerts, fewest } from "../burn-rate";
import { decimalText } from "../decimal";
import { badRateMetric, errorRatioMetric, SLO_METRIC } from "../metrics";
import type { Slo } from "../objective";
import { RATE_INTERVAL } from "../rates";
import { isDirect } from "../recordings";
import type { BurnRate } from "../windows";
import { PartFailures } from "./given-window";
import type { RateHistory } from "./rate-history";
import type { RecordedSeriesSet } from "./recorded-series";
import type { Scrapes } from "./scrapes";

/**
 * Whether the query of an alert returns something.
 *
 * @param now seconds since the start
 * @param isFound whether the latest scrape found the metrics
 */
export type Condition = (now: number, isFound: boolean) => boolean;

const DAY_SECONDS = 86_400;

/** Whatever may raise the alerts of an objective, by the name of the alert. */
export function conditions(
  slo: Slo,
  scrapes: Scrapes,
  history: RateHistory,
  series: RecordedSeriesSet,
): ReadonlyMap<string, Condition> {
  const badWithin = badCounter(slo, scrapes, history, series);
  const left = series.get(SLO_METRIC.budgetRemaining);
  const isEnough = (now: number, window: Duration) =>
    badWithin(now, window) > fewest(slo);
  const total = series.get(SLO_METRIC.total);
  return new Map<string, Condition>([
    ...slo.burnRates.map(
      (rate) =>
        [
          burnRateAlerts(slo, [rate])[0]?.alert ?? "",
          burns(rate, series, isEnough),
        ] as const,
    ),
    [absentAlert(slo).alert, (_, isFound) => !isFound],
    [
      budgetAlert(slo).alert,
      (now) => left.value < 0.5 && isEnough(now, slo.window),
    ],
    ...groupAbsentAlerts(slo).map(
      ({ alert }) =>
        [
          alert,
          (now: number) =>
            Number.isNaN(total.value) && history.total(now, DAY_SECONDS) > 0,
        ] as const,
    ),
  ]);
}

function burns(
  { window, threshold }: BurnRate,
  series: RecordedSeriesSet,
  isEnough: (now: number, window: Duration) => boolean,
): Condition {
  // As printed in the rule.
  const limit = Number(decimalText(threshold));
  const long = series.get(errorRatioMetric(window.long));
  const short = series.get(errorRatioMetric(window.short));
  return (now) =>
    long.value > limit && short.value > limit && isEnough(now, window.long);
}

/** The number of bad events within a window, as the rules count it. */
function badCounter(
  slo: Slo,
  scrapes: Scrapes,
  history: RateHistory,
  series: RecordedSeriesSet,
): (now: number, window: Duration) => number {
  const { measure } = slo.sli.events;
  if (measure.kind === "journey") {
    const failures = new PartFailures(scrapes, measure.parts.length);
    return (now, window) => failures.count(now, window.toSeconds());
  }
  const period = series.get(SLO_METRIC.periodBad);
  return (now, window) =>
    window.equals(slo.window)
      ? period.value
      : isDirect(slo, window)
        ? series.get(badRateMetric(window)).value * window.toSeconds()
        : history.bad(now, window.toSeconds()) * RATE_INTERVAL.toSeconds();
}
