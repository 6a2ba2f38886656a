import { PORT } from "../../domain/telemetry/addresses";
import {
  extraConfigOf,
  type DeploymentPlan,
} from "../../domain/telemetry/plan";
import { deepMerge, escapeDollars, type ConfigSection } from "../merge";
import { toYaml } from "../yaml";
import { DATA, listen, memoryLimiter, OTLP_PACKING } from "./delivery";
import { logPipelines } from "./logs";
import { metricPipelines } from "./metrics";
import type { OtelCollectorSettings } from "./settings";
import { telemetryReader } from "./telemetry";
import { tracePipelines } from "./traces";

/**
 * `config.yaml` of the OpenTelemetry Collector: logs of containers, files and OTLP go to Loki; spans go to Jaeger and
 * become metrics; those, the host's and pushed ones are there for Prometheus to scrape. What has no destination in the plan
 * is left out.
 *
 * Nothing that a sender was told is accepted is held in memory only: lines and spans wait in queues on the volume. The one
 * exception is sampling: traces that wait for their decision are lost when the process is killed.
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
    ...(endpoints.loki === undefined
      ? []
      : [logPipelines(settings, endpoints.loki)]),
    tracePipelines(
      plan,
      endpoints.jaeger,
      settings.traces,
      settings.logs?.masking,
    ),
    metricPipelines(settings.logs?.masking),
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
          // A collector that was killed meanwhile has left a copy of its queue.
          cleanup_on_start: true,
        },
      },
    },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: listen(PORT.otlpGrpc) },
          http: { endpoint: listen(PORT.otlpHttp), ...OTLP_PACKING },
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
          readers: telemetryReader(),
        },
      },
    },
  };
}
