import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { buildKit } from "../../instrumentation/node/build";
import { settingsOf } from "../../instrumentation/node/src/options";
import { run, stopAll } from "./program";

const ROOT = join(__dirname, "..", "..");
const KIT = join(ROOT, "instrumentation", "node");
const README = join(KIT, "README.md");
const folder = mkdtempSync(join(tmpdir(), "observability-readme-"));

jest.setTimeout(30_000);

afterAll(() => {
  stopAll();
  rmSync(folder, { recursive: true, force: true });
});

/** The options of a page with the defaults that it tells, without the marks of code. */
function optionsOf(page: string): ReadonlyMap<string, string> {
  const rows = readFileSync(page, "utf8").matchAll(
    /^\| `([\w.]+)` +\| .*\| +(\S.*?) +\|$/gm,
  );
  return new Map(
    [...rows].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("`", ""),
    ]),
  );
}

/** What holds without options and environment, as the pages write it. */
function defaults(): Readonly<Record<string, string>> {
  const { admin, traces, shutdown, buckets, ...rest } = settingsOf({}, {});
  return {
    service: rest.service,
    version: rest.version ?? "none",
    "admin.host": String(admin?.host),
    "admin.port": String(admin?.port),
    // That of the exporter.
    "traces.endpoint": "http://localhost:4318",
    "traces.ratio": String(traces.ratio),
    "traces.maxPerSecond": String(traces.maxPerSecond),
    "traces.slowMillis": String(traces.slowSeconds * 1000),
    "traces.debugHeader": String(traces.debugHeader),
    "traces.modules": Object.keys(traces.modules).join() || "none",
    logLevel: rest.logLevel,
    buckets: `${buckets[0]} to ${buckets.at(-1)} s, in ${buckets.length === 11 ? "eleven" : buckets.length} steps`,
    maxRoutes: String(rest.maxRoutes),
    ignore: rest.ignore === undefined ? "no request is left out" : "some",
    checks: Object.keys(rest.checks).join() || "none",
    "shutdown.signals": shutdown.signals.join(", "),
    "shutdown.delayMillis": String(shutdown.delayMillis),
    "shutdown.timeoutMillis": String(shutdown.timeoutMillis),
  };
}

it("has a row for each option, with its default", () => {
  const told = Object.fromEntries(optionsOf(README));
  expect(told).toEqual(defaults());
  const known = (options: object): readonly string[] => {
    try {
      settingsOf(options, {});
    } catch (error) {
      const [, names = ""] =
        / must be among (.*), got /.exec(String(error)) ?? [];
      return names.split(", ");
    }
    return [];
  };
  const groups = ["admin", "traces", "shutdown"];
  const names = known({ none: 1 }).flatMap((name) =>
    groups.includes(name)
      ? known({ [name]: { none: 1 } }).map((inner) => `${name}.${inner}`)
      : [name],
  );
  expect(Object.keys(told).sort()).toEqual([...names].sort());
});

it("tells the same as the long page", () => {
  const long = optionsOf(join(ROOT, "docs", "instrumentation.md"));
  const short = optionsOf(README);
  expect([...short].filter(([name]) => long.has(name))).toEqual(
    [...long].filter(([name]) => short.has(name)),
  );
  expect([...short.keys()].filter((name) => !long.has(name))).toEqual([]);
});

it("is packed", () => {
  const { files } = JSON.parse(
    readFileSync(join(KIT, "package.json"), "utf8"),
  ) as { files: readonly string[] };
  expect(files).toContain("README.md");
});

it("shows a service that runs, with the pages that it tells", async () => {
  buildKit();
  const text = readFileSync(README, "utf8");
  const [, first = "", rest = ""] =
    /^```ts\n([^]*?)^```[^]*?^```ts continued\n([^]*?)^```/m.exec(text) ?? [];
  const program = `${first}${rest}
    server.on("listening", () => {
      const { port } = server.address() as { port: number };
      process.send!({ port, admin: kit.adminPort });
    });`
    .replace("8080", '0, "127.0.0.1"')
    .replace(
      '"@cdktf-observability/node"',
      JSON.stringify(join(KIT, "dist", "index.js")),
    );
  const file = join(folder, "service.cjs");
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS },
  });
  writeFileSync(file, outputText);
  const service = await run(file, {
    OTEL_EXPORTER_PROMETHEUS_HOST: "127.0.0.1",
    OTEL_EXPORTER_PROMETHEUS_PORT: "0",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
  });
  const answer = await fetch(service.url("/orders/7"), {
    headers: { "x-request-id": "abc" },
  });
  expect(await answer.json()).toEqual({ request: "abc" });
  const pages = [...text.matchAll(/^\| `(\/\w+)`/gm)].map(([, page]) => page);
  expect(pages).toHaveLength(3);
  for (const page of pages) {
    expect((await fetch(service.admin(page ?? ""))).status).toBe(200);
  }
  expect(await (await fetch(service.admin("/metrics"))).text()).toContain(
    'http_requests_total{method="GET",route="/orders/:id",code="200"} 1',
  );
  expect(await service.end()).toBe(0);
  expect(service.lines()[0]).toMatchObject({
    msg: "order shown",
    email: "[email]",
    request_id: "abc",
    service: "checkout",
  });
});
