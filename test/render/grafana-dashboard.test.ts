import type { Dashboard, Panel } from "../../lib/domain/dashboard/model";
import { renderGrafanaDashboard } from "../../lib/render/grafana-dashboard";
import { describeWithTool } from "../support/tools";
import { checkProvisioning } from "./grafana-check";

const prometheus = {
  dataSource: "prometheus",
  expr: 'up{job=~"$job"}',
} as const;

const panels: readonly Panel[] = [
  {
    kind: "timeseries",
    title: "Duration",
    description: "How long requests take.",
    unit: "s",
    thresholds: [{ value: 0.5, color: "red" }],
    queries: [
      { ...prometheus, legend: "{{job}}", exemplars: true },
      { dataSource: "loki", expr: 'count_over_time({service="a"}[1m])' },
    ],
  },
  {
    kind: "stat",
    title: "Up",
    description: "Whether it runs.",
    unit: "none",
    valueTexts: [{ value: 1, text: "up", color: "green" }],
    queries: [prometheus],
    links: [{ title: "Self", target: { dashboardUid: "sample" } }],
  },
  {
    kind: "gauge",
    title: "Budget",
    description: "What is left.",
    unit: "percentunit",
    min: 0,
    max: 1,
    baseColor: "red",
    thresholds: [{ value: 0.5, color: "green" }],
    queries: [prometheus],
  },
  {
    kind: "bargauge",
    title: "Space",
    description: "What is full.",
    unit: "bytes",
    queries: [prometheus],
  },
  {
    kind: "table",
    title: "Targets",
    description: "All of them.",
    columns: [{ label: "job", title: "Job" }],
    queries: [
      { ...prometheus, legend: "Up", unit: "bool" },
      {
        ...prometheus,
        legend: "Duration",
        unit: "s",
        thresholds: [{ value: 1, color: "red" }],
      },
    ],
  },
  {
    kind: "heatmap",
    title: "Buckets",
    description: "All requests.",
    unit: "s",
    queries: [prometheus],
  },
];

const sample: Dashboard = {
  uid: "sample",
  title: 'Sample ${of} %{all} "kinds"',
  description: "Every kind of panel.",
  tags: ["monitoring"],
  folder: "Services",
  variables: [
    {
      kind: "query",
      name: "job",
      label: "Job",
      metric: "up",
      of: "job",
      multi: true,
    },
    { kind: "logs", name: "service", label: "Service", of: "service" },
    { kind: "custom", name: "size", label: "Size", values: ["a,b", "c"] },
    { kind: "text", name: "search", label: "Search" },
  ],
  rows: [
    { title: "Numbers", panels },
    {
      title: "Texts",
      collapsed: true,
      panels: [
        {
          kind: "logs",
          title: "Lines",
          description: "Newest lines.",
          queries: [
            { dataSource: "loki", expr: '{service=~"$service"} |~ `$search`' },
          ],
        },
        {
          kind: "traces",
          title: "Traces",
          description: "Newest traces.",
          queries: [{ dataSource: "jaeger", expr: "checkout" }],
        },
        {
          kind: "text",
          title: "Note",
          description: "",
          text: "See [itself](/d/sample).",
          queries: [],
        },
      ],
    },
    { title: "More", panels: panels.slice(0, 1) },
  ],
  links: [
    { title: "All", target: { tag: "monitoring" } },
    { title: "Manual", target: { url: "https://example.org/" } },
  ],
};

interface Rendered {
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly panels?: readonly { readonly id: number }[];
  }[];
  readonly title: string;
}

const rendered = JSON.parse(renderGrafanaDashboard(sample)) as Rendered;

it("numbers rows and panels by position, those in collapsed rows too", () => {
  expect(
    rendered.panels.map(({ id, panels: inside }) => [
      id,
      inside?.map((panel) => panel.id) ?? "panel",
    ]),
  ).toEqual([
    [1, []],
    [2, "panel"],
    [3, "panel"],
    [4, "panel"],
    [5, "panel"],
    [6, "panel"],
    [7, "panel"],
    [8, [9, 10, 11]],
    [12, []],
    [13, "panel"],
  ]);
});

it("keeps every character of a title", () => {
  expect(rendered.title).toBe(sample.title);
});

it("gives the same bytes whatever the order of the members", () => {
  const reversed = Object.fromEntries(
    Object.entries(sample).reverse(),
  ) as unknown as Dashboard;
  expect(renderGrafanaDashboard(reversed)).toBe(renderGrafanaDashboard(sample));
});

it("holds nothing that Grafana changes by itself", () => {
  expect(rendered).not.toHaveProperty("id");
  expect(rendered).not.toHaveProperty("version");
  expect(rendered).not.toHaveProperty("iteration");
});

