import type { Dashboard, Panel } from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";

const good: Panel = {
  kind: "timeseries",
  title: "Requests",
  description: "Requests per second.",
  unit: "reqps",
  queries: [{ dataSource: "prometheus", expr: "up" }],
};

function dashboard(change: Partial<Dashboard> = {}): Dashboard {
  return {
    uid: "orders",
    title: "Orders",
    description: "All about orders.",
    tags: [],
    folder: "Services",
    variables: [],
    rows: [{ title: "Traffic", panels: [good] }],
    ...change,
  };
}

function withPanel(change: Partial<Panel>): Dashboard {
  return dashboard({
    rows: [{ title: "Traffic", panels: [{ ...good, ...change }] }],
  });
}

function message(given: Dashboard): string {
  try {
    validateDashboard(given);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

it("accepts a dashboard in which nothing is wrong", () => {
  expect(message(dashboard())).toBe("accepted");
});

it.each<[string, Dashboard, string]>([
  [
    "a uid with a space",
    dashboard({ uid: "my orders" }),
    'uid of dashboard "Orders" must be 1 to 40 letters, digits, "-" and "_", got "my orders"; choose a short name, since it is part of the address',
  ],
  [
    "a uid of 41 characters",
    dashboard({ uid: "x".repeat(41) }),
    `uid of dashboard "Orders" must be 1 to 40 letters, digits, "-" and "_", got "${"x".repeat(41)}"; choose a short name, since it is part of the address`,
  ],
  [
    "an empty title",
    dashboard({ title: " " }),
    'title of dashboard "orders" must not be empty, got " "; write what a reader needs to know',
  ],
  [
    "the folder that Grafana keeps for itself",
    dashboard({ folder: "general" }),
    'folder of dashboard "Orders" must be another than "General", which Grafana keeps for itself, got "general"; choose another name',
  ],
  [
    "a range without unit",
    dashboard({ range: "6" }),
    'range of dashboard "Orders" must be a number and a unit, got "6"; write it like "6h" or "30d"',
  ],
  [
    "no panel at all",
    dashboard({ rows: [{ title: "Traffic", panels: [] }] }),
    'dashboard "Orders" must have at least one panel, got none; add a row with panels',
  ],
  [
    "a row without title",
    dashboard({ rows: [{ title: "", panels: [good] }] }),
    'title of each row of dashboard "Orders" must not be empty, got ""; write what a reader needs to know',
  ],
  [
    "two panels of one title in one row",
    dashboard({ rows: [{ title: "Traffic", panels: [good, good] }] }),
    'panels of one row must have different titles, got two "Requests" in row "Traffic" of dashboard "Orders"; say in the title how they differ',
  ],
  [
    "a panel without description",
    withPanel({ description: "" }),
    'description of panel "Requests" of dashboard "Orders" must not be empty, got ""; write what a reader needs to know',
  ],
  [
    "a misspelt unit",
    withPanel({ unit: "bytess" }),
    'unit of panel "Requests" of dashboard "Orders" must be one that Grafana knows, got "bytess"; did you mean "bytes"',
  ],
  [
    "a misspelt unit of one query",
    withPanel({
      kind: "table",
      queries: [{ dataSource: "prometheus", expr: "up", unit: "percentunits" }],
    }),
    'unit of panel "Requests" of dashboard "Orders" must be one that Grafana knows, got "percentunits"; did you mean "percentunit"',
  ],
  [
    "no query",
    withPanel({ queries: [] }),
    'panel "Requests" of dashboard "Orders" must have at least one query, got none; add a query',
  ],
  [
    "an empty query",
    withPanel({ queries: [{ dataSource: "prometheus", expr: "" }] }),
    'each query of panel "Requests" of dashboard "Orders" must not be empty, got ""; write what a reader needs to know',
  ],
  [
    "logs asked from Prometheus",
    withPanel({ kind: "logs" }),
    'panel "Requests" of dashboard "Orders" must ask loki because its kind is "logs", got "prometheus"; change the data source or the kind',
  ],
  [
    "a graph asked from Alertmanager, which Grafana cannot query",
    withPanel({ queries: [{ dataSource: "alertmanager", expr: "up" }] }),
    'panel "Requests" of dashboard "Orders" must ask prometheus or loki because its kind is "timeseries", got "alertmanager"; change the data source or the kind',
  ],
  [
    "thresholds that fall",
    withPanel({
      thresholds: [
        { value: 2, color: "red" },
        { value: 1, color: "red" },
      ],
    }),
    'thresholds of panel "Requests" of dashboard "Orders" must be finite and ascend, got 2, 1; sort them and remove doubles',
  ],
  [
    "a panel of 25 columns",
    withPanel({ width: 25 }),
    'width of panel "Requests" of dashboard "Orders" must be a whole number from 1 to 24, got 25; choose a size in that range',
  ],
  [
    "a text beside a query",
    withPanel({ text: "hello" }),
    'panel "Requests" of dashboard "Orders" must have a text exactly if its kind is "text", got kind "timeseries"; change the kind or the text',
  ],
  [
    "two variables of one name",
    dashboard({
      variables: [
        { kind: "text", name: "job", label: "Job" },
        { kind: "text", name: "job", label: "Job" },
      ],
    }),
    'variables of dashboard "Orders" must have unique names of letters, digits and "_" that start with a letter, got "job"; rename the variable',
  ],
  [
    "a variable without values",
    dashboard({
      variables: [{ kind: "custom", name: "job", label: "Job", values: [] }],
    }),
    'variable "job" of dashboard "Orders" must have at least one value, got none; list the values',
  ],
  [
    "a query with a variable that is not there",
    withPanel({
      queries: [{ dataSource: "prometheus", expr: 'up{job="$jobs"}' }],
    }),
    'queries of panel "Requests" of dashboard "Orders" must use variables of the dashboard, got "$jobs"; add the variable',
  ],
])("refuses %s", (_, given, expected) => {
  expect(message(given)).toBe(expected);
});

it("accepts the variables that Grafana provides, and free units", () => {
  const given = withPanel({
    unit: "suffix:orders",
    queries: [
      {
        dataSource: "prometheus",
        expr: "rate(orders_total[$__rate_interval]) + ${__range_s}",
      },
    ],
  });
  expect(message(given)).toBe("accepted");
});
