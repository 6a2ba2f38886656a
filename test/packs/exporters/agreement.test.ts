import { createServer } from "node:http";
import { alertmanagerMetrics } from "../../../lib/packs/exporters/alertmanager";
import {
  blackboxExporterMetrics,
  blackboxMetrics,
} from "../../../lib/packs/exporters/blackbox";
import { cadvisorMetrics } from "../../../lib/packs/exporters/cadvisor";
import { jaegerMetrics } from "../../../lib/packs/exporters/jaeger";
import { lokiMetrics } from "../../../lib/packs/exporters/loki";
import { nodeExporterMetrics } from "../../../lib/packs/exporters/node";
import {
  hostMetrics,
  otelCollectorMetrics,
  spanMetrics,
} from "../../../lib/packs/exporters/otel-collector";
import { prometheusMetrics } from "../../../lib/packs/exporters/prometheus";
import { PORT } from "../../../lib/domain/telemetry/addresses";
import { Bytes, Duration } from "../../../lib/domain/units";
import { buildPlan } from "../../../lib/packs/components/profile";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { describeWithTool, describeWithTools } from "../../support/tools";
import { freePorts } from "../../support/program";
import { ONLY_SOMETIMES } from "./absent";
import {
  disagreements,
  removeContainers,
  startConfigured,
  startContainer,
} from "./programs";

const HOST = "http://127.0.0.1";
const PLAN = buildPlan({
  profile: "standard",
  metricRetention: { time: Duration.days(15), size: Bytes.gibibytes(8) },
  traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
});
const nowhere = "http://127.0.0.1:1";

function usual(metrics: readonly MetricSpec[]): readonly MetricSpec[] {
  return metrics.filter(({ name }) => !(name in ONLY_SOMETIMES));
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function start(...args: Parameters<typeof startConfigured>): void {
  stops.push(startConfigured(...args));
}

async function send(url: string, body: object): Promise<void> {
  await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const resource = {
  attributes: [{ key: "service.name", value: { stringValue: "checkout" } }],
};

async function sendSpan(address: string): Promise<void> {
  const end = Date.now();
  const span = {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: "0123456789abcdef",
    name: "GET /",
    kind: 2,
    startTimeUnixNano: `${end - 50}000000`,
    endTimeUnixNano: `${end}000000`,
  };
  await send(`${address}/v1/traces`, {
    resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }],
  });
}

async function sendLog(address: string): Promise<void> {
  const record = {
    timeUnixNano: `${Date.now()}000000`,
    body: { stringValue: "hello" },
  };
  await send(`${address}/v1/logs`, {
    resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }],
  });
}