interface Template {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly query: unknown;
  readonly current?: unknown;
}

function templatesOf(dashboard: Dashboard): readonly Template[] {
  return (
    JSON.parse(renderGrafanaDashboard(dashboard)) as {
      readonly templating: { readonly list: readonly Template[] };
    }
  ).templating.list;
}

/** Every uid of a data source in what is rendered. */
function sourcesOf(dashboard: Dashboard): readonly string[] {
  const uids = new Set<string>();
  JSON.parse(renderGrafanaDashboard(dashboard), (key, value: unknown) => {
    if (key === "datasource") {
      uids.add((value as { readonly uid: string }).uid);
    }
    return value;
  });
  return [...uids].sort();
}

it("lets the reader choose each data source, at first the one with the fixed uid", () => {
  expect(
    templatesOf(sample)
      .filter(({ type }) => type === "datasource")
      .map(({ name, label, query, current }) => [name, label, query, current]),
  ).toEqual([
    ...(["Prometheus", "Loki", "Jaeger"] as const).map((title) => [
      `${title.toLowerCase()}_datasource`,
      `${title} data source`,
      title.toLowerCase(),
      { text: title, value: title.toLowerCase() },
    ]),
  ]);
  expect(sourcesOf(sample)).toEqual([
    "${jaeger_datasource}",
    "${loki_datasource}",
    "${prometheus_datasource}",
    "-- Grafana --",
    "-- Mixed --",
  ]);
});

it("calls the only data source of a dashboard just that", () => {
  const one: Dashboard = {
    ...sample,
    variables: sample.variables.slice(0, 1),
    rows: [{ title: "Numbers", panels: panels.slice(1) }],
  };
  expect(templatesOf(one)[0]).toMatchObject({
    name: "datasource",
    label: "Data source",
  });
  expect(sourcesOf(one)).toEqual(["${datasource}", "-- Grafana --"]);
});

it("asks Prometheus for annotations even where no panel does", () => {
  const logs: Dashboard = {
    ...sample,
    variables: sample.variables.slice(1),
    rows: [
      { title: "Texts", panels: sample.rows[1]?.panels.slice(0, 1) ?? [] },
    ],
  };
  const names = (dashboard: Dashboard) =>
    templatesOf(dashboard)
      .filter(({ type }) => type === "datasource")
      .map(({ name }) => name);
  expect(names(logs)).toEqual(["prometheus_datasource", "loki_datasource"]);
  expect(names({ ...logs, annotations: [] })).toEqual(["datasource"]);
});

it("refuses a variable with the name of a data source", () => {
  const named = (name: string): Dashboard => ({
    ...sample,
    variables: [...sample.variables, { kind: "text", name, label: "x" }],
  });
  expect(() => renderGrafanaDashboard(named("loki_datasource"))).toThrow(
    'must have other names than those of its data sources, got "loki_datasource"',
  );
  expect(() => renderGrafanaDashboard(named("datasource"))).not.toThrow();
});

it("keeps what Grafana does not know, such as names of alerts, out of thresholds", () => {
  const [panel] = panels;
  const text = renderGrafanaDashboard({
    ...sample,
    rows: [
      {
        title: "Numbers",
        panels: panel
          ? [
              {
                ...panel,
                thresholds: [{ value: 1, color: "red", alert: "ShopSlow" }],
              },
            ]
          : [],
      },
    ],
  });
  expect(text).not.toContain("ShopSlow");
});

it("refuses a malformed dashboard", () => {
  expect(() => renderGrafanaDashboard({ ...sample, uid: "" })).toThrow(
    "uid of dashboard",
  );
});

it("shows the columns of a table under their titles, the values last", () => {
  const table = rendered.panels.find(({ type }) => type === "table");
  expect(table).toMatchObject({
    transformations: [
      { id: "merge" },
      {
        id: "filterFieldsByName",
        options: { include: { names: ["job", "Value #A", "Value #B"] } },
      },
      {
        id: "organize",
        options: {
          indexByName: { job: 0, "Value #A": 1, "Value #B": 2 },
          renameByName: {
            job: "Job",
            "Value #A": "Up",
            "Value #B": "Duration",
          },
        },
      },
    ],
    fieldConfig: {
      overrides: [
        { matcher: { options: "Up" } },
        { matcher: { options: "Duration" } },
      ],
    },
  });
});

describeWithTool("grafana-stand-in", "dashboard files", (program) => {
  it("are accepted without error or warning, with panels of every kind", () => {
    expect(checkProvisioning(program, [sample])).toEqual({
      errors: [],
      warnings: [],
    });
  });
});
