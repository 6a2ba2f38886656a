import type { Options as BarGaugeOptions } from "@grafana/grafana-foundation-sdk/bargauge";
import type {
  FieldConfig,
  Panel as GrafanaPanel,
  ValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Options as GaugeOptions } from "@grafana/grafana-foundation-sdk/gauge";
import type { Options as HeatmapOptions } from "@grafana/grafana-foundation-sdk/heatmap";
import type { Options as LogsOptions } from "@grafana/grafana-foundation-sdk/logs";
import type { Options as StatOptions } from "@grafana/grafana-foundation-sdk/stat";
import type { Options as TableOptions } from "@grafana/grafana-foundation-sdk/table";
import type { Options as TextOptions } from "@grafana/grafana-foundation-sdk/text";
import type {
  FieldConfig as TimeseriesFieldConfig,
  Options as TimeseriesOptions,
} from "@grafana/grafana-foundation-sdk/timeseries";
import type { Placement } from "../domain/dashboard/layout";
import type { Panel, PanelKind, ValueText } from "../domain/dashboard/model";
import { panelDataSource, renderQueries } from "./grafana-query";
import type { DataSourceVariables } from "./grafana-data-sources";
import { renderDataLink, renderLink } from "./grafana-link";
import { thresholdSteps } from "./grafana-thresholds";
import { tableOverrides, tableTransformations } from "./grafana-table";
import type { Plain } from "./plain";

/** Names of Grafana's panel plugins. */
const PLUGIN: Readonly<Record<PanelKind, string>> = {
  timeseries: "timeseries",
  stat: "stat",
  gauge: "gauge",
  bargauge: "bargauge",
  table: "table",
  heatmap: "heatmap",
  logs: "logs",
  text: "text",
  traces: "table",
  nodeGraph: "nodeGraph",
};

const NEWEST = { calcs: ["lastNotNull"], fields: "", values: false };

const LEGEND: Plain<TimeseriesOptions["legend"]> = {
  calcs: ["lastNotNull"],
  displayMode: "list",
  placement: "bottom",
  showLegend: true,
};

const TOOLTIP: Plain<TimeseriesOptions["tooltip"]> = {
  mode: "multi",
  sort: "desc",
};

/** One panel at its place in Grafana's classic dashboard format. */
export function renderPanel(
  panel: Panel,
  id: number,
  place: Placement,
  sources: DataSourceVariables,
): object {
  const { x, y, width: w, height: h } = place;
  const frame = {
    id,
    type: PLUGIN[panel.kind],
    title: panel.title,
    description: panel.description,
    gridPos: { x, y, w, h },
    options: options(panel),
    ...(panel.range !== undefined && { timeFrom: panel.range }),
  } satisfies Plain<GrafanaPanel>;
  const links = panel.links && { links: panel.links.map(renderLink) };
  if (panel.kind === "text") {
    return { ...frame, ...links };
  }
  return {
    ...frame,
    ...links,
    datasource: panelDataSource(panel.queries, sources),
    targets: renderQueries(panel, sources),
    fieldConfig: {
      defaults: {
        ...fieldDefaults(panel),
        ...(panel.dataLinks && {
          links: panel.dataLinks.map((link) =>
            renderDataLink(panel.kind, link),
          ),
        }),
      },
      overrides: panel.kind === "table" ? tableOverrides(panel) : [],
    },
    ...(panel.kind === "table" && {
      transformations: tableTransformations(panel),
    }),
  };
}

function fieldDefaults(panel: Panel): object {
  const hasColors =
    panel.thresholds !== undefined || panel.valueTexts !== undefined;
  const isGraph = panel.kind === "timeseries";
  return {
    ...(panel.unit !== undefined && { unit: panel.unit }),
    ...(panel.decimals !== undefined && { decimals: panel.decimals }),
    ...(panel.min !== undefined && { min: panel.min }),
    ...(panel.max !== undefined && { max: panel.max }),
    color: isGraph
      ? { mode: "palette-classic" }
      : hasColors
        ? { mode: "thresholds" }
        : { mode: "fixed", fixedColor: "blue" },
    thresholds: thresholdSteps(panel.baseColor ?? "green", panel.thresholds),
    mappings: valueMappings(panel.valueTexts),
    ...(isGraph && { custom: graphStyle(panel) }),
  } satisfies Plain<FieldConfig>;
}

