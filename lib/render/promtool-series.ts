import { quoteLabelValue } from "../domain/promql/expr";
import { selectorsOf } from "../domain/slo/event-source";
import type { Slo } from "../domain/slo/objective";
import type { Scrapes } from "../domain/slo/simulation/scrapes";
import {
  selects,
  seriesFor,
  type SeriesLabels,
} from "../domain/slo/simulation/witness";

/** An input series of a promtool test. */
export interface PromtoolSeries {
  readonly series: string;
  readonly values: string;
}

/** The value at each scrape that found the metrics. */
type Counter = (scrape: number) => number;

/**
 * Where the counters begin: as if they had run for long, since `rate()` extends no counter below zero. Whole numbers
 * beyond it are still exact.
 */
const START = 1e12;

/**
 * The series that an objective would be measured by in a scenario, in the notation of promtool:
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series.
 *
 * @param resetAt number of a scrape at which all counters begin anew
 * @throws InvalidInputError when no series can be made up that a selector of the indicator would select
 */
export function promtoolSeries(
  slo: Slo,
  scrapes: Scrapes,
  resetAt?: number,
): readonly PromtoolSeries[] {
  const { total, part, partIs } = slo.sli.events;
  const bad: Counter = (scrape) => scrapes.bad[scrape] ?? 0;
  const all: Counter = (scrape) => scrapes.total[scrape] ?? 0;
  const good: Counter = (scrape) => all(scrape) - bad(scrape);
  if (total.kind !== "counters") {
    const probe: Counter = (scrape) =>
      bad(scrape) > (scrape === 0 ? 0 : bad(scrape - 1)) ? 0 : 1;
    return selectorsOf(total).map((selector) => ({
      series: seriesText(seriesFor([selector])),
      values: valuesText(scrapes, probe),
    }));
  }
  const counted = partIs === "bad" ? bad : good;
  const rest = partIs === "bad" ? good : bad;
  const totals = selectorsOf(total);
  const parts = selectorsOf(part);
  const [ofPart = ""] = parts;
  const partSeries = seriesFor([ofPart]);
  const home = totals.find((each) => selects(each, partSeries));
  const restSeries = seriesFor(
    home === undefined ? totals : [home, ...totals],
    parts,
  );
  const idle = totals
    .filter((each) => !selects(each, partSeries) && !selects(each, restSeries))
    .map((each) => [seriesFor([each], parts), () => 0] as const);
  const counters: readonly (readonly [SeriesLabels, Counter])[] = [
    [partSeries, counted],
    [restSeries, home === undefined ? all : rest],
    ...idle,
  ];
  return counters.map(([labels, counter]) => ({
    series: seriesText(labels),
    values: valuesText(scrapes, (scrape) =>
      resetAt !== undefined && scrape >= resetAt
        ? counter(scrape) - counter(resetAt)
        : START + counter(scrape),
    ),
  }));
}

function seriesText({
  __name__: metric = "",
  ...labels
}: SeriesLabels): string {
  const conditions = Object.entries(labels)
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label}=${quoteLabelValue(value)}`);
  return `${metric}{${conditions.join(",")}}`;
}

/** A scrape that finds the metrics no more ends the series, as Prometheus does it. */
function valuesText({ found }: Scrapes, counter: Counter): string {
  const texts: string[] = [];
  const steady: number[] = [];
  const flush = () => {
    texts.push(...progressions(steady));
    steady.length = 0;
  };
  let scrape = 0;
  found.forEach((isFound, index) => {
    if (isFound === 1) {
      steady.push(counter(scrape));
      scrape++;
    } else {
      flush();
      texts.push(found[index - 1] === 1 ? "stale" : "_");
    }
  });
  flush();
  return texts.join(" ");
}

/** Writes values that grow evenly as `first+stepxtimes`. */
function progressions(values: readonly number[]): readonly string[] {
  const texts: string[] = [];
  let index = 0;
  while (index < values.length) {
    const first = values[index] ?? 0;
    const step = (values[index + 1] ?? first) - first;
    let times = 0;
    while (
      index + times + 1 < values.length &&
      values[index + times + 1] === first + step * (times + 1)
    ) {
      times++;
    }
    texts.push(
      times < 2
        ? String(first)
        : `${first}${step < 0 ? "-" : "+"}${Math.abs(step)}x${times}`,
    );
    index += times < 2 ? 1 : times + 1;
  }
  return texts;
}
