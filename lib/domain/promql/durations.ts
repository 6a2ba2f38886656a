import type { SyntaxNode } from "@lezer/common";
import { Duration } from "../units";
import { numberValue } from "./literal";
import type { Source } from "./source";
import { childNodes } from "./tree";

/** Prometheus counts in 64-bit nanoseconds. */
const LONGEST_SECONDS = 2 ** 63 / 1e9;

const CALCULATIONS: Readonly<
  Record<string, (left: number, right: number) => number>
> = {
  Add: (left, right) => left + right,
  Sub: (left, right) => left - right,
  Mul: (left, right) => left * right,
  Div: (left, right) => left / right,
  Mod: (left, right) => left % right,
  Pow: (left, right) => left ** right,
  DurationMinOf: Math.min,
  DurationMaxOf: Math.max,
};

/**
 * The length of a range or step, such as `5m`, `300` or `2 * 1h`.
 *
 * @returns nothing when it depends on the step or range of the query, which `step()` and `range()` stand for
 */
export function durationOf(
  node: SyntaxNode,
  source: Source,
): Duration | undefined {
  const seconds = secondsOf(node, source);
  if (seconds === undefined) {
    return undefined;
  }
  if (!(seconds > 0)) {
    throw source.fail(node, {
      code: "promql-duration",
      rule: "have a range or step of more than zero",
      remedy: 'write a duration such as "5m"',
    });
  }
  return Duration.seconds(seconds);
}

/** The seconds of a constant duration, which may be negative; checks its parts in any case. */
export function secondsOf(
  node: SyntaxNode,
  source: Source,
): number | undefined {
  if (node.name === "NumberDurationLiteralInDurationContext") {
    return literalSeconds(node, source);
  }
  const children = childNodes(node);
  const sign = children.find(({ name }) => name === "UnaryOp");
  const operands = children
    .filter(
      ({ name }) =>
        name.includes("DurationExpr") || name.startsWith("NumberDuration"),
    )
    .map((child) => secondsOf(child, source));
  const [left, right] = operands;
  if (operands.length === 0 || operands.includes(undefined)) {
    return undefined;
  }
  if (left !== undefined && right === undefined) {
    return sign && source.textOf(sign) === "-" ? -left : left;
  }
  const operator = children.find(({ name }) => name in CALCULATIONS)?.name;
  if (right === 0 && (operator === "Div" || operator === "Mod")) {
    throw source.fail(node, {
      code: "promql-duration",
      rule: "divide durations by other numbers than zero",
      remedy: "correct the divisor",
    });
  }
  const calculate = CALCULATIONS[operator ?? ""];
  return calculate?.(left ?? 0, right ?? 0);
}

function literalSeconds(node: SyntaxNode, source: Source): number {
  const seconds = numberValue(source.textOf(node));
  if (seconds === undefined || !(seconds < LONGEST_SECONDS)) {
    throw source.fail(node, {
      code: "promql-duration",
      rule: "have durations shorter than 292 years",
      remedy: "use a shorter duration",
    });
  }
  return seconds;
}
