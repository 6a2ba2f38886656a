import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";

/** Aggregations that give series as they are. */
const CHOOSING: ReadonlySet<string> = new Set([
  "topk",
  "bottomk",
  "approx_topk",
  "sort",
  "sort_desc",
]);

/**
 * Whether each series of the result, and each that it is compared with, has the label of the lines that it is made of. Then
 * lines of two values of the label never meet in one number.
 *
 * @param query that Loki accepts
 */
export function keepsLabel(query: string, label: string): boolean {
  return keeps(query, parser.parse(query).topNode, label);
}

function keeps(text: string, node: SyntaxNode, label: string): boolean {
  switch (node.name) {
    case "LogQL":
    case "Expr":
    case "MetricExpr":
      return node.firstChild !== null && keeps(text, inner(node), label);
    case "RangeAggregationExpr":
      return (
        operatorOf(text, node, "RangeOp") !== "absent_over_time" &&
        grouping(text, node, label) !== "lost"
      );
    case "VectorAggregationExpr": {
      const grouped = grouping(text, node, label);
      const kept =
        grouped === "kept" ||
        (grouped === "none" &&
          CHOOSING.has(operatorOf(text, node, "VectorOp")));
      const operand = node.getChild("MetricExpr");
      return kept && operand !== null && keeps(text, operand, label);
    }
    case "LabelReplaceExpr": {
      const [target] = node.getChildren("String");
      const operand = node.getChild("MetricExpr");
      return (
        (!target || textOf(text, target).slice(1, -1) !== label) &&
        operand !== null &&
        keeps(text, operand, label)
      );
    }
    case "BinOpExpr":
      return keepsBoth(text, node, label);
    default:
      return false;
  }
}

function keepsBoth(text: string, node: SyntaxNode, label: string): boolean {
  const sides = node.getChildren("Expr");
  const isSetOperation = ["Or", "And", "Unless"].some((name) =>
    node.getChild(name),
  );
  const vectors = sides.filter(
    (side) => isSetOperation || !isConstant(text, side),
  );
  const matching = node
    .getChild("BinOpModifier")
    ?.getChild("OnOrIgnoringModifier");
  const named = matching?.getChild("GroupingLabels");
  const lists = named ? holds(text, named, label) : false;
  const pairs = !matching || lists === (matching.getChild("On") !== null);
  return (
    vectors.length > 0 &&
    (vectors.length === 1 || pairs) &&
    vectors.every((side) => keeps(text, side, label))
  );
}

/** A number, or one as a vector, whatever lines there are. */
function isConstant(text: string, node: SyntaxNode): boolean {
  const content = inner(node);
  switch (content.name) {
    case "LiteralExpr":
    case "VectorExpr":
      return true;
    case "Expr":
    case "MetricExpr":
      return isConstant(text, content);
    default:
      return false;
  }
}

/** What stands in parentheses, if there are some. */
function inner(node: SyntaxNode): SyntaxNode {
  return (
    node.getChild("MetricExpr") ??
    node.getChild("Expr") ??
    node.firstChild ??
    node
  );
}

function grouping(
  text: string,
  node: SyntaxNode,
  label: string,
): "kept" | "lost" | "none" {
  const found = node.getChild("Grouping");
  if (found === null) {
    return "none";
  }
  const lists = holds(text, found, label);
  return lists === (found.getChild("By") !== null) ? "kept" : "lost";
}

function holds(text: string, node: SyntaxNode, label: string): boolean {
  let found = false;
  node.cursor().iterate(({ node: part }) => {
    found ||= part.firstChild === null && textOf(text, part) === label;
  });
  return found;
}

function operatorOf(text: string, node: SyntaxNode, kind: string): string {
  const operator = node.getChild(kind);
  return operator === null ? "" : textOf(text, operator);
}

function textOf(text: string, { from, to }: SyntaxNode): string {
  return text.slice(from, to);
}