describeWithTool("prometheus", "the catalog of Prometheus", (prometheus) => {
  const alertmanager = createServer((_, response) => response.end());
  afterAll(() => alertmanager.close());

  it("names what the real one exposes", async () => {
    const [port = 0, receiver = 0] = await freePorts(2);
    alertmanager.listen(receiver, "127.0.0.1");
    start(
      prometheus,
      [
        "--config.file=FOLDER/prometheus.yml",
        "--storage.tsdb.path=FOLDER/data",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      {
        "prometheus.yml": {
          global: { scrape_interval: "1s", evaluation_interval: "1s" },
          alerting: {
            alertmanagers: [
              { static_configs: [{ targets: [`127.0.0.1:${receiver}`] }] },
            ],
          },
          remote_write: [{ url: nowhere }],
          rule_files: ["FOLDER/rules.yml"],
          scrape_configs: [
            {
              job_name: "prometheus",
              static_configs: [{ targets: [`127.0.0.1:${port}`] }],
            },
          ],
        },
        "rules.yml": {
          groups: [{ name: "g", rules: [{ alert: "A", expr: "vector(1)" }] }],
        },
      },
    );
    expect(
      await disagreements(`${HOST}:${port}/metrics`, usual(prometheusMetrics)),
    ).toEqual([]);
  }, 120_000);
});

describeWithTool("alertmanager", "the catalog of Alertmanager", (program) => {
  it("names what the real one exposes", async () => {
    const [port = 0] = await freePorts(1);
    start(
      program,
      [
        "--config.file=FOLDER/alertmanager.yml",
        "--storage.path=FOLDER/data",
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      {
        "alertmanager.yml": {
          route: { receiver: "none" },
          receivers: [{ name: "none" }],
        },
      },
    );
    expect(
      await disagreements(
        `${HOST}:${port}/metrics`,
        usual(alertmanagerMetrics),
      ),
    ).toEqual([]);
  }, 120_000);
});

describeWithTool("loki", "the catalog of Loki", (loki) => {
  it("names what the real one exposes", async () => {
    const [port = 0, grpc = 0] = await freePorts(2);
    start(loki, ["-config.file=FOLDER/loki.yaml"], {
      "overrides.yaml": { overrides: {} },
      "rules/fake/rules.yml": {
        groups: [
          {
            name: "g",
            rules: [{ alert: "A", expr: 'rate({service_name="x"}[1m]) > 0' }],
          },
        ],
      },
      "loki.yaml": {
        auth_enabled: false,
        analytics: { reporting_enabled: false },
        server: {
          http_listen_address: "127.0.0.1",
          http_listen_port: port,
          grpc_listen_address: "127.0.0.1",
          grpc_listen_port: grpc,
          log_level: "error",
        },
        common: {
          instance_addr: "127.0.0.1",
          path_prefix: "FOLDER/data",
          replication_factor: 1,
          ring: { kvstore: { store: "inmemory" } },
          storage: {
            filesystem: {
              chunks_directory: "FOLDER/data/chunks",
              rules_directory: "FOLDER/rules",
            },
          },
        },
        ingester: { max_chunk_age: "2s", flush_check_period: "1s" },
        compactor: {
          retention_enabled: true,
          delete_request_store: "filesystem",
          working_directory: "FOLDER/data/compactor",
          compaction_interval: "2s",
        },
        runtime_config: { file: "FOLDER/overrides.yaml" },
        ruler: {
          storage: { type: "local", local: { directory: "FOLDER/rules" } },
          rule_path: "FOLDER/data/rules",
          alertmanager_url: nowhere,
          evaluation_interval: "1s",
          poll_interval: "1s",
        },
        schema_config: {
          configs: [
            {
              from: "2024-01-01",
              store: "tsdb",
              object_store: "filesystem",
              schema: "v13",
              index: { prefix: "index_", period: "24h" },
            },
          ],
        },
      },
    });
    const query = encodeURIComponent('{service_name="checkout"}');
    const act = async (): Promise<void> => {
      await sendLog(`${HOST}:${port}/otlp`);
      await fetch(`${HOST}:${port}/loki/api/v1/query_range?query=${query}`);
    };
    expect(
      await disagreements(`${HOST}:${port}/metrics`, usual(lokiMetrics), act),
    ).toEqual([]);
  }, 120_000);
});

const pull = (port: number) => ({
  metrics: {
    level: "normal",
    readers: [
      { pull: { exporter: { prometheus: { host: "127.0.0.1", port } } } },
    ],
  },
});

describeWithTool("jaeger", "the catalog of Jaeger", (jaeger) => {
  it("names what the real one exposes", async () => {
    const [port = 0, pages = 0, grpc = 0, otlp = 0] = await freePorts(4);
    start(jaeger, ["--config", "FOLDER/jaeger.yaml"], {
      "jaeger.yaml": {
        service: {
          extensions: ["jaeger_storage", "jaeger_query"],
          telemetry: pull(port),
          pipelines: {
            traces: {
              receivers: ["otlp"],
              processors: ["batch"],
              exporters: ["jaeger_storage_exporter"],
            },
          },
        },
        extensions: {
          jaeger_query: {
            storage: { traces: "badger" },
            http: { endpoint: `127.0.0.1:${pages}` },
            grpc: { endpoint: `127.0.0.1:${grpc}` },
          },
          jaeger_storage: {
            backends: {
              badger: {
                badger: {
                  directories: {
                    keys: "FOLDER/data/keys",
                    values: "FOLDER/data/values",
                  },
                  ephemeral: false,
                  metrics_update_interval: "1s",
                },
              },
            },
          },
        },
        receivers: {
          otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } },
        },
        processors: { batch: {} },
        exporters: {
          jaeger_storage_exporter: { trace_storage: "badger" },
        },
      },
    });
    expect(
      await disagreements(
        `${HOST}:${port}/metrics`,
        usual(jaegerMetrics),
        async () => {
          await sendSpan(`${HOST}:${otlp}`);
          await fetch(`${HOST}:${pages}/api/services`);
        },
      ),
    ).toEqual([]);
  }, 120_000);
});

