import { Rules } from "../../../domain/rules/build";
import type { AlertRule, Rule, RuleGroup } from "../../../domain/rules/rule";
import { WATCHDOG } from "../../../domain/routing/tree";
import type { ComponentName } from "../../../domain/telemetry/component";
import {
  deployedSpecs,
  isAvailable,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import type { Bytes } from "../../../domain/units";
import { alertmanagerAlerts } from "./alertmanager";
import { componentAlerts } from "./components";
import { containerAlerts, hostAlerts } from "./host";
import { jaegerAlerts } from "./jaeger";
import { lokiAlerts } from "./loki";
import {
  DEFAULT_THRESHOLDS,
  type PlatformAlertOptions,
  type PlatformThresholds,
  requireThresholds,
} from "./options";
import { otelCollectorAlerts } from "./otel-collector";
import { probeAlerts } from "./probes";
import { prometheusAlerts } from "./prometheus";

/** Name of the group that holds the alert that always fires. */
export const WATCHDOG_GROUP = "watchdog";

/**
 * The alerts by which the platform watches itself, only for components that the plan deploys. The job of each is its
 * name.
 */
export function platformAlerts(
  plan: DeploymentPlan,
  options: PlatformAlertOptions = {},
): readonly RuleGroup[] {
  requireThresholds(options);
  const thresholds: PlatformThresholds = { ...DEFAULT_THRESHOLDS, ...options };
  const groups: readonly (readonly [string, readonly AlertRule[]])[] = [
    [WATCHDOG_GROUP, [watchdog]],
    [
      "platform-components",
      componentAlerts(
        deployedSpecs(plan).map(({ name }) => name),
        thresholds,
      ),
    ],
    ...deployedSpecs(plan).flatMap(({ name }) => {
      const alerts = alertsOf(name, plan, thresholds);
      return alerts.length === 0 ? [] : [[`platform-${name}`, alerts] as const];
    }),
  ];
  return groups.map(([name, alerts]) => ({
    name,
    engine: "prometheus",
    rules: alerts.map((alert): Rule => withRunbook(alert, thresholds)),
  }));
}

/** Without a service or component, so that no inhibition rule can silence it. */
const watchdog = Rules.alert({
  alert: WATCHDOG,
  expr: "vector(1)",
  severity: "info",
  summary: "Alerting works.",
  description:
    "This alert always fires. Whoever receives it raises the alarm when it stops coming.",
});

function alertsOf(
  name: ComponentName,
  plan: DeploymentPlan,
  thresholds: PlatformThresholds,
): readonly AlertRule[] {
  switch (name) {
    case "prometheus":
      return prometheusAlerts(thresholds, isAvailable(plan, "alertmanager"));
    case "alertmanager":
      return alertmanagerAlerts(thresholds);
    case "loki":
      return lokiAlerts(thresholds, volumeOf(plan, name));
    case "jaeger":
      return jaegerAlerts(thresholds, volumeOf(plan, name));
    case "otel-collector":
      return otelCollectorAlerts(thresholds);
    case "node-exporter":
      return hostAlerts(thresholds);
    case "cadvisor":
      return containerAlerts(thresholds);
    case "blackbox-exporter":
      return probeAlerts(thresholds);
    case "grafana":
      return [];
  }
}

function volumeOf(
  plan: DeploymentPlan,
  name: ComponentName,
): Bytes | undefined {
  const choice = plan[name];
  return choice.kind === "deployed" ? choice.spec.volumes[0]?.size : undefined;
}

/** Headings of a Markdown page are reached by their text in lower case. */
function withRunbook(
  alert: AlertRule,
  { runbookUrl }: PlatformThresholds,
): AlertRule {
  return {
    ...alert,
    runbookUrl: `${runbookUrl}#${alert.alert.toLowerCase()}`,
  };
}
