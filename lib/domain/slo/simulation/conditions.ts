import type { AlertRule } from "../../rules/rule";
import type { Duration } from "../../units";
import {
  absentAlert,
  budgetAlerts,
  coverageAlerts,
  groupAbsentAlerts,
  leftOf,
  lowTrafficAlerts,
  SLA_AT_RISK,
  slaAlerts,
} from "../alerts";
import { burnRateAlerts, fewest } from "../burn-rate";
import { decimalText } from "../decimal";
import {
  badRateMetric,
  errorRatioMetric,
  SLO_METRIC,
  totalRateMetric,
} from "../metrics";
import type { Slo } from "../objective";
import { RATE_INTERVAL } from "../rates";
import { isDirect } from "../recordings";
import type { BurnRate } from "../windows";
import { PartFailures } from "./given-window";
import type { RateHistory } from "./rate-history";
import type { Played } from "./played";
import { NOTHING } from "./rate-window";
import { share, type RecordedSeriesSet } from "./recorded-series";
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
export function conditions(played: Played): ReadonlyMap<string, Condition> {
  const { slo, scrapes, history, series, excluded } = played;
  const badWithin = badCounter(slo, scrapes, history, series);
  const isEnough = (now: number, window: Duration) =>
    badWithin(now, window) > fewest(slo);
  const budget = series.get(SLO_METRIC.budgetRemaining);
  const sla = series.get(SLO_METRIC.slaBudgetRemaining);
  const coverage = series.get(SLO_METRIC.coverage);
  const total = series.get(SLO_METRIC.total);
  const all = (alerts: readonly AlertRule[], condition: Condition) =>
    alerts.map(({ alert }) => [alert, condition] as const);
  return new Map<string, Condition>([
    ...slo.burnRates.flatMap((rate) =>
      all(
        burnRateAlerts(slo, [rate]),
        burns(slo, rate, history, series, isEnough),
      ),
    ),
    ...all([absentAlert(slo)], (_, isFound) => !isFound),
    ...budgetAlerts(slo).map(({ alert }, index) => {
      const [step, next] = slo.budgetPolicy.slice(index);
      const most = step === undefined ? NOTHING : leftOf(step);
      const least = next === undefined ? -Infinity : leftOf(next);
      const condition: Condition = (now) =>
        budget.value < most &&
        budget.value >= least &&
        isEnough(now, slo.window);
      return [alert, condition] as const;
    }),
    ...all(
      slaAlerts(slo),
      (now) => sla.value < SLA_AT_RISK && isEnough(now, slo.window),
    ),
    ...all(lowTrafficAlerts(slo), (now) =>
      failsRarely(slo, now, badWithin, history),
    ),
    ...all(
      coverageAlerts(slo),
      () => coverage.value < (slo.minimumCoverage ?? 0),
    ),
    ...all(
      groupAbsentAlerts(slo),
      (now) =>
        Number.isNaN(total.value) &&
        history.total(now, DAY_SECONDS) > 0 &&
        !excluded.reaches(now),
    ),
  ]);
}

function failsRarely(
  { lowTraffic, errorBudget }: Slo,
  now: number,
  badWithin: BadCounter,
  history: RateHistory,
): boolean {
  if (lowTraffic === undefined) {
    return false;
  }
  const { failures, within } = lowTraffic;
  const seconds = within.toSeconds();
  return (
    badWithin(now, within) > failures - 0.5 &&
    share(history.bad(now, seconds), history.total(now, seconds)) > errorBudget
  );
}

function burns(
  slo: Slo,
  { window, threshold }: BurnRate,
  history: RateHistory,
  series: RecordedSeriesSet,
  isEnough: (now: number, window: Duration) => boolean,
): Condition {
  // As printed in the rule.
  const limit = Number(decimalText(threshold));
  const long = series.get(errorRatioMetric(window.long));
  const short = series.get(errorRatioMetric(window.short));
  const rate = series.get(totalRateMetric(window.long));
  const seconds = window.long.toSeconds();
  const isBusy = (now: number) =>
    slo.minimumEvents === 0 ||
    (isDirect(slo, window.long)
      ? rate.value * seconds
      : history.total(now, seconds) * RATE_INTERVAL.toSeconds()) >
      slo.minimumEvents - 0.5;
  return (now) =>
    long.value > limit &&
    short.value > limit &&
    isEnough(now, window.long) &&
    isBusy(now);
}

type BadCounter = (now: number, window: Duration) => number;

/** The number of bad events within a window, as the rules count it. */
function badCounter(
  slo: Slo,
  scrapes: Scrapes,
  history: RateHistory,
  series: RecordedSeriesSet,
): BadCounter {
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
