import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import type { LabelMatcher, MatchOperator, Span } from "./ast";
import { requireKind } from "../shape";
import { Duration } from "../units";
import { checkLogqlNode, stringOf } from "./logql-check";
import { queryError } from "./query-error";
import { excludesEmpty } from "./selector";
import { firstError, strangeSpace } from "./tree";

/** The choice of log streams in a query. */
export interface LogqlSelector extends Span {
  readonly matchers: readonly LabelMatcher[];
  /** How far back the oldest of its lines lie: range and offset. Nothing for lines as such. */
  readonly lookback?: Duration;
}

/** A query that Loki accepts. */
export interface LogqlExpression {
  readonly text: string;
  /** `logs` gives lines, `vector` numbers. */
  readonly type: "logs" | "vector";
  /** From left to right. */
  readonly selectors: readonly LogqlSelector[];
}

/**
 * Reads a query with the grammar of Loki and checks its types.
 *
 * @throws InvalidInputError that names the place, for what the parser of Loki refuses
 */
export function parseLogql(text: string): LogqlExpression {
  requireKind("LogQL", text, "text");
  const tree = parser.parse(text);
  const space = strangeSpace(text, tree);
  const error = space ?? emptySelector(text, firstError(tree));
  if (error) {
    throw queryError("LogQL", text, error, {
      code: "logql-malformed",
      rule: "follow the grammar of LogQL",
      remedy: "correct or complete it at this place",
    });
  }
  const selectors: LogqlSelector[] = [];
  tree.iterate({
    enter({ node }) {
      if (node.name === "Selector") {
        selectors.push(readSelector(text, node));
      }
      checkLogqlNode(text, node);
    },
  });
  const metric = tree.topNode.getChild("Expr")?.getChild("MetricExpr") ?? null;
  return { text, type: metric === null ? "logs" : "vector", selectors };
}

/** The grammar has no `{}`, which deserves a better message than a place. */
function emptySelector(
  text: string,
  error: SyntaxNode | undefined,
): SyntaxNode | undefined {
  const parent = error?.parent;
  if (parent?.name === "Selector" && /^\{\s*\}/.test(text.slice(parent.from))) {
    throw selectsAll(text, parent);
  }
  return error;
}

function readSelector(text: string, node: SyntaxNode): LogqlSelector {
  const matchers: LabelMatcher[] = [];
  node.cursor().iterate(({ node: part }) => {
    if (part.name === "Matcher") {
      checkLogqlNode(text, part);
      matchers.push(readMatcher(text, part));
    }
  });
  if (!matchers.some(excludesEmpty)) {
    throw selectsAll(text, node);
  }
  const lookback = lookbackOf(text, node);
  return {
    matchers,
    ...(lookback && { lookback }),
    from: node.from,
    to: node.to,
  };
}

/** The selector may stand in parentheses within its range. */
function lookbackOf(text: string, selector: SyntaxNode): Duration | undefined {
  let range = selector.parent;
  while (range && range.name !== "LogRangeExpr") {
    range = range.parent;
  }
  const durations = [range?.getChild("Range"), range?.getChild("OffsetExpr")]
    .map((part) => part?.getChild("Duration"))
    .flatMap((part) => part ?? [])
    .map(({ from, to }) => text.slice(from, to));
  const millis = durations.map((duration) =>
    [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
      (sum, [, amount, unit = ""]) => sum + Number(amount) * (UNITS[unit] ?? 0),
      0,
    ),
  );
  return millis.length === 0
    ? undefined
    : Duration.millis(millis.reduce((a, b) => a + b));
}

/** Milliseconds of the units of Loki. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A condition of a selector, from its node in the tree of the grammar. */
export function readMatcher(text: string, node: SyntaxNode): LabelMatcher {
  const [label, value] = [node.firstChild, node.lastChild];
  const operator = label?.nextSibling;
  const read = (part: SyntaxNode | null | undefined): string =>
    part ? text.slice(part.from, part.to) : "";
  return {
    label: read(label),
    operator: read(operator) as MatchOperator,
    value: (value && stringOf(text, value)) ?? "",
  };
}

function selectsAll(text: string, at: Span): Error {
  return queryError("LogQL", text, at, {
    code: "logql-selects-all",
    rule: "have a condition that no missing label fulfils",
    remedy: 'name the streams, such as {service="checkout"}',
  });
}
