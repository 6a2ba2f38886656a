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
import type { LogSamplingRule } from "../../../lib/domain/logs/sampling";
import { LogSource } from "../../../lib/domain/logs/source";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import { collectorHere } from "../../support/local-telemetry";
import { HEX, seeded, type Random } from "../../support/masking/random";
import { planOf } from "../../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
} from "../../support/program";
import { describeWithTool } from "../../support/tools";

const COUNT = 12_000;
/** Every twelfth line is of a log of which nothing is left out. */
const AUDIT_EVERY = 12;

const RULES: readonly LogSamplingRule[] = [
  { name: "health", keep: 0, routes: ["/health*"], levels: ["debug", "info"] },
  { name: "payments", keep: 1, services: ["payments"] },
  {
    name: "checkout-debug",
    keep: 0.05,
    services: ["checkout"],
    levels: ["trace", "debug"],
  },
  {
    name: "orders",
    keep: 0.3,
    services: ["checkout"],
    routes: ["/orders/*", "/a.b"],
  },
  { name: "rest", keep: 0.15 },
];

/** The number of OpenTelemetry for each level; a sender that names none is of unknown level. */
const SEVERITY = {
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
  unknown: 0,
} as const;
type Level = keyof typeof SEVERITY;

interface SentLine {
  readonly body: string;
  readonly service: string;
  readonly level: Level;
  readonly route: string | undefined;
  readonly trace: string | undefined;
  readonly log?: string;
}

/** Its trace has the lowest of all numbers, so that every rule that keeps anything keeps it. */
const WIDE: SentLine = {
  body: "wide",
  service: "shop",
  level: "info",
  route: undefined,
  trace: `${"a".repeat(26)}000000`,
};

interface KeptLine {
  readonly weight: number | undefined;
  readonly fields: readonly string[];
}

/** Which rule is to decide, by what is declared above and not by what was rendered of it. */
function ruleFor({
  service,
  level,
  route = "",
  log,
}: SentLine): string | undefined {
  const isQuiet = level === "debug" || level === "info";
  if (log !== undefined || (!isQuiet && level !== "warn")) {
    return undefined;
  }
  if (route.startsWith("/health") && isQuiet) {
    return "health";
  }
  if (service === "payments") {
    return "payments";
  }
  if (service === "checkout" && level === "debug") {
    return "checkout-debug";
  }
  const isOrder = route.startsWith("/orders/") || route === "/a.b";
  return service === "checkout" && isOrder ? "orders" : "rest";
}

/** A third of the lines has no trace; a trace has lines of several services and levels. */
function linesOf(random: Random): readonly SentLine[] {
  const traces = Array.from({ length: COUNT / 6 }, () => random.text(32, HEX));
  return Array.from({ length: COUNT }, (_, index) => ({
    body: `line-${index}.`,
    service: random.pick(["checkout", "shop", "payments"]),
    level: random.pick([
      "debug",
      "info",
      "info",
      "warn",
      "error",
      "fatal",
      "unknown",
    ]),
    route: random.pick([
      "/health/live",
      "/orders/17",
      "/a.b",
      "/axb",
      undefined,
    ]),
    trace:
      random.below(3) === 0 ? undefined : traces[random.below(traces.length)],
    ...(index % AUDIT_EVERY === 0 && { log: random.pick(["auth", "audit"]) }),
  }));
}

