import type { MonitoringModel } from "../model";
import { problem, warning, type Problem } from "../problem";
import { unwrap, type PromqlNode } from "../promql/ast";
import type { AlertRule } from "../rules/rule";
import type { PromqlQuery, Survey } from "./survey";

/** Texts that ask for labels which the query takes away, and labels that Prometheus would overwrite. */
export function labelProblems(
  model: MonitoringModel,
  { promql, groups }: Survey,
): readonly Problem[] {
  const external = Object.keys(model.settings.externalLabels ?? {});
  return [
    ...promql.flatMap((query) =>
      query.rule?.kind === "alert" ? missingLabels(query, query.rule) : [],
    ),
    ...groups.flatMap(({ path, value: group }) =>
      group.rules.flatMap((rule) =>
        external
          .filter((label) => label in rule.labels)
          .map((label) =>
            problem(
              "label-external",
              path,
              `${rule.kind === "alert" ? `alert "${rule.alert}"` : `recording rule "${rule.record}"`} must leave the external labels of the platform alone, got label "${label}", which \`externalLabels\` sets too; rename one of them`,
            ),
          ),
      ),
    ),
  ];
}

const LABEL_IN_TEMPLATE = /\$labels\.(\w+)/g;

/** Two rules may be joined by `or`: a label is there when one side has it. */
function missingLabels(
  { path, what, parsed }: PromqlQuery,
  rule: AlertRule,
): readonly Problem[] {
  const kept = labelsOf(parsed.root);
  if (kept === "any") {
    return [];
  }
  const texts = [rule.summary, rule.description, ...Object.values(rule.labels)];
  const asked = new Set(
    texts.flatMap((text) =>
      // What stands in a condition may be missing on purpose.
      [
        ...text
          .replace(/\{\{-?\s*(?:with|if)\b[^]*?\bend\b[^]*?\}\}/g, "")
          .matchAll(LABEL_IN_TEMPLATE),
      ].map(([, label = ""]) => label),
    ),
  );
  const own = new Set(["alertname", ...Object.keys(rule.labels)]);
  return [...asked]
    .filter((label) => !kept.has(label) && !own.has(label))
    .map((label) =>
      warning(
        "label-not-in-result",
        path,
        `texts of ${what} must use labels that its query returns, got $labels.${label}, while ${kept.size === 0 ? "it returns none" : `it returns ${[...kept].join(", ")}`}; keep the label in the aggregation, or leave it out of the text`,
      ),
    );
}

/** The labels that a result can have; `any` when the query does not say. */
function labelsOf(node: PromqlNode): ReadonlySet<string> | "any" {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "aggregate": {
      if (["topk", "bottomk"].includes(inner.operator)) {
        return "any";
      }
      const { grouping } = inner;
      return grouping?.without === true || inner.operator === "count_values"
        ? "any"
        : new Set(grouping?.labels);
    }
    case "binary": {
      const left = labelsOf(inner.left);
      const right = labelsOf(inner.right);
      if (inner.operator === "or") {
        return left === "any" || right === "any"
          ? "any"
          : new Set([...left, ...right]);
      }
      if (["and", "unless"].includes(inner.operator)) {
        return left;
      }
      if (inner.matching?.group !== undefined) {
        return "any";
      }
      return isNumber(inner.left) ? right : left;
    }
    case "call":
      return inner.name === "vector"
        ? new Set()
        : [
              "label_replace",
              "label_join",
              "absent",
              "absent_over_time",
            ].includes(inner.name)
          ? "any"
          : labelsOfArguments(inner.args);
    case "subquery":
    case "unary":
      return labelsOf(inner.expr);
    case "selector":
      return "any";
    case "number":
    case "string":
      return new Set();
  }
}

function labelsOfArguments(
  args: readonly PromqlNode[],
): ReadonlySet<string> | "any" {
  const all = args.filter((each) => !isNumber(each)).map(labelsOf);
  return all.find((each) => each === "any" || each.size > 0) ?? new Set();
}

function isNumber(node: PromqlNode): boolean {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "number":
    case "string":
      return true;
    case "unary":
      return isNumber(inner.expr);
    case "binary":
      return isNumber(inner.left) && isNumber(inner.right);
    case "call":
      return ["time", "scalar", "pi"].includes(inner.name);
    default:
      return false;
  }
}
