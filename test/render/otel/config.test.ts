import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import type { LogProcessing } from "../../../lib/domain/logs/processing";
import { LogSource, type ServiceLogs } from "../../../lib/domain/logs/source";
import { Duration } from "../../../lib/domain/units";
import type { ComponentChoices } from "../../../lib/packs/components/profile";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import { collectorHere, writeLokiHere } from "../../support/local-telemetry";
import { planOf } from "../../support/plan";
import {
  eventually,
  freePorts,
  get,
  start,
  type RunningProgram,
} from "../../support/program";
import { describeWithTool, describeWithTools, run } from "../../support/tools";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

/** The largest text that a label may have to carry unchanged. */
const AWKWARD = 'a "b" \\ ${env:HOME} $1 $$ %{x} EXPR(1) ü{{ }}';

function rendered(
  components: ComponentChoices,
  sources: readonly ServiceLogs[] = [],
  logs: LogProcessing = {},
): string {
  const plan = planOf(components);
  const endpoints = endpointsOf(plan);
  return renderOtelCollectorConfig({ plan, endpoints, sources, logs });
}

describeWithTool("otelcol-contrib", "renderOtelCollectorConfig", (otelcol) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "otel-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function validate(config: string): { status: number; output: string } {
    writeFileSync(join(folder, "config.yaml"), config);
    return run(otelcol, ["validate", "--config", join(folder, "config.yaml")]);
  }

  // Its masks take the collector seconds, in each pipeline the same: one start below has all pipelines, one has none here.
  it.each<[string, ComponentChoices, LogProcessing]>([
    ["all components", {}, { masking: false }],
    ["no Loki", { loki: false }, { masking: false }],
    ["no Jaeger", { jaeger: false }, { masking: false }],
    ["neither", { loki: false, jaeger: false }, {}],
    [
      "both elsewhere",
      {
        loki: { external: "https://logs.example.com/loki" },
        jaeger: { external: "https://[2001:db8::1]:16686" },
      },
      { masking: false },
    ],
    [
      "an exporter of the user's",
      {
        "otel-collector": {
          extraConfig: {
            exporters: { debug: { verbosity: "${env:VERBOSITY:-basic}" } },
            service: {
              pipelines: { traces: { exporters: ["span_metrics", "debug"] } },
            },
          },
        },
      },
      { masking: false },
    ],
  ])("is valid with %s", (_, components, logs) => {
    expect(validate(rendered(components, [], logs))).toMatchObject({
      status: 0,
      output: "",
    });
  });

  it("is valid for any text in names and labels", () => {
    const labels = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.oneof(
        fc.constant(AWKWARD),
        fc
          .string({ unit: "grapheme" })
          .filter((text) => text.trim() !== "" && !/\p{Cc}/u.test(text)),
      ),
      { maxKeys: 3 },
    );
    const source = fc.record({
      service: fc.stringMatching(/^[a-z]{1,8}$/),
      source: fc.oneof(
        fc
          .tuple(fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,9}$/), labels)
          .map(([name, each]) => LogSource.container(name, { labels: each })),
        fc
          .tuple(fc.stringMatching(/^[^\0/]{1,9}$/), labels)
          .map(([name, each]) =>
            LogSource.file(`/var/log/${name}`, { labels: each }),
          ),
      ),
    });
    fc.assert(
      fc.property(fc.array(source, { maxLength: 20 }), (sources) => {
        // Masking does not depend on sources, and takes most of the time of a start.
        const config = rendered({}, sources, { masking: false });
        expect(validate(config)).toMatchObject({
          status: 0,
          output: "",
        });
      }),
      { numRuns: 6 },
    );
  });
});

it("refuses a file that the collector cannot see", () => {
  const sources = [
    { service: "shop", source: LogSource.file("/srv/shop/app.log") },
  ];
  expect(() => rendered({}, sources)).toThrow(
    'path of a log source must be in a folder that the collector may read (/var/log), got "/srv/shop/app.log"; add its folder: components: { "otel-collector": { logFolders: [...] } }',
  );
  const logFolders = ["/srv/shop"];
  expect(rendered({ "otel-collector": { logFolders } }, sources)).toContain(
    "/hostfs/srv/shop/app.log",
  );
});

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

