import { InvalidInputError } from "../domain/problem";
import { parsePromql } from "../domain/promql/expr";
import { exactly } from "../domain/slo/decimal";
import { selectorsOf } from "../domain/slo/event-source";
import type {
  EventCounts,
  GaugeCondition,
  SliceMeasurement,
  SliEvents,
} from "../domain/slo/measurement";
import { Sli } from "../domain/slo/sli";
import { Duration } from "../domain/units";
import { equalities, limitOf } from "./histogram";

/** An indicator as JSON: the name of a function of `Sli`, and what it takes, with durations as texts. */
export type SliDeclaration = {
  readonly kind:
    | "ratio"
    | "latency"
    | "probe"
    | "timeSlices"
    | "ratioTimeSlices"
    | "freshness"
    | "logs";
} & Readonly<Record<string, unknown>>;

/** What an indicator was made of; nothing for a journey, which is made of objectives. */
export function declarationOf(events: SliEvents): SliDeclaration | undefined {
  const { measure } = events;
  switch (measure.kind) {
    case "events":
      return countsDeclaration(
        measure,
        /^took longer than (\S+)$/.exec(events.badVerb)?.[1],
      );
    case "slices":
      return sliceDeclaration(measure, events);
    case "logs":
      return {
        kind: "logs",
        total: measure.total,
        [measure.partIs]: measure.part,
      };
    case "journey":
      return undefined;
  }
}

/** The counts of an indicator of requests, probes or a histogram. */
function countsDeclaration(
  { total, part, partIs, missingPart }: EventCounts,
  threshold?: string,
): SliDeclaration {
  const [all, some] = [selectorsOf(total), selectorsOf(part)];
  if (total.kind === "samples") {
    return { kind: "probe", success: total.selector };
  }
  if (total.kind === "observations" && part.kind === "observations") {
    return latency(total.selector, part.above ?? NaN, "native", threshold);
  }
  if (missingPart === "unknown") {
    const le = parsePromql(some[0] ?? "").selectors[0]?.matchers.find(
      ({ label }) => label === "le",
    );
    const limit = le && limitOf(le);
    return latency(all[0] ?? "", limit ?? NaN, "classic", threshold);
  }
  return {
    kind: "ratio",
    total: all.join(" + "),
    [partIs === "bad" ? "errors" : "good"]: some.join(" + "),
  };
}

/** @param limit in the unit of the histogram */
function latency(
  count: string,
  limit: number,
  histogramType: "classic" | "native",
  threshold: string | undefined,
): SliDeclaration {
  const [selector] = parsePromql(count).selectors;
  const metric = selector?.metric ?? "";
  const seconds = Duration.seconds(limit);
  const isSeconds =
    threshold === undefined
      ? // Half a millisecond has no duration.
        exactly(limit).times(1_000).isInteger()
      : Duration.parse(threshold).equals(seconds);
  const matchers = equalities(selector?.matchers ?? []) ?? {};
  return {
    kind: "latency",
    histogram:
      histogramType === "classic" ? metric.replace(/_count$/, "") : metric,
    histogramType,
    threshold: (isSeconds ? seconds : Duration.millis(limit)).toPrometheus(),
    unit: isSeconds ? "s" : "ms",
    ...(Object.keys(matchers).length > 0 && { matchers }),
  };
}

function sliceDeclaration(
  { slice, value }: SliceMeasurement,
  { unit, method, badVerb }: SliEvents,
): SliDeclaration {
  if (value.kind === "condition") {
    const { gauge, anyOf } = value;
    return unit === "checks" && gauge !== undefined
      ? freshness(gauge, badVerb, anyOf === true)
      : {
          kind: "timeSlices",
          good: value.any,
          slice: slice.toPrometheus(),
        };
  }
  const of = countsDeclaration(value.of);
  return method === "RatioTimeslices"
    ? { kind: "ratioTimeSlices", of, slice: slice.toPrometheus() }
    : {
        kind: "timeSlices",
        good: { of, atLeast: value.atLeast },
        slice: slice.toPrometheus(),
      };
}

function freshness(
  { selector, isTime, scale }: GaugeCondition,
  badVerb: string,
  isNewest: boolean,
): SliDeclaration {
  return {
    kind: "freshness",
    [isTime ? "timestamp" : "age"]: selector,
    maximum: badVerb.replace(/^found data older than /, ""),
    series: isNewest ? "newest" : "oldest",
    unit: scale === 1_000 ? "ms" : "s",
  };
}

const FUNCTIONS = {
  ratio: Sli.ratio,
  latency: Sli.latency,
  timeSlices: Sli.timeSlices,
  ratioTimeSlices: Sli.ratioTimeSlices,
  freshness: Sli.freshness,
  logs: Sli.logs,
} as const;

/**
 * The indicator that JSON declares.
 *
 * @throws InvalidInputError for anything else than `declarationOf` returns
 */
export function sliOf(declaration: unknown): Sli {
  if (
    typeof declaration !== "object" ||
    declaration === null ||
    !("kind" in declaration)
  ) {
    throw malformed("an object with its kind", declaration);
  }
  const { kind, ...input } = declaration as Readonly<Record<string, unknown>>;
  const sli =
    kind === "probe"
      ? Sli.probe(input.success as string)
      : typeof kind === "string" && Object.hasOwn(FUNCTIONS, kind)
        ? FUNCTIONS[kind as keyof typeof FUNCTIONS](withValues(input) as never)
        : undefined;
  if (sli === undefined) {
    throw malformed(
      `of kind probe, ${Object.keys(FUNCTIONS).join(", ")}`,
      kind,
    );
  }
  void sli.events;
  return sli;
}

/** Durations and the indicators of slices, which JSON holds as texts and objects. */
function withValues(
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (["threshold", "slice", "maximum"].includes(name)) {
        return [name, Duration.parse(value as string)];
      }
      if (name === "of") {
        return [name, sliOf(value)];
      }
      return name === "good" && typeof value === "object" && value !== null
        ? [name, withValues(value as Readonly<Record<string, unknown>>)]
        : [name, value];
    }),
  );
}

function malformed(rule: string, got: unknown): InvalidInputError {
  return new InvalidInputError(
    "slo-import-annotation",
    `indicator in an annotation must be ${rule}, got ${typeof got === "string" ? JSON.stringify(got) : typeof got}; remove the annotation`,
  );
}
