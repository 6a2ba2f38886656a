import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { Agent, request as ask } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { buildKit } from "../../instrumentation/node/build";
import { RequestMetrics } from "../../instrumentation/node/src/request-metrics";
import { Registry, type OpenMetricsContentType } from "prom-client";
import {
  collector,
  run,
  stopAll,
  type Collector,
  type Running,
} from "./program";

const DIST = join(__dirname, "..", "..", "instrumentation", "node", "dist");
/** Below the packages that it needs. */
const second = join(DIST, `second-${process.pid}`);
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

// Each test starts programs, on machines that do other things too.
jest.setTimeout(30_000);

let sink: Collector;
let service: Running;

beforeAll(async () => {
  buildKit();
  mkdirSync(second, { recursive: true });
  copyFileSync(join(DIST, "index.js"), join(second, "index.js"));
  sink = await collector();
  service = await run("attacked.cjs", {
    SECOND_KIT: join(second, "index.js"),
    TRACES: JSON.stringify({
      endpoint: sink.endpoint,
      ratio: 1,
      maxPerSecond: 5000,
    }),
  });
});

afterAll(() => {
  stopAll();
  rmSync(second, { recursive: true, force: true });
});

/** What the service answers to bytes as they are, until it ends the connection. */
function raw(text: string, endAfter?: string): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(service.url("/"));
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(text, "latin1");
    });
    let answer = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      answer += chunk;
      if (endAfter !== undefined && answer.includes(endAfter)) {
        socket.destroy();
      }
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

function get(path: string, ...headers: readonly string[]): Promise<string> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    "host: shop",
    "connection: close",
    ...headers,
  ];
  return raw(`${lines.join("\r\n")}\r\n\r\n`);
}

async function counted(): Promise<string> {
  return (await fetch(service.admin("/metrics"))).text();
}

/** Requests of a route that were counted, by code. */
async function codesOf(
  route: string,
  method = "GET",
): Promise<Record<string, number>> {
  const pattern = new RegExp(
    `^http_requests_total\\{method="${method}",route="${route}",code="(\\d+)"\\} ([1-9]\\d*)$`,
    "gm",
  );
  const found = [...(await counted()).matchAll(pattern)];
  return Object.fromEntries(
    found.map(([, code = "", value]) => [code, Number(value)]),
  );
}

async function eventually<T>(
  expected: T,
  look: () => Promise<T>,
): Promise<void> {
  let seen = await look();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (JSON.stringify(seen) === JSON.stringify(expected)) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await look();
  }
  expect(seen).toEqual(expected);
}

it("is one service though the kit is there twice, and tells of servers that were there before it", async () => {
  expect(service.told.isOne).toBe(true);
  const [, request, other] =
    /"request":"([^"]+)","second":"([^"]+)"/.exec(await get("/ids")) ?? [];
  expect(request).toBe(other);
  await fetch(`http://127.0.0.1:${String(service.told.early)}/`);
  expect(await codesOf("other")).toMatchObject({ 200: 1 });
});

it.each([
  ["very long", `x-request-id: ${"a".repeat(12_000)}`],
  ["of two lines", "x-request-id: a", "x-request-id: b"],
  ["of other letters", "x-request-id: b\u00e4ckerei"],
  ["that is a secret", "x-request-id: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc"],
  ["that is an address", "x-request-id: jane.doe@example.com"],
  ["that is empty", "x-request-id:"],
])(
  "makes an id of its own for a request with one %s",
  async (_, ...headers) => {
    const answer = await get("/ids", ...headers);
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(answer).toMatch(/^x-request-id: [0-9a-z]{6,10}-[0-9a-z]+\r$/m);
  },
);

