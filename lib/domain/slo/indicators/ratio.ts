import { InvalidInputError } from "../../problem";
import { requireShape } from "../../shape";
import { countersOf, sameEvents, selectorsOf } from "../event-source";
import type { SliEvents } from "../measurement";

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

/** The events of `Sli.ratio`. */
export function ratioEvents(input: RatioSli): SliEvents {
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
    measure: { kind: "events", total, part, partIs, missingPart: "none" },
    method: "Occurrences",
    required: selectorsOf(total),
    unit: "requests",
    badVerb: "failed",
    // Those in the buckets of a histogram are good for being fast.
    symptom: /_bucket\b/.test(text) ? "latency" : "errors",
  };
}
