import { layout } from "../../../lib/domain/dashboard/layout";
import type {
  Dashboard,
  Panel,
  PanelQuery,
} from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { parseLogql } from "../../../lib/domain/promql/logql";
import { COMPONENT_NAMES } from "../../../lib/domain/telemetry/component";
import { serviceDashboard } from "../../../lib/packs/dashboards/service/dashboard";
import { contentDashboards } from "../../../lib/packs/dashboards/standard";
import { describeWithTool, run } from "../../support/tools";
import { checkProvisioning } from "../../render/grafana-check";
import { unknownMetrics, wrongRates } from "./metrics";
import { checkout, EVERYTHING, FULL, planOf, recordedNames } from "./plans";

const all: readonly Dashboard[] = [
  ...contentDashboards(FULL),
  serviceDashboard(checkout, EVERYTHING),
];

const panels: readonly (readonly [string, Panel])[] = all.flatMap((dashboard) =>
  dashboard.rows.flatMap((row) =>
    row.panels.map(
      (panel) => [`${dashboard.uid}: ${panel.title}`, panel] as const,
    ),
  ),
);

function queriesOf(
  dashboards: readonly Dashboard[],
  dataSource: PanelQuery["dataSource"],
): readonly string[] {
  const exprs = dashboards
    .flatMap(({ rows }) => rows)
    .flatMap((row) => row.panels)
    .flatMap((panel) => panel.queries)
    .filter((query) => query.dataSource === dataSource)
    .map(({ expr }) => expr);
  return [...new Set(exprs)];
}

const prometheusQueries = [
  ...queriesOf(all, "prometheus"),
  ...all.flatMap(({ annotations = [] }) => annotations.map(({ expr }) => expr)),
];

it("has the uids that links and bookmarks rely on", () => {
  expect(all.map(({ uid }) => uid)).toEqual([
    "platform-overview",
    "alerts",
    "on-call",
    "cost",
    "infrastructure",
    "resources",
    "host",
    "containers",
    "probes",
    "logs",
    "services",
    "system-performance",
    "traces",
    "slo-overview",
    "slo-detail",
    "sla-report",
    "service-checkout",
  ]);
});

it.each(all.map((dashboard) => [dashboard.uid, dashboard] as const))(
  "%s is valid, in its place in the menu, and says what it is",
  (_, dashboard) => {
    validateDashboard(dashboard);
    expect(dashboard.tags).toContain("monitoring");
    expect(dashboard.description).toMatch(/^[A-Z].*\.$/);
    expect(layout(dashboard.rows).length).toBeGreaterThan(2);
  },
);

it.each(panels)("%s is described in whole sentences", (_, panel) => {
  expect(panel.description).toMatch(/^[A-Z`].*\.$/);
});

it("asks only for metrics that a component or service exposes", () => {
  expect(unknownMetrics(prometheusQueries, recordedNames(FULL))).toEqual([]);
});

it("takes rates of counters only, over the range that fits the screen", () => {
  expect(wrongRates(prometheusQueries)).toEqual([]);
});

it("writes LogQL that Loki accepts", () => {
  const queries = queriesOf(all, "loki");
  expect(queries.length).toBeGreaterThan(10);
  for (const query of queries) {
    expect(() => parseLogql(withoutVariables(query))).not.toThrow();
  }
});

it("shows no component that the plan does not run", () => {
  const minimal = contentDashboards({
    plan: planOf("prometheus", "alertmanager", "grafana"),
    services: [],
    slos: [],
  });
  expect(minimal.map(({ uid }) => uid)).toEqual([
    "platform-overview",
    "alerts",
    "on-call",
    "cost",
  ]);
  expect(JSON.stringify(minimal)).not.toMatch(
    /loki|jaeger|otelcol|container_|node_/i,
  );
});

it("shows nothing when nothing can be asked", () => {
  expect(contentDashboards({ ...FULL, plan: planOf("grafana") })).toEqual([]);
});

it("shows of a service only what is collected", () => {
  const { logs: _, ...withoutLogs } = checkout;
  const titles = (dashboard: Dashboard): readonly string[] =>
    dashboard.rows.map(({ title }) => title);
  const minimal = planOf("prometheus", "grafana");
  expect(titles(serviceDashboard(withoutLogs, minimal))).toEqual([
    "At a glance",
    "Requests and errors",
    "Duration",
    "Process",
  ]);
  expect(
    titles(serviceDashboard({ ...checkout, metrics: [] }, planOf("loki"))),
  ).toEqual(["Log lines"]);
  expect(
    titles(serviceDashboard({ name: "idle", metrics: [] }, minimal)),
  ).toEqual(["Nothing to show"]);
});

it("gives services with long names different uids", () => {
  const long = (end: string): string =>
    serviceDashboard({ ...checkout, name: "a".repeat(62) + end }, EVERYTHING)
      .uid;
  expect(long("x")).toHaveLength(40);
  expect(long("x")).not.toBe(long("y"));
});

describeWithTool("promtool", "queries of dashboards", (promtool) => {
  it("are accepted by Prometheus", () => {
    const rules = prometheusQueries.map((expr, index) => ({
      record: `dashboard:query${index}`,
      expr: withoutVariables(expr),
    }));
    const file = JSON.stringify({ groups: [{ name: "dashboards", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

describeWithTool("grafana-stand-in", "dashboards in Grafana", (program) => {
  it.each([
    ["everything", planOf(...COMPONENT_NAMES)],
    ["the minimum", planOf("prometheus", "alertmanager", "grafana")],
  ])("are accepted without error or warning with %s", (_, plan) => {
    const dashboards = [
      ...contentDashboards({ ...FULL, plan }),
      serviceDashboard(checkout, plan),
    ];
    expect(checkProvisioning(program, dashboards)).toEqual({
      errors: [],
      warnings: [],
    });
  });
});
