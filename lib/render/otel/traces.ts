import { PORT } from "../../domain/telemetry/addresses";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { ConfigSection } from "../merge";
import { delivery } from "./delivery";

/** Bounds of the histogram of span durations; they hold the thresholds that objectives commonly name. */
const DURATION_BUCKETS = [
  "5ms",
  "10ms",
  "25ms",
  "50ms",
  "100ms",
  "250ms",
  "500ms",
  "1s",
  "2500ms",
  "5s",
  "10s",
];

/** Spans become metrics, and go to Jaeger. */
export function tracePipelines(
  plan: DeploymentPlan,
  jaeger: string | undefined,
): ConfigSection {
  const exporters = jaeger === undefined ? {} : jaegerExporter(plan, jaeger);
  return {
    exporters,
    connectors: {
      span_metrics: {
        histogram: { unit: "s", explicit: { buckets: DURATION_BUCKETS } },
        exemplars: { enabled: true, max_per_data_point: 5 },
        dimensions: [
          { name: "http.route" },
          { name: "http.request.method" },
          { name: "http.response.status_code" },
        ],
        metrics_flush_interval: "15s",
        // Beyond it, series of one service run into one: a span name with an id in it must not fill Prometheus.
        aggregation_cardinality_limit: 2000,
      },
    },
    service: {
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter"],
          exporters: ["span_metrics", ...Object.keys(exporters)],
        },
      },
    },
  };
}

/** Jaeger's address is that of its pages; spans go to the OTLP port of the same host. */
function jaegerExporter(plan: DeploymentPlan, jaeger: string): ConfigSection {
  const [, scheme, host] =
    /^(https?):\/\/(\[[^\]]*\]|[^:/]+)/.exec(jaeger) ?? [];
  return {
    "otlp_grpc/jaeger": {
      endpoint: `${host}:${PORT.otlpGrpc}`,
      tls: { insecure: scheme !== "https" },
      ...delivery(plan),
    },
  };
}
