import { InvalidInputError } from "../../problem";
import { parseLogql } from "../../promql/logql";
import { requireOptions, requireShape } from "../../shape";
import type { SliEvents } from "../measurement";

/** Log lines of all events, and of the bad or the good ones among them. */
export type LogSli = {
  /** LogQL that chooses one line for each event, such as `{service="shop"} | json | event="request"`. */
  readonly total: string;
} & (
  | {
      /** LogQL that chooses the lines of failed events; part of `total`. */
      readonly bad: string;
      readonly good?: never;
    }
  | {
      /** LogQL that chooses the lines of successful events; part of `total`. */
      readonly good: string;
      readonly bad?: never;
    }
);

/** The events of `Sli.logs`. */
export function logEvents(input: LogSli): SliEvents {
  requireOptions("Sli.logs", input, ["total", "good", "bad"]);
  requireShape("the indicator", input, {
    total: "text",
    good: "text?",
    bad: "text?",
  });
  const { total, good, bad } = input;
  const part = bad ?? good;
  if (part === undefined || (good !== undefined && bad !== undefined)) {
    throw new InvalidInputError(
      "slo-query",
      `indicator must have either bad or good beside total, got ${part === undefined ? "neither" : "both"}; add the LogQL of the failed lines as bad`,
    );
  }
  const partIs = bad === undefined ? "good" : "bad";
  requireLines("total", total);
  requireLines(partIs, part);
  if (part.trim() === total.trim()) {
    throw new InvalidInputError(
      "slo-query",
      `${partIs} of the indicator must be a part of total, got the same ${JSON.stringify(part)}; add the filter that tells them apart, such as | level="error"`,
    );
  }
  return {
    measure: { kind: "logs", total, part, partIs },
    method: "Occurrences",
    required: [],
    unit: "log lines",
    badVerb: "told of a failure",
  };
}

function requireLines(name: string, text: string): void {
  if (parseLogql(text).type !== "logs") {
    throw new InvalidInputError(
      "slo-query",
      `${name} of the indicator must choose log lines, got ${JSON.stringify(text)}; leave out rate(), sum() and ranges, which are added`,
    );
  }
}
