import type { Duration } from "../../units";
import {
  badRateMetric,
  errorRatioMetric,
  SLO_METRIC,
  totalRateMetric,
} from "../metrics";
import type { Slo } from "../objective";
import { isDirect, RATE_INTERVAL, RATE_WINDOW } from "../recordings";
import type { RateHistory } from "./rate-history";
import { RateWindow } from "./rate-window";
import { share, type RecordedSeriesSet } from "./recorded-series";
import type { Scrapes } from "./scrapes";

/**
 * One evaluation of a recording rule.
 *
 * @param now seconds since the start
 * @param last number of the last scrape until then that found the metrics, or -1
 */
export type Recording = (now: number, last: number) => void;

/** Whatever the rules of an objective may record, by the name of the metric. */
export function recordings(
  slo: Slo,
  scrapes: Scrapes,
  history: RateHistory,
  series: RecordedSeriesSet,
): ReadonlyMap<string, Recording> {
  const windows = slo.burnRates.flatMap(({ window }) => [
    window.long,
    window.short,
  ]);
  return new Map([
    ...[RATE_WINDOW, ...windows].flatMap((window) =>
      isDirect(slo, window)
        ? directRecordings(slo, window, scrapes, history, series)
        : summedRecordings(window, history, series),
    ),
    ...periodRecordings(slo, history, series),
  ]);
}

type Named = readonly [string, Recording];

function directRecordings(
  slo: Slo,
  window: Duration,
  scrapes: Scrapes,
  history: RateHistory,
  series: RecordedSeriesSet,
): readonly Named[] {
  const rate = new RateWindow(scrapes, slo.sli.events, window.toSeconds());
  const total = series.get(totalRateMetric(window));
  const bad = series.get(badRateMetric(window));
  const ratio = series.get(errorRatioMetric(window));
  const isKept = window.equals(RATE_WINDOW);
  return [
    [
      totalRateMetric(window),
      (now, last) => {
        rate.moveTo(now, last);
        total.value = rate.total;
      },
    ],
    [
      badRateMetric(window),
      () => {
        bad.value = rate.bad;
        if (isKept) {
          history.add(rate.total, rate.bad);
        }
      },
    ],
    [
      errorRatioMetric(window),
      () => {
        ratio.value = share(bad.value, total.value);
      },
    ],
  ];
}

function summedRecordings(
  window: Duration,
  history: RateHistory,
  series: RecordedSeriesSet,
): readonly Named[] {
  const seconds = window.toSeconds();
  const ratio = series.get(errorRatioMetric(window));
  return [
    [
      errorRatioMetric(window),
      (now) => {
        ratio.value = share(
          history.bad(now, seconds),
          history.total(now, seconds),
        );
      },
    ],
  ];
}

function periodRecordings(
  { errorBudget, objective, window }: Slo,
  history: RateHistory,
  series: RecordedSeriesSet,
): readonly Named[] {
  const seconds = window.toSeconds();
  const interval = RATE_INTERVAL.toSeconds();
  const bad = series.get(SLO_METRIC.periodBad);
  const total = series.get(SLO_METRIC.periodTotal);
  const error = series.get(SLO_METRIC.periodError);
  const left = series.get(SLO_METRIC.budgetRemaining);
  return [
    [
      SLO_METRIC.objective,
      () => {
        series.get(SLO_METRIC.objective).value = objective;
      },
    ],
    [
      SLO_METRIC.periodBad,
      (now) => {
        bad.value = history.bad(now, seconds) * interval;
      },
    ],
    [
      SLO_METRIC.periodTotal,
      (now) => {
        total.value = history.total(now, seconds) * interval;
      },
    ],
    [
      SLO_METRIC.periodError,
      () => {
        error.value = share(bad.value, total.value);
      },
    ],
    [
      SLO_METRIC.budgetRemaining,
      () => {
        left.value = 1 - error.value / errorBudget;
      },
    ],
  ];
}
