import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildKit } from "../../instrumentation/node/build";
import {
  settingsOf,
  type ObserveOptions,
} from "../../instrumentation/node/src/options";
import { businessMetrics } from "../../lib/packs/exporters/business";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { runtimeAlerts } from "../../lib/packs/alerts/runtime/alerts";
import { goMetrics } from "../../lib/packs/exporters/runtime";
import { serviceMetrics } from "../../lib/packs/exporters/service";
import { chooseSampling } from "../../lib/domain/traces/sampling-input";
import { Bytes } from "../../lib/domain/units";
import { tailSampling } from "../../lib/render/otel/sampling";
import {
  collector,
  NODE,
  run,
  stopAll,
  type Collector,
  type Running,
  type Span,
} from "./program";

const REQUEST_ID = "checkout-4711";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const kitFolder = join(__dirname, "..", "..", "instrumentation", "node");

// Each test starts programs, on machines that do other things too.
jest.setTimeout(30_000);

beforeAll(() => {
  buildKit();
});

afterAll(() => {
  stopAll();
});

async function text(url: string, headers = {}): Promise<string> {
  return (await fetch(url, { headers })).text();
}

/** Types of the metrics of a page by their names as Prometheus stores them, and their series. */
function read(page: string) {
  const types = new Map(
    [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type]) => [
      type === "counter" ? `${name}_total` : name,
      type,
    ]),
  );
  const series = page
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value] =
        /^([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})? (\S+)/.exec(line) ?? [];
      return {
        name,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, of]) => [
            key,
            of,
          ]),
        ) as Readonly<Record<string, string>>,
        value: Number(value),
        line,
      };
    });
  return { types, series };
}

