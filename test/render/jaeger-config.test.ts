import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bytes, Duration } from "../../lib/domain/units";
import type { ComponentChoices } from "../../lib/packs/components/profile";
import { renderJaegerConfig } from "../../lib/render/jaeger-config";
import { planOf } from "../support/plan";
import {
  eventually,
  freePorts,
  get,
  start,
  type RunningProgram,
  withPorts,
} from "../support/program";
import { describeWithTool, run } from "../support/tools";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

function rendered(components: ComponentChoices = {}): string {
  return renderJaegerConfig({
    retention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
    plan: planOf(components),
  });
}

describeWithTool("jaeger", "renderJaegerConfig", (jaeger) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jaeger-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[string, ComponentChoices]>([
    ["the defaults", {}],
    [
      "an addition of the user's",
      {
        jaeger: {
          extraConfig: {
            extensions: { jaeger_query: { base_path: "/${env:BASE:-x}" } },
          },
        },
      },
    ],
  ])("is valid with %s", (_, components) => {
    const file = join(folder, "config.yaml");
    writeFileSync(file, rendered(components));
    const { status, output } = run(jaeger, ["validate", "--config", file]);
    expect([status, output]).toEqual([
      0,
      expect.stringContaining("application version"),
    ]);
  });

  it("keeps a span that it accepted, though it is killed", async () => {
    const ports = await freePorts(6);
    const [query, otlp, health, metrics, grpcQuery, otlpGrpc] = ports;
    const file = join(folder, "config.yaml");
    writeFileSync(
      file,
      withPorts(rendered(), {
        16686: query,
        16685: grpcQuery,
        4317: otlpGrpc,
        4318: otlp,
        13133: health,
      })
        .replaceAll("/tmp/badger", join(folder, "badger"))
        .replaceAll("port: 8888", `port: ${metrics}`)
        .replaceAll("0.0.0.0", "127.0.0.1"),
    );
    const run = async (): Promise<RunningProgram> => {
      const program = start(jaeger, [`--config=file:${file}`]);
      await eventually(
        "Jaeger is healthy",
        () => get(`http://127.0.0.1:${health}/status`),
        program.output,
      );
      return program;
    };
    let program = await run();
    try {
      const now = Date.now();
      const response = await fetch(`http://127.0.0.1:${otlp}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(traceAt(now)),
      });
      expect(response.status).toBe(200);
      expect(await get(`http://127.0.0.1:${metrics}/metrics`)).toMatch(
        /otelcol_receiver_accepted_spans_total\{[^}]*\} 1/,
      );
      await program.stop("SIGKILL");
      program = await run();
      const trace = await eventually("the trace is found", () =>
        get(`http://127.0.0.1:${query}/api/traces/${TRACE}`),
      );
      expect(trace).toContain("GET /cart");
    } finally {
      await program.stop();
    }
  }, 120_000);
});

function traceAt(now: number): unknown {
  const service = { key: "service.name", value: { stringValue: "checkout" } };
  const span = {
    traceId: TRACE,
    spanId: "b7ad6b7169203331",
    name: "GET /cart",
    kind: 2,
    startTimeUnixNano: `${now - 70}000000`,
    endTimeUnixNano: `${now}000000`,
  };
  return {
    resourceSpans: [
      {
        resource: { attributes: [service] },
        scopeSpans: [{ spans: [span] }],
      },
    ],
  };
}
