import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import type { TraceProcessing } from "../../lib/domain/traces/processing";
import { Bytes, Duration } from "../../lib/domain/units";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { planOf } from "./plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
  withPorts,
} from "./program";
import { describeWithTool } from "./tools";
import {
  generateTraces,
  inRequests,
  saysError,
  SERVICES,
  type GeneratedTrace,
} from "./generated-traces";

/** Shares of ordinary traces: those of single services, and that of the others. */
export interface Ratios {
  readonly others: number;
  readonly services: Readonly<Record<string, number>>;
}

const USUAL: Ratios = {
  others: 0.1,
  services: { checkout: 0.5, inventory: 0.02 },
};

function processing({ others, services }: Ratios): TraceProcessing {
  return {
    sampling: {
      ratio: others,
      services: {
        ...Object.fromEntries(
          Object.entries(services).map(([name, ratio]) => [name, { ratio }]),
        ),
        reports: { slow: Duration.seconds(5) },
      },
      decisionWait: Duration.seconds(4),
      tracesInMemory: 60_000,
    },
  };
}

/** By what is declared, and not by what was rendered of it. */
function expectedRatio(
  { others, services: own }: Ratios,
  { services }: GeneratedTrace,
): number {
  return Math.max(...services.map((name) => own[name] ?? others));
}

/**
 * Sends generated traces through the real collector, and compares what comes out, and what was counted, with what was
 * declared.
 */
export function provesSampling(count: number, ratios = USUAL): void {
  const all = ratiosOf(ratios);
  describeWithTool(
    "otelcol-contrib",
    `sampling of ${count} traces, of which ${all.join(", ")} are kept`,
    (otelcol) => proof(otelcol, count, ratios),
  );
}

function ratiosOf({ others, services }: Ratios): readonly number[] {
  return [...new Set([others, ...Object.values(services)])].sort();
}

/** More traces than fit at one time: senders wait, and each is decided in the end. */
export function provesBackpressure(): void {
  describeWithTool("otelcol-contrib", "sampling without room", (otelcol) => {
    it("makes senders wait, and throws no trace away undecided", async () => {
      const { traces, spans } = generateTraces(300, 815);
      const running = await sampler(otelcol, {
        sampling: {
          ratio: 1,
          decisionWait: Duration.seconds(1),
          tracesInMemory: 120,
        },
      });
      try {
        for (const body of inRequests(spans, 30, 7)) {
          await sendAll([body], running.port.http);
        }
        await running.decided(traces.length);
        const own = await get(`http://127.0.0.1:${running.port.self}/metrics`);
        expect(sum(own, /^\S*dropped_too_early\S* (\d+)/gm)).toBe(0);
        await running.collector.stop();
        expect(running.kept.size).toBe(traces.length);
      } finally {
        await running.end();
      }
    }, 90_000);
  });
}

function proof(otelcol: string, count: number, ratios: Ratios): void {
  const { traces, spans } = generateTraces(count, 4711);
  let running: Sampler;
  /** Spans that came out, by trace. */
  let kept: Sampler["kept"];
  let counted = "";

  beforeAll(async () => {
    running = await sampler(otelcol, processing(ratios));
    ({ kept } = running);
    await sendAll(inRequests(spans, 250, 42), running.port.http);
    await running.decided(count);
    counted = await eventually("all spans are counted", async () => {
      const metrics = await get(
        `http://127.0.0.1:${running.port.metrics}/metrics`,
      );
      return callsOf(metrics, "") >= spans.length ? metrics : undefined;
    });
    // Its queue is written out before it ends.
    await running.collector.stop();
  }, 90_000);

  afterAll(() => running.end());

  it.each(["error", "debug", "slow"] as const)(
    "keeps each trace that must be kept as a whole: %s",
    (reason) => {
      const those = traces.filter((each) => each.reason === reason);
      expect(those.length).toBeGreaterThan(count / 400);
      const incomplete = those.filter(
        ({ id, spans: size }) => kept.get(id) !== size,
      );
      expect(incomplete).toEqual([]);
    },
  );

  it.each(ratiosOf(ratios))(
    "keeps that share of the rest, within 3 standard deviations, and each as a whole: %d",
    (ratio) => {
      const those = traces.filter(
        (each) =>
          each.reason === undefined && expectedRatio(ratios, each) === ratio,
      );
      const found = those.filter(({ id }) => kept.has(id));
      const deviation = Math.sqrt(those.length * ratio * (1 - ratio));
      expect(those.length).toBeGreaterThan(count / 50);
      expect(Math.abs(found.length - those.length * ratio)).toBeLessThanOrEqual(
        3 * deviation,
      );
      expect(
        found.filter(({ id, spans: size }) => kept.get(id) !== size),
      ).toEqual([]);
    },
  );

  it("counts each span in metrics, kept or not, once", () => {
    const calls = (service: string): number =>
      callsOf(counted, `service_name="${service}"`);
    expect(
      Object.fromEntries(SERVICES.map((name) => [name, calls(name)])),
    ).toEqual(
      Object.fromEntries(
        SERVICES.map((name) => [
          name,
          spans.filter(({ service }) => service === name).length,
        ]),
      ),
    );
    expect(callsOf(counted, 'status_code="STATUS_CODE_ERROR"')).toBe(
      traces.filter(
        ({ reason, index }) => reason === "error" && saysError(index),
      ).length,
    );
  });
}

