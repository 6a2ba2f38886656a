import { parser } from "@grafana/lezer-logql";
import type { SyntaxNode } from "@lezer/common";
import type { LabelMatcher, Span } from "./ast";
import { readMatcher } from "./logql";
import { firstError } from "./tree";

/** A step of a pipeline, as it is written. */
export interface LineStage {
  readonly kind: "filter" | "keep" | "other";
  readonly text: string;
}

/** A number of lines that a query asks for: `rate` or `count_over_time` of what no `unwrap` reads a number from. */
export interface LineCount {
  /** The whole function. */
  readonly at: Span;
  readonly operation: "rate" | "count_over_time";
  readonly selector: string;
  /** Conditions of the selector, but for those that hold a variable of a dashboard. */
  readonly matchers: readonly LabelMatcher[];
  readonly stages: readonly LineStage[];
  /** Such as `[5m]`. */
  readonly range: string;
  /** Such as `offset 1h`, or nothing. */
  readonly offset: string;
}

/**
 * The numbers of lines that a query asks for, from left to right; none when it is malformed. Variables of dashboards may
 * stand in it.
 */
export function lineCounts(query: string): readonly LineCount[] {
  // The places in the text must stay: what stands for a variable is as long as its name, and fits ranges, texts and numbers.
  const text = query.replace(/\$(?:\{[\w:]+\}|\w+)/g, (variable) =>
    (/_m?s\}?$/.test(variable) ? "1" : "1m").padStart(variable.length, "0"),
  );
  const tree = parser.parse(text);
  if (firstError(tree) !== undefined) {
    return [];
  }
  const counts: LineCount[] = [];
  tree.iterate({
    enter({ node }) {
      const count =
        node.name === "RangeAggregationExpr"
          ? lineCount(query, text, node)
          : undefined;
      if (count !== undefined) {
        counts.push(count);
      }
    },
  });
  return counts;
}

function lineCount(
  query: string,
  text: string,
  node: SyntaxNode,
): LineCount | undefined {
  const read = (part: SyntaxNode | null | undefined): string =>
    part ? query.slice(part.from, part.to) : "";
  const operation = read(node.getChild("RangeOp"));
  const lines = innermost(node.getChild("LogRangeExpr"));
  const selector = lines?.getChild("Selector");
  if (
    !selector ||
    lines?.getChild("UnwrapExpr") ||
    (operation !== "rate" && operation !== "count_over_time")
  ) {
    return undefined;
  }
  return {
    at: { from: node.from, to: node.to },
    operation,
    selector: read(selector),
    matchers: matchersOf(selector)
      .filter((matcher) => !read(matcher).includes("$"))
      .map((matcher) => readMatcher(text, matcher)),
    stages: stagesOf(lines?.getChild("PipelineExpr") ?? null).map((stage) => ({
      kind: kindOf(stage),
      text: read(stage),
    })),
    range: read(lines?.getChild("Range")),
    offset: read(lines?.getChild("OffsetExpr")),
  };
}

function matchersOf(selector: SyntaxNode): readonly SyntaxNode[] {
  const matchers: SyntaxNode[] = [];
  selector.cursor().iterate(({ node }) => {
    if (node.name === "Matcher") {
      matchers.push(node);
    }
  });
  return matchers;
}

/** A range may stand in parentheses. */
function innermost(range: SyntaxNode | null): SyntaxNode | null {
  const inner = range?.getChild("LogRangeExpr");
  return inner ? innermost(inner) : range;
}

/** The stages of a pipeline, which the grammar nests to the left. */
function stagesOf(pipeline: SyntaxNode | null): readonly SyntaxNode[] {
  return pipeline === null
    ? []
    : [
        ...stagesOf(pipeline.getChild("PipelineExpr")),
        ...pipeline.getChildren("PipelineStage"),
      ];
}

function kindOf(stage: SyntaxNode): LineStage["kind"] {
  switch (stage.firstChild?.name) {
    case "LineFilters":
      return "filter";
    default:
      return stage.getChild("KeepLabelsExpr") === null ? "other" : "keep";
  }
}
