import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { Duration } from "../units";
import { decimalText, exactly } from "./decimal";
import { eventsPerSecond } from "./event-source";
import { aggregated, onGroups, sumOf, type Grouped } from "./grouping";
import type {
  EventCounts,
  JourneyMeasurement,
  JourneyPart,
  SliceMeasurement,
} from "./measurement";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";

/** Time between two samples of the recorded rates; all counts rest on it. */
export const RATE_INTERVAL = Duration.seconds(30);

/** PromQL for the events per second within `window`; of logs and journeys only within 5 minutes. */
export function totalRate(slo: Slo, window: Duration): string {
  const { measure } = slo.sli.events;
  switch (measure.kind) {
    case "events":
      return eventsPerSecond(measure.total, window, slo);
    case "slices":
      return overSlices(slo, "count_over_time", window);
    case "logs":
      return sumOf(slo, sloSeries(SLO_METRIC.logTotal, slo));
    case "journey":
      return measure.method === "events"
        ? weighted(measure, slo, SLO_METRIC.total)
        : `(${presentWeight(measure, slo)} > bool 0) / ${RATE_INTERVAL.toSeconds()}`;
  }
}

/**
 * PromQL for the bad events per second within `window`.
 *
 * @param all PromQL for all events per second, once they are recorded
 */
export function badRate(slo: Slo, window: Duration, all: string): string {
  const { measure } = slo.sli.events;
  switch (measure.kind) {
    case "events":
      return badOf(measure, eventsPerSecond(measure.part, window, slo), all);
    case "slices":
      return overSlices(slo, "sum_over_time", window);
    case "logs": {
      const counted = sumOf(slo, sloSeries(SLO_METRIC.logPart, slo));
      return badOf({ ...measure, missingPart: "none" }, counted, all);
    }
    case "journey":
      return measure.method === "events"
        ? weighted(measure, slo, SLO_METRIC.bad)
        : meanRatio(measure, slo);
  }
}

function badOf(
  { partIs, missingPart }: Pick<EventCounts, "partIs" | "missingPart">,
  counted: string,
  all: string,
): string {
  const filled =
    missingPart === "none" ? `(${counted} or 0 * ${all})` : counted;
  return partIs === "bad" ? filled : `clamp_min(${all} - ${filled}, 0)`;
}

function overSlices(
  slo: Slo,
  operation: "count_over_time" | "sum_over_time",
  window: Duration,
): string {
  const range = `${sloSeries(SLO_METRIC.slice, slo)}[${window.toPrometheus()}]`;
  return `${sumOf(slo, `${operation}(${range})`)} / ${window.toSeconds()}`;
}

/** Stands for an event per interval of the recorded rates. */
const ONE_EVENT = `1 / ${RATE_INTERVAL.toSeconds()}`;

/** All events per second, where time without any may count as one. */
export function countedTotal(slo: Slo, window: Duration): string {
  const total = totalRate(slo, window);
  return hasSilentEvents(slo)
    ? `(${total} > 0)\nor ((${total} == 0) + ${ONE_EVENT})`
    : `${total} >= 0`;
}

/** Bad events per second, where time without any may count as a bad one. */
export function countedBad(slo: Slo, window: Duration, all: string): string {
  const bad = `${badRate(slo, window, all)} >= 0`;
  if (!hasSilentEvents(slo)) {
    return bad;
  }
  const total = totalRate(slo, window);
  const silent =
    slo.noTraffic === "bad"
      ? `((${total} == 0) + ${ONE_EVENT})`
      : `(${total} == 0)`;
  return `((${bad}) and ${onGroups(slo)} (${total} > 0))\nor ${silent}`;
}

/** Slices without events are good or bad themselves. */
function hasSilentEvents(slo: Slo): boolean {
  return slo.noTraffic !== "ignore" && slo.sli.events.measure.kind !== "slices";
}

/**
 * Records how bad the slice is that has just ended. The rule is evaluated every 30 seconds, but has a result only in the
 * first of these after the end of a slice, so that the slices lie side by side and each has one sample.
 */
export function sliceRules(slo: Slo): readonly RecordingRule[] {
  const { measure } = slo.sli.events;
  if (measure.kind !== "slices") {
    return [];
  }
  const { slice } = measure;
  const expr = sliceValue(slo, measure);
  const first = `vector(time() % ${slice.toSeconds()}) < ${RATE_INTERVAL.toSeconds()}`;
  return [
    Rules.record({
      record: SLO_METRIC.slice,
      expr: slice.equals(RATE_INTERVAL)
        ? expr
        : `(${expr})\nand on () (${first})`,
      labels: sloLabels(slo),
    }),
  ];
}

