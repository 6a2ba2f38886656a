import type {
  Dashboard,
  Panel,
  PanelQuery,
} from "../../../lib/domain/dashboard/model";
import { checkModel } from "../../../lib/domain/check/check-model";
import { MonitoringModel, type ModelSettings } from "../../../lib/domain/model";
import type { Problem } from "../../../lib/domain/problem";
import type {
  AlertRule,
  RecordingRule,
  RuleGroup,
} from "../../../lib/domain/rules/rule";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { Bytes, Duration } from "../../../lib/domain/units";
import {
  buildPlan,
  type ComponentChoices,
} from "../../../lib/packs/components/profile";

const RETENTION = { size: Bytes.gibibytes(8) };
const TRACES = { time: Duration.days(7), size: Bytes.gibibytes(1) };

export const ORDER_METRICS: readonly MetricSpec[] = [
  { name: "orders_total", type: "counter" },
  { name: "queue_length", type: "gauge" },
  { name: "order_duration_seconds", type: "histogram" },
  { name: "payload_size_bytes", type: "summary" },
];

/** A model of one scraped service, to which tests add what they are about. */
export function aModel(
  changes: Partial<ModelSettings> & {
    readonly components?: ComponentChoices;
  } = {},
): MonitoringModel {
  const { components, ...settings } = changes;
  const metricRetention = settings.metricRetention ?? RETENTION;
  const traceRetention = settings.traceRetention ?? TRACES;
  const model = new MonitoringModel("app/monitoring", {
    plan: buildPlan({
      profile: "standard",
      components: components ?? {},
      metricRetention,
      traceRetention,
    }),
    scrapeInterval: Duration.seconds(15),
    metricRetention,
    traceRetention,
    defaultReceivers: [],
    ...settings,
  });
  addJob(model, "orders", ORDER_METRICS);
  return model;
}

export function addJob(
  model: MonitoringModel,
  name: string,
  metrics: readonly MetricSpec[],
): void {
  model.addScrapeJob(`app/${name}`, {
    name,
    targets: [{ kind: "address", address: `${name}:9464` }],
    metrics,
  });
}

export function anAlert(
  expr: string,
  changes: Partial<AlertRule> = {},
): AlertRule {
  return {
    kind: "alert",
    alert: "OrdersStalled",
    expr,
    severity: "warning",
    labels: {},
    summary: "Orders are stalled",
    description: "No order was taken",
    ...changes,
  };
}

export function aRecording(record: string, expr: string): RecordingRule {
  return { kind: "record", record, expr, labels: {} };
}

export function addRules(
  model: MonitoringModel,
  path: string,
  ...rules: RuleGroup["rules"]
): void {
  model.addRuleGroups(path, () => [
    { name: path, engine: "prometheus", rules },
  ]);
}

export function addDashboard(
  model: MonitoringModel,
  queries: readonly PanelQuery[],
  changes: Partial<Dashboard> = {},
  panel: Partial<Panel> = {},
): void {
  model.addDashboard("app/dashboard", () => ({
    uid: "orders",
    title: "Orders",
    description: "",
    tags: [],
    folder: "Orders",
    variables: [],
    rows: [
      {
        title: "All",
        panels: [
          {
            kind: "timeseries",
            title: "Rate",
            description: "",
            queries,
            ...panel,
          },
        ],
      },
    ],
    ...changes,
  }));
}

/** Problems of the model itself; who receives its alerts is tested with routing. */
export function problemsOf(model: MonitoringModel): readonly Problem[] {
  const ofRouting = new Set([
    "dead-man-missing",
    "platform-alerts-unreceived",
    "alert-unreceived",
    "alert-perhaps-unreceived",
  ]);
  return checkModel(model).filter(({ code }) => !ofRouting.has(code));
}

/** Codes of the problems with one alert on this expression. */
export function problemsOfAlert(
  expr: string,
  model: MonitoringModel = aModel(),
): readonly Problem[] {
  addRules(model, "app/rules", anAlert(expr));
  return problemsOf(model);
}
