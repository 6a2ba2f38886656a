import type { Duration } from "../units";

/** The type of a PromQL expression; `matrix` is a range vector. */
export type PromqlType = "vector" | "matrix" | "scalar" | "string";

/** Where a node stands in its text: from the first character to behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A condition on one label. Regular expressions match the whole value. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** The choice of series in a query: name and label conditions, without what follows (range, offset). */
export interface PromqlSelector extends Span {
  readonly kind: "selector";
  /** The metric, also when it is written as `{"name"}` or `{__name__="name"}`. */
  readonly metric?: string;
  /** All conditions beside that on the name. */
  readonly matchers: readonly LabelMatcher[];
  /** Whether it asks for a range of samples. */
  readonly ranged?: boolean;
  /** The range, unless it depends on the step of the query. */
  readonly range?: Duration;
  /** Whether an `offset` follows. */
  readonly shifted?: boolean;
  /** Seconds of that `offset`, unless it depends on the step of the query. */
  readonly offset?: number;
  /** Whether an `@` follows. */
  readonly pinned?: boolean;
  /** Position behind `{`, and whether something stands between the braces. */
  readonly braces?: { readonly start: number; readonly filled: boolean };
}

export interface SubqueryNode extends Span {
  readonly kind: "subquery";
  readonly expr: PromqlNode;
  /** The range, unless it depends on the step of the query. */
  readonly range?: Duration;
  readonly shifted?: boolean;
  /** Seconds of its `offset`, unless it depends on the step of the query. */
  readonly offset?: number;
  readonly pinned?: boolean;
}

export interface CallNode extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly PromqlNode[];
}

export interface AggregateNode extends Span {
  readonly kind: "aggregate";
  /** In lower case. */
  readonly operator: string;
  readonly args: readonly PromqlNode[];
  readonly grouping?: {
    readonly without: boolean;
    readonly labels: readonly string[];
  };
}

/** How series of two vectors are paired. */
export interface VectorMatching {
  /** `on` or `ignoring`. */
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group?: {
    readonly side: "left" | "right";
    readonly include: readonly string[];
  };
}

export interface BinaryNode extends Span {
  readonly kind: "binary";
  /** In lower case. */
  readonly operator: string;
  readonly left: PromqlNode;
  readonly right: PromqlNode;
  /** Whether the comparison gives 0 or 1 instead of filtering. */
  readonly bool: boolean;
  readonly matching?: VectorMatching;
}

export interface UnaryNode extends Span {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly expr: PromqlNode;
}

export interface ParenNode extends Span {
  readonly kind: "paren";
  readonly expr: PromqlNode;
}

export interface NumberNode extends Span {
  readonly kind: "number";
  readonly value: number;
}

export interface StringNode extends Span {
  readonly kind: "string";
  readonly value: string;
}

export type PromqlNode =
  | PromqlSelector
  | SubqueryNode
  | CallNode
  | AggregateNode
  | BinaryNode
  | UnaryNode
  | ParenNode
  | NumberNode
  | StringNode;

/** The direct parts of a node, from left to right. */
export function childrenOf(node: PromqlNode): readonly PromqlNode[] {
  switch (node.kind) {
    case "selector":
    case "number":
    case "string":
      return [];
    case "call":
    case "aggregate":
      return node.args;
    case "binary":
      return [node.left, node.right];
    case "subquery":
    case "unary":
    case "paren":
      return [node.expr];
  }
}

/** Calls `visit` for `node` and everything below it, outermost first, from left to right. */
export function walk(
  node: PromqlNode,
  visit: (node: PromqlNode) => void,
): void {
  visit(node);
  for (const child of childrenOf(node)) {
    walk(child, visit);
  }
}

/** The node inside any number of parentheses. */
export function unwrap(node: PromqlNode): Exclude<PromqlNode, ParenNode> {
  return node.kind === "paren" ? unwrap(node.expr) : node;
}