describe("a service with the kit", () => {
  let service: Running;
  let sink: Collector;

  beforeAll(async () => {
    sink = await collector();
    service = await run("shop.cjs", {
      TRACES: JSON.stringify({
        endpoint: sink.endpoint,
        ratio: 1,
        maxPerSecond: 5000,
      }),
    });
    await text(service.url("/orders/1"), {
      "x-request-id": REQUEST_ID,
      traceparent: `00-${TRACE}-${PARENT}-01`,
    });
    await text(service.url("/orders/2?token=abc"));
    await text(service.url("/fail"));
  });

  it("has the metrics of the catalogue and no others, of their types", async () => {
    const { types } = read(await text(service.admin("/metrics")));
    const known = new Map(
      [
        ...serviceMetrics,
        ...businessMetrics,
        { name: "order_value", type: "histogram" },
      ].map(({ name, type }) => [name, type]),
    );
    for (const [name, type] of types) {
      expect(`${name} ${type}`).toBe(`${name} ${known.get(name)}`);
    }
    const own = [
      ...[...businessMetrics, ...goMetrics].map(({ name }) => name),
      // Of the processes of Go's client only.
      "process_network_receive_bytes_total",
      "process_network_transmit_bytes_total",
      "process_virtual_memory_max_bytes",
    ];
    const missing = serviceMetrics.filter(
      ({ name }) => !own.includes(name) && !types.has(name),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it("has each metric and label that the alerts about requests and runtime ask for", async () => {
    const { types, series } = read(await text(service.admin("/metrics")));
    const rules = [
      ...httpServiceAlerts({ service: "shop" }),
      ...runtimeAlerts({ runtime: "node", job: "shop" }),
    ].flatMap((group) => group.rules.map(({ expr }) => expr).join("\n"));
    const go = new Set(goMetrics.map(({ name }) => name));
    const asked = serviceMetrics.filter(
      ({ name }) =>
        !go.has(name) &&
        new RegExp(`(?<![\\w:])${name}(_bucket|_sum|_count)?\\{`).test(
          rules.join("\n"),
        ),
    );
    expect(asked.length).toBeGreaterThan(6);
    expect(asked.filter(({ name }) => !types.has(name))).toEqual([]);
    const labels = series
      .filter(({ name }) => name === "http_requests_total")
      .map((each) => Object.keys(each.labels).sort().join());
    expect([...new Set(labels)]).toEqual(["code,method,route"]);
  });

  it("counts requests by the template of their route, and what has none as other", async () => {
    const wild = Array.from({ length: 100 }, (_, index) => index);
    await Promise.all(
      wild.map((index) => text(service.url(`/wp-admin/${index}.php`))),
    );
    const { series } = read(await text(service.admin("/metrics")));
    const count = (method: string, route: string, code: string) =>
      series.find(
        ({ name, labels }) =>
          name === "http_requests_total" &&
          labels.method === method &&
          labels.route === route &&
          labels.code === code,
      )?.value;
    expect(count("GET", "/orders/:id", "200")).toBe(2);
    expect(count("GET", "/fail", "500")).toBe(1);
    expect(count("GET", "other", "404")).toBe(100);
    // Errors that have not happened yet, on a route that nobody has asked for.
    expect(count("POST", "/unready", "500")).toBe(0);
    const routes = new Set(series.map(({ labels }) => labels.route));
    expect([...routes].filter((route) => route?.includes("php"))).toEqual([]);
  });

  it("has exemplars with the traces that are sent, and declared labels only", async () => {
    const { series } = read(await text(service.admin("/metrics")));
    const lines = series.map(({ line }) => line).join("\n");
    expect(lines).toMatch(
      new RegExp(
        `^http_request_duration_seconds_bucket\\{.*route="/orders/:id".*# \\{trace_id="[0-9a-f]{32}"\\}`,
        "m",
      ),
    );
    expect(lines).toMatch(/^order_value_bucket.*# \{trace_id="/m);
    const orders = series.filter(({ name }) => name === "orders_placed_total");
    expect(orders.map(({ labels, value }) => [labels.plan, value])).toEqual([
      ["free", 0],
      ["paid", 1],
      ["other", 1],
    ]);
  });

  it("passes trace and request on, by fetch and by http", async () => {
    const answer = await fetch(service.url("/orders/1"), {
      headers: {
        "x-request-id": REQUEST_ID,
        traceparent: `00-${TRACE}-${PARENT}-01`,
      },
    });
    expect(answer.headers.get("x-request-id")).toBe(REQUEST_ID);
    const seen = (await answer.json()) as Record<string, string>;
    expect(seen.request).toBe(REQUEST_ID);
    expect(seen.trace).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  });

  it.each([
    ["with a space", "a b"],
    ["too long", "a".repeat(65)],
    ["of JSON", '{"level":"fatal"}'],
    ["of a query", "x' or 1=1"],
  ])("replaces an id of a request %s", async (_, id) => {
    const answer = await fetch(service.url("/price"), {
      headers: { "x-request-id": id },
    });
    expect(answer.headers.get("x-request-id")).toMatch(
      /^[0-9a-z]{6,10}-[0-9a-z]+$/,
    );
  });

  it("logs with trace, span and request, and without what is private", () => {
    const line = service
      .lines()
      .find(({ request_id: id }) => id === REQUEST_ID);
    expect(line).toMatchObject({
      level: "info",
      service: "shop",
      trace_id: TRACE,
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(line?.msg).toBe("order of card [card], id 1");
    expect(service.output()).not.toMatch(/jane|hunter2|4111/);
  });

  it("is alive, and ready until a check fails, whose reason it keeps", async () => {
    const alive = await fetch(service.admin("/healthz"));
    const before = await fetch(service.admin("/readyz"));
    await fetch(service.url("/unready"), { method: "POST" });
    const after = await fetch(service.admin("/readyz"));
    const page = await after.text();
    expect([alive.status, before.status, after.status]).toEqual([
      200, 200, 503,
    ]);
    expect(JSON.parse(page)).toEqual({
      status: "not ready",
      checks: { database: "failing", cache: "failing" },
    });
  });

  it("answers what it began, sends the last span, and ends without an error", async () => {
    const slow = fetch(service.url("/slow"));
    await waitFor(async () =>
      /^http_requests_in_flight 1$/m.test(
        await text(service.admin("/metrics")),
      ),
    );
    const ended = service.end();
    await waitFor(
      async () => (await fetch(service.admin("/readyz"))).status === 503,
    );
    expect((await slow).status).toBe(200);
    expect(await ended).toBe(0);
    expect(service.lines().map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(["stopping", "closed"]),
    );
    expect(sink.spans.map(({ name }) => name)).toContain("GET /slow");
  });

  it("has sent no query of a URL, of neither way to ask", () => {
    const asked = sink.spans.filter(({ kind }) => kind === 3);
    expect(asked.length).toBeGreaterThan(1);
    expect(
      asked.every(({ attributes }) => attributes["url.full"] !== undefined),
    ).toBe(true);
    expect(JSON.stringify(sink.spans)).not.toContain("planted");
  });

  it("has sent spans of which each has its parent, from the caller on", () => {
    const byId = new Map(sink.spans.map((span) => [span.spanId, span]));
    const chain = (span: Span | undefined): readonly string[] =>
      span === undefined
        ? []
        : [
            `${span.kind} ${span.name}`,
            ...chain(byId.get(span.parentSpanId ?? "")),
          ];
    const price = sink.spans.find(
      ({ name, traceId }) => name === "GET /price" && traceId === TRACE,
    );
    expect(chain(price)).toEqual([
      "2 GET /price",
      "3 GET",
      "2 GET /stock/:id",
      "3 GET",
      "2 GET /orders/:id",
    ]);
    const failed = sink.spans.find(({ name }) => name === "GET /fail");
    expect(failed?.status.code).toBe(2);
    expect(failed?.attributes).toMatchObject({
      "http.route": "/fail",
      "http.response.status_code": 500,
    });
    expect(
      JSON.stringify(sink.spans.filter(({ kind }) => kind === 2)),
    ).not.toContain("token=");
  });
});

describe("traces that are not chosen", () => {
  it("are left out but for the requests that fail or are slow, which keep their ids", async () => {
    const sink = await collector();
    const service = await run("shop.cjs", {
      TRACES: JSON.stringify({
        endpoint: sink.endpoint,
        ratio: 0,
        slowMillis: 1000,
      }),
    });
    const unsampled = `00-${TRACE}-${PARENT}-00`;
    await text(service.url("/orders/1"));
    await text(service.url("/fail"), { traceparent: unsampled });
    await text(service.url("/slow?millis=1100"));
    expect(await service.end()).toBe(0);
    expect(sink.spans.map(({ name }) => name).sort()).toEqual([
      "GET /fail",
      "GET /slow",
    ]);
    expect(sink.spans.find(({ name }) => name === "GET /fail")).toMatchObject({
      traceId: TRACE,
      parentSpanId: PARENT,
    });
    // Their lines have ids all the same.
    expect(
      service.lines().find(({ msg }) => String(msg).startsWith("order"))
        ?.trace_id,
    ).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("requests with the debug header", () => {
  it("are sent whatever the ratio and the caller say, and tell the agent to keep their traces", async () => {
    const sink = await collector();
    const service = await run("shop.cjs", {
      TRACES: JSON.stringify({ endpoint: sink.endpoint, ratio: 0 }),
    });
    const traceparent = `00-${TRACE}-${PARENT}-00`;
    const asking = { "x-debug-trace": "jane.doe@example.com" };
    await text(service.url("/price"));
    await text(service.url("/orders/1"), { ...asking, traceparent });
    expect(await service.end()).toBe(0);
    const spans = sink.spans.filter(({ kind }) => kind === 2);
    // Those that are asked in turn are part of the trace, by what they get from the first.
    expect(spans.map(({ name, traceId }) => [name, traceId]).sort()).toEqual([
      ["GET /orders/:id", TRACE],
      ["GET /price", TRACE],
      ["GET /stock/:id", TRACE],
    ]);
    const noted = spans
      .flatMap(({ attributes }) => Object.keys(attributes))
      .filter((name) => name.startsWith("http.request.header."));
    expect(noted).toHaveLength(1);
    const policies = tailSampling(chooseSampling({}, Bytes.mebibytes(256)));
    expect(JSON.stringify(policies).replaceAll("\\", "")).toContain(
      `span.attributes["${noted.join()}"] != nil`,
    );
    expect(JSON.stringify(spans)).not.toContain("jane");
  });
});

describe("a debug header that is none", () => {
  it.each([["X-Debug"], ["a b"], [""], [true], [7]])(
    "is refused at the start: %j",
    (debugHeader) => {
      const options = { traces: { debugHeader } } as ObserveOptions;
      expect(() => settingsOf(options, {})).toThrow(
        `debugHeader of traces must be the name of a header in lower case, got ${JSON.stringify(debugHeader)}`,
      );
    },
  );
});

describe("a collector that fails", () => {
  it("fails no request and no shutdown, whether it is away or silent", async () => {
    const silent = await collector(false);
    const endpoints = ["http://127.0.0.1:1", silent.endpoint];
    await Promise.all(
      endpoints.map(async (endpoint) => {
        const service = await run("shop.cjs", {
          TRACES: JSON.stringify({ endpoint, ratio: 1 }),
          SHUTDOWN_MILLIS: "800",
        });
        const answers = await Promise.all(
          Array.from({ length: 100 }, () => fetch(service.url("/price"))),
        );
        expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
        expect(await service.end()).toBe(0);
        expect(service.output()).not.toMatch(/unhandled|uncaught/i);
      }),
    );
    // It was asked, and the service has not waited for it.
    expect(silent.spans.length).toBeGreaterThan(0);
  });
});

describe("the Node.js that services run on here", () => {
  it("is one that the package takes", () => {
    const { engines } = JSON.parse(
      readFileSync(join(kitFolder, "package.json"), "utf8"),
    ) as { engines: { node: string } };
    const numbers = (text: string): number => {
      const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
      return 1000 * Number(major) + Number(minor);
    };
    const version = execFileSync(NODE, ["--version"], { encoding: "utf8" });
    expect(numbers(version)).toBeGreaterThanOrEqual(numbers(engines.node));
    if (process.env.KIT_NODE === undefined) {
      process.stdout.write(
        "skipped: the kit on another Node.js (KIT_NODE names none)\n",
      );
    }
  });
});

describe("other ways to use the kit", () => {
  it("tells Express' routes with the paths of their routers", async () => {
    const sink = await collector();
    const service = await run("express.cjs", {
      TRACES: JSON.stringify({ endpoint: sink.endpoint, ratio: 1 }),
    });
    await text(service.url("/carts/7"));
    await text(service.url("/carts/7/broken"));
    await text(service.url("/nothing"));
    const { series } = read(await text(service.admin("/metrics")));
    const counted = series
      .filter(({ name, value }) => name === "http_requests_total" && value > 0)
      .map(({ labels }) => `${labels.code} ${labels.route}`);
    expect(counted.sort()).toEqual([
      "200 /carts/:id",
      "404 other",
      "500 /carts/:id/broken",
    ]);
    expect(await service.end()).toBe(0);
    expect(sink.spans.map(({ name }) => name)).toContain("GET /carts/:id");
  });

  it("reaches the modules of programs of CommonJS by --require and of ES modules by --import", async () => {
    const programs = [
      ["modules.cjs", "--require", "register.cjs"],
      ["modules.mjs", "--import", "register.mjs"],
    ] as const;
    const told = await Promise.all(
      programs.map(async ([name, option, register]) => {
        const service = await run(
          name,
          { OTEL_EXPORTER_PROMETHEUS_PORT: "0", OTEL_SERVICE_NAME: "modules" },
          [option, join(kitFolder, register)],
        );
        return service.told;
      }),
    );
    const all = { http: true, pg: true, ioredis: true, graphql: true };
    expect(told).toEqual([all, all]);
  });
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not happen");
}
