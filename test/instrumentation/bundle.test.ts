import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync, type BuildOptions } from "esbuild";
import { observe } from "../../instrumentation/node/src/observe";
import { js } from "../support/bad-input";
import { collector, run, stopAll } from "./program";

const folder = mkdtempSync(join(tmpdir(), "observability-bundle-"));
const file = join(folder, "service.js");

jest.setTimeout(30_000);

/** One file, as the shop of the examples is built. */
function bundle(outfile: string, more: BuildOptions = {}): void {
  buildSync({
    entryPoints: [join(__dirname, "services", "bundled.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    external: ["pg-native"],
    ...more,
  });
}

beforeAll(() => {
  bundle(file);
});

afterAll(() => {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
});

describe("a program of one file, without a framework and without packages beside it", () => {
  it("has all that the kit gives, and leaves out what it is told to", async () => {
    const sink = await collector();
    const service = await run(file, { COLLECTOR: sink.endpoint });
    expect(service.told).toMatchObject({ pg: true, ioredis: true });

    const stream = await fetch(service.url("/stream"));
    expect(stream.headers.has("x-request-id")).toBe(false);
    await fetch(service.url("/mistake"));
    const answer = await fetch(service.url("/orders/7"));
    const seen = (await answer.json()) as Record<string, string>;
    expect(seen["x-request-id"]).toBe(answer.headers.get("x-request-id"));

    const page = await (await fetch(service.admin("/metrics"))).text();
    const counted = page.match(/^http_requests_total\{.*$/gm)?.sort();
    const series = (method: string, route: string, code: number, of: number) =>
      `http_requests_total{method="${method}",route="${route}",code="${code}"} ${of}`;
    expect(counted).toEqual([
      series("GET", "/orders/:id", 200, 2),
      series("GET", "/orders/:id", 500, 0),
      series("GET", "other", 200, 2),
      series("GET", "other", 500, 0),
      series("POST", "/orders", 200, 0),
      series("POST", "/orders", 500, 0),
    ]);
    // The stream is still open.
    expect(page).toMatch(/^http_requests_in_flight 0$/m);

    expect(await service.end()).toBe(0);
    const trace = seen.traceparent?.split("-")[1];
    const line = service.lines().find(({ trace_id: id }) => id === trace);
    expect(line).toMatchObject({ msg: "asked", email: "[email]" });
    expect(service.output()).not.toMatch(/jane|requests were open/);
    const names = sink.spans.map(({ name, kind }) => `${kind} ${name}`);
    expect(names.sort()).toEqual([
      "2 GET",
      "2 GET",
      "2 GET /orders/:id",
      "2 GET /orders/:id",
      "3 GET",
      "3 GET",
      "3 SELECT orders",
      "3 SELECT orders",
    ]);
    const order = sink.spans.find(
      ({ name, traceId }) => name === "GET /orders/:id" && traceId === trace,
    );
    const work = sink.spans.find(
      ({ name, traceId }) => name === "SELECT orders" && traceId === trace,
    );
    expect(work).toMatchObject({
      parentSpanId: order?.spanId,
      status: { code: 2 },
      attributes: {
        "db.system.name": "postgresql",
        "error.type": "RangeError",
      },
    });
    // What it threw has reached who asked for it.
    expect(service.output()).toContain("no more orders");
  });
});

it("a program of one file of ES modules has the same", async () => {
  const modules = join(folder, "service.mjs");
  bundle(modules, {
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const sink = await collector();
  const service = await run(modules, { COLLECTOR: sink.endpoint });
  expect(service.told).toMatchObject({ pg: true, ioredis: true });
  await fetch(service.url("/orders/7"));
  expect(await service.end()).toBe(0);
  expect(sink.spans.map(({ name }) => name)).toContain("GET /orders/:id");
});

it("refuses a question about requests that is no function", () => {
  expect(() => observe(js({ ignore: ["/stream"] }))).toThrow(
    "ignore of observe() must be a function, got object",
  );
});
