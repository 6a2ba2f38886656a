import { problem, warning, type Problem } from "../problem";
import {
  childrenOf,
  unwrap,
  walk,
  type BinaryNode,
  type CallNode,
  type PromqlNode,
  type PromqlSelector,
} from "../promql/ast";
import { isComparison } from "../promql/type-check";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** Functions that take each fall of a value for a restart, which only counters may have. */
const COUNTER_FUNCTIONS: ReadonlySet<string> = new Set([
  "rate",
  "irate",
  "increase",
]);

/** Uses of metrics that do not fit their type. */
export function typeProblems(
  survey: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  const gauges = new Set<string>();
  return survey.promql.flatMap((query) => {
    const found: Problem[] = [];
    walk(query.parsed.root, (node) => {
      if (node.kind === "call" && COUNTER_FUNCTIONS.has(node.name)) {
        const gauge = gaugeIn(node, series);
        // The rules of an objective all read the same metrics.
        if (gauge !== undefined && !gauges.has(`${query.path} ${gauge}`)) {
          gauges.add(`${query.path} ${gauge}`);
          found.push(rateOfGauge(query, node, gauge));
        }
      }
      if (node.kind === "call" && node.name === "histogram_quantile") {
        found.push(...quantileOfOther(query, node, series));
      }
      if (
        node.kind === "binary" &&
        isComparison(node.operator) &&
        query.rule?.kind === "alert"
      ) {
        found.push(...nakedCounters(query, node, series));
      }
    });
    return found;
  });
}

/** The gauge that a function for counters is applied to. */
function gaugeIn({ args }: CallNode, series: SeriesIndex): string | undefined {
  const [selector] = args.map(unwrap);
  const metric = selector?.kind === "selector" ? selector.metric : undefined;
  return metric !== undefined && series.find(metric)?.type === "gauge"
    ? metric
    : undefined;
}

function rateOfGauge(
  { path, what }: PromqlQuery,
  { name }: CallNode,
  gauge: string,
): Problem {
  return problem(
    "rate-of-gauge",
    path,
    `${what} must apply ${name}() to counters, got the gauge "${gauge}"; use deriv() or delta() for a gauge, or correct its type in \`metrics.provides\``,
  );
}

function quantileOfOther(
  { path, what }: PromqlQuery,
  { args }: CallNode,
  series: SeriesIndex,
): readonly Problem[] {
  const found: Problem[] = [];
  const [, histogram] = args;
  if (histogram) {
    walk(histogram, (node) => {
      const type =
        node.kind === "selector" && node.metric !== undefined
          ? series.find(node.metric)?.type
          : undefined;
      if (node.kind === "selector" && type !== undefined && type !== "bucket") {
        found.push(
          problem(
            "quantile-of-other",
            path,
            `${what} must apply histogram_quantile() to the buckets of a histogram, got the ${type} "${node.metric}"; use the metric's series that ends with "_bucket"`,
          ),
        );
      }
    });
  }
  return found;
}

/** A counter grows for as long as its program runs, so a comparison with a fixed value says nothing. */
function nakedCounters(
  { path, what }: PromqlQuery,
  comparison: BinaryNode,
  series: SeriesIndex,
): readonly Problem[] {
  return [comparison.left, comparison.right]
    .flatMap(nakedSelectors)
    .flatMap(({ metric }) =>
      metric !== undefined && series.find(metric)?.type === "counter"
        ? [
            warning(
              "counter-compared",
              path,
              `${what} must compare how fast a counter grows, got the counter "${metric}" itself; write increase(${metric}[5m]) or rate(${metric}[5m])`,
            ),
          ]
        : [],
    );
}

/** Whether an expression looks at an earlier time, at any depth. */
function isShifted(expr: PromqlNode): boolean {
  let shifted = false;
  walk(expr, (node) => {
    shifted ||= node.kind === "selector" && node.shifted === true;
  });
  return shifted;
}

/** Selectors whose values reach the comparison through nothing but arithmetic and aggregation. */
function nakedSelectors(node: PromqlNode): readonly PromqlSelector[] {
  switch (node.kind) {
    case "selector":
      return [node];
    case "paren":
    case "unary":
      return nakedSelectors(node.expr);
    case "aggregate":
      return ["count", "group", "count_values"].includes(node.operator)
        ? []
        : node.args.flatMap(nakedSelectors);
    case "binary": {
      // What was not there a while ago has grown to its value since then.
      if (node.operator === "unless" && isShifted(node.right)) {
        return [];
      }
      const inner = childrenOf(node).flatMap(nakedSelectors);
      // The difference to an earlier value is an increase written by hand.
      return inner.some(({ shifted }) => shifted) ? [] : inner;
    }
    case "call":
    case "subquery":
    case "number":
    case "string":
      return [];
  }
}
