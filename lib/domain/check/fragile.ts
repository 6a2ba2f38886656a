import { warning, type Problem } from "../problem";
import { unwrap, walk, type PromqlNode } from "../promql/ast";
import type { AlertRule } from "../rules/rule";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** Alerts that come and go although nothing changes, and results that one idle series spoils. */
export function fragileProblems(
  survey: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  return survey.promql.flatMap((query) => [
    ...(query.rule?.kind === "alert"
      ? [...changingSeries(query), ...halfScraped(query, query.rule, series)]
      : []),
    ...spoiltSums(query),
  ]);
}

/** The greatest series are others each time, and with them the labels of the alert. */
function changingSeries({
  path,
  what,
  parsed,
}: PromqlQuery): readonly Problem[] {
  const operator = selectionIn(parsed.root);
  return operator === undefined
    ? []
    : [
        warning(
          "alert-flaps",
          path,
          `${what} must return the same series while its condition holds, got ${operator}(), which selects others at each evaluation, so that one alert ends and another begins; compare with a threshold instead`,
        ),
      ];
}

/** `topk` or `bottomk` whose choice of series reaches the alert. */
function selectionIn(node: PromqlNode): string | undefined {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "aggregate":
      return ["topk", "bottomk"].includes(inner.operator)
        ? inner.operator
        : undefined;
    case "binary":
      return (
        selectionIn(inner.left) ??
        (["and", "unless"].includes(inner.operator)
          ? undefined
          : selectionIn(inner.right))
      );
    case "call":
      return inner.args
        .map(selectionIn)
        .find((operator) => operator !== undefined);
    case "unary":
    case "subquery":
      return selectionIn(inner.expr);
    case "selector":
    case "number":
    case "string":
      return undefined;
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "^"]);

/** After a start the targets are scraped one after the other: for a moment metrics are absent, or the sum of one job is whole and that of another not. */
function halfScraped(
  { path, what, parsed }: PromqlQuery,
  rule: AlertRule,
  series: SeriesIndex,
): readonly Problem[] {
  if (rule.for !== undefined && rule.for.toMillis() > 0) {
    return [];
  }
  const found: Problem[] = [];
  walk(parsed.root, (node) => {
    if (node.kind === "call" && node.name === "absent") {
      found.push(
        warning(
          "alert-without-for",
          path,
          `${what} must wait when it tests with absent(), got no \`for\`, while nothing is there yet when the first evaluation after a start comes before the first scrape; give it a \`for\` of two scrapes`,
        ),
      );
    }
    if (node.kind !== "binary" || !ARITHMETIC.has(node.operator)) {
      return;
    }
    const [left, right] = [node.left, node.right].map((side) =>
      aggregatedJobs(side, series),
    );
    if (left?.size && right?.size && ![...left].some((job) => right.has(job))) {
      found.push(
        warning(
          "alert-without-for",
          path,
          `${what} must wait when it calculates with aggregations of two jobs, got no \`for\` with "${[...left].join('", "')}" and "${[...right].join('", "')}", of which one may be scraped before the other after a start; give it a \`for\` of two scrapes`,
        ),
      );
    }
  });
  return found;
}

/** Jobs of the metrics that are aggregated below a node. */
function aggregatedJobs(
  node: PromqlNode,
  series: SeriesIndex,
): ReadonlySet<string> {
  const jobs = new Set<string>();
  walk(node, (outer) => {
    if (outer.kind !== "aggregate") {
      return;
    }
    walk(outer, (inner) => {
      if (inner.kind === "selector") {
        const named = inner.matchers.find(
          ({ label, operator }) => label === "job" && operator === "=",
        );
        const known = series.find(inner.metric ?? "");
        for (const job of named ? [named.value] : (known?.jobs ?? [])) {
          jobs.add(job);
        }
      }
    });
  });
  return jobs;
}

/** Aggregations of which one value that is no number leaves nothing. */
const SPOILT: ReadonlySet<string> = new Set(["sum", "avg", "stddev", "stdvar"]);

/** Functions that give 0 for a series which does not change, as most do at times. */
const OFTEN_ZERO: ReadonlySet<string> = new Set([
  "changes",
  "delta",
  "deriv",
  "idelta",
  "increase",
  "irate",
  "rate",
  "resets",
]);

function spoiltSums({ path, what, parsed }: PromqlQuery): readonly Problem[] {
  const found: Problem[] = [];
  walk(parsed.root, (node) => {
    const operand = node.kind === "aggregate" ? node.args.at(-1) : undefined;
    if (node.kind !== "aggregate" || !operand || !SPOILT.has(node.operator)) {
      return;
    }
    walk(operand, (inner) => {
      if (
        inner.kind === "binary" &&
        ["/", "%"].includes(inner.operator) &&
        isOftenZero(inner.right)
      ) {
        found.push(
          warning(
            "division-in-aggregation",
            path,
            `${what} must not divide by zero inside ${node.operator}(), got "${parsed.text.slice(inner.from, inner.to)}", of which one series without change turns the whole result into NaN or infinity; write the divisor with "> 0"`,
          ),
        );
      }
    });
  });
  return found;
}

/** Whether nothing keeps the zeros of a rate out. */
function isOftenZero(node: PromqlNode): boolean {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "call":
      return (
        OFTEN_ZERO.has(inner.name) ||
        (!inner.name.startsWith("clamp") &&
          !["count_over_time", "present_over_time"].includes(inner.name) &&
          inner.args.some(isOftenZero))
      );
    case "aggregate":
      return (
        !["count", "group", "count_values"].includes(inner.operator) &&
        inner.args.some(isOftenZero)
      );
    case "unary":
    case "subquery":
      return isOftenZero(inner.expr);
    case "binary":
      switch (inner.operator) {
        case ">":
        case "!=":
          return false;
        case "or":
        case "*":
          return isOftenZero(inner.left) || isOftenZero(inner.right);
        case "+":
          return isOftenZero(inner.left) && isOftenZero(inner.right);
        default:
          return isOftenZero(inner.left);
      }
    case "selector":
    case "number":
    case "string":
      return false;
  }
}
