import type { dataquery as LokiQuery } from "@grafana/grafana-foundation-sdk/loki";
import type { Dataquery as PrometheusQuery } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Panel, PanelQuery } from "../domain/dashboard/model";
import { DATA_SOURCE } from "../domain/names";
import type { DataSourceVariables } from "./grafana-data-sources";
import type { Plain } from "./plain";
import { tempoQuery } from "./tempo/query";

/** Most log lines and traces of one panel. */
const MAX_LINES = 200;
const MAX_TRACES = 20;

/** The data source of a panel as a whole: the one that all queries ask, or Grafana's mixture of several. */
export function panelDataSource(
  queries: readonly PanelQuery[],
  sources: DataSourceVariables,
): {
  readonly type: string;
  readonly uid: string;
} {
  const [only, ...others] = new Set(queries.map((query) => query.dataSource));
  return only === undefined || others.length > 0
    ? { type: "datasource", uid: "-- Mixed --" }
    : sources.ref(only);
}

/** The name by which Grafana tells the queries of a panel apart: A to Z, then A1 and so on. */
export function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}

/** The queries of a panel in the forms of their data sources. */
export function renderQueries(
  panel: Panel,
  sources: DataSourceVariables,
): readonly object[] {
  return panel.queries.map((query, index) => ({
    datasource: sources.ref(query.dataSource),
    refId: refId(index),
    ...renderQuery(panel, query, sources),
  }));
}

function renderQuery(
  panel: Panel,
  query: PanelQuery,
  { traces }: DataSourceVariables,
): object {
  switch (query.dataSource) {
    case DATA_SOURCE.prometheus:
      return prometheusQuery(panel, query);
    case DATA_SOURCE.loki:
      return lokiQuery(panel, query);
    case DATA_SOURCE.jaeger:
      if (traces === "tempo") {
        return tempoQuery(panel, query, MAX_TRACES);
      }
      return panel.kind === "nodeGraph"
        ? { queryType: "dependencyGraph" }
        : {
            queryType: "search",
            service: query.expr,
            limit: MAX_TRACES,
            ...(query.tags !== undefined && { tags: query.tags }),
          };
    case DATA_SOURCE.alertmanager:
      return {};
  }
}

function isInstant(panel: Panel, query: PanelQuery): boolean {
  return (
    query.instant ?? ["stat", "gauge", "bargauge", "table"].includes(panel.kind)
  );
}

function prometheusQuery(panel: Panel, query: PanelQuery): object {
  const instant = isInstant(panel, query);
  const format =
    panel.kind === "table"
      ? "table"
      : panel.kind === "heatmap"
        ? "heatmap"
        : "time_series";
  return {
    editorMode: "code",
    expr: query.expr,
    ...(query.interval !== undefined && { interval: query.interval }),
    format,
    instant,
    range: !instant,
    exemplar: query.exemplars ?? false,
    ...legend(panel, query),
  } satisfies Plain<PrometheusQuery>;
}

function lokiQuery(panel: Panel, query: PanelQuery): object {
  const instant = panel.kind !== "logs" && isInstant(panel, query);
  return {
    editorMode: "code",
    expr: query.expr,
    queryType: instant ? "instant" : "range",
    ...(panel.kind === "logs" && { maxLines: MAX_LINES }),
    ...legend(panel, query),
  } satisfies Plain<LokiQuery>;
}

/** The legend of a table's query is the title of its column, which the panel sets. */
function legend(
  panel: Panel,
  query: PanelQuery,
): { readonly legendFormat?: string } {
  if (panel.kind === "heatmap") {
    return { legendFormat: "{{le}}" };
  }
  return query.legend === undefined || panel.kind === "table"
    ? {}
    : { legendFormat: query.legend };
}
