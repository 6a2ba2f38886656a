import { InvalidInputError } from "../domain/problem";
import { quoteLabelValue } from "../domain/promql/expr";
import { selectorsOf } from "../domain/slo/event-source";
import {
  countsOf,
  type EventCounts,
  type GaugeCondition,
} from "../domain/slo/measurement";
import { SLO_METRIC } from "../domain/slo/metrics";
import type { Slo } from "../domain/slo/objective";
import { RATE_INTERVAL } from "../domain/slo/rates";
import { givenRates, type Scrapes } from "../domain/slo/simulation/scrapes";
import {
  selects,
  seriesFor,
  type SeriesLabels,
} from "../domain/slo/simulation/witness";
import { histogramText, valuesText, type ValueAt } from "./promtool-values";

/** An input series of a promtool test. */
export interface PromtoolSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Where the counters begin: as if they had run for long, since `rate()` extends no counter below zero. Whole numbers
 * beyond it are still exact.
 */
const START = 1e12;

/**
 * The series that an objective would be measured by in a scenario, in the notation of promtool:
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series. What another program records,
 * such as the ruler of Loki, is given as recorded; the parts of a journey all behave alike. Of a grouped objective there
 * is one group.
 *
 * @param resetAt number of a scrape at which all counters begin anew
 * @throws InvalidInputError when no series can be made up that a selector of the indicator would select
 */
export function promtoolSeries(
  slo: Slo,
  scrapes: Scrapes,
  resetAt?: number,
): readonly PromtoolSeries[] {
  const { measure } = slo.sli.events;
  const counts = countsOf(measure);
  const group = (labels: SeriesLabels): SeriesLabels => ({
    ...Object.fromEntries(slo.groupBy.map((label) => [label, "a"])),
    ...labels,
  });
  const found =
    counts === undefined
      ? givenSeries(slo, scrapes)
      : countedSeries(counts, scrapes, resetAt);
  return found.map(([labels, values]) => ({
    series: seriesText(group(labels)),
    values,
  }));
}

type Written = readonly [SeriesLabels, string];

function givenSeries(slo: Slo, scrapes: Scrapes): readonly Written[] {
  const { measure } = slo.sli.events;
  const rates = givenRates(scrapes);
  const total: ValueAt = (scrape) => rates.total[scrape] ?? 0;
  const bad: ValueAt = (scrape) => rates.bad[scrape] ?? 0;
  const write = (
    metric: string,
    { id, service }: Pick<Slo, "id" | "service">,
    valueAt: ValueAt,
  ): Written => [
    { __name__: metric, slo: id, service },
    valuesText(scrapes, valueAt, RATE_INTERVAL.toSeconds()),
  ];
  switch (measure.kind) {
    case "logs":
      return [
        write(SLO_METRIC.logTotal, slo, total),
        write(
          SLO_METRIC.logPart,
          slo,
          measure.partIs === "bad"
            ? bad
            : (scrape) => total(scrape) - bad(scrape),
        ),
      ];
    case "journey":
      return measure.parts.flatMap((part) => [
        write(SLO_METRIC.total, part, total),
        write(SLO_METRIC.bad, part, bad),
      ]);
    default:
      return [gaugeSeries(slo, scrapes)];
  }
}

function gaugeSeries(slo: Slo, scrapes: Scrapes): Written {
  const gauge = gaugeOf(slo);
  return [
    seriesFor([gauge.selector]),
    valuesText(
      scrapes,
      (scrape) =>
        (isBad(scrapes, scrape) ? gauge.bad : gauge.good) +
        (gauge.isTime ? (scrapes.times[scrape] ?? 0) : 0) * gauge.scale,
    ),
  ];
}

function gaugeOf({ id, sli }: Slo): GaugeCondition {
  const { measure } = sli.events;
  const value = measure.kind === "slices" ? measure.value : undefined;
  if (value?.kind === "condition" && value.gauge !== undefined) {
    return value.gauge;
  }
  throw new InvalidInputError(
    "slo-tests",
    `good of an objective with tests must compare a gauge with a number, or be a share of events, got ${JSON.stringify(value?.kind === "condition" ? value.any : id)}; record the left side as a metric of its own to have tests`,
  );
}

/** Whether the event of a scrape is bad, where each scrape is one. */
function isBad({ bad }: Scrapes, scrape: number): boolean {
  return (bad[scrape] ?? 0) > (scrape === 0 ? 0 : (bad[scrape - 1] ?? 0));
}

function countedSeries(
  { total, part, partIs }: EventCounts,
  scrapes: Scrapes,
  resetAt: number | undefined,
): readonly Written[] {
  const bad: ValueAt = (scrape) => scrapes.bad[scrape] ?? 0;
  const all: ValueAt = (scrape) => scrapes.total[scrape] ?? 0;
  const good: ValueAt = (scrape) => all(scrape) - bad(scrape);
  const running =
    (counter: ValueAt): ValueAt =>
    (scrape) =>
      resetAt !== undefined && scrape >= resetAt
        ? counter(scrape) - counter(resetAt)
        : START + counter(scrape);
  if (total.kind === "samples") {
    return [
      [
        seriesFor([total.selector]),
        valuesText(scrapes, (scrape) => (isBad(scrapes, scrape) ? 0 : 1)),
      ],
    ];
  }
  if (part.kind === "observations") {
    const [runningGood, runningBad] = [running(good), running(bad)];
    return [
      [
        seriesFor([part.selector]),
        histogramText(scrapes, part.above ?? 1, (scrape) => [
          runningGood(scrape),
          runningBad(scrape),
        ]),
      ],
    ];
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
  const counters: readonly (readonly [SeriesLabels, ValueAt])[] = [
    [partSeries, counted],
    [restSeries, home === undefined ? all : rest],
    ...idle,
  ];
  return counters.map(([labels, counter]) => [
    labels,
    valuesText(scrapes, running(counter)),
  ]);
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
