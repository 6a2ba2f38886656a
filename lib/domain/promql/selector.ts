import type { SyntaxNode } from "@lezer/common";
import type { LabelMatcher, MatchOperator, PromqlSelector } from "./ast";
import { memo } from "../memo";
import { compileRe2 } from "./regexp";
import { stringValue, type Source } from "./source";
import { childNodes } from "./tree";

const NAME_LABEL = "__name__";

/** Reads a vector selector and checks what the grammar leaves open. */
export function buildSelector(
  node: SyntaxNode,
  source: Source,
): PromqlSelector {
  const identifier = node.getChild("Identifier");
  const braces = node.getChild("LabelMatchers");
  const conditions = braces === null ? [] : childNodes(braces);
  const all = conditions.map((child) => readCondition(child, source));
  const outside = identifier === null ? undefined : source.textOf(identifier);
  const names = all.filter(({ label }) => label === NAME_LABEL);
  if (outside !== undefined && names.length > 0) {
    throw source.fail(node, {
      code: "promql-metric-name",
      rule: "name the metric once",
      remedy: "leave one of the two names out",
    });
  }
  if (outside === undefined && !all.some(excludesEmpty)) {
    throw source.fail(node, {
      code: "promql-selects-all",
      rule: "name a metric or have a condition that no missing label fulfils",
      remedy: 'name the metric, or add a condition such as job="checkout"',
    });
  }
  const exact = names.find(({ operator }) => operator === "=");
  const metric = outside ?? exact?.value;
  return {
    kind: "selector",
    ...(metric !== undefined && { metric }),
    matchers: all.filter((condition) => condition !== exact),
    ...(braces && {
      braces: { start: braces.from + 1, filled: all.length > 0 },
    }),
    from: node.from,
    to: node.to,
  };
}

function readCondition(node: SyntaxNode, source: Source): LabelMatcher {
  const [first, operator, text] = childNodes(node);
  if (node.name === "QuotedLabelName" || !first || !operator || !text) {
    return {
      label: NAME_LABEL,
      operator: "=",
      value: stringValue(node, source),
    };
  }
  const matcher: LabelMatcher = {
    label:
      first.name === "LabelName"
        ? source.textOf(first)
        : stringValue(first, source),
    operator: source.textOf(operator) as MatchOperator,
    value: stringValue(text, source),
  };
  if (matcher.operator.includes("~") && !compileRe2(matcher.value)) {
    throw source.fail(text, {
      code: "promql-regexp",
      rule: "have regular expressions of RE2",
      remedy: "balance brackets, and leave out look-around and back references",
    });
  }
  return matcher;
}

/** Whether a series without the label is left out. */
export function excludesEmpty({ operator, value }: LabelMatcher): boolean {
  switch (operator) {
    case "=":
      return value !== "";
    case "!=":
      return value === "";
    case "=~":
      return takesEmpty(value) === "no";
    case "!~":
      return takesEmpty(value) === "yes";
  }
}

/** Asked for each selector at each level of each query. */
const takesEmpty = memo((pattern: string): "yes" | "no" | "malformed" => {
  const expression = compileRe2(pattern);
  return expression === undefined
    ? "malformed"
    : expression.test("")
      ? "yes"
      : "no";
});
