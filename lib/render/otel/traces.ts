import { PORT } from "../../domain/telemetry/addresses";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { MaskingOptions } from "../../domain/logs/masking/masking";
import type { TraceProcessing } from "../../domain/traces/processing";
import { chooseSampling } from "../../domain/traces/sampling-input";
import type { ConfigSection } from "../merge";
import { collector, delivery } from "./delivery";
import { maskingProcessors } from "./masking";
import { tailSampling } from "./sampling";

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

const SPAN_METRICS = {
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
} as const;

/** Joins the pipeline that counts with the one that decides. */
const TO_SAMPLING = "forward/sampling";

/**
 * Spans become metrics, and go to Jaeger. Where traces are sampled, a second pipeline decides which of them do, behind the
 * metrics: those count every span.
 *
 * @throws InvalidInputError for sampling that does not fit into the collector
 */
export function tracePipelines(
  plan: DeploymentPlan,
  jaeger: string | undefined,
  { sampling }: TraceProcessing = {},
  masking: MaskingOptions | false = {},
): ConfigSection {
  // Before the metrics, whose labels are names and attributes of spans.
  const masked = maskingProcessors(masking, "traces");
  const exporters = jaeger === undefined ? {} : jaegerExporter(plan, jaeger);
  const stored = Object.keys(exporters);
  const sampled = sampling !== undefined && stored.length > 0;
  return {
    exporters,
    connectors: {
      span_metrics: SPAN_METRICS,
      ...(sampled && { [TO_SAMPLING]: {} }),
    },
    processors: {
      ...masked,
      ...(sampled && {
        tail_sampling: tailSampling(
          chooseSampling(sampling, collector(plan).memory),
        ),
      }),
    },
    service: {
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", ...Object.keys(masked)],
          exporters: ["span_metrics", ...(sampled ? [TO_SAMPLING] : stored)],
        },
        ...(sampled && {
          "traces/sampled": {
            receivers: [TO_SAMPLING],
            processors: ["tail_sampling"],
            exporters: stored,
          },
        }),
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
