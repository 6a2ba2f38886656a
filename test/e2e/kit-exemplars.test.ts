import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildKit } from "../../instrumentation/node/build";
import { withoutVariables } from "../../lib/domain/dashboard/variables";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Bytes, Duration } from "../../lib/domain/units";
import { prometheusSpec } from "../../lib/packs/components/prometheus";
import { renderJaegerConfig } from "../../lib/render/jaeger-config";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { renderPrometheusConfig } from "../../lib/render/prometheus-config";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { run, stopAll, type Running } from "../instrumentation/program";
import { temporaryApp } from "../support/app";
import { inbox } from "../support/bad-input";
import { collectorHere, startCollectorHere } from "../support/local-telemetry";
import { planOf } from "../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  withPorts,
  type RunningProgram,
} from "../support/program";
import { RecordingPlatform } from "../support/recording-platform";
import { describeWithTools } from "../support/tools";

const SERVICE = "shop";
const PATHS = ["/orders/1", "/fail", "/slow?millis=700"];
const JOBS = [SERVICE, "otel-collector-metrics"];

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Exemplars {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly {
    readonly labels: { readonly trace_id: string };
  }[];
}

interface Trace {
  readonly data: readonly {
    readonly spans: readonly { readonly operationName: string }[];
  }[];
}

