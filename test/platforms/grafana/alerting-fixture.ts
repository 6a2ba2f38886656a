import { LocalBackend, TerraformStack, type App } from "cdktf";
import { createRoute } from "../../../lib/domain/routing/create-route";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import type { RoutingTree } from "../../../lib/domain/routing/route";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import type { AlertRule, RuleGroup } from "../../../lib/domain/rules/rule";
import { Duration } from "../../../lib/domain/units";
import { combine } from "../../../lib/platforms/combine";
import { GrafanaAlerting } from "../../../lib/platforms/grafana/alerting";
import type { GrafanaAlertingOptions } from "../../../lib/platforms/grafana/alerting-settings";
import { temporaryApp } from "../../support/app";
import { planOf } from "../../support/plan";
import { RecordingPlatform } from "../../support/recording-platform";

export const URL = "https://example.grafana.net";

export const HOOK = AlertReceiver.webhook({ url: "http://on-call.example/a" });

export function alertRule(changes: Partial<AlertRule> = {}): AlertRule {
  return {
    kind: "alert",
    alert: "OrdersStalled",
    expr: 'rate(orders_total{job="shop"}[5m]) < 0.1',
    for: Duration.minutes(5),
    severity: "critical",
    labels: { team: "payments", service: "shop" },
    summary: "Orders of {{ $labels.job }} stall.",
    description: "{{ $value | humanize }} a second.",
    runbookUrl: "https://example.com/runbook",
    dashboardUid: "shop",
    ...changes,
  };
}

export function ruleGroup(changes: Partial<RuleGroup> = {}): RuleGroup {
  return {
    name: "shop",
    engine: "prometheus",
    interval: Duration.minutes(1),
    rules: [alertRule()],
    ...changes,
  };
}

export const RECORDING = {
  kind: "record",
  record: "job:orders:rate5m",
  expr: "sum by (job) (rate(orders_total[5m]))",
  labels: { level: "job" },
} as const;

export function treeWith(
  routes: Readonly<Record<string, Parameters<typeof createRoute>[0]>> = {},
  defaultReceivers: readonly AlertReceiver[] = [HOOK],
): RoutingTree {
  return buildRoutingTree({
    path: "m",
    routes: Object.entries(routes).map(([path, route]) => ({
      path,
      value: createRoute(route),
    })),
    defaultReceivers,
    deadMan: HOOK,
  });
}

/** A stack whose rules and routes go to Grafana; what is declared later counts too. */
export function alertingStack(
  options: Partial<GrafanaAlertingOptions> = {},
  {
    app = temporaryApp(),
    id = "stack",
    plan = planOf({ alertmanager: { external: URL } }),
  }: { app?: App; id?: string; plan?: ReturnType<typeof planOf> } = {},
) {
  const stack = new TerraformStack(app, id);
  new LocalBackend(stack, { path: "terraform.tfstate" });
  const alerting = GrafanaAlerting.at({ url: URL, ...options });
  const platform = new RecordingPlatform();
  const ports = combine(platform, {
    rules: alerting.rules,
    routing: alerting.routing,
  }).bind(stack, plan);
  const declared: { groups: RuleGroup[]; tree: RoutingTree } = {
    groups: [],
    tree: treeWith(),
  };
  ports.rules.publish(() => declared.groups);
  ports.routing.publish(() => declared.tree);
  return { app, stack, ports, platform, declared };
}
