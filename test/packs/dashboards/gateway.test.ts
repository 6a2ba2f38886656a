import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { parsePromql } from "../../../lib/domain/promql/expr";
import { gatewayAlerts } from "../../../lib/packs/alerts/gateway/alerts";
import { remoteHostAlerts } from "../../../lib/packs/alerts/remote-host/alerts";
import { gatewayDashboard } from "../../../lib/packs/dashboards/gateway/dashboard";
import { remoteHostsDashboard } from "../../../lib/packs/dashboards/remote-hosts/dashboard";
import { agentMetrics } from "../../../lib/packs/exporters/agent";
import { gatewayMetrics } from "../../../lib/packs/exporters/gateway";
import { hostMetrics } from "../../../lib/packs/exporters/otel-collector";
import { alertsOf } from "../../rules/pack-suite";
import { describeWithTool, run } from "../../support/tools";

const THRESHOLDS = { turnedAwayRatio: 0.17, failedRatio: 0.23 };

const cases = [
  {
    dashboard: gatewayDashboard({ job: "way-in", thresholds: THRESHOLDS }),
    alerts: gatewayAlerts({ job: "way-in", thresholds: THRESHOLDS }),
    metrics: gatewayMetrics,
    elsewhere: ["up", "ALERTS", "probe_ssl_earliest_cert_expiry"],
  },
  {
    dashboard: remoteHostsDashboard(),
    alerts: remoteHostAlerts({ host: "web-1", gateway: "way-in" }),
    metrics: [...agentMetrics, ...hostMetrics],
    elsewhere: ["ALERTS"],
  },
].map((each) => {
  const panels = each.dashboard.rows.flatMap((row) => row.panels);
  return {
    ...each,
    title: each.dashboard.title,
    panels,
    queries: panels.flatMap((panel) =>
      panel.queries.map(({ expr }) => withoutVariables(expr)),
    ),
  };
});

describe.each(cases)("the dashboard $title", (each) => {
  it("is valid, and says of each panel what it shows and in which unit", () => {
    validateDashboard(each.dashboard);
    for (const { unit, description } of each.panels) {
      expect(unit).toBeDefined();
      expect(description).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("asks only for what is told", () => {
    const known = each.metrics.flatMap(({ name }) => [
      name,
      `${name}_sum`,
      `${name}_count`,
    ]);
    const asked = each.queries.flatMap((query) =>
      parsePromql(query).selectors.map(({ metric }) => metric ?? query),
    );
    const all = [...known, ...each.elsewhere];
    expect(asked.filter((name) => !all.includes(name))).toEqual([]);
  });

  it("is coloured from the numbers on at which alerts fire", () => {
    const rules = alertsOf(each.alerts);
    const limits = each.panels
      .flatMap((panel) => [
        ...(panel.thresholds ?? []),
        ...panel.queries.flatMap(({ thresholds = [] }) => thresholds),
      ])
      .filter(({ alert = "" }) => /Ratio|Crowded|Deliv|Full|Fills/.test(alert));
    expect(limits.length).toBeGreaterThan(1);
    for (const { value, alert } of limits) {
      const rule = rules.find((rule) => rule.alert === alert);
      expect(rule?.expr).toMatch(new RegExp(`> ${value}(?: |$)`));
    }
  });
});

describeWithTool("promtool", "queries of gateways and hosts", (promtool) => {
  it("are accepted by Prometheus", () => {
    const rules = cases
      .flatMap(({ queries }) => queries)
      .map((expr, index) => ({ record: `dashboard:query${index}`, expr }));
    const file = JSON.stringify({ groups: [{ name: "gateway", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});
