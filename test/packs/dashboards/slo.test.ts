import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layout } from "../../../lib/domain/dashboard/layout";
import type { Dashboard, Panel } from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { createSlo, type Slo } from "../../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { Sli } from "../../../lib/domain/slo/sli";
import type { DeploymentPlan } from "../../../lib/domain/telemetry/plan";
import { Duration } from "../../../lib/domain/units";
import { sloDashboard } from "../../../lib/packs/dashboards/slo/dashboard";
import { objectiveQueries } from "../../../lib/packs/dashboards/slo/queries";
import { checkProvisioning } from "../../render/grafana-check";
import { describeWithTool, run } from "../../support/tools";
import { unknownMetrics } from "./metrics";
import { EVERYTHING, planOf } from "./plans";

const availability = createSlo({
  name: "CheckoutAvailability",
  service: "checkout",
  team: "payments",
  objective: 0.999,
  sli: Sli.ratio({
    errors: 'http_requests_total{job="checkout",code=~"5.."}',
    total: 'http_requests_total{job="checkout"}',
  }),
});

const latency = createSlo({
  name: "CheckoutLatency",
  service: "checkout",
  objective: 0.95,
  window: Duration.days(28),
  sli: Sli.latency({
    histogram: "http_request_duration_seconds",
    threshold: Duration.millis(500),
    matchers: { job: "checkout" },
  }),
});

const reachable = createSlo({
  name: "ShopReachable",
  service: "shop",
  objective: 0.99,
  sli: Sli.probe('probe_success{instance="https://shop.example"}'),
});

const tenants = createSlo({
  name: "CheckoutTenants",
  service: "checkout",
  objective: 0.99,
  groupBy: ["tenant"],
  sli: Sli.ratio({
    errors: 'http_requests_total{job="checkout",code=~"5.."}',
    total: 'http_requests_total{job="checkout"}',
  }),
});

const slos = [availability, latency, reachable, tenants];

function dashboardOf(
  objectives: readonly Slo[] = slos,
  plan: DeploymentPlan = EVERYTHING,
): Dashboard {
  return sloDashboard({
    uid: "slo",
    title: "Objectives",
    slos: objectives,
    plan,
  });
}

function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return dashboard.rows.flatMap(({ panels }) => panels);
}

function promqlOf(dashboard: Dashboard): readonly string[] {
  return [
    ...panelsOf(dashboard)
      .flatMap(({ queries }) => queries)
      .filter(({ dataSource }) => dataSource === "prometheus")
      .map(({ expr }) => expr),
    ...(dashboard.annotations ?? []).map(({ expr }) => expr),
  ];
}

function panel(dashboard: Dashboard, row: string, title: string): Panel {
  const found = dashboard.rows
    .find((each) => each.title.includes(row))
    ?.panels.find((each) => each.title === title);
  if (found === undefined) {
    throw new Error(`no panel "${title}" in a row "${row}"`);
  }
  return found;
}

it("has a row for all objectives, one for each, and one with the evidence of each service", () => {
  expect(
    dashboardOf().rows.map(({ title, collapsed }) => [title, collapsed]),
  ).toEqual([
    ["All objectives", undefined],
    ["checkout: CheckoutAvailability, 99.9% in 30d", false],
    ["checkout: CheckoutLatency, 95% in 28d", false],
    ["shop: ShopReachable, 99% in 30d", false],
    ["checkout: CheckoutTenants, 99% in 30d", false],
    ["checkout: logs and traces", true],
    ["shop: logs and traces", true],
  ]);
});

it("is valid and fills the lines of an objective's row", () => {
  const dashboard = dashboardOf();
  validateDashboard(dashboard);
  const row = dashboard.rows.slice(1, 2);
  const lines = new Map<number, number>();
  for (const { kind, y, width } of layout(row)) {
    if (kind === "panel") {
      lines.set(y, (lines.get(y) ?? 0) + width);
    }
  }
  expect([...lines.values()]).toEqual([24, 24, 24]);
});

it("draws the factors of the alerts as lines over the burn rates, red where somebody is paged", () => {
  expect(
    panel(dashboardOf(), "CheckoutAvailability", "Burn rate by window")
      .thresholds,
  ).toEqual([
    { value: 1, color: "orange" },
    { value: 3, color: "orange" },
    { value: 6, color: "red" },
    { value: 14.4, color: "red" },
  ]);
});

it("shows every window of the alerts once, shortest first", () => {
  const { queries } = panel(
    dashboardOf(),
    "CheckoutAvailability",
    "Burn rate by window",
  );
  expect(queries.map(({ legend }) => legend)).toEqual([
    "5m",
    "30m",
    "1h",
    "2h",
    "6h",
    "1d",
    "3d",
  ]);
});

it("shows the budget over the window of the objective, whatever the dashboard shows", () => {
  expect(panel(dashboardOf(), "CheckoutLatency", "Budget in 28d").range).toBe(
    "28d",
  );
});

