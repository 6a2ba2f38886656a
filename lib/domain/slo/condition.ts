import { unwrap, type BinaryNode, type PromqlNode } from "../promql/ast";
import { parsePromql } from "../promql/expr";
import { InvalidInputError } from "../problem";
import type { GaugeCondition } from "./measurement";

const COMPARISONS: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];

/** PromQL that tells whether a condition holds. */
export interface Condition {
  /** 1 where it holds and 0 where not; nothing where it compares with NaN, as the quantile of no events is. */
  readonly known: string;
  /** The same with 0 for NaN, unless it asks for a difference. */
  readonly any: string;
  /** A gauge with a number that the condition compares it with, if it is as simple as that. */
  readonly gauge?: GaugeCondition;
}

/**
 * Reads a comparison.
 *
 * @param what names the query in messages, such as `good of the indicator`
 * @throws InvalidInputError for malformed PromQL, with the position, and for anything but a comparison of series
 */
export function conditionOf(what: string, text: string): Condition {
  const { root, type } = parsePromql(text);
  const node = unwrap(root);
  if (
    node.kind !== "binary" ||
    !COMPARISONS.includes(node.operator) ||
    type !== "vector"
  ) {
    throw new InvalidInputError(
      "slo-query",
      `${what} must compare series with a number or with other series, got ${JSON.stringify(text)}; write it like queue_length < 100, and join several conditions by objectives of their own`,
    );
  }
  const left = text.slice(node.left.from, node.left.to);
  const right = text.slice(node.right.from, node.right.to);
  const between = text.slice(node.left.to, node.right.from);
  const operator = node.bool
    ? between
    : between.replace(node.operator, `${node.operator} bool`);
  const any = `${left}${operator}${right}`;
  const gauge = gaugeOf(node);
  const condition = {
    any,
    known: `${withoutNaN(left)}${operator}${withoutNaN(right)}`,
  };
  return gauge === undefined
    ? condition
    : {
        ...condition,
        gauge: {
          ...gauge,
          isTime: false,
          scale: 1,
          selector: text.slice(gauge.at.from, gauge.at.to),
        },
      };
}

/** No NaN passes a comparison. */
function withoutNaN(operand: string): string {
  return parsePromql(operand).type === "vector"
    ? `(${operand} >= -Inf)`
    : operand;
}

function gaugeOf(node: BinaryNode):
  | {
      readonly at: Extract<PromqlNode, { kind: "selector" }>;
      readonly good: number;
      readonly bad: number;
    }
  | undefined {
  const at = unwrap(node.left);
  const limit = numberOf(node.right);
  if (
    at.kind !== "selector" ||
    at.shifted ||
    at.pinned ||
    limit === undefined ||
    node.matching
  ) {
    return undefined;
  }
  const far = Math.max(1, Math.abs(limit));
  switch (node.operator) {
    case "<":
    case "<=":
      return { at, good: limit - far, bad: limit + far };
    case ">":
    case ">=":
      return { at, good: limit + far, bad: limit - far };
    case "==":
      return { at, good: limit, bad: limit + far };
    default:
      return { at, good: limit + far, bad: limit };
  }
}

function numberOf(node: PromqlNode): number | undefined {
  const inner = unwrap(node);
  if (inner.kind === "unary") {
    const value = numberOf(inner.expr);
    return value !== undefined && inner.operator === "-" ? -value : value;
  }
  return inner.kind === "number" && Number.isFinite(inner.value)
    ? inner.value
    : undefined;
}
