import { problem, warning, type Problem } from "../problem";
import { unwrap, type PromqlNode } from "../promql/ast";
import { isComparison } from "../promql/type-check";
import { boundsOf, impossibleIn } from "./bounds";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** The alert that is meant to fire always. */
const WATCHDOG = "Watchdog";

/** Rules and panels that give no series, alerts that never fire, and alerts that always do. */
export function alertProblems(
  survey: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  return survey.promql.flatMap((query) => {
    const { rule, panel, parsed, path, what } = query;
    const { type } = parsed;
    if ((rule ?? panel) && (type === "matrix" || type === "string")) {
      const got = type === "matrix" ? "a range vector" : "a text";
      return [
        problem(
          "query-result",
          path,
          `${what} must return an instant vector, got ${got}; ${type === "matrix" ? "put the range into a function such as rate(...)" : "ask for a metric"}`,
        ),
      ];
    }
    return rule?.kind === "alert" ? firing(query, rule.alert, series) : [];
  });
}

function firing(
  { path, what, parsed }: PromqlQuery,
  alert: string,
  series: SeriesIndex,
): readonly Problem[] {
  const impossible = impossibleIn(parsed.root);
  if (impossible) {
    const { left, right, from, to } = impossible;
    const limits = [left, right].map((side) => {
      const { least, most } = boundsOf(side);
      return least === most
        ? shown(least)
        : `${shown(least)} to ${shown(most)}`;
    });
    return [
      problem(
        "alert-never-fires",
        path,
        `${what} must be able to fire, got "${parsed.text.slice(from, to)}", which compares ${limits[0]} with ${limits[1]}; correct the threshold`,
      ),
    ];
  }
  return alert === WATCHDOG || canBeSilent(parsed.root, series, 0)
    ? []
    : [
        warning(
          "alert-always-fires",
          path,
          `${what} must compare a value or test whether one is absent, got "${shorten(parsed.text)}", which returns a series as long as there is one; add a comparison such as "> 0"`,
        ),
      ];
}

/** Recording rules that use each other are followed this deep. */
const DEPTH = 5;

/** Whether the query can return nothing although all its metrics exist. */
function canBeSilent(
  node: PromqlNode,
  series: SeriesIndex,
  depth: number,
): boolean {
  const inner = unwrap(node);
  const silent = (part: PromqlNode): boolean =>
    canBeSilent(part, series, depth);
  switch (inner.kind) {
    case "binary":
      if (inner.operator === "or") {
        return silent(inner.left) && silent(inner.right);
      }
      return (
        (isComparison(inner.operator) && !inner.bool) ||
        inner.operator === "and" ||
        inner.operator === "unless" ||
        silent(inner.left) ||
        silent(inner.right)
      );
    case "call":
      return inner.name.startsWith("absent") || inner.args.some(silent);
    case "aggregate":
      return inner.args.some(silent);
    case "unary":
    case "subquery":
      return silent(inner.expr);
    case "selector": {
      if (inner.metric === "ALERTS" || inner.metric === "ALERTS_FOR_STATE") {
        return true;
      }
      const recorded =
        inner.metric !== undefined && depth < DEPTH
          ? series.recordedAs(inner.metric)
          : undefined;
      return recorded ? canBeSilent(recorded, series, depth + 1) : false;
    }
    case "number":
    case "string":
      return false;
  }
}

/** Without the noise of binary fractions. */
function shown(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}...`;
}
