import { slug } from "../names";
import { InvalidInputError } from "../problem";
import { unwrap, type BinaryNode, type PromqlNode } from "../promql/ast";
import { parsePromql } from "../promql/expr";
import type { AlertRule, Rule } from "../rules/rule";
import { requireKind, requireOneOf, requireOptions } from "../shape";
import type { AnomalyBand } from "./band";
import { seasonal, SEASONAL_OPTIONS, type SeasonalOptions } from "./seasonal";
import { zScore, Z_SCORE_OPTIONS, type ZScoreOptions } from "./z-score";

/**
 * What takes the place of the number that an alert compares with: the edge of the band of its own usual values. Its
 * direction is that of the comparison.
 */
export type DynamicThreshold =
  | ({ readonly method: "seasonal" } & Omit<SeasonalOptions, "direction">)
  | ({ readonly method: "zScore" } & Omit<ZScoreOptions, "direction">);

/**
 * The alert with its number replaced by the edge of a band, after the recordings of that band. The comparison is the
 * outermost one, before any `and` or `unless`, whose conditions stay.
 *
 * @param group name of its group, which makes the names of the recorded series unique
 * @throws InvalidInputError when the alert does not compare a value with one number, and for options out of range
 */
export function withDynamicThreshold(
  group: string,
  rule: AlertRule,
  threshold: DynamicThreshold,
): readonly Rule[] {
  const what = `dynamic of alert "${rule.alert}"`;
  requireKind(what, threshold, "record");
  requireOneOf(`method of ${what}`, threshold.method, ["seasonal", "zScore"]);
  const { method, ...options } = threshold;
  requireOptions(
    what,
    options,
    (method === "seasonal" ? SEASONAL_OPTIONS : Z_SCORE_OPTIONS).filter(
      (name) => name !== "direction",
    ),
  );
  const { operator, left, from, to } = comparisonOf(rule);
  const above = operator.startsWith(">");
  const input = {
    name: slug(`${group}-${rule.alert}`).replaceAll("-", "_"),
    expr: rule.expr.slice(left.from, left.to),
    direction: above ? ("above" as const) : ("below" as const),
  };
  const band: AnomalyBand =
    threshold.method === "seasonal"
      ? seasonal({ ...withoutMethod(threshold), ...input })
      : zScore({ ...withoutMethod(threshold), ...input });
  return [
    ...band.recordings,
    {
      ...rule,
      expr: `${rule.expr.slice(0, from)}${band.expr}${rule.expr.slice(to)}`,
    },
  ];
}

function withoutMethod<T extends { readonly method: string }>({
  method: _,
  ...options
}: T): Omit<T, "method"> {
  return options;
}

function comparisonOf({ alert, expr }: AlertRule): BinaryNode {
  const outermost = firstOperand(parsePromql(expr).root);
  const comparison = unwrap(outermost);
  if (
    comparison.kind !== "binary" ||
    !["<", "<=", ">", ">="].includes(comparison.operator) ||
    comparison.bool ||
    unwrap(comparison.right).kind !== "number" ||
    isComparison(unwrap(comparison.left))
  ) {
    throw new InvalidInputError(
      "alert-dynamic",
      `alert "${alert}" must begin with one comparison "value > number" or "value < number" for a dynamic threshold, got ${JSON.stringify(expr)}; exclude it and write your own with Anomaly`,
    );
  }
  return comparison;
}

function isComparison(node: PromqlNode): boolean {
  return node.kind === "binary" && /^(?:[<>]=?|==|!=|or)$/.test(node.operator);
}

/** What conditions are joined to: `value > 1` of `value > 1 and traffic > 2 unless other`. */
function firstOperand(node: PromqlNode): PromqlNode {
  const inner = unwrap(node);
  return inner.kind === "binary" &&
    (inner.operator === "and" || inner.operator === "unless")
    ? firstOperand(inner.left)
    : inner;
}
