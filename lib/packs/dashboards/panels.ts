import type {
  DashboardLink,
  Panel,
  PanelQuery,
  PanelThreshold,
} from "../../domain/dashboard/model";
import { DATA_SOURCE } from "../../domain/names";

/** The tag of all dashboards of this library; the menu at their top lists what has it. */
export const MONITORING_TAG = "monitoring";

/** The menu of all dashboards. */
export const ALL_DASHBOARDS: DashboardLink = {
  title: "Dashboards",
  target: { tag: MONITORING_TAG },
};

/** A panel without what its kind decides. */
type PanelDetails = Omit<Panel, "kind" | "title" | "description" | "queries">;

/** A query of Prometheus. */
export function prometheus(
  expr: string,
  legend?: string,
  details: Partial<PanelQuery> = {},
): PanelQuery {
  return {
    dataSource: DATA_SOURCE.prometheus,
    expr,
    ...(legend !== undefined && { legend }),
    ...details,
  };
}

/** A query of Loki. */
export function loki(expr: string, legend?: string): PanelQuery {
  return {
    dataSource: DATA_SOURCE.loki,
    expr,
    ...(legend !== undefined && { legend }),
  };
}

/** A panel of the kind; titles are unique in their row. */
function panelOf(kind: Panel["kind"]) {
  return (
    title: string,
    description: string,
    queries: readonly PanelQuery[],
    details: PanelDetails = {},
  ): Panel => ({ kind, title, description, queries, ...details });
}

export const timeseries = panelOf("timeseries");
export const stat = panelOf("stat");
export const gauge = panelOf("gauge");
export const bargauge = panelOf("bargauge");
export const table = panelOf("table");
export const heatmap = panelOf("heatmap");
export const logs = panelOf("logs");

/** The newest traces of a service. */
export function traces(service: string, description: string): Panel {
  return {
    kind: "traces",
    title: "Newest traces",
    description,
    queries: [{ dataSource: DATA_SOURCE.jaeger, expr: service }],
  };
}

/** Any amount above nothing is bad. */
export const ANY_IS_BAD: readonly PanelThreshold[] = [
  { value: 0.000001, color: "red" },
];

/** The same, where an alert fires at anything above nothing. */
export function anyIsBad(alert: string): readonly PanelThreshold[] {
  return ANY_IS_BAD.map((each) => ({ ...each, alert }));
}

/** How full something is, as a ratio: a warning at 80 %, an alarm at 90 %. */
export const FULLNESS: Pick<Panel, "unit" | "min" | "max" | "thresholds"> = {
  unit: "percentunit",
  min: 0,
  max: 1,
  thresholds: [
    { value: 0.8, color: "yellow" },
    { value: 0.9, color: "red" },
  ],
};

/** The same, with the names of the alerts that fire at these values. */
export function fullness(alerts: {
  readonly warning?: string;
  readonly alarm?: string;
}): Pick<Panel, "unit" | "min" | "max" | "thresholds"> {
  const names = [alerts.warning, alerts.alarm];
  return {
    ...FULLNESS,
    thresholds:
      FULLNESS.thresholds?.map((each, index) => {
        const alert = names[index];
        return { ...each, ...(alert !== undefined && { alert }) };
      }) ?? [],
  };
}

/** 1 and 0 as `up` and `down`. */
export const UP_OR_DOWN: Pick<Panel, "unit" | "valueTexts"> = {
  unit: "none",
  valueTexts: [
    { value: 1, text: "up", color: "green" },
    { value: 0, text: "down", color: "red" },
  ],
};