it("reads only series that the rules of the objectives record", () => {
  const recorded = new Set(
    slos
      .flatMap((slo) => sloRuleGroups(slo))
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
  );
  expect(unknownMetrics(promqlOf(dashboardOf()), recorded)).toEqual([]);
});

it("shows no logs and traces where nothing holds them", () => {
  const titles = dashboardOf(slos, planOf("prometheus", "grafana")).rows.map(
    ({ title }) => title,
  );
  expect(titles.filter((title) => title.includes("logs"))).toEqual([]);
});

it("opens the first rows only, and shows hundreds of objectives as a table", () => {
  const many = (count: number): readonly Slo[] =>
    Array.from({ length: count }, (_, index) => ({
      ...availability,
      service: `service-${index}`,
    }));
  const open = dashboardOf(many(6)).rows.filter(({ collapsed }) => !collapsed);
  expect(open).toHaveLength(5);
  expect(dashboardOf(many(300)).rows).toHaveLength(1);
});

it("says so when there are no objectives", () => {
  const dashboard = dashboardOf([]);
  validateDashboard(dashboard);
  expect(panelsOf(dashboard).map(({ text }) => text)).toEqual([
    "No objectives are declared for these services.",
  ]);
});

describeWithTool("promtool", "numbers of the SLO dashboard", (promtool) => {
  const labels = '{slo="checkout-availability",service="checkout"}';
  const queries = objectiveQueries(availability);

  it("follow from the recorded series", () => {
    const sample = (expr: string, value: number): object => ({
      expr,
      eval_time: "0s",
      exp_samples: [{ labels: "{}", value }],
    });
    const test = {
      tests: [
        {
          interval: "1m",
          input_series: [
            ["slo:error_budget_remaining:ratio", 0.4],
            ["slo:period_total:count", 1_000_000],
            ["slo:period_error:ratio", 0.0006],
            ["slo:objective:ratio", 0.999],
            ["slo:sli_error:ratio_rate5m", 0.0144],
          ].map(([name, value]) => ({
            series: `${name}${labels}`,
            values: String(value),
          })),
          promql_expr_test: [
            // 40 % of the 1,000 bad events that 0.1 % of a million allows.
            sample(queries.failuresLeft, 400),
            sample(queries.compliance, 0.9994),
            sample(queries.burnRateNow, 14.4),
          ],
        },
      ],
      fuzzy_compare: true,
    };
    const folder = mkdtempSync(join(tmpdir(), "slo-dashboard-"));
    const file = join(folder, "numbers.test.yml");
    writeFileSync(file, JSON.stringify(test));
    const { output } = run(promtool, ["test", "rules", file]);
    rmSync(folder, { recursive: true });
    expect(output).toContain("SUCCESS");
  });

  it("come from queries that Prometheus accepts", () => {
    const rules = promqlOf(dashboardOf()).map((expr, index) => ({
      record: `dashboard:query${index}`,
      expr: withoutVariables(expr),
    }));
    const file = JSON.stringify({ groups: [{ name: "dashboards", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

describeWithTool("promtool", "groups of an objective", (promtool) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slo-groups-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("have a variable, and the worst of those chosen stands for all", () => {
    expect(dashboardOf().variables).toMatchObject([
      { name: "tenant", of: "tenant", multi: true },
    ]);
    const { budgetRemaining, failuresLeft } = objectiveQueries(tenants);
    const id = (tenant: string) =>
      `{slo="checkout-tenants",service="checkout",tenant="${tenant}"}`;
    const values = (metric: string, a: number, b: number) =>
      [
        ["a", a],
        ["b", b],
      ].map(([tenant, value]) => ({
        series: `${metric}${id(String(tenant))}`,
        values: `${value}x1`,
      }));
    const is = (expr: string, tenant: string, value: number) => ({
      expr: withoutVariables(expr, { tenant }),
      eval_time: "0",
      exp_samples: [{ labels: "{}", value }],
    });
    const file = join(folder, "groups.test.yml");
    writeFileSync(
      file,
      JSON.stringify({
        fuzzy_compare: true,
        tests: [
          {
            input_series: [
              ...values("slo:error_budget_remaining:ratio", 0.9, 0.2),
              ...values("slo:period_total:count", 1000, 100_000),
            ],
            promql_expr_test: [
              is(budgetRemaining, ".+", 0.2),
              is(budgetRemaining, "a", 0.9),
              // 0.9 of the 10 failures that 1,000 events allow.
              is(failuresLeft, ".+", 9),
              is(failuresLeft, "b", 200),
            ],
          },
        ],
      }),
    );
    const { status, output } = run(promtool, ["test", "rules", file]);
    expect(status === 0 ? "" : output).toBe("");
  });
});

describeWithTool("grafana-stand-in", "SLO dashboard in Grafana", (program) => {
  it.each<[string, readonly Slo[]]>([
    ["objectives", slos],
    ["no objectives", []],
  ])("is accepted without error or warning with %s", (_, objectives) => {
    expect(checkProvisioning(program, [dashboardOf(objectives)])).toEqual({
      errors: [],
      warnings: [],
    });
  });
});
