import { layout } from "../../../lib/domain/dashboard/layout";
import type { Dashboard } from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { businessAlerts } from "../../../lib/packs/alerts/business/alerts";
import { httpServiceAlerts } from "../../../lib/packs/alerts/http-service/alerts";
import { releaseAlerts } from "../../../lib/packs/alerts/release/alerts";
import { businessDashboard } from "../../../lib/packs/dashboards/business/dashboard";
import { executiveDashboard } from "../../../lib/packs/dashboards/executive/dashboard";
import { releasesDashboard } from "../../../lib/packs/dashboards/releases/dashboard";
import { usersDashboard } from "../../../lib/packs/dashboards/users/dashboard";
import { describeWithTool, run } from "../../support/tools";
import { checkProvisioning } from "../../render/grafana-check";
import { unknownMetrics } from "./metrics";
import { FULL } from "./plans";

const SHOP = {
  service: "shop",
  metrics: {
    orders: "orders_placed_total",
    cancellations: "orders_cancelled_total",
    revenue: "order_revenue_total",
    signUps: "user_sign_ups_total",
    visits: "user_visits_total",
    activeUsers: "active_users",
    stock: "stock_items",
  },
};

const groups: readonly RuleGroup[] = [
  ...businessAlerts(SHOP),
  ...releaseAlerts({ service: "shop" }),
  ...httpServiceAlerts({ service: "shop" }),
  ...FULL.slos.flatMap((slo) => sloRuleGroups(slo)),
];

const all: readonly Dashboard[] = [
  businessDashboard(SHOP),
  usersDashboard({ ...SHOP, logIns: "user_log_ins_total" }),
  releasesDashboard(),
  executiveDashboard(FULL),
];

const queries = all.flatMap(({ rows, annotations = [] }) => [
  ...annotations.map(({ expr }) => expr),
  ...rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.queries.map(({ expr }) => expr)),
  ),
]);

it.each(all.map((dashboard) => [dashboard.uid, dashboard] as const))(
  "%s is valid, in its place in the menu, and described in whole sentences",
  (_, dashboard) => {
    validateDashboard(dashboard);
    expect(dashboard.tags).toContain("monitoring");
    for (const { panels } of dashboard.rows) {
      expect(new Set(panels.map(({ title }) => title)).size).toBe(
        panels.length,
      );
      for (const { description } of panels) {
        expect(description).toMatch(/^[A-Z`].*\.$/);
      }
    }
  },
);

it("asks only for what the packs record and services expose", () => {
  const recorded = groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
  );
  expect(
    unknownMetrics(queries, new Set([...recorded, "user_log_ins_total"])),
  ).toEqual([]);
});

it("shows of a business only what is measured", () => {
  const titles = businessDashboard({
    service: "shop",
    metrics: { orders: "o", stock: "s" },
  }).rows.map(({ panels }) => panels.map(({ title }) => title));
  expect(titles).toEqual([
    ["Orders against usual", "Stock against usual"],
    ["Orders", "Stock"],
  ]);
});

it("gives the head of the company one screen without words of the trade", () => {
  const dashboard = executiveDashboard(FULL);
  const lowest = layout(dashboard.rows).map(({ y, height }) => y + height);
  // About 900 pixels, which a screen of 1080 lines has beside its frame.
  expect(Math.max(...lowest)).toBeLessThanOrEqual(26);
  const texts = JSON.stringify(
    dashboard.rows.map(({ title, panels }) => [
      title,
      panels.map((panel) => [
        panel.title,
        panel.description,
        panel.queries.map(({ legend }) => legend),
      ]),
    ]),
  );
  expect(texts.replaceAll("{{slo}}", "")).not.toMatch(
    /\bSL[AIO]s?\b|budget|burn|latency|p9\d|quantile|alert|ratio/i,
  );
  expect(executiveDashboard({ slos: [] }).rows[0]?.title).toBe("No promises");
});

describeWithTool("promtool", "queries of these dashboards", (promtool) => {
  it("are accepted by Prometheus", () => {
    const rules = queries.map((expr, index) => ({
      record: `dashboard:query${index}`,
      expr: withoutVariables(expr),
    }));
    const file = JSON.stringify({ groups: [{ name: "dashboards", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

describeWithTool(
  "grafana-stand-in",
  "these dashboards in Grafana",
  (program) => {
    it("are accepted without error or warning", () => {
      expect(checkProvisioning(program, all)).toEqual({
        errors: [],
        warnings: [],
      });
    });
  },
);