describeWithTool("otelcol-contrib", "sampling of log lines", (otelcol) => {
  const lines = linesOf(seeded(20_260));
  const kept = new Map<string, KeptLine>();
  let dropped: ReadonlyMap<string, number>;
  let fromFile: readonly string[];
  let folder: string;
  let store: Server;
  let collector: RunningProgram;

  const of = (rule: string | undefined): readonly SentLine[] =>
    lines.filter((line) => ruleFor(line) === rule);
  const keptOf = (list: readonly SentLine[]): readonly SentLine[] =>
    list.filter(({ body }) => kept.has(body));
  const keepOf = (name: string): number =>
    RULES.find((rule) => rule.name === name)?.keep ?? 1;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "log-volume-"));
    mkdirSync(join(folder, "app"));
    const file = join(folder, "app/app.log");
    writeFileSync(file, "history\n");
    store = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.setHeader("content-type", "application/json");
        response.end("{}");
        for (const { body, attributes } of recordsOf(
          Buffer.concat(chunks).toString(),
        )) {
          kept.set(body, {
            weight: attributes.find(({ key }) => key === "sampling_weight")
              ?.value.doubleValue,
            fields: attributes.map(({ key }) => key),
          });
        }
      });
    });
    await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
    const port = await freePortsFor(
      "grpc",
      "http",
      "metrics",
      "self",
      "health",
    );
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    const plan = planOf({
      jaeger: false,
      "otel-collector": {
        extraConfig: {
          exporters: Object.fromEntries(
            ["otlp_http/loki", "otlp_http/loki/sent"].map((name) => [
              name,
              { encoding: "json", compression: "none" },
            ]),
          ),
        },
      },
    });
    writeFileSync(
      join(folder, "collector.yaml"),
      collectorHere(
        renderOtelCollectorConfig({
          plan,
          endpoints: { ...endpointsOf(plan), loki: url },
          sources: [
            {
              service: "payments",
              source: LogSource.file("/var/log/app/app.log"),
            },
          ],
          // Masking does not change what is left out, and takes most of the time of a start.
          logs: { masking: false, sampling: RULES },
        }),
        folder,
        port,
      ),
    );
    collector = start(otelcol, ["--config", join(folder, "collector.yaml")]);
    await eventually(
      "the collector reads the file and hears OTLP",
      async () => {
        await get(`http://127.0.0.1:${port.health}`);
        return (
          collector.output().includes("Started watching file") || undefined
        );
      },
      collector.output,
    );
    fromFile = fileLines();
    appendFileSync(file, `${fromFile.join("\n")}\n`);
    const post = async (
      some: readonly SentLine[],
      more: readonly unknown[],
    ) => {
      const response = await fetch(`http://127.0.0.1:${port.http}/v1/logs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(requestOf(some, more)),
      });
      expect(response.status).toBe(200);
    };
    for (let from = 0; from < COUNT; from += 2000) {
      await post(lines.slice(from, from + 2000), []);
    }
    await post(
      [WIDE],
      Array.from({ length: 200 }, (_, index) => attribute(`a${index}`, "x")),
    );
    const all = COUNT + fromFile.length + 1;
    dropped = await eventually(
      "each line has arrived or is counted as dropped",
      async () => {
        const own = await get(`http://127.0.0.1:${port.self}/metrics`);
        const counts = new Map(
          [
            ...own.matchAll(
              /^otelcol_processor_filter_logs_filtered\w*\{[^}]*filter="filter\/sampling_([^"]+)"[^}]*\} (\d+)/gm,
            ),
          ].map(([, name = "", count]) => [name, Number(count)]),
        );
        const sum = [...counts.values()].reduce((a, b) => a + b, 0);
        return sum + kept.size >= all ? counts : undefined;
      },
      () => `${kept.size} of ${all}\n${collector.output()}`,
    );
  }, 90_000);

  afterAll(async () => {
    await collector.stop();
    await new Promise((resolve) => store.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it("keeps each line of an error, of what is worse, of unknown level, and of the logs auth and audit, whatever the rules say", () => {
    const must = of(undefined);
    expect(must.length).toBeGreaterThan(COUNT / 4);
    expect(must.filter(({ body }) => !kept.has(body))).toEqual([]);
    expect(
      must.filter(({ body }) => kept.get(body)?.weight !== undefined),
    ).toEqual([]);
  });

  it.each(RULES)(
    "lets rule $name keep $keep of its lines",
    ({ name, keep }) => {
      for (const isTraced of [true, false]) {
        const those = of(name).filter(
          (line) => (line.trace !== undefined) === isTraced,
        );
        expect(those.length).toBeGreaterThan(50);
        const deviation = Math.sqrt(keep * (1 - keep) * squares(those));
        const error = Math.abs(keptOf(those).length - keep * those.length);
        expect(error).toBeLessThanOrEqual(bound(isTraced) * deviation);
      }
    },
  );

  it("keeps or drops the lines of one trace together, and those of a rule that keeps more with them", () => {
    const torn = RULES.flatMap(({ name, keep }) => {
      const traced = lines.filter(({ trace }) => trace !== undefined);
      const told = new Set(
        keptOf(traced.filter((line) => ruleFor(line) === name)).map(
          ({ trace }) => trace,
        ),
      );
      return traced.filter((line) => {
        const rule = ruleFor(line);
        return (
          rule !== undefined &&
          keepOf(rule) >= keep &&
          told.has(line.trace) &&
          !kept.has(line.body)
        );
      });
    });
    expect(torn).toEqual([]);
  });

  it("tells with each kept line for how many it stands, so that their sum is what was sent", () => {
    for (const { name, keep } of RULES.filter((rule) => rule.keep > 0)) {
      for (const isTraced of [true, false]) {
        const those = of(name).filter(
          (line) => (line.trace !== undefined) === isTraced,
        );
        const weights = keptOf(those).map(
          ({ body }) => kept.get(body)?.weight ?? 1,
        );
        for (const weight of weights) {
          expect(weight).toBeCloseTo(1 / keep, 4);
        }
        const sum = weights.reduce((a, b) => a + b, 0);
        const deviation = Math.sqrt(((1 - keep) / keep) * squares(those));
        expect(Math.abs(sum - those.length)).toBeLessThanOrEqual(
          bound(isTraced) * deviation + 0.01,
        );
      }
    }
  });

  it("tells it also of a line that loses others of its many fields", () => {
    const wide = kept.get(WIDE.body);
    expect(wide?.weight).toBeCloseTo(1 / keepOf("rest"), 4);
    expect(wide?.fields.length).toBeLessThan(128);
  });

  it("counts what each rule has dropped", () => {
    const missing = RULES.map(({ name }): [string, number] => [
      name,
      of(name).length - keptOf(of(name)).length,
    ]);
    const file = fromFile.filter((line) => !kept.has(line)).length;
    expect(Object.fromEntries(dropped)).toEqual({
      ...Object.fromEntries(missing),
      health: (missing[0]?.[1] ?? 0) + file,
    });
  });

  it("knows level, service and path of lines of files", () => {
    const isHealth = (line: string): boolean => line.includes('"info"');
    expect(fromFile.filter((line) => !kept.has(line))).toEqual(
      fromFile.filter(isHealth),
    );
  });

  it("believes no sender what it says about sampling, and leaves nothing of its own behind but rule and weight", () => {
    const names = [...kept.values()].flatMap(({ fields }) => fields);
    expect(names).not.toContain("sampling_random");
    const must = of(undefined).map(({ body }) => kept.get(body)?.fields);
    expect(must.flat()).not.toContain("sampling_rule");
  });
});

/**
 * Numbers of traces are from a fixed seed, those of lines without a trace are the collector's own, so that of these one
 * run in a million may be further off.
 */
function bound(isTraced: boolean): number {
  return isTraced ? 3 : 5;
}

/** Of what is decided together, the sum of the squares of its sizes. */
function squares(lines: readonly SentLine[]): number {
  const sizes = new Map<string, number>();
  for (const { trace, body } of lines) {
    const key = trace ?? body;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size ** 2, 0);
}

function fileLines(): readonly string[] {
  const path = "/health/ready?x=1";
  return Array.from({ length: 90 }, (_, index) =>
    JSON.stringify({
      level: ["info", "error", "warn"][index % 3],
      msg: `file-${index}`,
      // A rule of routes must not take what is like its route.
      path: index % 3 === 2 ? `/x${path}` : path,
    }),
  );
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly doubleValue?: number };
}

interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly body: { readonly stringValue: string };
        readonly attributes?: readonly Attribute[];
      }[];
    }[];
  }[];
}

function recordsOf(text: string): readonly {
  readonly body: string;
  readonly attributes: readonly Attribute[];
}[] {
  return (JSON.parse(text) as LogsRequest).resourceLogs.flatMap(
    ({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) =>
        logRecords.map(({ body, attributes = [] }) => ({
          body: body.stringValue,
          attributes,
        })),
      ),
  );
}

function requestOf(
  lines: readonly SentLine[],
  more: readonly unknown[],
): unknown {
  const services = [...new Set(lines.map(({ service }) => service))];
  return {
    resourceLogs: services.map((service) => ({
      resource: { attributes: [attribute("service.name", service)] },
      scopeLogs: [
        {
          logRecords: lines
            .filter((line) => line.service === service)
            .map(({ body, level, route, trace, log }) => ({
              timeUnixNano: `${Date.now()}000000`,
              severityNumber: SEVERITY[level],
              ...(trace !== undefined && { traceId: trace }),
              body: { stringValue: body },
              attributes: [
                ...(route === undefined
                  ? []
                  : [attribute("http.route", route)]),
                ...(log === undefined ? [] : [attribute("log", log)]),
                attribute("sampling_weight", "1000000"),
                attribute("sampling_rule", "payments"),
                attribute("sampling_random", "0"),
                ...more,
              ],
            })),
        },
      ],
    })),
  };
}

function attribute(key: string, value: string): unknown {
  return { key, value: { stringValue: value } };
}