/** What the one line about the service declares. */
function declared() {
  const platform = new RecordingPlatform();
  const stack = new MonitoringStack(temporaryApp(), "monitoring", {
    platform,
    deadMan: inbox(),
    defaultReceivers: [inbox()],
  });
  const { path } = stack.addService(SERVICE, {
    team: "sales",
    kit: "node",
  }).node;
  const { model } = stack.monitoring;
  const own = <T>(all: readonly { path: string; value: T }[]): readonly T[] =>
    all.filter((each) => each.path === path).map(({ value }) => value);
  return {
    metrics: platform.published("metrics"),
    rules: own(model.ruleGroups()),
    queries: own(model.dashboards()).flatMap(({ title, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap((panel) =>
          panel.queries.map((query) => ({
            ...query,
            name: `${title} / ${panel.title}`,
          })),
        ),
      ),
    ),
  };
}

describeWithTools(
  ["prometheus", "jaeger", "otelcol-contrib"],
  "a service of which the stack knows its name and its kit",
  (tools) => {
    const folder = mkdtempSync(join(tmpdir(), "kit-exemplars-"));
    const programs: RunningProgram[] = [];
    const { metrics, rules, queries } = declared();
    let service: Running;
    let prometheus: string;
    let jaeger: string;
    let customers: NodeJS.Timeout | undefined;

    async function ask<T>(path: string, query: string): Promise<T> {
      const parameters = new URLSearchParams({
        query,
        start: String(Date.now() / 1000 - 600),
        end: String(Date.now() / 1000),
      });
      const body = await get(
        `${prometheus}/api/v1/${path}?${parameters.toString()}`,
      );
      return (JSON.parse(body) as { data: T }).data;
    }

    const valuesOf = async (query: string): Promise<readonly Series[]> =>
      (await ask<{ result: readonly Series[] }>("query", query)).result;

    async function startProgram(
      name: string,
      health: string,
      program: RunningProgram,
    ): Promise<void> {
      programs.push(program);
      await eventually(name, () => get(health), program.output);
    }

    beforeAll(async () => {
      buildKit();
      const port = await freePortsFor(
        ...(["grpc", "http", "metrics", "self", "health"] as const),
        ...(["query", "store", "prometheus"] as const),
        ...(["jaegerHttp", "jaegerSelf", "jaegerHealth", "jaegerRpc"] as const),
      );
      prometheus = `http://127.0.0.1:${port.prometheus}`;
      jaeger = `http://127.0.0.1:${port.query}`;
      const plan = planOf({
        loki: false,
        "otel-collector": {
          extraConfig: {
            connectors: { span_metrics: { metrics_flush_interval: "1s" } },
            exporters: {
              "otlp_grpc/jaeger": { endpoint: `127.0.0.1:${port.store}` },
            },
          },
        },
      });
      mkdirSync(join(folder, "containers"));
      const file = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      const jaegerFile = file(
        "jaeger.yaml",
        withPorts(
          renderJaegerConfig({
            retention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
            plan,
          }),
          {
            16686: port.query,
            16685: port.jaegerRpc,
            4317: port.store,
            4318: port.jaegerHttp,
            13133: port.jaegerHealth,
          },
        )
          .replaceAll("/tmp/badger", join(folder, "badger"))
          .replaceAll("port: 8888", `port: ${port.jaegerSelf}`)
          .replaceAll("0.0.0.0", "127.0.0.1"),
      );
      const collectorFile = file(
        "collector.yaml",
        collectorHere(
          renderOtelCollectorConfig({
            plan,
            endpoints: endpointsOf(plan),
            sources: [],
            logs: { masking: false },
            traces: {
              sampling: { ratio: 1, decisionWait: Duration.seconds(1) },
            },
          }),
          folder,
          port,
        ),
      );
      await Promise.all([
        startProgram(
          "Jaeger is healthy",
          `http://127.0.0.1:${port.jaegerHealth}/status`,
          start(tools.jaeger, [`--config=file:${jaegerFile}`]),
        ),
        startProgram(
          "the collector is healthy",
          `http://127.0.0.1:${port.health}`,
          startCollectorHere(tools["otelcol-contrib"], collectorFile),
        ),
      ]);
      service = await run("shop.cjs", {
        TRACES: JSON.stringify({
          endpoint: `http://127.0.0.1:${port.http}`,
          ratio: 1,
        }),
      });
      const prometheusFile = file(
        "prometheus.yml",
        renderPrometheusConfig({
          plan,
          endpoints: endpointsOf(plan),
          ruleFiles: [
            file("rules.yml", renderRuleGroups(rules)).replace(
              /.*/,
              "rules.yml",
            ),
          ],
          settings: {
            ...metrics,
            scrapeInterval: Duration.seconds(1),
            evaluationInterval: Duration.seconds(1),
            jobs: metrics.jobs
              .filter(({ name }) => JOBS.includes(name))
              .map(({ interval: _, ...job }) => job),
          },
        })
          .replaceAll(
            `${SERVICE}:9464`,
            `127.0.0.1:${String(service.told.admin)}`,
          )
          .replaceAll("otel-collector:8889", `127.0.0.1:${port.metrics}`),
      );
      const flags = prometheusSpec({
        retentionSize: Bytes.gibibytes(1),
      }).command?.filter((flag) => /enable-feature|query\./.test(flag));
      await startProgram(
        "Prometheus is ready",
        `${prometheus}/-/ready`,
        start(tools.prometheus, [
          ...(flags ?? []),
          `--config.file=${prometheusFile}`,
          `--storage.tsdb.path=${join(folder, "data")}`,
          `--web.listen-address=127.0.0.1:${port.prometheus}`,
        ]),
      );
      customers = setInterval(() => {
        for (const path of PATHS) {
          void fetch(service.url(path)).catch(() => undefined);
        }
      }, 500);
    }, 60_000);

    afterAll(async () => {
      clearInterval(customers);
      stopAll();
      await Promise.all(programs.map((program) => program.stop("SIGKILL")));
      rmSync(folder, { recursive: true, force: true });
    });

    it("leads from a slow bucket of its durations to the trace of such a request", async () => {
      const slow = `http_request_duration_seconds_bucket{job="${SERVICE}",route="/slow",le="1.0"}`;
      const found = await eventually("Prometheus has exemplars", async () => {
        const all = await ask<readonly Exemplars[]>("query_exemplars", slow);
        return all.flatMap(({ exemplars }) => exemplars)[0];
      });
      const trace = await eventually("Jaeger has the trace", async () => {
        const body = await get(`${jaeger}/api/traces/${found.labels.trace_id}`);
        return (JSON.parse(body) as Trace).data[0];
      });
      expect(trace.spans.map(({ operationName }) => operationName)).toEqual([
        "GET /slow",
      ]);
    }, 90_000);

    it("has data in each query of its dashboards", async () => {
      const asked = queries.filter(
        ({ dataSource }) => dataSource === "prometheus",
      );
      expect(asked.length).toBeGreaterThan(20);
      const values = { __rate_interval: "5s", __range: "1m" };
      const missing = new Set(asked.map(({ expr }) => expr));
      await eventually("all queries have data", async () => {
        for (const expr of missing) {
          if ((await valuesOf(withoutVariables(expr, values))).length > 0) {
            missing.delete(expr);
          }
        }
        return missing.size === 0 ? true : undefined;
      }).catch(() => undefined);
      expect(asked.filter(({ expr }) => missing.has(expr))).toEqual([]);
    }, 90_000);
  },
);
