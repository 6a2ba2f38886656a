import { isMetricName, requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
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

/** A service level indicator: which events count, and which of them are bad. */
export class Sli {
  private constructor(readonly events: SliEvents) {}

  /**
   * The share of bad events among all, both counted by counters. Give plain selectors: the rate over each window is
   * taken from them. A service that never failed has no error counter yet, which counts as no failures.
   *
   * @throws InvalidInputError for malformed PromQL, for anything but counters, and when both sides are the same
   */
  static ratio(input: RatioSli): Sli {
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
    return new Sli({
      total,
      part,
      partIs,
      missingPart: "none",
      required: selectorsOf(total),
      unit: "requests",
      badVerb: "failed",
    });
  }

  /**
   * The share of requests that took longer than `threshold`: all requests less those in the buckets up to it.
   *
   * @throws InvalidInputError for a malformed name, label or threshold
   */
  static latency(input: LatencySli): Sli {
    const { histogram, threshold, matchers = {} } = input;
    const suffix = /_(?:bucket|count|sum)$/.exec(String(histogram))?.[0];
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
    const unit =
      input.unit ?? (histogram.endsWith("_milliseconds") ? "ms" : "s");
    const count = selector(`${histogram}_count`, conditions);
    const bucket = selector(`${histogram}_bucket`, [
      ...conditions,
      bucketLimit(threshold, unit),
    ]);
    return new Sli({
      total: { kind: "counters", selectors: [count] },
      part: { kind: "counters", selectors: [bucket] },
      partIs: "good",
      missingPart: "unknown",
      required: [count, bucket],
      unit: "requests",
      badVerb: `took longer than ${threshold.toPrometheus()}`,
    });
  }

  /**
   * The share of samples in which a gauge is 0 and not 1, such as `probe_success` or `up`. Each sample is an event, so
   * this measures availability by time.
   *
   * @param success selector of the gauge
   * @throws InvalidInputError for malformed PromQL and for anything but a selector
   */
  static probe(success: string): Sli {
    const gauge = gaugeOf("success of the indicator", success);
    return new Sli({
      total: { kind: "samples", selector: gauge },
      part: { kind: "ones", selector: gauge },
      partIs: "good",
      missingPart: "unknown",
      required: [gauge],
      unit: "probes",
      badVerb: "failed",
    });
  }
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
