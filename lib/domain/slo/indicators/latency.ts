import { isMetricName, requireLabels, type Labels } from "../../names";
import { InvalidInputError } from "../../problem";
import { quoteLabelValue } from "../../promql/expr";
import { requireOneOf, requireOptions, requireShape } from "../../shape";
import type { Duration } from "../../units";
import { decimalText, exactly } from "../decimal";
import type { SliEvents } from "../measurement";

/** A histogram of durations and the limit of what is fast enough. */
export interface LatencySli {
  /** Name of the histogram, without `_bucket` or `_count`. */
  readonly histogram: string;
  /**
   * `classic` counts by a series for each bucket. `native` is one series with all buckets
   * (https://prometheus.io/docs/specs/native_histograms/), which Prometheus 3 stores when it is told to.
   * @default "classic"
   */
  readonly histogramType?: "classic" | "native";
  /**
   * Longest duration that is good. A classic histogram must have a bucket that ends exactly there; within a bucket of a
   * native one the observations are taken to be spread evenly over its logarithmic width.
   */
  readonly threshold: Duration;
  /**
   * Values of labels that choose the series.
   * @default - all series of the histogram
   */
  readonly matchers?: Labels;
  /**
   * Unit of the observations.
   * @default - "ms" when the name ends in `_milliseconds`, else "s"
   */
  readonly unit?: "s" | "ms";
}

/** The events of `Sli.latency`. */
export function latencyEvents(input: LatencySli): SliEvents {
  requireOptions("Sli.latency", input, [
    "histogram",
    "histogramType",
    "threshold",
    "matchers",
    "unit",
  ]);
  requireShape("the indicator", input, {
    histogram: "text",
    threshold: "duration",
  });
  const { histogramType = "classic" } = input;
  requireOneOf("histogramType of the indicator", histogramType, [
    "classic",
    "native",
  ]);
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
  const limit = exactly(threshold.toMillis()).div(unit === "ms" ? 1 : 1_000);
  const common = {
    method: "Occurrences",
    unit: "requests",
    badVerb: `took longer than ${threshold.toPrometheus()}`,
    symptom: "latency",
  } as const;
  if (histogramType === "native") {
    const all = selector(histogram, conditions);
    return {
      ...common,
      measure: {
        kind: "events",
        total: { kind: "observations", selector: all },
        part: {
          kind: "observations",
          selector: all,
          above: limit.toNumber(),
        },
        partIs: "bad",
        missingPart: "none",
      },
      required: [all],
    };
  }
  const count = selector(`${histogram}_count`, conditions);
  const bucket = selector(`${histogram}_bucket`, [
    ...conditions,
    bucketLimit(decimalText(limit)),
  ]);
  return {
    ...common,
    measure: {
      kind: "events",
      total: { kind: "counters", selectors: [count] },
      part: { kind: "counters", selectors: [bucket] },
      partIs: "good",
      missingPart: "unknown",
    },
    required: [count, bucket],
  };
}

function selector(metric: string, conditions: readonly string[]): string {
  return conditions.length === 0
    ? metric
    : `${metric}{${conditions.join(",")}}`;
}

/** Whole limits are spelled "1" by some programs and, since version 3, "1.0" by Prometheus: both are the same bucket. */
function bucketLimit(limit: string): string {
  return limit.includes(".")
    ? `le=${quoteLabelValue(limit)}`
    : `le=~${quoteLabelValue(`${limit}(\\.0)?`)}`;
}
