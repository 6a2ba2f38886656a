import { valueOf, matchesLabels, matchesValue } from "./matcher";
import type { Labels } from "../names";
import type { AlertRule } from "../rules/rule";
import type { Route } from "./route";

/** An alert rule, where it is declared, and whether a user wrote it or the platform brought it. */
export interface RoutedAlert {
  readonly path: string;
  readonly rule: AlertRule;
  readonly origin: "user" | "platform";
}

/** What is known of an alert before it fires. */
export interface ExpectedAlert {
  /** Labels with a fixed value. */
  readonly fixed: Labels;
  /** Labels whose value is a template, so that it is only known when the alert fires. */
  readonly templated: readonly string[];
}

/** The labels that each alert of a rule will have, beside those that its query returns. */
export function expectedAlert(
  rule: AlertRule,
  externalLabels: Labels,
): ExpectedAlert {
  const labels: Labels = {
    ...externalLabels,
    severity: rule.severity,
    ...rule.labels,
    alertname: rule.alert,
  };
  const entries = Object.entries(labels);
  return {
    fixed: Object.fromEntries(
      entries.filter(([, value]) => !isTemplate(value)),
    ),
    templated: entries.flatMap(([label, value]) =>
      isTemplate(value) ? [label] : [],
    ),
  };
}

function isTemplate(value: string): boolean {
  return value.includes("{{");
}

/** Which labels may have any value: those with a template, and perhaps all that the query might return. */
type OpenLabels = "templated" | "all-but-fixed";

/** The nodes below `route`, itself included, where an alert may end, given what is known of it. */
export function reachable(
  route: Route,
  alert: ExpectedAlert,
  open: OpenLabels,
): readonly Route[] {
  const isOpen = (label: string): boolean =>
    alert.templated.includes(label) ||
    (open === "all-but-fixed" && !Object.hasOwn(alert.fixed, label));
  const mayFit = ({ matchers }: Route): boolean =>
    matchers.every(
      (matcher) =>
        isOpen(matcher.label) ||
        matchesValue(matcher, valueOf(alert.fixed, matcher.label)),
    );
  const surelyFits = ({ matchers }: Route): boolean =>
    matchers.every(({ label }) => !isOpen(label)) &&
    matchesLabels(matchers, alert.fixed);
  const visit = (node: Route): readonly Route[] => {
    const ends: Route[] = [];
    for (const child of node.routes.filter(mayFit)) {
      ends.push(...visit(child));
      if (surelyFits(child) && !child.continue) {
        return ends;
      }
    }
    return node.routes.some(surelyFits) ? ends : [...ends, node];
  };
  return mayFit(route) ? visit(route) : [];
}
