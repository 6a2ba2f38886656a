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
import { renderOtelCollectorConfig } from "../../../lib/render/otel-config";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { describeWithTool, describeWithTools } from "../../support/tools";
import { ONLY_SOMETIMES } from "./absent";
import {
  disagreements,
  removeContainers,
  RunningProgram,
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

const running: RunningProgram[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop()));
});

function start(...args: Parameters<typeof RunningProgram.start>): void {
  running.push(RunningProgram.start(...args));
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
  beforeAll(() => alertmanager.listen(21436, "127.0.0.1"));
  afterAll(() => alertmanager.close());

  it("names what the real one exposes", async () => {
    start(
      prometheus,
      [
        "--config.file=FOLDER/prometheus.yml",
        "--storage.tsdb.path=FOLDER/data",
        "--web.listen-address=127.0.0.1:21421",
      ],
      {
        "prometheus.yml": {
          global: { scrape_interval: "1s", evaluation_interval: "1s" },
          alerting: {
            alertmanagers: [
              { static_configs: [{ targets: ["127.0.0.1:21436"] }] },
            ],
          },
          remote_write: [{ url: nowhere }],
          rule_files: ["FOLDER/rules.yml"],
          scrape_configs: [
            {
              job_name: "prometheus",
              static_configs: [{ targets: ["127.0.0.1:21421"] }],
            },
          ],
        },
        "rules.yml": {
          groups: [{ name: "g", rules: [{ alert: "A", expr: "vector(1)" }] }],
        },
      },
    );
    expect(
      await disagreements(`${HOST}:21421/metrics`, usual(prometheusMetrics)),
    ).toEqual([]);
  }, 60_000);
});

describeWithTool("alertmanager", "the catalog of Alertmanager", (program) => {
  it("names what the real one exposes", async () => {
    start(
      program,
      [
        "--config.file=FOLDER/alertmanager.yml",
        "--storage.path=FOLDER/data",
        "--web.listen-address=127.0.0.1:21422",
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
      await disagreements(`${HOST}:21422/metrics`, usual(alertmanagerMetrics)),
    ).toEqual([]);
  }, 60_000);
});

describeWithTool("loki", "the catalog of Loki", (loki) => {
  it("names what the real one exposes", async () => {
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
          http_listen_port: 21423,
          grpc_listen_address: "127.0.0.1",
          grpc_listen_port: 21424,
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
        ingester: { chunk_idle_period: "2s", flush_check_period: "1s" },
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
      await sendLog(`${HOST}:21423/otlp`);
      await fetch(`${HOST}:21423/loki/api/v1/query_range?query=${query}`);
    };
    expect(
      await disagreements(`${HOST}:21423/metrics`, usual(lokiMetrics), act),
    ).toEqual([]);
  }, 60_000);
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
    start(jaeger, ["--config", "FOLDER/jaeger.yaml"], {
      "jaeger.yaml": {
        service: {
          extensions: ["jaeger_storage", "jaeger_query"],
          telemetry: pull(21425),
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
            http: { endpoint: "127.0.0.1:21426" },
            grpc: { endpoint: "127.0.0.1:21427" },
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
          otlp: { protocols: { http: { endpoint: "127.0.0.1:21428" } } },
        },
        processors: { batch: {} },
        exporters: {
          jaeger_storage_exporter: { trace_storage: "badger" },
        },
      },
    });
    expect(
      await disagreements(
        `${HOST}:21425/metrics`,
        usual(jaegerMetrics),
        async () => {
          await sendSpan(`${HOST}:21428`);
          await fetch(`${HOST}:21426/api/services`);
        },
      ),
    ).toEqual([]);
  }, 60_000);
});

describeWithTools(
  ["otelcol-contrib"],
  "the catalogs of the OpenTelemetry Collector",
  ({ "otelcol-contrib": collector }) => {
    it("name what the real one exposes and what it makes of hosts and spans", async () => {
      const failing = {
        endpoint: nowhere,
        retry_on_failure: { enabled: false },
      };
      start(collector, ["--config=FOLDER/config.yaml"], {
        "app.log": { line: 1 },
        "config.yaml": {
          receivers: {
            otlp: { protocols: { http: { endpoint: "127.0.0.1:21430" } } },
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
              policies: [{ name: "all", type: "always_sample" }],
            },
          },
          exporters: {
            "debug/sink": {},
            "otlp_http/failing": failing,
          },
          service: {
            telemetry: pull(21432),
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
                receivers: ["otlp"],
                processors: ["memory_limiter", "batch"],
                exporters: ["debug/sink", "otlp_http/failing"],
              },
            },
          },
        },
      });
      const act = async (): Promise<void> => {
        await sendSpan(`${HOST}:21430`);
        await sendLog(`${HOST}:21430`);
      };
      expect(
        await disagreements(
          `${HOST}:21432/metrics`,
          usual(otelCollectorMetrics),
          act,
        ),
      ).toEqual([]);
    }, 60_000);

    it("name what it makes of hosts and spans as this platform configures it", async () => {
      const config = renderOtelCollectorConfig({
        sources: [],
        endpoints: {},
        plan: PLAN,
      });
      const ports: Readonly<Record<number, number>> = {
        [PORT.otlpGrpc]: 21437,
        [PORT.otlpHttp]: 21438,
        [PORT.health]: 21439,
        [PORT.collectorMetrics]: 21431,
        [PORT.telemetry]: 21440,
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
          `${HOST}:21431/metrics`,
          usual([...hostMetrics, ...spanMetrics]),
          () => sendSpan(`${HOST}:21438`),
        ),
      ).toEqual([]);
    }, 60_000);
  },
);

describeWithTool("blackbox_exporter", "the catalogs of probes", (program) => {
  it("name what the real exporter exposes", async () => {
    start(
      program,
      [
        "--config.file=FOLDER/blackbox.yml",
        "--web.listen-address=127.0.0.1:21433",
      ],
      { "blackbox.yml": { modules: { http: { prober: "http" } } } },
    );
    const target = encodeURIComponent(`${HOST}:21433/-/healthy`);
    expect(
      await disagreements(
        `${HOST}:21433/metrics`,
        usual(blackboxExporterMetrics),
      ),
    ).toEqual([]);
    expect(
      await disagreements(
        `${HOST}:21433/probe?module=http&target=${target}`,
        usual(blackboxMetrics),
      ),
    ).toEqual([]);
  }, 60_000);
});

describeWithTool("docker", "the catalogs of host and containers", (docker) => {
  beforeAll(() => removeContainers(docker));
  afterAll(() => removeContainers(docker));

  it("name what node exporter exposes", async () => {
    startContainer(docker, "prom/node-exporter:v1.12.1", "21434:9100", [], []);
    expect(
      await disagreements(`${HOST}:21434/metrics`, usual(nodeExporterMetrics)),
    ).toEqual([]);
  }, 60_000);

  it("name what cAdvisor exposes", async () => {
    startContainer(
      docker,
      "ghcr.io/google/cadvisor:0.60.6",
      "21435:8080",
      ["/:/rootfs:ro", "/sys:/sys:ro", "/var/run:/var/run:ro"].flatMap(
        (mount) => ["-v", mount],
      ),
      [],
    );
    expect(
      await disagreements(`${HOST}:21435/metrics`, usual(cadvisorMetrics)),
    ).toEqual([]);
  }, 60_000);
});
