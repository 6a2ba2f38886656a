import type { Labels } from "../../names";
import type { PromqlSelector } from "../../promql/ast";
import { parsePromql } from "../../promql/expr";
import { compileRe2 } from "../../promql/regexp";
import { InvalidInputError } from "../../problem";
import { sampleOf } from "./regex-sample";

type Matcher = PromqlSelector["matchers"][number];

/** A series: its labels, with the metric as `__name__`. */
export type SeriesLabels = Labels;

/** Whether a series is selected. */
export function selects(text: string, labels: SeriesLabels): boolean {
  return matchersOf(text).every((matcher) =>
    accepts(matcher, labels[matcher.label] ?? ""),
  );
}

/**
 * A series that one of `texts` selects, the first that can be, and none of `avoid` does.
 *
 * @throws InvalidInputError when none is found, as for a regular expression that is out of the ordinary
 */
export function seriesFor(
  texts: readonly string[],
  avoid: readonly string[] = [],
): SeriesLabels {
  for (const text of texts) {
    const found = candidates(text, avoid).find(
      (labels) =>
        selects(text, labels) && !avoid.some((each) => selects(each, labels)),
    );
    if (found !== undefined) {
      return found;
    }
  }
  const beside = avoid.length === 0 ? "" : ` beside ${avoid.join(", ")}`;
  throw new InvalidInputError(
    "slo-tests",
    `selector of an objective with tests must allow to make up a series${beside}, got ${JSON.stringify(texts.join(" + "))}; write its conditions with = or with simple alternatives`,
  );
}

function candidates(
  text: string,
  avoid: readonly string[],
): readonly SeriesLabels[] {
  const wanted = matchersOf(text);
  const plain: Record<string, string> = {};
  for (const { label, operator, value } of wanted) {
    if (operator === "=") {
      plain[label] = value;
    } else if (operator === "=~") {
      plain[label] = sampleOf(value);
    }
  }
  const free = [...wanted, ...avoid.flatMap(matchersOf)]
    .map(({ label }) => label)
    .filter((label) => label !== "__name__");
  return [
    plain,
    ...free.flatMap((label) =>
      OTHER_VALUES.map((value) => ({ ...plain, [label]: value })),
    ),
  ];
}

/** The empty one stands for a series without the label. */
const OTHER_VALUES = ["", "200", "other", "0"];

function matchersOf(text: string): readonly Matcher[] {
  const [selector] = parsePromql(text).selectors;
  return [
    ...(selector?.metric === undefined
      ? []
      : [
          { label: "__name__", operator: "=", value: selector.metric } as const,
        ]),
    ...(selector?.matchers ?? []),
  ];
}

function accepts({ operator, value }: Matcher, actual: string): boolean {
  switch (operator) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case "=~":
      return compileRe2(value)?.test(actual) ?? false;
    case "!~":
      return !(compileRe2(value)?.test(actual) ?? true);
  }
}
