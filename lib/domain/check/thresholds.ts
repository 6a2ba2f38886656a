import type { Panel, PanelThreshold } from "../dashboard/model";
import { warning, type Problem } from "../problem";
import { unwrap, walk, type PromqlNode } from "../promql/ast";
import type { PromqlQuery, Survey } from "./survey";

/**
 * How near two numbers must be to be the same, as a share: more than arithmetic with binary fractions adds, and enough for
 * a colour that begins just above nothing, as an alert does at "> 0".
 */
const SAME = 1.001e-6;

/** Lines on panels that name an alert which fires at another number: the panel would say that all is well while it fires. */
export function thresholdProblems({
  dashboards,
  promql,
}: Survey): readonly Problem[] {
  const numbers = numbersByAlert(promql);
  return dashboards.flatMap(({ path, value: dashboard }) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        thresholdsOf(panel).flatMap(({ value, alert }) => {
          const known = alert === undefined ? undefined : numbers.get(alert);
          return known === undefined || known.some(sameAs(value))
            ? []
            : [
                warning(
                  "threshold-not-of-alert",
                  path,
                  `threshold of panel "${panel.title}" of dashboard "${dashboard.title}" must be a number of alert "${alert}", which it names, got ${value}, while the alert has ${[...new Set(known)].join(", ") || "none"}; take both from one value`,
                ),
              ];
        }),
      ),
    ),
  );
}

function sameAs(value: number): (other: number) => boolean {
  return (other) =>
    Math.abs(other - value) <= SAME * Math.max(Math.abs(value), 1);
}

/** The lines of a panel as a whole and of its queries. */
export function thresholdsOf(panel: Panel): readonly PanelThreshold[] {
  return [
    ...(panel.thresholds ?? []),
    ...panel.queries.flatMap(({ thresholds }) => thresholds ?? []),
  ];
}

/** All numbers in the expressions of each alert; several rules may share a name. */
function numbersByAlert(
  queries: readonly PromqlQuery[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { rule, parsed } of queries) {
    if (rule?.kind === "alert") {
      const numbers = found.get(rule.alert) ?? [];
      walk(parsed.root, (node) => numbers.push(...numberOf(node)));
      found.set(rule.alert, numbers);
    }
  }
  return found;
}

function numberOf(node: PromqlNode): readonly number[] {
  if (node.kind === "number") {
    return [node.value];
  }
  const inner = node.kind === "unary" ? unwrap(node.expr) : undefined;
  return node.kind === "unary" &&
    node.operator === "-" &&
    inner?.kind === "number"
    ? [-inner.value]
    : [];
}
