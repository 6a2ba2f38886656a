import type { Duration } from "../units";
import type { PromqlNode, VectorMatching } from "./ast";
import type { Source } from "./source";

/** One operand or operator of an expression, in the order of writing. */
export type Piece =
  | { readonly kind: "operand"; readonly node: PromqlNode }
  | {
      readonly kind: "prefix";
      readonly operator: "+" | "-";
      readonly from: number;
    }
  | {
      readonly kind: "infix";
      readonly operator: string;
      readonly bool: boolean;
      readonly matching?: VectorMatching;
    }
  | {
      readonly kind: "postfix";
      readonly modifier: "range" | "subquery";
      readonly range?: Duration;
      readonly to: number;
    }
  | {
      readonly kind: "postfix";
      readonly modifier: "offset" | "@";
      /** Seconds of an offset, unless it depends on the step of the query. */
      readonly offset?: number;
      readonly to: number;
    };

type Postfix = Extract<Piece, { kind: "postfix" }>;

/** Operators from the loosest to the tightest binding. A sign binds like a product that begins before it; what follows an operand, tightest. */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and", "unless"],
  ["==", "!=", "<=", "<", ">=", ">", "</", ">/"],
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
];

const LEVEL_OF = new Map(
  LEVELS.flatMap((operators, level) =>
    operators.map((operator) => [operator, level] as const),
  ),
);

const PRODUCT = LEVEL_OF.get("*") ?? 0;
const POWER = LEVEL_OF.get("^") ?? 0;

/** Groups the pieces by the precedence of their operators; all group from the left, but `^` from the right. */
export function arrange(pieces: readonly Piece[], source: Source): PromqlNode {
  let index = 0;

  const operand = (): PromqlNode => {
    const piece = pieces[index++];
    if (piece?.kind === "prefix") {
      const expr = expression(PRODUCT + 1);
      return {
        kind: "unary",
        operator: piece.operator,
        expr,
        from: piece.from,
        to: expr.to,
      };
    }
    if (piece?.kind !== "operand") {
      throw source.fail(
        { from: source.text.length, to: source.text.length },
        {
          code: "promql-malformed",
          rule: "have an operand between operators",
          remedy: "complete the query",
        },
      );
    }
    let node = piece.node;
    for (
      let next = pieces[index];
      next?.kind === "postfix";
      next = pieces[index]
    ) {
      index++;
      node = applyPostfix(node, next, source);
    }
    return node;
  };

  const expression = (loosest: number): PromqlNode => {
    let left = operand();
    for (
      let piece = pieces[index];
      piece?.kind === "infix";
      piece = pieces[index]
    ) {
      const level = LEVEL_OF.get(piece.operator) ?? 0;
      if (level < loosest) {
        break;
      }
      index++;
      const right = expression(level === POWER ? level : level + 1);
      const { operator, bool, matching } = piece;
      left = {
        kind: "binary",
        operator,
        bool,
        ...(matching && { matching }),
        left,
        right,
        from: left.from,
        to: right.to,
      };
    }
    return left;
  };

  return expression(0);
}

function applyPostfix(
  node: PromqlNode,
  postfix: Postfix,
  source: Source,
): PromqlNode {
  const span = { from: node.from, to: postfix.to };
  switch (postfix.modifier) {
    case "range":
      if (
        node.kind !== "selector" ||
        node.ranged ||
        node.shifted ||
        node.pinned
      ) {
        throw source.fail(span, {
          code: "promql-range",
          rule: "have a range only directly after a metric and its conditions",
          remedy: "move the range there, or write a subquery such as [5m:1m]",
        });
      }
      return {
        ...node,
        ranged: true,
        ...(postfix.range && { range: postfix.range }),
      };
    case "subquery":
      return {
        kind: "subquery",
        expr: node,
        ...(postfix.range && { range: postfix.range }),
        ...span,
      };
    case "offset":
    case "@": {
      const key = postfix.modifier === "@" ? "pinned" : "shifted";
      if ((node.kind !== "selector" && node.kind !== "subquery") || node[key]) {
        throw source.fail(span, {
          code: "promql-modifier",
          rule: `have ${postfix.modifier} once, after a metric, its range or a subquery`,
          remedy: `move ${postfix.modifier} into the expression, next to the metric`,
        });
      }
      const { offset } = postfix;
      return { ...node, [key]: true, ...(offset !== undefined && { offset }) };
    }
  }
}