function valueMappings(texts: readonly ValueText[] = []): Plain<ValueMap>[] {
  if (texts.length === 0) {
    return [];
  }
  const entries = texts.map(
    ({ value, text, color }, index) =>
      [String(value), { text, color, index }] as const,
  );
  return [{ type: "value", options: Object.fromEntries(entries) }];
}

function graphStyle(panel: Panel): object {
  const stacked = panel.stacked === true;
  return {
    drawStyle: "line",
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 8,
    showPoints: "never",
    spanNulls: false,
    stacking: { group: "A", mode: stacked ? "normal" : "none" },
    thresholdsStyle: { mode: panel.thresholds ? "dashed" : "off" },
  } satisfies Plain<TimeseriesFieldConfig>;
}

function options(panel: Panel): object {
  switch (panel.kind) {
    case "timeseries":
      return {
        legend: LEGEND,
        tooltip: TOOLTIP,
      } satisfies Plain<TimeseriesOptions>;
    case "stat":
      return statOptions(panel);
    case "gauge":
      return {
        minVizHeight: 75,
        minVizWidth: 75,
        orientation: "auto",
        reduceOptions: NEWEST,
        showThresholdLabels: false,
        showThresholdMarkers: true,
        sizing: "auto",
      } satisfies Plain<GaugeOptions>;
    case "bargauge":
      return barGaugeOptions();
    case "table":
    case "traces":
      return {
        cellHeight: "sm",
        frameIndex: 0,
        showHeader: true,
      } satisfies Plain<TableOptions>;
    case "heatmap":
      return heatmapOptions(panel);
    case "logs":
      return logsOptions();
    case "nodeGraph":
      return {};
    case "text":
      return {
        mode: "markdown",
        content: panel.text ?? "",
      } satisfies Plain<TextOptions>;
  }
}

function statOptions(panel: Panel): object {
  const hasColors =
    panel.thresholds !== undefined || panel.valueTexts !== undefined;
  const isSparkline = panel.queries.some(({ instant }) => instant === false);
  return {
    colorMode: hasColors ? "value" : "none",
    graphMode: isSparkline ? "area" : "none",
    justifyMode: "auto",
    orientation: "auto",
    percentChangeColorMode: "standard",
    reduceOptions: NEWEST,
    showPercentChange: false,
    textMode: "auto",
    wideLayout: true,
  } satisfies Plain<StatOptions>;
}

function barGaugeOptions(): object {
  return {
    displayMode: "basic",
    legend: { ...LEGEND, showLegend: false, calcs: [] },
    maxVizHeight: 300,
    minVizHeight: 16,
    minVizWidth: 8,
    namePlacement: "auto",
    orientation: "horizontal",
    reduceOptions: NEWEST,
    showUnfilled: true,
    sizing: "auto",
    valueMode: "color",
  } satisfies Plain<BarGaugeOptions>;
}

function heatmapOptions(panel: Panel): object {
  return {
    calculate: false,
    cellGap: 1,
    color: {
      exponent: 0.5,
      fill: "dark-orange",
      mode: "scheme",
      reverse: false,
      scale: "exponential",
      scheme: "Oranges",
      steps: 64,
    },
    exemplars: { color: "rgba(255,0,255,0.7)" },
    legend: { show: true },
    rowsFrame: { layout: "auto" },
    showValue: "never",
    tooltip: { mode: "single", showColorScale: true, yHistogram: true },
    yAxis: { axisPlacement: "left", ...(panel.unit && { unit: panel.unit }) },
  } satisfies Plain<HeatmapOptions>;
}

function logsOptions(): object {
  return {
    dedupStrategy: "none",
    enableLogDetails: true,
    prettifyLogMessage: false,
    showCommonLabels: false,
    showLabels: false,
    showLogContextToggle: true,
    showTime: true,
    sortOrder: "Descending",
    wrapLogMessage: true,
  } satisfies Plain<LogsOptions>;
}
