import { InvalidInputError } from "../problem";
import { requireKind, requireOneOf, requireShape } from "../shape";
import { shown } from "../shown";
import type {
  Dashboard,
  DashboardLink,
  DashboardVariable,
  Panel,
  PanelQuery,
  PanelThreshold,
} from "./model";

const PANEL_KINDS: readonly Panel["kind"][] = [
  "timeseries",
  "stat",
  "gauge",
  "bargauge",
  "table",
  "heatmap",
  "logs",
  "text",
  "traces",
  "nodeGraph",
];
const VARIABLE_KINDS: readonly DashboardVariable["kind"][] = [
  "query",
  "logs",
  "custom",
  "text",
];
const COLORS: readonly PanelThreshold["color"][] = [
  "green",
  "yellow",
  "orange",
  "red",
];

/** What types promise of a dashboard and of everything in it. */
export function requireDashboardShape(
  what: string,
  dashboard: Dashboard,
): void {
  requireShape(what, dashboard, {
    uid: "text",
    title: "text",
    description: "text",
    tags: "texts",
    folder: "text",
    variables: "list",
    rows: "list",
    links: "list?",
    range: "text?",
  });
  for (const row of dashboard.rows) {
    requireShape(`each row of ${what}`, row, {
      title: "text",
      collapsed: "flag?",
      panels: "list",
    });
    row.panels.forEach((panel) => requirePanel(what, panel));
  }
  for (const variable of dashboard.variables) {
    requireVariable(`each variable of ${what}`, variable);
  }
  requireLinks(what, dashboard.links);
}

function requirePanel(dashboard: string, panel: Panel): void {
  requireKind(`each panel of ${dashboard}`, panel, "record");
  const what = `panel ${shown(panel.title)} of ${dashboard}`;
  requireShape(what, panel, {
    title: "text",
    description: "text",
    unit: "text?",
    decimals: "number?",
    min: "number?",
    max: "number?",
    thresholds: "list?",
    valueTexts: "list?",
    columns: "list?",
    stacked: "flag?",
    queries: "list",
    text: "text?",
    links: "list?",
    dataLinks: "list?",
    range: "text?",
  });
  requireOneOf(`kind of ${what}`, panel.kind, PANEL_KINDS);
  requireColors(what, panel);
  panel.queries.forEach((query) =>
    requireQuery(`each query of ${what}`, query),
  );
  panel.valueTexts?.forEach((each) =>
    requireShape(`each of valueTexts of ${what}`, each, {
      value: "number",
      text: "text",
    }),
  );
  panel.columns?.forEach((each) =>
    requireShape(`each column of ${what}`, each, {
      label: "text",
      title: "text",
    }),
  );
  requireLinks(what, panel.links);
  requireLinks(what, panel.dataLinks);
}

function requireQuery(what: string, query: PanelQuery): void {
  requireShape(what, query, {
    dataSource: "text",
    expr: "text",
    legend: "text?",
    instant: "flag?",
    interval: "text?",
    exemplars: "flag?",
    tags: "text?",
    unit: "text?",
    thresholds: "list?",
  });
  requireColors(what, query);
}

function requireColors(
  what: string,
  { thresholds, baseColor }: Pick<Panel, "thresholds" | "baseColor">,
): void {
  for (const threshold of thresholds ?? []) {
    requireShape(`each threshold of ${what}`, threshold, { value: "number" });
    requireOneOf(`color of ${what}`, threshold.color, COLORS);
  }
  if (baseColor !== undefined) {
    requireOneOf(`baseColor of ${what}`, baseColor, COLORS);
  }
}

function requireVariable(what: string, variable: DashboardVariable): void {
  requireShape(what, variable, { name: "text", label: "text" });
  requireOneOf(`kind of ${what}`, variable.kind, VARIABLE_KINDS);
  if (variable.kind === "custom") {
    requireKind(`values of ${what}`, variable.values, "texts");
  } else if (variable.kind === "query") {
    requireKind(`metric of ${what}`, variable.metric, "text");
  }
}

function requireLinks(
  what: string,
  links: readonly DashboardLink[] | undefined,
): void {
  for (const link of links ?? []) {
    requireShape(`each link of ${what}`, link, {
      title: "text",
      target: "record",
    });
    if ("url" in link.target && !isPageUrl(link.target.url)) {
      throw new InvalidInputError(
        "dashboard-link",
        `link "${link.title}" of ${what} must go to an http or https address or a path of Grafana, got ${shown(link.target.url)}; write it in full`,
      );
    }
    if ("dashboardUid" in link.target && link.target.variables !== undefined) {
      requireVariables(
        `variables of link "${link.title}" of ${what}`,
        link.target.variables,
      );
    }
    if (!["url", "dashboardUid", "tag"].some((key) => key in link.target)) {
      throw new InvalidInputError(
        "dashboard-link",
        `link "${link.title}" of ${what} must have a target with url, dashboardUid or tag, got ${shown(Object.keys(link.target).join(", "))}; give one of them`,
      );
    }
  }
}

function requireVariables(
  what: string,
  variables: Readonly<Record<string, string>>,
): void {
  requireKind(what, variables, "record");
  for (const [name, value] of Object.entries(variables)) {
    requireKind(`"${name}" of ${what}`, value, "text");
  }
}

function isPageUrl(url: unknown): boolean {
  return (
    typeof url === "string" &&
    /^(?:https?:\/\/[^\s/?#]|\/(?!\/))[^\s"<>]*$/.test(url)
  );
}
