import { PORT } from "../domain/telemetry/addresses";
import { extraConfigOf, type DeploymentPlan } from "../domain/telemetry/plan";
import type { TraceRetention } from "../domain/traces/retention";
import { searchBackend, type SearchBackend } from "./jaeger-search-storage";
import { deepMerge, escapeDollars, type ConfigSection } from "./merge";
import { toYaml } from "./yaml";

/**
 * `config.yaml` of Jaeger v2: spans come in by OTLP and are kept in Badger, whose files are on the volume mounted at
 * `/tmp`, or in a cluster elsewhere. Badger deletes by age only; `retention.size` is compared with the expected volume when
 * the model is checked.
 *
 * @see https://www.jaegertracing.io/docs/latest/storage/badger/
 */
export function renderJaegerConfig(options: {
  readonly retention: TraceRetention;
  readonly plan: DeploymentPlan;
  /** Default: Badger. */
  readonly search?: SearchBackend;
}): string {
  const { search } = options;
  const storage = search?.storage.kind ?? "badger";
  const config = {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          // No batches in memory: what a sender was told is stored survives the end of the process.
          processors: [],
          exporters: ["jaeger_storage_exporter"],
        },
      },
      telemetry: {
        resource: { "service.name": "jaeger" },
        metrics: {
          level: "normal",
          readers: [
            {
              pull: {
                exporter: {
                  prometheus: { host: "0.0.0.0", port: PORT.telemetry },
                },
              },
            },
          ],
        },
        logs: { level: "info", encoding: "json" },
      },
    },
    extensions: {
      healthcheckv2: {
        use_v2: true,
        http: { endpoint: listen(PORT.health) },
      },
      jaeger_query: {
        storage: { traces: storage },
        http: { endpoint: listen(PORT.jaegerQuery) },
        // The port of the gRPC API would otherwise be that of the pages plus one; nothing here uses it.
        grpc: { endpoint: "127.0.0.1:16685" },
      },
      jaeger_storage: {
        backends: {
          [storage]:
            search === undefined
              ? badgerBackend(options.retention)
              : searchBackend(search, options.retention),
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
    exporters: { jaeger_storage_exporter: { trace_storage: storage } },
  };
  return toYaml(
    deepMerge(escapeDollars(config), extraConfigOf(options.plan, "jaeger")),
  );
}

function badgerBackend({ time }: TraceRetention): ConfigSection {
  return {
    badger: {
      directories: { keys: "/tmp/badger/keys", values: "/tmp/badger/values" },
      ephemeral: false,
      ttl: { spans: time.toGo() },
    },
  };
}

function listen(port: number): string {
  return `0.0.0.0:${port}`;
}