/** A collector that runs, and what comes out of it. */
export interface Sampler {
  readonly collector: RunningProgram;
  readonly port: Readonly<
    Record<"grpc" | "http" | "health" | "self" | "metrics", number>
  >;
  /** Spans that came out, by trace. */
  readonly kept: ReadonlyMap<string, number>;
  /** Resolves when so many traces are decided. */
  decided(count: number): Promise<unknown>;
  end(): Promise<void>;
}

/** A collector as it is rendered, with a sink in place of Jaeger. */
export async function sampler(
  otelcol: string,
  traces: TraceProcessing,
): Promise<Sampler> {
  const folder = mkdtempSync(join(tmpdir(), "otel-sampling-"));
  const kept = new Map<string, number>();
  const sink = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      for (const [, id = ""] of text.matchAll(/"traceId":"([0-9a-f]{32})"/g)) {
        kept.set(id, (kept.get(id) ?? 0) + 1);
      }
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const port = await freePortsFor("grpc", "http", "health", "self", "metrics");
  const plan = planOf({
    loki: false,
    "otel-collector": {
      memory: Bytes.gibibytes(2),
      extraConfig: {
        exporters: {
          // A receiver of gRPC is more than a test should bring; what is decided before it is the same.
          "otlp_http/sink": {
            endpoint: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
            compression: "none",
            encoding: "json",
            sending_queue: { queue_size: 100_000 },
          },
        },
        connectors: { span_metrics: { metrics_flush_interval: "1s" } },
        service: {
          pipelines: { "traces/sampled": { exporters: ["otlp_http/sink"] } },
        },
      },
    },
  });
  const file = join(folder, "config.yaml");
  const config = renderOtelCollectorConfig({
    plan,
    endpoints: endpointsOf(plan),
    sources: [],
    traces,
  });
  writeFileSync(
    file,
    withPorts(
      config
        .replaceAll("/var/lib/otelcol", folder)
        .replaceAll("0.0.0.0", "127.0.0.1")
        .replace("port: 8888", `port: ${port.self}`),
      {
        4317: port.grpc,
        4318: port.http,
        8889: port.metrics,
        13133: port.health,
      },
    ),
  );
  const collector = start(otelcol, ["--config", file]);
  await eventually(
    "the collector answers",
    () => get(`http://127.0.0.1:${port.health}`),
    () => collector.output(),
  );
  return {
    collector,
    port,
    kept,
    decided: (count) =>
      eventually(
        "all traces are decided",
        async () => {
          const own = await get(`http://127.0.0.1:${port.self}/metrics`);
          return sum(own, DECIDED) >= count ? own : undefined;
        },
        () => collector.output(),
      ),
    async end() {
      await collector.stop("SIGKILL");
      sink.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const DECIDED =
  /^otelcol_processor_tail_sampling_global_count_traces_sampled\{.*\} (\S+)$/gm;

function callsOf(metrics: string, matcher: string): number {
  return sum(
    metrics,
    new RegExp(
      `^traces_span_metrics_calls_total\\{[^}]*${matcher}[^}]*\\} (\\d+)`,
      "gm",
    ),
  );
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce(
    (total, [, value]) => total + Number(value),
    0,
  );
}

async function sendAll(bodies: readonly string[], port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  try {
    await Promise.all(bodies.map((body) => send(agent, port, body)));
  } finally {
    agent.destroy();
  }
}

function send(agent: Agent, port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: "127.0.0.1",
        port,
        path: "/v1/traces",
        method: "POST",
        headers: { "content-type": "application/json" },
      },
      (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`refused with ${response.statusCode}`)),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
