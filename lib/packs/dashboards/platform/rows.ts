import type { DashboardRow } from "../../../domain/dashboard/model";
import type { ComponentName } from "../../../domain/telemetry/component";
import {
  keepsTraces,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import { COMPONENT_THRESHOLDS } from "../../alerts/platform/options";
import { warningAt } from "../job";
import {
  ANY_IS_BAD,
  anyIsBad,
  bargauge,
  fullness,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import {
  ALERTMANAGER_QUERY,
  COLLECTOR_QUERY,
  JAEGER_QUERY,
  LOKI_QUERY,
  PROMETHEUS_QUERY,
} from "./queries";

/** The row of a component; exporters have none, since their scrapes say all. */
export function componentRow(
  name: ComponentName,
  plan: DeploymentPlan,
): DashboardRow | undefined {
  switch (name) {
    case "prometheus":
      return PROMETHEUS;
    case "alertmanager":
      return ALERTMANAGER;
    case "loki":
      return LOKI;
    case "otel-collector":
      return COLLECTOR;
    case "jaeger":
      return jaegerRow(keepsTraces(plan));
    case "grafana":
    case "node-exporter":
    case "cadvisor":
    case "blackbox-exporter":
      return undefined;
  }
}

const PROMETHEUS: DashboardRow = {
  title: "Prometheus",
  panels: [
    stat(
      "Series",
      "Series that received a sample lately. Each needs some kilobytes of memory.",
      [prometheus(PROMETHEUS_QUERY.series)],
      { unit: "short" },
    ),
    stat(
      "Samples per second",
      "Samples that were stored.",
      [prometheus(PROMETHEUS_QUERY.samplesPerSecond)],
      { unit: "short" },
    ),
    stat(
      "Configuration",
      "Whether the newest configuration was taken over.",
      [prometheus(PROMETHEUS_QUERY.reloadFailed)],
      {
        unit: "none",
        valueTexts: [
          { value: 0, text: "current", color: "green" },
          { value: 1, text: "refused", color: "red" },
        ],
      },
    ),
    timeseries(
      "Space",
      "Bytes on disk. When the sum reaches the limit, the oldest block is deleted.",
      [
        prometheus(PROMETHEUS_QUERY.blocks, "blocks"),
        prometheus(PROMETHEUS_QUERY.writeAheadLog, "write-ahead log"),
        prometheus(PROMETHEUS_QUERY.sizeLimit, "limit"),
      ],
      { unit: "bytes", min: 0 },
    ),
    bargauge(
      "Time used by rule groups",
      "Time of the last evaluation as a share of the interval, of the ten groups that use most. At 100 % evaluations are missed.",
      [prometheus(PROMETHEUS_QUERY.groupTime, "{{rule_group}}")],
      fullness({ warning: "PrometheusRuleGroupSlow" }),
    ),
    stat(
      "Missed evaluations",
      "Evaluations left out in one hour because the one before took too long.",
      [prometheus(PROMETHEUS_QUERY.missed)],
      {
        unit: "none",
        decimals: 0,
        thresholds: anyIsBad("PrometheusRuleEvaluationsMissed"),
      },
    ),
  ],
};

const ALERTMANAGER: DashboardRow = {
  title: "Alertmanager",
  panels: [
    stat(
      "Failed notifications",
      "Notifications that a receiver did not take, in one hour.",
      [prometheus(ALERTMANAGER_QUERY.failed)],
      { unit: "none", decimals: 0, thresholds: ANY_IS_BAD },
    ),
    timeseries(
      "Alerts by state",
      "Alerts that Alertmanager holds.",
      [prometheus(ALERTMANAGER_QUERY.alerts, "{{state}}")],
      { unit: "none", min: 0, width: 10 },
    ),
    timeseries(
      "Notifications",
      "Notifications per second that were tried, and that failed.",
      [
        prometheus(ALERTMANAGER_QUERY.notifications, "tried"),
        prometheus(ALERTMANAGER_QUERY.failures, "failed"),
      ],
      { unit: "cps", min: 0, width: 10 },
    ),
  ],
};

const LOKI: DashboardRow = {
  title: "Loki",
  panels: [
    stat(
      "Streams",
      "Streams that received a line lately; of tenants that with most. Loki takes no new ones beyond 5,000.",
      [prometheus(LOKI_QUERY.streams)],
      {
        unit: "short",
        thresholds: warningAt(
          COMPONENT_THRESHOLDS.logStreams,
          "LokiStreamsNearLimit",
        ),
      },
    ),
    stat(
      "Bytes per second",
      "Bytes of the lines received, before compression.",
      [prometheus(LOKI_QUERY.bytes)],
      { unit: "Bps" },
    ),
    timeseries(
      "Lines",
      "Lines per second received.",
      [prometheus(LOKI_QUERY.lines, "lines")],
      { unit: "cps", min: 0, width: 8 },
    ),
    timeseries(
      "Lines lost and errors",
      "Lines per second that Loki refused, by reason, and its failed requests.",
      [
        prometheus(LOKI_QUERY.discarded, "{{reason}}"),
        prometheus(LOKI_QUERY.errors, "failed requests"),
      ],
      { unit: "cps", min: 0, width: 8 },
    ),
  ],
};

const COLLECTOR: DashboardRow = {
  title: "OpenTelemetry Collector",
  panels: [
    timeseries(
      "Received",
      "Spans, log records and metric points per second that were accepted.",
      COLLECTOR_QUERY.accepted.map(({ signal, expr }) =>
        prometheus(expr, signal),
      ),
      { unit: "cps", min: 0 },
    ),
    timeseries(
      "Sent",
      "Spans, log records and metric points per second that were handed on.",
      COLLECTOR_QUERY.sent.map(({ signal, expr }) => prometheus(expr, signal)),
      { unit: "cps", min: 0 },
    ),
    timeseries(
      "Refused and failed",
      "What was refused for want of memory (the sender tries again), and what could not be handed on.",
      [
        ...COLLECTOR_QUERY.refused.map(({ signal, expr }) =>
          prometheus(expr, `${signal} refused`),
        ),
        ...COLLECTOR_QUERY.failed.map(({ signal, expr }) =>
          prometheus(expr, `${signal} failed`),
        ),
      ],
      { unit: "cps", min: 0 },
    ),
    timeseries(
      "Queues",
      "How full the queue of each exporter is. While one is full, nothing is read for it, and senders wait.",
      [prometheus(COLLECTOR_QUERY.queue, "{{exporter}} {{data_type}}")],
      fullness({ warning: "OtelCollectorQueueNearlyFull" }),
    ),
  ],
};

function jaegerRow(hasVolume: boolean): DashboardRow {
  return {
    title: "Jaeger",
    panels: [
      timeseries(
        "Spans",
        "Spans per second that were received, stored, and lost.",
        [
          prometheus(JAEGER_QUERY.received, "received"),
          prometheus(JAEGER_QUERY.stored, "stored"),
          prometheus(JAEGER_QUERY.lost, "lost"),
        ],
        { unit: "cps", min: 0 },
      ),
      ...(hasVolume
        ? [
            timeseries(
              "Space",
              "Bytes of the stored spans: keys and values.",
              [
                prometheus(JAEGER_QUERY.keys, "keys"),
                prometheus(JAEGER_QUERY.values, "values"),
              ],
              { unit: "bytes", min: 0, stacked: true },
            ),
          ]
        : []),
    ],
  };
}
