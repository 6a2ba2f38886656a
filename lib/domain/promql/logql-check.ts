import type { SyntaxNode } from "@lezer/common";
import type { InvalidInputError } from "../problem";
import { unquote } from "./literal";
import { queryError } from "./query-error";
import { compileRe2 } from "./regexp";
import { childNodes } from "./tree";

/** Range aggregations that read a number from each line, which `unwrap` names. */
const NEED_UNWRAP: ReadonlySet<string> = new Set(
  `avg_over_time sum_over_time min_over_time max_over_time stdvar_over_time
  stddev_over_time quantile_over_time first_over_time last_over_time
  rate_counter`.split(/\s+/),
);

/** Range aggregations that work with `unwrap` and without. */
const MAY_UNWRAP: ReadonlySet<string> = new Set(["rate", "absent_over_time"]);

/** Range aggregations that accept `by` and `without`. */
const MAY_GROUP: ReadonlySet<string> = new Set(
  `avg_over_time stddev_over_time stdvar_over_time quantile_over_time
  max_over_time min_over_time first_over_time last_over_time`.split(/\s+/),
);

const NEED_NUMBER: ReadonlySet<string> = new Set([
  "topk",
  "bottomk",
  "approx_topk",
  "quantile_over_time",
]);

/** What the grammar leaves open at `node`, as the parser of Loki checks it. */
export function checkLogqlNode(text: string, node: SyntaxNode): void {
  const refuse = (rule: string, remedy: string): InvalidInputError =>
    queryError("LogQL", text, node, { code: "logql-invalid", rule, remedy });
  switch (node.name) {
    case "RangeAggregationExpr":
    case "VectorAggregationExpr":
      checkAggregation(text, node, refuse);
      break;
    case "BinOpExpr":
      checkOperands(text, node, refuse);
      break;
    case "String":
      if (stringOf(text, node) === undefined) {
        throw refuse(
          "have texts in double quotes or backquotes with escapes of Go",
          'close the quote, and write a backslash as "\\\\"',
        );
      }
      break;
    case "LineFilter":
      if (!patternsOf(node).every((each) => compiles(text, each))) {
        throw malformedPattern(refuse);
      }
      break;
    case "Matcher":
    case "LabelReplaceExpr":
    case "LabelParser": {
      const strings = node.getChildren("String");
      const pattern = strings.at(-1);
      const isPattern =
        node.name === "LabelReplaceExpr" ||
        childNodes(node).some(({ name }) => /^(?:Re|Nre|Regexp)$/.test(name));
      const value = pattern && isPattern ? stringOf(text, pattern) : undefined;
      if (value !== undefined && compileRe2(value) === undefined) {
        throw malformedPattern(refuse);
      }
      if (
        node.getChild("Regexp") &&
        value !== undefined &&
        !/\(\?P?</.test(value)
      ) {
        throw refuse(
          "name what the parser regexp takes from a line",
          "write (?P<name>...) around it",
        );
      }
    }
  }
}

/** The text of a string literal. LogQL has no single quotes. */
export function stringOf(text: string, node: SyntaxNode): string | undefined {
  const literal = text.slice(node.from, node.to);
  return literal.startsWith("'") ? undefined : unquote(literal);
}

/** The regular expressions by which a filter chooses lines. */
function patternsOf(filter: SyntaxNode): readonly SyntaxNode[] {
  const kind = filter.getChild("Filter");
  if (!kind?.getChild("PipeMatch") && !kind?.getChild("Nre")) {
    return [];
  }
  const patterns: SyntaxNode[] = [];
  filter.cursor().iterate(({ node }) => {
    if (node.name === "String" && !node.parent?.getChild("FilterOp")) {
      patterns.push(node);
    }
  });
  return patterns;
}

function compiles(text: string, node: SyntaxNode): boolean {
  const value = stringOf(text, node);
  return value === undefined || compileRe2(value) !== undefined;
}

function malformedPattern(refuse: Refuse): InvalidInputError {
  return refuse(
    "have regular expressions of RE2",
    "balance brackets, and leave out look-around and back references",
  );
}

type Refuse = (rule: string, remedy: string) => InvalidInputError;

function checkAggregation(
  text: string,
  node: SyntaxNode,
  refuse: Refuse,
): void {
  const operator = node.getChild("RangeOp") ?? node.getChild("VectorOp");
  const name = operator ? text.slice(operator.from, operator.to) : "";
  const grouped = node.getChild("Grouping") !== null;
  const numbered = node.getChild("Number") !== null;
  if (numbered !== NEED_NUMBER.has(name)) {
    throw numbered
      ? refuse(`give ${name} no number`, "leave the number out")
      : refuse(`give ${name} a number first`, `write ${name}(5, ...)`);
  }
  if (grouped && (name === "sort" || name === "sort_desc")) {
    throw refuse(`use ${name} without grouping`, "leave by or without out");
  }
  if (node.name === "VectorAggregationExpr") {
    return;
  }
  const unwraps = Boolean(rangeOf(node)?.getChild("UnwrapExpr"));
  if (grouped && !MAY_GROUP.has(name)) {
    throw refuse(
      `use ${name} without grouping`,
      `group outside: sum by (label) (${name}(...))`,
    );
  }
  if (!unwraps && NEED_UNWRAP.has(name)) {
    throw refuse(
      `give ${name} numbers`,
      "add | unwrap label before the range, or use count_over_time",
    );
  }
  if (unwraps && !NEED_UNWRAP.has(name) && !MAY_UNWRAP.has(name)) {
    throw refuse(`use ${name} without unwrap`, "leave unwrap out");
  }
}

/** The log range inside any parentheses. */
function rangeOf(node: SyntaxNode): SyntaxNode | null {
  const inner = node.getChild("LogRangeExpr");
  return inner?.getChild("LogRangeExpr") ? rangeOf(inner) : inner;
}

function checkOperands(text: string, node: SyntaxNode, refuse: Refuse): void {
  const operator = node.getChild("BinOpModifier")?.prevSibling;
  const name = operator ? text.slice(operator.from, operator.to) : "";
  for (const side of node.getChildren("Expr")) {
    if (side.firstChild?.name !== "MetricExpr") {
      throw refuse(
        `combine metric queries only with "${name}"`,
        "count the lines first, such as with rate({...}[5m])",
      );
    }
    const literal = side.firstChild.firstChild?.name === "LiteralExpr";
    if (literal && /^(?:and|or|unless)$/i.test(name)) {
      throw refuse(
        `have metric queries on both sides of "${name}"`,
        "write vector(...) around the number",
      );
    }
  }
}
