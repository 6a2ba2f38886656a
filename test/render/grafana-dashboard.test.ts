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