describeWithTools(
  ["otelcol-contrib", "loki"],
  "the collector with Loki",
  (tools) => {
    let folder: string;
    let loki: RunningProgram;
    let collector: RunningProgram;
    let jaeger: Server;
    const spansSeen: string[] = [];
    let port: Readonly<
      Record<"loki" | "grpc" | "http" | "metrics" | "self" | "health", number>
    >;

    const sources: readonly ServiceLogs[] = [
      {
        service: "shop",
        source: LogSource.container("web-1", {
          labels: { environment: "test", zone: AWKWARD },
        }),
      },
      {
        service: "proxy",
        source: LogSource.file("/var/log/proxy/*.log", {
          labels: { log: "access" },
        }),
      },
    ];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "otel-loki-"));
      const [
        lokiPort = 0,
        grpc = 0,
        http = 0,
        metrics = 0,
        self = 0,
        health = 0,
        gossip = 0,
      ] = await freePorts(7);
      port = { loki: lokiPort, grpc, http, metrics, self, health };
      for (const each of ["containers/c1", "proxy", "loki/rules/fake"]) {
        mkdirSync(join(folder, each), { recursive: true });
      }
      jaeger = createServer((request, response) => {
        request.on("data", (chunk: Buffer) =>
          spansSeen.push(chunk.toString("latin1")),
        );
        request.on("end", () => {
          response.setHeader("content-type", "application/json");
          response.end("{}");
        });
      });
      await new Promise<void>((resolve) =>
        jaeger.listen(0, "127.0.0.1", resolve),
      );
      const plan = planOf({
        loki: {
          extraConfig: {
            server: {
              http_listen_address: "127.0.0.1",
              http_listen_port: port.loki,
              grpc_listen_port: gossip,
            },
          },
        },
        "otel-collector": {
          extraConfig: {
            exporters: {
              // A receiver of gRPC is more than a test should bring; the queue before it is the same.
              "otlp_http/jaeger": {
                endpoint: `http://127.0.0.1:${(jaeger.address() as AddressInfo).port}`,
                compression: "none",
              },
            },
            service: {
              pipelines: {
                traces: { exporters: ["span_metrics", "otlp_http/jaeger"] },
              },
            },
          },
        },
      });
      const endpoints = {
        ...endpointsOf(plan),
        loki: `http://127.0.0.1:${port.loki}`,
      };
      writeLokiHere(folder, plan, endpoints, Duration.days(7));
      writeFileSync(
        join(folder, "collector.yaml"),
        collectorHere(
          renderOtelCollectorConfig({
            sources,
            plan,
            endpoints,
            containerPrefix: "mon-",
            labels: { host: "box$1", environment: "elsewhere" },
          }),
          folder,
          port,
        ),
      );
      loki = start(tools.loki, [
        `-config.file=${join(folder, "loki/loki.yaml")}`,
      ]);
      startCollector();
      await eventually(
        "Loki is ready",
        () => get(`http://127.0.0.1:${port.loki}/ready`),
        loki.output,
      );
      await collectorAnswers();
    }, 90_000);

    afterAll(async () => {
      await collector.stop();
      await loki.stop();
      await new Promise((resolve) => jaeger.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    function startCollector(): void {
      collector = start(tools["otelcol-contrib"], [
        "--config",
        join(folder, "collector.yaml"),
      ]);
    }

    async function collectorAnswers(): Promise<void> {
      await eventually(
        "the collector is healthy",
        () => get(`http://127.0.0.1:${port.health}`),
        collector.output,
      );
    }

    function dockerPrints(log: string, tag?: string): void {
      const line = {
        log,
        stream: "stdout",
        ...(tag !== undefined && { attrs: { tag } }),
        time: new Date().toISOString(),
      };
      appendFileSync(
        join(folder, "containers/c1/c1-json.log"),
        `${JSON.stringify(line)}\n`,
      );
    }

    /** All lines that contain `text`, with the labels of their streams and their structured metadata. */
    async function linesWith(text: string): Promise<readonly Line[]> {
      const query = new URLSearchParams({
        query: `{service=~".+"} |= ${JSON.stringify(text)}`,
        since: "1h",
      });
      const body = await get(
        `http://127.0.0.1:${port.loki}/loki/api/v1/query_range?${query.toString()}`,
      );
      const { data } = JSON.parse(body) as {
        data: {
          result: { stream: Record<string, string>; values: string[][] }[];
        };
      };
      return data.result.flatMap(({ stream, values }) =>
        values.map(([, line = ""]) => ({ labels: stream, line })),
      );
    }

    function lineWith(text: string): Promise<Line> {
      return eventually(
        `a line with ${text} is in Loki`,
        async () => (await linesWith(text))[0],
        collector.output,
      );
    }

    async function postOtlp(signal: string, body: unknown): Promise<void> {
      const response = await fetch(
        `http://127.0.0.1:${port.http}/v1/${signal}`,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        },
      );
      expect([response.status, await response.text()]).toEqual([
        200,
        '{"partialSuccess":{}}',
      ]);
    }

    function metricsWith(pattern: RegExp): Promise<string> {
      return eventually(`metrics hold ${pattern.source}`, async () => {
        const response = await fetch(
          `http://127.0.0.1:${port.metrics}/metrics`,
          {
            headers: { accept: "application/openmetrics-text; version=1.0.0" },
          },
        );
        const text = await response.text();
        return pattern.test(text) ? text : undefined;
      });
    }

    it("finds a line of a container by service, level and trace", async () => {
      const text = `{"level":"warn","msg":"container-line","trace_id":"${TRACE}","span_id":"${SPAN}"}`;
      dockerPrints(`${text}\n`, "web-1");
      const { labels, line } = await lineWith("container-line");
      expect(line).toBe(text);
      expect(labels).toMatchObject({
        service: "shop",
        level: "warn",
        environment: "test",
        host: "box$1",
        container: "web-1",
        zone: AWKWARD,
        trace_id: TRACE,
        span_id: SPAN,
      });
    }, 60_000);

    it("makes streams of exactly the agreed labels", async () => {
      dockerPrints('{"level":"info","log":"audit","msg":"stream-line"}\n');
      await lineWith("stream-line");
      const { data } = JSON.parse(
        await get(`http://127.0.0.1:${port.loki}/loki/api/v1/labels?since=1h`),
      ) as { data: string[] };
      expect(data.filter((label) => !label.startsWith("__")).sort()).toEqual([
        "environment",
        "host",
        "level",
        "log",
        "service",
      ]);
    }, 60_000);

    it.each([
      ["a platform's own container", "info", "mon-grafana", "grafana"],
      ["another container", "info", "other", "other"],
      ["a container without a tag", "info", undefined, "untagged"],
    ])("names %s", async (what, _, tag, service) => {
      dockerPrints(`level=info msg="own ${what}"\n`, tag);
      const { labels } = await lineWith(`own ${what}`);
      expect(labels).toMatchObject({ service, level: "info" });
    });

    it.each([
      ["logfmt", 'ts=1 level=ERROR msg="of-logfmt" err="a b"', "error"],
      ["broken logfmt", 'level=warn msg="of-broken" x y= z', "warn"],
      ["pino", '{"level":50,"msg":"of-pino"}', "error"],
      ["severity", '{"severity":"CRITICAL","msg":"of-severity"}', "error"],
      ["nested JSON", '{"msg":"of-nested","log.level":"Debug"}', "debug"],
      ["broken JSON", '{"level":"info","msg":"of-cut', "unknown"],
      ["plain text", "of-plain: level is not named", "unknown"],
      ["an unknown level", '{"level":"purple","msg":"of-purple"}', "unknown"],
    ])(
      "keeps a line of %s whole and knows its level",
      async (_, text, level) => {
        dockerPrints(`${text}\n`, "web-1");
        const marker = /of-\w+/.exec(text)?.[0] ?? "";
        const { labels, line } = await lineWith(marker);
        expect(line).toBe(text);
        expect(labels.level).toBe(level);
      },
    );

    it("joins the parts of a line that Docker cut", async () => {
      const text = `long-line ${"x".repeat(40_000)} end`;
      dockerPrints(text.slice(0, 16_384), "web-1");
      dockerPrints(text.slice(16_384, 32_768), "web-1");
      dockerPrints(`${text.slice(32_768)}\n`, "web-1");
      expect((await lineWith("long-line")).line).toBe(text);
    }, 60_000);

    it("keeps a name of a log that could make endless streams out of the labels", async () => {
      dockerPrints('{"log":"User 4711 did X","msg":"wild-log"}\n', "web-1");
      expect((await lineWith("wild-log")).labels).not.toHaveProperty("log");
    });

    it("reads files from now on, with the time that a line names and the log that the source declares", async () => {
      const file = join(folder, "proxy/access.log");
      const time = new Date(Date.now() - 60_000).toISOString();
      writeFileSync(
        file,
        `{"time":"${time}","level":"info","log":"audit","msg":"file-line"}\n`,
      );
      const { labels } = await lineWith("file-line");
      expect(labels).toMatchObject({
        service: "proxy",
        log: "access",
        level: "info",
        host: "box$1",
        environment: "elsewhere",
      });
    }, 60_000);

    it("unpacks nothing but gzip, since little of another packing can become very much", async () => {
      await collectorAnswers();
      const refused = await fetch(`http://127.0.0.1:${port.http}/v1/logs`, {
        method: "POST",
        body: "{}",
        headers: {
          "content-encoding": "zstd",
          "content-type": "application/json",
        },
      });
      expect(await refused.text()).toContain("unsupported Content-Encoding");
    });

    it("takes log records by OTLP with the same labels", async () => {
      await collectorAnswers();
      await postOtlp("logs", {
        resourceLogs: [
          {
            resource: {
              attributes: [attribute("service.name", "checkout")],
            },
            scopeLogs: [
              {
                logRecords: [
                  {
                    timeUnixNano: `${Date.now()}000000`,
                    severityNumber: 17,
                    severityText: "ERROR",
                    traceId: TRACE,
                    spanId: SPAN,
                    body: { stringValue: "otlp-line" },
                    attributes: [
                      attribute("log", "audit"),
                      attribute("level", "overwritten"),
                    ],
                  },
                ],
              },
            ],
          },
        ],
      });
      expect((await lineWith("otlp-line")).labels).toMatchObject({
        service: "checkout",
        level: "error",
        log: "audit",
        host: "box$1",
        environment: "elsewhere",
        trace_id: TRACE,
      });
    }, 60_000);

    it("cuts a line that no store takes, and loses none that waits beside it", async () => {
      const record = (text: string) => ({
        timeUnixNano: `${Date.now()}000000`,
        body: { stringValue: text },
      });
      await postOtlp("logs", {
        resourceLogs: [
          {
            resource: { attributes: [attribute("service.name", "checkout")] },
            scopeLogs: [
              {
                logRecords: [
                  record("short-neighbour"),
                  record(`huge-line ${"é".repeat(900_000)}`),
                ],
              },
            ],
          },
        ],
      });
      expect((await lineWith("short-neighbour")).labels).toMatchObject({
        service: "checkout",
      });
      const { line } = await lineWith("huge-line");
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(256 * 1024);
      expect(line).toMatch(/^huge-line é+$/);
    }, 60_000);

    it("makes metrics with exemplars of spans and passes the spans on", async () => {
      const now = Date.now();
      await postOtlp("traces", {
        resourceSpans: [
          {
            resource: { attributes: [attribute("service.name", "checkout")] },
            scopeSpans: [
              {
                spans: [
                  {
                    traceId: TRACE,
                    spanId: SPAN,
                    name: "GET /cart",
                    kind: 2,
                    startTimeUnixNano: `${now - 70}000000`,
                    endTimeUnixNano: `${now}000000`,
                    attributes: [attribute("http.route", "/cart")],
                  },
                ],
              },
            ],
          },
        ],
      });
      // Exemplars are told once; the counter begins at zero so that its first rise is seen.
      const bucket = new RegExp(
        `traces_span_metrics_duration_seconds_bucket\\{[^}]*le="0\\.1"[^}]*\\} 1 # \\{[^}]*trace_id="${TRACE}"`,
      );
      await metricsWith(bucket);
      const metrics = await metricsWith(
        /traces_span_metrics_calls_total\{[^}]*http_route="\/cart"[^}]*service="checkout"[^}]*span_name="GET \/cart"[^}]*\} 1/,
      );
      expect(metrics).not.toContain("collector_instance_id");
      expect(metrics).toContain("system_cpu_load_average_1m ");
      await eventually("the span is passed on", () =>
        Promise.resolve(spansSeen.find((text) => text.includes("GET /cart"))),
      );
    }, 90_000);
  },
);

function attribute(key: string, value: string): unknown {
  return { key, value: { stringValue: value } };
}
