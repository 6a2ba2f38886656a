import { InvalidInputError } from "../../problem";
import { requireOneOf, requireOptions, requireShape } from "../../shape";
import { Duration } from "../../units";
import { decimalText, exactly } from "../decimal";
import { gaugeOf } from "../event-source";
import type { SliEvents } from "../measurement";

/** How old the newest data may be. */
export type FreshnessSli = {
  /** Greatest age that is good, at least 1 minute. */
  readonly maximum: Duration;
  /**
   * Which of several series counts: the `oldest`, so that each must be fresh, or the `newest`, as where one of several
   * replicas does the work.
   * @default "oldest"
   */
  readonly series?: "oldest" | "newest";
  /**
   * Unit of the gauge.
   * @default - "ms" when the name ends in `_milliseconds` or `_ms`, else "s"
   */
  readonly unit?: "s" | "ms";
} & (
  | {
      /** Selector of a gauge with the time of the last success, since 1970. */
      readonly timestamp: string;
      readonly age?: never;
    }
  | {
      /** Selector of a gauge with the time since the last success. */
      readonly age: string;
      readonly timestamp?: never;
    }
);

/** The events of `Sli.freshness`. */
export function freshnessEvents(input: FreshnessSli): SliEvents {
  requireOptions("Sli.freshness", input, [
    "timestamp",
    "age",
    "maximum",
    "series",
    "unit",
  ]);
  requireShape("the indicator", input, {
    timestamp: "text?",
    age: "text?",
    maximum: "duration",
  });
  const { maximum, series = "oldest" } = input;
  requireOneOf("series of the indicator", series, ["oldest", "newest"]);
  const text = input.timestamp ?? input.age;
  if (
    text === undefined ||
    (input.timestamp !== undefined && input.age !== undefined)
  ) {
    throw new InvalidInputError(
      "slo-query",
      `indicator must have either timestamp or age, got ${text === undefined ? "neither" : "both"}; give the gauge that the job sets when it succeeds as timestamp`,
    );
  }
  if (maximum.compare(Duration.minutes(1)) < 0) {
    throw new InvalidInputError(
      "slo-threshold",
      `maximum of the indicator must be at least 1m, because a sample may be that old, got ${maximum.toPrometheus()}; use a longer time`,
    );
  }
  const isTime = input.timestamp !== undefined;
  const selector = gaugeOf(
    `${isTime ? "timestamp" : "age"} of the indicator`,
    text,
  );
  const unit = unitOf(selector, input.unit);
  const seconds = unit === "ms" ? `${selector} / 1000` : selector;
  const age = isTime ? `(time() - ${seconds} >= -Inf)` : `(${seconds} >= -Inf)`;
  const limit = decimalText(exactly(maximum.toMillis()).div(1_000));
  const compared = `${age} <= bool ${limit}`;
  const scale = unit === "ms" ? 1_000 : 1;
  const far = maximum.toSeconds() * 2 + 3_600;
  return {
    measure: {
      kind: "slices",
      slice: Duration.seconds(30),
      value: {
        kind: "condition",
        known: compared,
        any: compared,
        ...(series === "newest" && { anyOf: true }),
        gauge: {
          selector,
          isTime,
          scale,
          good: 0,
          bad: (isTime ? -far : far) * scale,
        },
      },
    },
    method: "Timeslices",
    required: [selector],
    unit: "checks",
    badVerb: `found data older than ${maximum.toPrometheus()}`,
  };
}

function unitOf(selector: string, unit: "s" | "ms" | undefined): "s" | "ms" {
  if (unit !== undefined) {
    requireOneOf("unit of the indicator", unit, ["s", "ms"]);
    return unit;
  }
  return /^\w+_(?:milliseconds|ms)\b/.test(selector) ? "ms" : "s";
}
