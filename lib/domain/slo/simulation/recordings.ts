import type { Duration } from "../../units";
import {
  badRateMetric,
  errorRatioMetric,
  SLO_METRIC,
  totalRateMetric,
} from "../metrics";
import type { Slo } from "../objective";
import { isDirect, RATE_WINDOW } from "../recordings";
import type { RateHistory } from "./rate-history";
import { countedWindow } from "./counted-window";
import { GivenWindow } from "./given-window";
import { CounterWindow, SampleWindow, type RateWindow } from "./rate-window";
import { periodRecordings } from "./period";
import type { Played } from "./played";
import {
  share,
  type Named,
  type Recording,
  type RecordedSeriesSet,
} from "./recorded-series";
import type { Scrapes } from "./scrapes";
import { SliceHistory, SliceWindow, sliceValueOf } from "./slice-window";

/** Whatever the rules of an objective may record, by the name of the metric. */
export function recordings(played: Played): ReadonlyMap<string, Recording> {
  const { slo, scrapes, history, series, excluded } = played;
  const windows = slo.burnRates.flatMap(({ window }) => [
    window.long,
    window.short,
  ]);
  const slices = new SliceHistory();
  return new Map([
    ...sliceRecordings(slo, scrapes, slices),
    ...[RATE_WINDOW, ...windows].flatMap((window) =>
      isDirect(slo, window)
        ? directRecordings(
            window,
            countedWindow(
              slo,
              rateWindowOf(slo, window, scrapes, slices),
              excluded,
            ),
            history,
            series,
          )
        : summedRecordings(window, history, series),
    ),
    ...excluded.recordings(),
    ...periodRecordings(played),
  ]);
}

function sliceRecordings(
  slo: Slo,
  scrapes: Scrapes,
  slices: SliceHistory,
): readonly Named[] {
  const { measure } = slo.sli.events;
  if (measure.kind !== "slices") {
    return [];
  }
  const valueOf = sliceValueOf(measure, scrapes, slo.noTraffic);
  return [
    [
      SLO_METRIC.slice,
      (now, last, isFound) => {
        const value = valueOf(now, last, isFound);
        if (!Number.isNaN(value)) {
          slices.add(now, value);
        }
      },
    ],
  ];
}

/** What the rules take the rates of `window` from. */
function rateWindowOf(
  slo: Slo,
  window: Duration,
  scrapes: Scrapes,
  slices: SliceHistory,
): RateWindow {
  const { measure } = slo.sli.events;
  const seconds = window.toSeconds();
  switch (measure.kind) {
    case "events":
      return measure.total.kind === "samples"
        ? new SampleWindow(scrapes, seconds)
        : new CounterWindow(scrapes, measure.partIs, seconds);
    case "slices":
      return new SliceWindow(slices, seconds);
    case "logs":
      return new GivenWindow(scrapes);
    case "journey":
      return new GivenWindow(scrapes, measure);
  }
}

function directRecordings(
  window: Duration,
  rate: RateWindow,
  history: RateHistory,
  series: RecordedSeriesSet,
): readonly Named[] {
  const total = series.get(totalRateMetric(window));
  const bad = series.get(badRateMetric(window));
  const ratio = series.get(errorRatioMetric(window));
  const isKept = window.equals(RATE_WINDOW);
  return [
    [
      totalRateMetric(window),
      (now, last, isFound) => {
        rate.moveTo(now, last, isFound);
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