describeWithTools(
  ["otelcol-contrib"],
  "the catalogs of the OpenTelemetry Collector",
  ({ "otelcol-contrib": collector }) => {
    it("name what the real one exposes and what it makes of hosts and spans", async () => {
      const [port = 0, otlp = 0] = await freePorts(2);
      const failing = {
        endpoint: nowhere,
        retry_on_failure: { enabled: false },
      };
      start(collector, ["--config=FOLDER/config.yaml"], {
        "app.log": { line: 1 },
        "config.yaml": {
          receivers: {
            otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } },
            host_metrics: {
              collection_interval: "1s",
              scrapers: { load: {} },
            },
            file_log: { include: ["FOLDER/*.log"], start_at: "beginning" },
          },
          processors: {
            batch: {},
            memory_limiter: { check_interval: "1s", limit_mib: 500 },
            filter: {
              logs: { log_record: ['body == "x"'] },
              traces: { span: ['name == "GET /"'] },
            },
            tail_sampling: {
              decision_wait: "1s",
              decision_cache: {
                sampled_cache_size: 100,
                non_sampled_cache_size: 100,
              },
              policies: [{ name: "all", type: "always_sample" }],
            },
          },
          exporters: {
            "debug/sink": {},
            "otlp_http/failing": failing,
          },
          service: {
            telemetry: pull(port),
            pipelines: {
              traces: {
                receivers: ["otlp"],
                processors: ["memory_limiter", "tail_sampling", "batch"],
                exporters: ["debug/sink", "otlp_http/failing"],
              },
              "traces/filtered": {
                receivers: ["otlp"],
                processors: ["filter"],
                exporters: ["debug/sink"],
              },
              logs: {
                receivers: ["otlp", "file_log"],
                processors: ["memory_limiter", "filter", "batch"],
                exporters: ["debug/sink", "otlp_http/failing"],
              },
              metrics: {
                receivers: ["otlp", "host_metrics"],
                processors: ["memory_limiter", "batch"],
                exporters: ["debug/sink", "otlp_http/failing"],
              },
            },
          },
        },
      });
      const act = async (): Promise<void> => {
        await sendSpan(`${HOST}:${otlp}`);
        await sendLog(`${HOST}:${otlp}`);
      };
      expect(
        await disagreements(
          `${HOST}:${port}/metrics`,
          usual(otelCollectorMetrics),
          act,
        ),
      ).toEqual([]);
    }, 120_000);

    it("name what it makes of hosts and spans as this platform configures it", async () => {
      const [port = 0, otlp = 0, grpc = 0, health = 0, telemetry = 0] =
        await freePorts(5);
      const config = renderOtelCollectorConfig({
        sources: [],
        endpoints: {},
        plan: PLAN,
      });
      const ports: Readonly<Record<number, number>> = {
        [PORT.otlpGrpc]: grpc,
        [PORT.otlpHttp]: otlp,
        [PORT.health]: health,
        [PORT.collectorMetrics]: port,
        [PORT.telemetry]: telemetry,
      };
      const here = Object.entries(ports).reduce(
        (text, [from, to]) =>
          text
            .replaceAll(`0.0.0.0:${from}`, `127.0.0.1:${to}`)
            .replaceAll(`port: ${from}`, `port: ${to}`),
        config
          .replaceAll("/var/lib/otelcol", "FOLDER")
          .replaceAll("host: 0.0.0.0", "host: 127.0.0.1")
          .replaceAll(": 15s", ": 1s"),
      );
      start(collector, ["--config=FOLDER/config.yaml"], {
        "config.yaml": here,
      });
      expect(
        await disagreements(
          `${HOST}:${port}/metrics`,
          usual([...hostMetrics, ...spanMetrics]),
          () => sendSpan(`${HOST}:${otlp}`),
        ),
      ).toEqual([]);
    }, 120_000);
  },
);

describeWithTool("blackbox_exporter", "the catalogs of probes", (program) => {
  it("name what the real exporter exposes", async () => {
    const [port = 0] = await freePorts(1);
    start(
      program,
      [
        "--config.file=FOLDER/blackbox.yml",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { "blackbox.yml": { modules: { http: { prober: "http" } } } },
    );
    const target = encodeURIComponent(`${HOST}:${port}/-/healthy`);
    expect(
      await disagreements(
        `${HOST}:${port}/metrics`,
        usual(blackboxExporterMetrics),
      ),
    ).toEqual([]);
    expect(
      await disagreements(
        `${HOST}:${port}/probe?module=http&target=${target}`,
        usual(blackboxMetrics),
      ),
    ).toEqual([]);
  }, 120_000);
});

describeWithTool("docker", "the catalogs of host and containers", (docker) => {
  afterAll(() => removeContainers(docker));

  it("name what node exporter exposes", async () => {
    const port = startContainer(docker, "prom/node-exporter:v1.12.1", 9100);
    expect(
      await disagreements(
        `${HOST}:${port}/metrics`,
        usual(nodeExporterMetrics),
      ),
    ).toEqual([]);
  }, 120_000);

  it("name what cAdvisor exposes", async () => {
    const port = startContainer(
      docker,
      "ghcr.io/google/cadvisor:0.60.6",
      8080,
      ["/:/rootfs:ro", "/sys:/sys:ro", "/var/run:/var/run:ro"].flatMap(
        (mount) => ["-v", mount],
      ),
    );
    expect(
      await disagreements(`${HOST}:${port}/metrics`, usual(cadvisorMetrics)),
    ).toEqual([]);
  }, 120_000);
});
