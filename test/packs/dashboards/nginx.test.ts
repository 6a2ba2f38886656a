import type { Panel } from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { parsePromql } from "../../../lib/domain/promql/expr";
import { nginxAlerts } from "../../../lib/packs/alerts/nginx/alerts";
import type { NginxAlertOptions } from "../../../lib/packs/alerts/nginx/options";
import { nginxDashboard } from "../../../lib/packs/dashboards/nginx/dashboard";
import { nginxStatusMetrics } from "../../../lib/packs/exporters/nginx";
import { describeWithTool, run } from "../../support/tools";

const OPTIONS: NginxAlertOptions = {
  job: "edge",
  workerConnections: 1024,
  thresholds: { droppedRatio: 0.07, readingRatio: 0.37 },
};
const dashboard = nginxDashboard(OPTIONS);
const panels: readonly Panel[] = dashboard.rows.flatMap((row) => row.panels);
const queries = panels.flatMap((panel) =>
  panel.queries.map(({ expr }) => withoutVariables(expr)),
);

describe("the dashboard of nginx", () => {
  it("is valid, and says of each panel what it shows and in which unit", () => {
    validateDashboard(dashboard);
    for (const { unit, description } of panels) {
      expect(unit).toBeDefined();
      expect(description).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("shows every metric of the status page, and no other", () => {
    const asked = queries.flatMap((query) =>
      parsePromql(query).selectors.map(({ metric }) => metric),
    );
    expect([...new Set(asked)].sort()).toEqual(
      nginxStatusMetrics.map(({ name }) => name).sort(),
    );
  });

  it("is coloured from the numbers on at which alerts fire", () => {
    const rules = nginxAlerts(OPTIONS).flatMap((group) => group.rules);
    const limits = panels.flatMap(({ thresholds = [] }) => thresholds);
    expect(limits.length).toBeGreaterThan(3);
    for (const { value, alert } of limits) {
      const rule = rules.find(
        (each) => each.kind === "alert" && each.alert === alert,
      );
      expect(rule?.expr).toMatch(new RegExp(`> ${value}(?: |$)`));
    }
  });

  it("compares with the room for connections only where it is known", () => {
    const titles = (options: NginxAlertOptions) =>
      nginxDashboard(options).rows.flatMap((row) =>
        row.panels.map(({ title }) => title),
      );
    expect(titles(OPTIONS)).toContain("Share of the limit");
    expect(titles({})).not.toContain("Share of the limit");
  });
});

describeWithTool("promtool", "queries about nginx", (promtool) => {
  it("are accepted by Prometheus", () => {
    const rules = queries.map((expr, index) => ({
      record: `dashboard:query${index}`,
      expr,
    }));
    const file = JSON.stringify({ groups: [{ name: "nginx", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});
