import { Rules } from "../../../domain/rules/build";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { WATCHDOG } from "../../../domain/routing/tree";
import type { ComponentName } from "../../../domain/telemetry/component";
import {
  deployedSpecs,
  instancesOf,
  isAvailable,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import type { Bytes } from "../../../domain/units";
import { containerAlerts } from "../container/alerts";
import { hostAlerts } from "../host/alerts";
import { logAlerts } from "../logs/alerts";
import { componentAlert, PLATFORM_TEAM } from "./alert";
import { alertmanagerAlerts } from "./alertmanager";
import { cardinalityAlerts } from "./cardinality";
import { componentAlerts } from "./components";
import { grafanaAlerts } from "./grafana";
import { jaegerAlerts } from "./jaeger";
import { lokiAlerts } from "./loki";
import {
  platformThresholds,
  type PlatformAlertOptions,
  type PlatformThresholds,
} from "./options";
import { otelCollectorAlerts } from "./otel-collector";
import { probeAlerts } from "./probes";
import { prometheusAlerts } from "./prometheus";
import { redundancyAlerts } from "./redundancy";

/** Name of the group that holds the alert that always fires. */
export const WATCHDOG_GROUP = "watchdog";

/**
 * The alerts by which the platform watches itself, only for components that the plan deploys. The job of each is its
 * name. With its node exporter and cAdvisor come the packs `hostAlerts` and `containerAlerts` for them, with its Loki and
 * collector the pack `logAlerts`.
 *
 * @param dashboards whether the standard dashboards exist, to which the alerts link
 * @throws InvalidInputError for a threshold that does not exist, or of another kind than its default
 */
export function platformAlerts(
  plan: DeploymentPlan,
  options: PlatformAlertOptions = {},
  dashboards = true,
): readonly RuleGroup[] {
  const thresholds = platformThresholds(options);
  const specs = deployedSpecs(plan);
  const names = specs.map(({ name }) => name);
  const pairs = names.filter((name) => instancesOf(plan, name).length > 1);
  const own: readonly (readonly [string, readonly AlertRule[]])[] = [
    [WATCHDOG_GROUP, [watchdog(thresholds)]],
    ["platform-components", componentAlerts(names, pairs, thresholds)],
    ["platform-redundancy", redundancyAlerts(pairs, thresholds)],
    ["platform-cardinality", cardinalityAlerts(thresholds)],
    ...names.map(
      (name) => [`platform-${name}`, alertsOf(name, plan, thresholds)] as const,
    ),
  ];
  const groups: readonly RuleGroup[] = [
    ...own.map(([name, rules]): RuleGroup => ({
      name,
      engine: "prometheus",
      rules,
    })),
    ...packsOf(plan, thresholds),
  ].filter(({ rules }) => rules.length > 0);
  return dashboards ? groups : groups.map(withoutLinks);
}

/** Without a service or component, so that no inhibition rule can silence it. */
function watchdog({ runbookUrl }: PlatformThresholds): AlertRule {
  return Rules.alert({
    alert: WATCHDOG,
    expr: "vector(1)",
    severity: "info",
    summary: "Alerting works.",
    description:
      "This alert always fires. Whoever receives it raises the alarm when it stops coming.",
    runbookUrl: `${runbookUrl}#${WATCHDOG.toLowerCase()}`,
  });
}

function alertsOf(
  name: ComponentName,
  plan: DeploymentPlan,
  thresholds: PlatformThresholds,
): readonly AlertRule[] {
  const alert = componentAlert(name, thresholds.runbookUrl);
  const volume = volumeOf(plan, name);
  switch (name) {
    case "prometheus":
      return prometheusAlerts(alert, thresholds, volume, {
        count: alertmanagersOf(plan),
        scraped: plan.alertmanager.kind === "deployed",
      });
    case "alertmanager":
      return alertmanagerAlerts(alert, thresholds, alertmanagersOf(plan));
    case "loki":
      return lokiAlerts(alert, thresholds, volume);
    case "jaeger":
      return jaegerAlerts(alert, thresholds, volume);
    case "otel-collector":
      return otelCollectorAlerts(alert, thresholds);
    case "grafana":
      return grafanaAlerts(alert, thresholds);
    case "blackbox-exporter":
      return probeAlerts(thresholds);
    case "node-exporter":
    case "cadvisor":
      return [];
  }
}

/** What the platform's own exporters tell of the machine that it runs on, and its agent of the lines that it reads. */
function packsOf(
  plan: DeploymentPlan,
  { host, container, logs }: PlatformThresholds,
): readonly RuleGroup[] {
  const runs = (name: ComponentName): boolean => plan[name].kind === "deployed";
  return [
    ...(runs("node-exporter")
      ? hostAlerts({
          job: "node-exporter",
          ...(runs("cadvisor") && { networkJob: "cadvisor" }),
          team: PLATFORM_TEAM,
          thresholds: host,
        })
      : []),
    ...(runs("cadvisor")
      ? containerAlerts({
          job: "cadvisor",
          team: PLATFORM_TEAM,
          thresholds: container,
        })
      : []),
    ...(runs("loki") && runs("otel-collector")
      ? logAlerts({ team: PLATFORM_TEAM, thresholds: logs })
      : []),
  ];
}

/** Of one elsewhere nothing is known but its address. */
function alertmanagersOf(plan: DeploymentPlan): number {
  return isAvailable(plan, "alertmanager")
    ? Math.max(1, instancesOf(plan, "alertmanager").length)
    : 0;
}

function volumeOf(
  plan: DeploymentPlan,
  name: ComponentName,
): Bytes | undefined {
  const choice = plan[name];
  return choice.kind === "deployed" ? choice.spec.volumes[0]?.size : undefined;
}

function withoutLinks(group: RuleGroup): RuleGroup {
  return {
    ...group,
    rules: group.rules.map((rule) => {
      if (rule.kind === "record") {
        return rule;
      }
      const { dashboardUid: _, ...rest } = rule;
      return rest;
    }),
  };
}
