import type {
  AnnotationQuery,
  Dashboard as GrafanaDashboard,
  RowPanel,
  VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { TraceProgram } from "../domain/telemetry/plan";
import { FIRING_ALERTS } from "../domain/dashboard/annotations";
import { layout, type PlacedPanel } from "../domain/dashboard/layout";
import type {
  Dashboard,
  DashboardAnnotation,
  DashboardVariable,
} from "../domain/dashboard/model";
import { validateDashboard } from "../domain/dashboard/validate";
import { DATA_SOURCE } from "../domain/names";
import { renderLink } from "./grafana-link";
import { renderPanel } from "./grafana-panel";
import { DataSourceVariables } from "./grafana-data-sources";
import type { Plain } from "./plain";

/**
 * The last version of Grafana's classic dashboard format, which Grafana 12 and 13 read as it is.
 * @see https://github.com/grafana/grafana/blob/main/apps/dashboard/pkg/migration/schemaversion/migrations.go
 */
const SCHEMA_VERSION = 42;

/**
 * A dashboard as a file of Grafana's provisioning, in the classic JSON format. The same dashboard gives the same bytes:
 * panels are numbered by position and keys are sorted.
 *
 * @param traces what keeps the traces that its panels ask for
 * @throws InvalidInputError when the dashboard is malformed
 */
export function renderGrafanaDashboard(
  dashboard: Dashboard,
  traces: TraceProgram = "jaeger",
): string {
  validateDashboard(dashboard);
  const sources = DataSourceVariables.of(dashboard, traces);
  const rendered = {
    uid: dashboard.uid,
    title: dashboard.title,
    description: dashboard.description,
    tags: [...dashboard.tags],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: `now-${dashboard.range ?? "6h"}`, to: "now" },
    timezone: "browser",
    links: (dashboard.links ?? []).map(renderLink),
    annotations: {
      list: [
        GRAFANA_ANNOTATIONS,
        ...(dashboard.annotations ?? [FIRING_ALERTS]).map((annotation) =>
          renderAnnotation(annotation, sources),
        ),
      ],
    },
    templating: {
      list: [
        ...sources.variables,
        ...dashboard.variables.map((variable) =>
          renderVariable(variable, sources),
        ),
      ],
    },
    panels: renderPanels(layout(dashboard.rows), sources),
  } satisfies Plain<Omit<GrafanaDashboard, "panels" | "links">> & {
    panels: readonly object[];
    links: readonly object[];
  };
  // One space: lines that a plan can show as a difference, in four fifths of the size of two.
  return `${JSON.stringify(sorted(rendered), null, 1)}\n`;
}

/** Grafana adds this to every dashboard that lacks it. */
const GRAFANA_ANNOTATIONS: Plain<AnnotationQuery> = {
  builtIn: 1,
  datasource: { type: "grafana", uid: "-- Grafana --" },
  enable: true,
  hide: true,
  iconColor: "rgba(0, 211, 255, 1)",
  name: "Annotations & Alerts",
  type: "dashboard",
};

function renderAnnotation(
  annotation: DashboardAnnotation,
  sources: DataSourceVariables,
): Plain<AnnotationQuery> {
  return {
    name: annotation.name,
    datasource: sources.ref(DATA_SOURCE.prometheus),
    enable: true,
    iconColor: annotation.color,
    expr: annotation.expr,
    step: "60s",
    titleFormat: annotation.name,
    textFormat: annotation.text,
    useValueForTime: annotation.valueIsTime ?? false,
  };
}

const ALL_VALUES = { text: ["All"], value: ["$__all"] };

function renderVariable(
  variable: DashboardVariable,
  sources: DataSourceVariables,
): Plain<VariableModel> {
  const { name, label } = variable;
  switch (variable.kind) {
    case "query": {
      const query = `label_values(${variable.metric}, ${variable.of})`;
      return {
        ...labelValues(variable.multi ?? false),
        name,
        label,
        datasource: sources.ref(DATA_SOURCE.prometheus),
        definition: query,
        query: { qryType: 1, query, refId: "PrometheusVariableQuery" },
      };
    }
    case "logs":
      return {
        ...labelValues(variable.multi ?? false),
        name,
        label,
        datasource: sources.ref(DATA_SOURCE.loki),
        query: {
          label: variable.of,
          refId: "LokiVariableQuery",
          stream: "",
          type: 1,
        },
      };
    case "custom": {
      const options = variable.values.map((value, index) => ({
        text: value,
        value,
        selected: index === 0,
      }));
      return {
        type: "custom",
        name,
        label,
        query: variable.values
          .map((value) => value.replaceAll(",", "\\,"))
          .join(","),
        options,
        ...(options[0] && { current: options[0] }),
      };
    }
    case "text":
      return {
        type: "textbox",
        name,
        label,
        query: "",
        current: { text: "", value: "" },
      };
  }
}

/** The values of a label, asked again when the time range changes. */
function labelValues(
  multi: boolean,
): Pick<
  Plain<VariableModel>,
  "type" | "refresh" | "sort" | "multi" | "includeAll"
> {
  return {
    type: "query",
    refresh: 2,
    sort: 1,
    multi,
    includeAll: multi,
    ...(multi && { allValue: ".+", current: ALL_VALUES }),
  };
}

/** The panels of an open row follow it, those of a collapsed row are inside it. */
function renderPanels(
  placed: readonly PlacedPanel[],
  sources: DataSourceVariables,
): readonly object[] {
  const rendered: object[] = [];
  let inside: object[] = rendered;
  for (const [index, each] of placed.entries()) {
    const id = index + 1;
    if (each.kind === "row") {
      const { x, y, width: w, height: h, row } = each;
      const collapsed = row.collapsed ?? false;
      const panels: object[] = [];
      rendered.push({
        id,
        type: "row",
        title: row.title,
        collapsed,
        gridPos: { x, y, w, h },
        panels,
      } satisfies Omit<Plain<RowPanel>, "panels"> & { panels: object[] });
      inside = collapsed ? panels : rendered;
    } else {
      inside.push(renderPanel(each.panel, id, each, sources));
    }
  }
  return rendered;
}

/** A copy whose objects have their keys in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
