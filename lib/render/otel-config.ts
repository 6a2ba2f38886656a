import { PORT } from "../domain/telemetry/addresses";
import type { Labels } from "../domain/names";
import { InvalidInputError } from "../domain/problem";
import type { ComponentSpec } from "../domain/telemetry/component";
import type { ServiceLogs } from "../domain/telemetry/logs";
import {
  extraConfigOf,
  type DeploymentPlan,
  type Endpoints,
} from "../domain/telemetry/plan";
import { Bytes } from "../domain/units";
import { deepMerge, escapeDollars, type ConfigSection } from "./merge";
import { logReceivers } from "./otel-logs";
import { otlpLogProcessors } from "./otel-otlp-logs";
import { toYaml } from "./yaml";

const DATA = "/var/lib/otelcol";

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

/** What the collector is to do. */
export interface OtelCollectorSettings {
  readonly sources: readonly ServiceLogs[];
  readonly endpoints: Endpoints;
  readonly plan: DeploymentPlan;
  /**
   * What the names of this platform's own containers begin with; left out of the label `service` of their lines.
   * Default: nothing.
   */
  readonly containerPrefix?: string;
  /** Labels of every line, such as `environment` and `host`. Default: none. */
  readonly labels?: Labels;
}

/**
 * `config.yaml` of the OpenTelemetry Collector: logs of containers, files and OTLP go to Loki; spans go to Jaeger and
 * become metrics; those, the host's and pushed ones are there for Prometheus to scrape. What has no destination in the plan
 * is left out.
 *
 * Nothing that a sender was told is accepted is held in memory only: lines and spans wait in queues on the volume.
 * `extraConfig` may hold references such as `${env:NAME}`.
 *
 * @throws InvalidInputError when the plan runs no collector, or a file is in no folder that it may read
 */
export function renderOtelCollectorConfig(
  settings: OtelCollectorSettings,
): string {
  const { endpoints, plan } = settings;
  const parts = [
    base(plan),
    ...(endpoints.loki === undefined ? [] : [logs(settings, endpoints.loki)]),
    traces(plan, endpoints.jaeger),
    metrics(),
  ];
  const config = parts.reduce((merged, part) => deepMerge(merged, part), {});
  return toYaml(
    deepMerge(escapeDollars(config), extraConfigOf(plan, "otel-collector")),
  );
}

function base(plan: DeploymentPlan): ConfigSection {
  return {
    extensions: {
      health_check: { endpoint: listen(PORT.health) },
      file_storage: {
        directory: `${DATA}/storage`,
        create_directory: true,
        // Gives space back to the file system after a queue was long.
        compaction: {
          on_start: true,
          on_rebound: true,
          directory: `${DATA}/storage`,
        },
      },
    },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: listen(PORT.otlpGrpc) },
          http: { endpoint: listen(PORT.otlpHttp) },
        },
      },
    },
    processors: { memory_limiter: memoryLimiter(plan) },
    service: {
      extensions: ["health_check", "file_storage"],
      telemetry: {
        logs: { level: "info", encoding: "json" },
        metrics: {
          level: "normal",
          readers: [
            {
              pull: {
                exporter: {
                  prometheus: {
                    host: "0.0.0.0",
                    port: PORT.telemetry,
                    // The names that the collector uses when nothing is configured.
                    without_type_suffix: true,
                    without_units: true,
                    without_scope_info: true,
                  },
                },
              },
            },
          ],
        },
      },
    },
  };
}

/**
 * @throws InvalidInputError when the plan runs no collector
 */
function collector(plan: DeploymentPlan): ComponentSpec {
  const choice = plan["otel-collector"];
  if (choice.kind !== "deployed") {
    throw new InvalidInputError(
      "collector-missing",
      `component "otel-collector" must run here to be configured, got ${choice.kind}; switch it on`,
    );
  }
  return choice.spec;
}

/** Refuses data before the memory of the container is used up, so that senders and files wait. */
function memoryLimiter(plan: DeploymentPlan): ConfigSection {
  const memory = collector(plan).memory.toMebibytes();
  return {
    check_interval: "1s",
    limit_mib: Math.floor(memory * 0.8),
    spike_limit_mib: Math.floor(memory * 0.15),
  };
}

function logs(settings: OtelCollectorSettings, loki: string): ConfigSection {
  const receivers = logReceivers({
    sources: settings.sources,
    plan: settings.plan,
    containerPrefix: settings.containerPrefix ?? "",
  });
  const labels = Object.entries(settings.labels ?? {});
  const shared = labels.length === 0 ? [] : ["resource/labels"];
  return {
    receivers,
    processors: {
      ...otlpLogProcessors,
      ...(labels.length > 0 && {
        "resource/labels": {
          attributes: labels.map(([key, value]) => ({
            key,
            value,
            action: "upsert",
          })),
        },
      }),
    },
    exporters: {
      "otlp_http/loki": {
        endpoint: `${loki}/otlp`,
        ...delivery(settings.plan),
      },
    },
    service: {
      pipelines: {
        "logs/files": {
          receivers: Object.keys(receivers),
          processors: ["memory_limiter", ...shared],
          exporters: ["otlp_http/loki"],
        },
        "logs/otlp": {
          receivers: ["otlp"],
          processors: [
            "memory_limiter",
            ...Object.keys(otlpLogProcessors),
            ...shared,
          ],
          exporters: ["otlp_http/loki"],
        },
      },
    },
  };
}

/** Batches are made behind the queue and not before it, where they would be lost with the process. */
function delivery(plan: DeploymentPlan): ConfigSection {
  const [volume] = collector(plan).volumes;
  const space = volume?.size ?? Bytes.gigabytes(1);
  return {
    retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    sending_queue: {
      enabled: true,
      storage: "file_storage",
      sizer: "bytes",
      // Two queues, each of which takes twice its size for a while when it is compacted.
      queue_size: Math.floor(space.toBytes() / 4),
      block_on_overflow: true,
      batch: {
        flush_timeout: "1s",
        min_size: 100_000,
        max_size: 1_000_000,
      },
    },
  };
}

function traces(
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

function metrics(): ConfigSection {
  return {
    receivers: {
      host_metrics: {
        collection_interval: "15s",
        // Those of which a container sees the host's numbers; the rest is the node exporter's.
        scrapers: { cpu: {}, memory: {}, load: {}, paging: {}, disk: {} },
      },
    },
    processors: {
      "transform/service": {
        error_mode: "ignore",
        metric_statements: [
          'set(datapoint.attributes["service"], resource.attributes["service.name"]) where datapoint.attributes["service"] == nil and resource.attributes["service.name"] != nil',
          // Its value changes with each start, and there is one collector.
          'delete_key(datapoint.attributes, "collector.instance.id")',
        ],
      },
    },
    exporters: {
      prometheus: {
        endpoint: listen(PORT.collectorMetrics),
        enable_open_metrics: true,
        without_scope_info: true,
        metric_expiration: "5m",
      },
    },
    service: {
      pipelines: {
        metrics: {
          receivers: ["otlp", "host_metrics", "span_metrics"],
          processors: ["memory_limiter", "transform/service"],
          exporters: ["prometheus"],
        },
      },
    },
  };
}

function listen(port: number): string {
  return `0.0.0.0:${port}`;
}
