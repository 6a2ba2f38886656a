import { isMetricName, requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireShape } from "../shape";
import { quoteLabelValue } from "../promql/expr";
import type { Duration } from "../units";
import { decimalText, exactly } from "./decimal";
import {
  countersOf,
  gaugeOf,
  sameEvents,
  selectorsOf,
  type EventSource,
} from "./event-source";

/** Counters of all events and of the bad or the good ones among them. */
export type RatioSli = {
  /** Selector of the counters of all events, or a sum of selectors. */
  readonly total: string;
} & (
  | {
      /** Selector of the counters of failed events; part of `total`. */
      readonly errors: string;
      readonly good?: never;
    }
  | {
      /** Selector of the counters of successful events; part of `total`. */
      readonly good: string;
      readonly errors?: never;
    }
);

/** A histogram of durations and the limit of what is fast enough. */
export interface LatencySli {
  /** Name of the classic histogram, without `_bucket` or `_count`. */
  readonly histogram: string;
  /** Longest duration that is good; the histogram must have a bucket that ends exactly there. */
  readonly threshold: Duration;
  /**
   * Values of labels that choose the series.
   * @default - all series of the histogram
   */
  readonly matchers?: Labels;
  /**
   * Unit of the bucket limits.
   * @default - "ms" when the name ends in `_milliseconds`, else "s"
   */
  readonly unit?: "s" | "ms";
}

/** How an indicator is counted: bad events directly, or all events less the good ones. */
export interface SliEvents {
  readonly total: EventSource;
  readonly part: EventSource;
  readonly partIs: "bad" | "good";
  /**
   * What it means that `part` has no series while `total` has: none of its events has happened yet, as counters appear
   * with their first event, or the metric is not there and nothing is known.
   */
  readonly missingPart: "none" | "unknown";
  /** Selectors that must return something, or else nothing is measured. */
  readonly required: readonly string[];
  /** What the events are, for people. */
  readonly unit: "requests" | "probes";
  /** What a bad event did, for people: `failed`. */
  readonly badVerb: string;
}

/**
 * A service level indicator: which events count, and which of them are bad. What is wrong with it is told by the objective
 * that uses it, so that the message can name that objective.
 */
export class Sli {
  private known: SliEvents | undefined;

  private constructor(private readonly read: () => SliEvents) {}

  /**
   * The events, checked when they are first asked for.
   *
   * @throws InvalidInputError as the factories say
   */
  get events(): SliEvents {
    this.known ??= this.read();
    return this.known;
  }

  /**
   * The share of bad events among all, both counted by counters. Give plain selectors: the rate over each window is
   * taken from them. A service that never failed has no error counter yet, which counts as no failures.
   *
   * Refused are malformed PromQL, anything but counters, and two sides that are the same.
   */
  static ratio(input: RatioSli): Sli {
    return new Sli(() => ratioEvents(input));
  }

  /**
   * The share of requests that took longer than `threshold`: all requests less those in the buckets up to it.
   * Refused are a malformed name, label or threshold.
   */
  static latency(input: LatencySli): Sli {
    return new Sli(() => latencyEvents(input));
  }

  /**
   * The share of samples in which a gauge is 0 and not 1, such as `probe_success` or `up`. Each sample is an event, so
   * this measures availability by time.
   *
   * @param success selector of the gauge; malformed PromQL and anything else are refused
   */
  static probe(success: string): Sli {
    return new Sli(() => probeEvents(success));
  }
}

function ratioEvents(input: RatioSli): SliEvents {
  requireShape("the indicator", input, { total: "text" });
  if (input.errors !== undefined && input.good !== undefined) {
    throw new InvalidInputError(
      "slo-query",
      "indicator must have errors or good beside total, got both; leave one out",
    );
  }
  const total = countersOf("total of the indicator", input.total);
  const [partIs, text] =
    input.errors !== undefined
      ? (["bad", input.errors] as const)
      : (["good", input.good] as const);
  const name = partIs === "bad" ? "errors" : "good";
  if (typeof text !== "string") {
    throw new InvalidInputError(
      "slo-query",
      `indicator must have errors or good beside total, got neither; add the selector of the failed events as errors`,
    );
  }
  const part = countersOf(`${name} of the indicator`, text);
  if (sameEvents(part, total)) {
    throw new InvalidInputError(
      "slo-query",
      `${name} of the indicator must be a part of total, got the same selector ${JSON.stringify(text)}; add the condition that tells them apart, such as code=~"5.."`,
    );
  }
  return {
    total,
    part,
    partIs,
    missingPart: "none",
    required: selectorsOf(total),
    unit: "requests",
    badVerb: "failed",
  };
}

function latencyEvents(input: LatencySli): SliEvents {
  requireShape("the indicator", input, {
    histogram: "text",
    threshold: "duration",
  });
  if (input.unit !== undefined) {
    requireOneOf("unit of the indicator", input.unit, ["s", "ms"]);
  }
  const { histogram, threshold, matchers = {} } = input;
  const suffix = /_(?:bucket|count|sum)$/.exec(histogram)?.[0];
  if (!isMetricName(histogram) || suffix !== undefined) {
    throw new InvalidInputError(
      "slo-histogram",
      `histogram of the indicator must be the name of a histogram, got ${JSON.stringify(histogram)}; ${suffix === undefined ? "write it like http_request_duration_seconds" : `leave out ${suffix}`}`,
    );
  }
  if (threshold.toMillis() === 0) {
    throw new InvalidInputError(
      "slo-threshold",
      "threshold of the indicator must be longer than 0s, got 0s; use the limit of a bucket",
    );
  }
  if ("le" in requireLabels("matchers of the indicator", matchers)) {
    throw new InvalidInputError(
      "slo-histogram",
      `matchers of the indicator must not choose a bucket, got le=${JSON.stringify(matchers.le)}; use threshold`,
    );
  }
  const conditions = Object.entries(matchers).map(
    ([label, value]) => `${label}=${quoteLabelValue(value)}`,
  );
  const unit = input.unit ?? (histogram.endsWith("_milliseconds") ? "ms" : "s");
  const count = selector(`${histogram}_count`, conditions);
  const bucket = selector(`${histogram}_bucket`, [
    ...conditions,
    bucketLimit(threshold, unit),
  ]);
  return {
    total: { kind: "counters", selectors: [count] },
    part: { kind: "counters", selectors: [bucket] },
    partIs: "good",
    missingPart: "unknown",
    required: [count, bucket],
    unit: "requests",
    badVerb: `took longer than ${threshold.toPrometheus()}`,
  };
}

function probeEvents(success: string): SliEvents {
  requireKind("success of the indicator", success, "text");
  const gauge = gaugeOf("success of the indicator", success);
  return {
    total: { kind: "samples", selector: gauge },
    part: { kind: "ones", selector: gauge },
    partIs: "good",
    missingPart: "unknown",
    required: [gauge],
    unit: "probes",
    badVerb: "failed",
  };
}

function selector(metric: string, conditions: readonly string[]): string {
  return conditions.length === 0
    ? metric
    : `${metric}{${conditions.join(",")}}`;
}

/** Whole limits are spelled "1" by some programs and, since version 3, "1.0" by Prometheus: both are the same bucket. */
function bucketLimit(threshold: Duration, unit: "s" | "ms"): string {
  const millis = threshold.toMillis();
  const limit = decimalText(
    unit === "ms" ? millis : exactly(millis).div(1_000),
  );
  return limit.includes(".")
    ? `le=${quoteLabelValue(limit)}`
    : `le=~${quoteLabelValue(`${limit}(\\.0)?`)}`;
}