it.each([
  ["empty", ""],
  ["cut", `00-${TRACE}`],
  ["without flags", `00-${TRACE}-${PARENT}-zz`],
  ["in capitals", `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ["of a version that is none", `ff-${TRACE}-${PARENT}-01`],
  ["without a trace", `00-${"0".repeat(32)}-${PARENT}-01`],
  ["without a parent", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["with more", `00-${TRACE}-${PARENT}-01-more`],
  ["long", `${"0".repeat(8000)}-${TRACE}-${PARENT}-01`],
  [
    "there twice",
    `00-${TRACE}-${PARENT}-01\r\ntraceparent: 00-${TRACE}-${PARENT}-00`,
  ],
])("begins a trace of its own where the caller's is %s", async (_, parent) => {
  const state = `tracestate: ${"a=b,".repeat(500)}`;
  const answer = await get("/ids", `traceparent: ${parent}`, state);
  const [, trace] = /"trace":"([0-9a-f]{32})"/.exec(answer) ?? [];
  expect(trace).toMatch(/[1-9a-f]/);
  expect(trace).not.toBe(TRACE);
});

it("knows nothing of a request in the next one of its connection, which is left out", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = (path: string): Promise<string> =>
    new Promise((resolve) => {
      ask(service.url(path), { agent }, (answer) => {
        let text = "";
        answer
          .setEncoding("utf8")
          .on("data", (chunk: string) => (text += chunk));
        answer.on("end", () => resolve(text));
      }).end();
    });
  expect(await body("/ids")).toContain("request");
  expect(await body("/ignored")).toBe("{}");
  expect(await body("/ids")).toContain("request");
  agent.destroy();
  const piped = await raw(
    ["/ids", "/ignored", "/ids"]
      .map(
        (path, index) =>
          `GET ${path} HTTP/1.1\r\nhost: shop\r\n${index === 2 ? "connection: close\r\n" : ""}\r\n`,
      )
      .join(""),
  );
  expect(piped.match(/\{.*\}/g)?.map((text) => text.length > 2)).toEqual([
    true,
    false,
    true,
  ]);
});

it("counts requests whose clients or handlers do not wait, and nothing stays open", async () => {
  await Promise.all([
    raw("GET /stream HTTP/1.1\r\nhost: shop\r\n\r\n", "first"),
    get("/cut"),
    get("/stream"),
  ]);
  const abort = new AbortController();
  const waiting = fetch(service.url("/wait"), { signal: abort.signal }).catch(
    () => undefined,
  );
  setTimeout(() => abort.abort(), 100);
  await waiting;
  await eventually({ 499: 1 }, () => codesOf("/wait"));
  await eventually({ 200: 1, 499: 1 }, () => codesOf("/stream"));
  await eventually({ 499: 1 }, () => codesOf("/cut"));
  expect(await counted()).toMatch(/^http_requests_in_flight 0$/m);
});

it("counts by method, and leaves connections that are upgraded alone", async () => {
  await fetch(service.url("/ids"), { method: "HEAD" });
  await fetch(service.url("/ids"), { method: "OPTIONS" });
  expect(await codesOf("/ids", "HEAD")).toEqual({ 200: 1 });
  expect(await codesOf("/ids", "OPTIONS")).toEqual({ 200: 1 });
  await raw(
    "PROPFIND /ids HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n",
  );
  expect(await codesOf("other", "other")).toEqual({ 404: 1 });
  expect(
    await raw(
      "GET /ids HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ),
  ).toMatch(/ 101 /);
  expect(await counted()).toMatch(/^http_requests_in_flight 0$/m);
});

it("takes no further route from what is no template", async () => {
  await fetch(service.url("/route"));
  expect(await counted()).not.toContain("/r//r/");
});

it("answers and counts what fails in handlers, GraphQL, a database and a cache, with spans that failed", async () => {
  const paths = ["/throws", "/rejects", "/database", "/cache"];
  const codes = await Promise.all(
    paths.map(async (path) => (await fetch(service.url(path))).status),
  );
  expect(codes).toEqual([500, 500, 500, 500]);
  const answer = await fetch(service.url("/graphql"), { method: "POST" });
  expect(await answer.json()).toMatchObject({
    errors: [{ message: "no stock" }],
  });
  for (const path of paths) {
    expect(await codesOf(path)).toEqual({ 500: 1 });
  }
});

it("still runs and ends well after all this, though connections are kept and signals come twice", async () => {
  const agent = new Agent({ keepAlive: true });
  const answers = Array.from(
    { length: 8 },
    () =>
      new Promise<number | undefined>((resolve, reject) => {
        ask(service.url("/wait"), { agent }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode));
        })
          .on("error", reject)
          .end();
      }),
  );
  await eventually(true, async () =>
    (await counted()).includes("http_requests_in_flight 8"),
  );
  const ended = service.end();
  service.child.kill("SIGINT");
  service.child.kill("SIGTERM");
  expect(await Promise.all(answers)).toEqual(Array(8).fill(200));
  expect(await ended).toBe(0);
  agent.destroy();
  expect(service.output()).not.toMatch(/jane|eyJhbG|unhandled/i);
  const failed = sink.spans
    .filter(({ status }) => status.code === 2)
    .map(({ name }) => name);
  expect(failed).toEqual(
    expect.arrayContaining([
      "GET /throws",
      "GET /rejects",
      "GET /database",
      "GET /cache",
    ]),
  );
});

it("keeps few series of requests by any route, method and code", async () => {
  const metrics = new RequestMetrics([1], 200);
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  metrics.register(registry);
  for (let index = 0; index < 100_000; index += 1) {
    metrics.observe(
      ["GET", "POST", `M${index}`][index % 3] ?? "",
      `/${index % 300}`,
      100 + (index % 900),
      0.1,
      undefined,
    );
  }
  const page = await registry.metrics();
  const counts = [...page.matchAll(/^http_requests_total\{.* (\d+)$/gm)].map(
    ([, value]) => Number(value),
  );
  expect(counts.length).toBeLessThan(2050);
  expect(counts.reduce((sum, value) => sum + value, 0)).toBe(100_000);
  expect(new Set(page.match(/method="\w+"/g))).toEqual(
    new Set(['method="GET"', 'method="POST"', 'method="other"']),
  );
});