function sliceValue(
  slo: Slo,
  { slice, value }: Pick<SliceMeasurement, "slice" | "value">,
): string {
  const known = knownSliceValue(slo, { slice, value });
  if (slo.noTraffic === "ignore") {
    return known;
  }
  const silent =
    value.kind === "share"
      ? `(${eventsPerSecond(value.of.total, slice, slo)} == 0)`
      : `0 * ${aggregated("count", slo, value.any)}`;
  return `${known}\nor (${silent} + ${slo.noTraffic === "bad" ? 1 : 0})`;
}

function knownSliceValue(
  slo: Slo,
  { slice, value }: Pick<SliceMeasurement, "slice" | "value">,
): string {
  switch (value.kind) {
    case "share": {
      const total = eventsPerSecond(value.of.total, slice, slo);
      const part = eventsPerSecond(value.of.part, slice, slo);
      const ratio = `${badOf(value.of, part, total)} / (${total} > 0)`;
      return value.atLeast === undefined
        ? ratio
        : `${ratio} > bool ${decimalText(badShareLimit(value.atLeast))}`;
    }
    case "condition":
      return `1 - ${aggregated(value.anyOf ? "max" : "min", slo, value.known)}`;
  }
}

/** A slice that is good to the last event must not be bad by the binary noise of a division. */
export function badShareLimit(atLeast: number): number {
  return exactly(1).minus(exactly(atLeast)).plus("1e-9").toNumber();
}

/** Log lines per second, as the ruler of Loki records them; a quiet time has a rate of 0. */
export function logRules(slo: Slo): readonly RecordingRule[] {
  const { measure } = slo.sli.events;
  if (measure.kind !== "logs") {
    return [];
  }
  const rate = (lines: string) =>
    sumOf(slo, `rate(${lines} [5m])`) +
    (slo.groupBy.length === 0 ? " or vector(0)" : "");
  return [
    Rules.record({
      record: SLO_METRIC.logTotal,
      expr: rate(measure.total),
      labels: sloLabels(slo),
    }),
    Rules.record({
      record: SLO_METRIC.logPart,
      expr: rate(measure.part),
      labels: sloLabels(slo),
    }),
  ];
}

/** The sum of a series of each part by weight; nothing while one of them is missing. */
function weighted(
  { parts }: JourneyMeasurement,
  groups: Grouped,
  metric: string,
): string {
  return parts
    .map((part) => times(part, sumOf(groups, sloSeries(metric, part))))
    .join(" + ");
}

/** The weight of the parts that have traffic. */
function presentWeight({ parts }: JourneyMeasurement, groups: Grouped): string {
  const present = parts.map((part) =>
    times(
      part,
      `(${sumOf(groups, sloSeries(SLO_METRIC.total, part))} > bool 0)`,
    ),
  );
  return `(${present.join(" + ")})`;
}

function meanRatio(measure: JourneyMeasurement, groups: Grouped): string {
  const ratios = measure.parts.map((part) => {
    const total = sumOf(groups, sloSeries(SLO_METRIC.total, part));
    const bad = sumOf(groups, sloSeries(SLO_METRIC.bad, part));
    return times(part, `(${bad} / (${total} > 0) or 0 * ${total})`);
  });
  const weight = presentWeight(measure, groups);
  return `((${ratios.join(" + ")}) / (${weight} > 0) or 0 * ${weight}) / ${RATE_INTERVAL.toSeconds()}`;
}

function times({ weight }: JourneyPart, expr: string): string {
  return weight === 1 ? expr : `${decimalText(weight)} * ${expr}`;
}

/** PromQL that returns something as long as the indicator is measured. */
export function requiredOf(slo: Slo): readonly string[] {
  const { measure, required } = slo.sli.events;
  switch (measure.kind) {
    case "events":
    case "slices":
      return required;
    case "logs":
      return [sloSeries(SLO_METRIC.logTotal, slo)];
    case "journey":
      return measure.parts.map((part) => sloSeries(SLO_METRIC.total, part));
  }
}

/** Whether rates can be taken from the service's own metrics over any window, and nothing is left out or put in. */
export function hasOwnRates(slo: Slo): boolean {
  const { kind } = slo.sli.events.measure;
  return (
    slo.exclusions.length === 0 &&
    (kind === "slices" || (kind === "events" && slo.noTraffic === "ignore"))
  );
}
