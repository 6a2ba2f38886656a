import type { RuleGroup } from "../rules/rule";
import type { Dashboard, DashboardAnnotation } from "./model";

/** Marks the times in which an alert fired, but for the one that always does. */
export const FIRING_ALERTS: DashboardAnnotation = {
  name: "Firing alerts",
  expr: 'ALERTS{alertstate="firing",alertname!="Watchdog"}',
  color: "red",
  text: "{{alertname}} {{service}} {{component}}",
};

/** Recorded Unix time in seconds of the last deployment of a service, with the labels `service` and `version`. */
export const DEPLOYED_METRIC = "service:deployed:timestamp_seconds";

/** Marks the times at which a service got another version. */
export const DEPLOYMENTS: DashboardAnnotation = {
  name: "Deployments",
  expr: `${DEPLOYED_METRIC} * 1000`,
  color: "blue",
  valueIsTime: true,
  text: "{{service}} {{version}}",
};

/** The dashboard with deployments marked beside its own marks, where the rules record any. */
export function withDeployments(
  dashboard: Dashboard,
  groups: readonly RuleGroup[],
): Dashboard {
  const recorded = groups.some(({ rules }) =>
    rules.some(
      (rule) => rule.kind === "record" && rule.record === DEPLOYED_METRIC,
    ),
  );
  const { annotations = [FIRING_ALERTS] } = dashboard;
  const marked = annotations.some(({ name }) => name === DEPLOYMENTS.name);
  return recorded && !marked
    ? { ...dashboard, annotations: [...annotations, DEPLOYMENTS] }
    : dashboard;
}
