import { createHash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maskText } from "../../lib/domain/logs/masking/apply";
import {
  maskingPatterns,
  type MaskingOptions,
} from "../../lib/domain/logs/masking/masking";
import { Masking } from "../../lib/domain/logs/masking/rule";
import { LogSource } from "../../lib/domain/logs/source";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { otelCollectorSpec } from "../../lib/packs/components/otel-collector";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { collectorHere } from "../support/local-telemetry";
import { harmlessLines } from "../support/masking/harmless";
import { plantedLines } from "../support/masking/planted";
import { seeded } from "../support/masking/random";
import { planOf } from "../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
} from "../support/program";
import { describeWithTool } from "../support/tools";

const COUNT = 10_000;
const CARD = "4111111111111111";

const MASKING: MaskingOptions = {
  also: ["ip", "us-ssn"],
  rules: [
    Masking.rule({
      name: "customer",
      pattern: "(?:customer|client) [A-Z][a-z]+",
    }),
  ],
};

interface Attribute {
  readonly key: string;
  readonly value: unknown;
}

interface LogRecord {
  readonly body?: { readonly stringValue?: string };
}

interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly {
      readonly logRecords: readonly LogRecord[];
    }[];
  }[];
}

describeWithTool("otelcol-contrib", "masking in the collector", (otelcol) => {
  const planted = plantedLines(seeded(7), COUNT);
  const harmless = harmlessLines(seeded(11), COUNT);
  const received: string[] = [];
  const bodies: string[] = [];
  const spans: string[] = [];
  let isAway = true;
  let folder: string;
  let store: Server;
  let collector: RunningProgram;
  let port: Readonly<
    Record<"grpc" | "http" | "metrics" | "self" | "health", number>
  >;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "masking-"));
    mkdirSync(join(folder, "app"));
    // What is there at the start is history. By its first 1000 bytes, which it remembers, the agent knows a file again.
    for (const name of ["planted", "harmless"]) {
      writeFileSync(
        join(folder, `app/${name}.log`),
        `old line of ${name}\n`.repeat(60),
      );
    }
    port = await freePortsFor("grpc", "http", "metrics", "self", "health");
    store = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.setHeader("content-type", "application/json");
        response.statusCode = isAway ? 503 : 200;
        response.end("{}");
        if (!isAway) {
          const text = Buffer.concat(chunks).toString();
          if (request.url?.endsWith("/v1/logs") === true) {
            received.push(text);
            bodies.push(...bodiesOf(text));
          } else {
            spans.push(text);
          }
        }
      });
    });
    await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
    const readable = {
      encoding: "json",
      compression: "none",
      retry_on_failure: { initial_interval: "200ms", max_interval: "500ms" },
    };
    const plan = planOf({
      "otel-collector": {
        extraConfig: {
          exporters: {
            "otlp_http/loki": readable,
            "otlp_http/loki/sent": readable,
            // A receiver of gRPC is more than a test should bring.
            "otlp_http/jaeger": { endpoint: url, ...readable },
          },
          service: {
            pipelines: {
              traces: { exporters: ["span_metrics", "otlp_http/jaeger"] },
            },
          },
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
            { service: "app", source: LogSource.file("/var/log/app/*.log") },
          ],
          logs: { masking: MASKING },
        }),
        folder,
        port,
      ),
    );
    collector = start(
      otelcol,
      ["--config", join(folder, "collector.yaml")],
      // Its limiter refuses for garbage that is not collected as where it is deployed.
      { ...otelCollectorSpec({}).environment, GOGC: "100" },
    );
    await eventually(
      "the collector is healthy",
      () => get(`http://127.0.0.1:${port.health}`),
      collector.output,
    );
    await eventually(
      "both files are watched",
      () =>
        Promise.resolve(
          collector.output().split("Started watching file").length > 2 ||
            undefined,
        ),
      collector.output,
    );
  }, 90_000);

  afterAll(async () => {
    await collector.stop();
    await new Promise((resolve) => store.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** The record whose body holds a text, and the resource that it came with, as they were sent. */
  function recordWith(marker: string): Promise<string> {
    return eventually(
      `a record with ${marker}`,
      () => Promise.resolve(received.find((text) => text.includes(marker))),
      collector.output,
    );
  }

  async function post(signal: string, body: unknown): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${port.http}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
  }

  async function postRecord(
    record: unknown,
    resource: readonly Attribute[] = [],
  ): Promise<void> {
    await post("logs", {
      resourceLogs: [
        {
          resource: { attributes: resource },
          scopeLogs: [{ logRecords: [record] }],
        },
      ],
    });
  }

  it("writes nothing private to the disk while the store is away", async () => {
    appendFileSync(
      join(folder, "app/planted.log"),
      planted.map(({ line }) => `${line}\n`).join(""),
    );
    appendFileSync(
      join(folder, "app/harmless.log"),
      `${harmless.join("\n")}\nlast-line\n`,
    );
    const stored = (): string =>
      readdirSync(join(folder, "data/storage"))
        .map((name) =>
          readFileSync(join(folder, "data/storage", name), "latin1"),
        )
        .join("\n");
    await eventually(
      "all lines wait on the disk",
      async () => {
        const own = await get(`http://127.0.0.1:${port.self}/metrics`);
        const accepted = [
          ...own.matchAll(/^otelcol_receiver_accepted_log_records\S* (\d+)/gm),
        ].reduce((sum, [, count]) => sum + Number(count), 0);
        return accepted > 2 * COUNT && stored().includes("last-line")
          ? own
          : undefined;
      },
      collector.output,
    );
    const disk = stored();
    expect(disk.split("[email]").length).toBeGreaterThan(500);
    const some = planted.filter((_, index) => index % 20 === 0);
    const leaked = some.filter(({ secret }) =>
      secret.some((text) => disk.includes(text)),
    );
    expect(leaked).toEqual([]);
  }, 90_000);

  it(`delivers ${COUNT} lines with something private in every position without any of it`, async () => {
    isAway = false;
    await eventually(
      "all lines have arrived",
      () => Promise.resolve(bodies.length > 2 * COUNT || undefined),
      collector.output,
    );
    const leaked = textsIn(
      received.join("\n"),
      planted.flatMap(({ secret }) => secret.map(escaped)),
    );
    const kinds = planted
      .filter(({ secret }) => secret.some((each) => leaked.has(escaped(each))))
      .map(({ kind, line }) => `${kind}: ${line}`);
    expect(kinds).toEqual([]);
    const json = new Set(bodies);
    const broken = planted
      .filter(({ line }) => isJson(line))
      .filter(({ line }) => json.has(line));
    expect(broken).toEqual([]);
  }, 90_000);

  it("leaves 99.9 % of harmless lines as they were, but for addresses of which it was told", () => {
    const arrived = new Set(bodies);
    const changed = harmless.filter(
      (line) => !arrived.has(line) && !/\d+\.\d+\.\d+\.\d|2001:db8/.test(line),
    );
    expect(changed.length).toBeLessThanOrEqual(COUNT / 1000);
  });

  it("gives what the kit for Node gives", () => {
    const patterns = maskingPatterns(MASKING);
    const arrived = new Set(bodies);
    const others = [...planted.map(({ line }) => line), ...harmless].filter(
      (line) => !arrived.has(maskText(line, patterns)),
    );
    expect(others).toEqual([]);
  });

  it("leaves JSON readable", () => {
    const unreadable = bodies.filter(
      (line) => line.startsWith("{") && line.endsWith("}") && !isJson(line),
    );
    // The words of Python are written like this, and were no JSON before.
    expect(unreadable.filter((line) => !line.startsWith("{'"))).toEqual([]);
  });

  it("masks bodies of maps, attributes and resources with all that is nested in them", async () => {
    const text = (stringValue: string): unknown => ({ stringValue });
    await postRecord(
      {
        severityNumber: 9,
        severityText: "for hunter2@a.example",
        eventName: "order.paid.bob@a.example",
        body: {
          kvlistValue: {
            values: [
              { key: "marker", value: text("of-map") },
              { key: "password", value: text("hunter2-body") },
              { key: "card", value: { intValue: CARD } },
              {
                key: "to",
                value: { arrayValue: { values: [text("bob@a.example")] } },
              },
            ],
          },
        },
        attributes: [
          { key: "db.password", value: text('hunter2 "quoted" \\ x') },
          { key: "card", value: { intValue: CARD } },
          { key: "status", value: { intValue: 200 } },
          {
            key: "note",
            value: text('<bob@a.example> said "\ncall +49 30 1234567"'),
          },
          {
            key: "nested",
            value: {
              kvlistValue: {
                values: [{ key: "api_key", value: text("hunter2-nested") }],
              },
            },
          },
          { key: "carol@a.example", value: text("key") },
        ],
      },
      [
        { key: "service.name", value: text("mapped") },
        { key: "owner", value: text("bob@a.example") },
      ],
    );
    const sent = await recordWith("of-map");
    for (const secret of ["hunter2", CARD, "a.example", "1234567"]) {
      expect(sent).not.toContain(secret);
    }
    expect(sent).not.toContain("masking_failed");
    expect(sent).toContain('"stringValue":"mapped"');
    expect(sent).toContain('"key":"status"');
    expect(sent).not.toContain("masking.");
  }, 60_000);

  it("gives a user the same pseudonym wherever the id stands", async () => {
    const pseudonym = `[user-${createHash("sha256").update("user:4711").digest("hex").slice(0, 16)}]`;
    await postRecord(
      {
        body: { stringValue: "of-users userId=4711 (user 8)" },
        attributes: [
          { key: "user_id", value: { intValue: 4711 } },
          { key: "note", value: { stringValue: `known as ${pseudonym}` } },
          { key: "user_agent", value: { stringValue: "curl" } },
        ],
      },
      [{ key: "enduser.id", value: { stringValue: "4711" } }],
    );
    const sent = await recordWith("of-users");
    expect(sent).not.toContain("4711");
    expect(sent).toContain(`of-users userId=${pseudonym} (user 8)`);
    expect(sent.split(pseudonym)).toHaveLength(5);
    expect(sent).toContain('"stringValue":"curl"');
  }, 60_000);

  it("masks fields that a line has as escape sequences only", async () => {
    appendFileSync(
      join(folder, "app/planted.log"),
      `${String.raw`{"level":"info","msg":"of-escapes bob\u0040a.example \u002b493012345678"}`}\n`,
    );
    const sent = await recordWith("of-escapes");
    expect(sent).not.toContain("a.example");
    expect(sent).not.toContain("493012345678");
    expect(sent).toContain('"of-escapes [email] [phone]"');
  }, 60_000);

  it("believes nobody else that a record was searched", async () => {
    await postRecord({
      body: { stringValue: "of-liars password=hunter2" },
      attributes: [{ key: "log.masking", value: { stringValue: "" } }],
    });
    expect(await recordWith("of-liars")).not.toContain("hunter2");
  }, 60_000);

  it("masks datapoints of metrics, and their resource", async () => {
    const text = (key: string, stringValue: string): unknown => ({
      key,
      value: { stringValue },
    });
    await post("metrics", {
      resourceMetrics: [
        {
          resource: {
            attributes: [
              text("service.name", "measured"),
              text("owner", "bob@a.example"),
            ],
          },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: "mails",
                  gauge: {
                    dataPoints: [
                      {
                        timeUnixNano: `${Date.now()}000000`,
                        asInt: "1",
                        attributes: [
                          text("to", "bob@a.example"),
                          text("way", "smtp"),
                        ],
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    const exposed = await eventually("the metric is exposed", async () => {
      const all = await get(`http://127.0.0.1:${port.metrics}/metrics`);
      return all.includes("mails{") ? all : undefined;
    });
    expect(exposed).not.toContain("a.example");
    expect(exposed).toMatch(/^mails\{.*to="\[email\]",way="smtp".*\} 1/m);
    expect(exposed).not.toContain("log_masking");
  }, 60_000);

  it("masks what own rules and chosen kinds say", async () => {
    await postRecord({
      body: {
        stringValue:
          "of-rules customer Miller from 192.0.2.77 and 2001:db8:1:2::5, ssn 123-45-6789",
      },
      attributes: [{ key: "who", value: { stringValue: "client Smith" } }],
    });
    const sent = await recordWith("of-rules");
    expect(sent).toContain(
      "of-rules [customer] from 192.0.2.0 and 2001:db8:1::, ssn [national-id]",
    );
    expect(sent).not.toContain("Smith");
  }, 60_000);

  it("checks the last digit of cards, of the first ones of a line", async () => {
    const wrong = CARD.replace(/1$/, "2");
    await postRecord({
      body: { stringValue: `of-digits ${wrong} ${CARD} ${wrong} ${CARD}` },
    });
    const sent = await recordWith("of-digits");
    expect(sent).toContain(`of-digits ${wrong} [card] ${wrong} [card]"`);
  }, 60_000);

  it("masks spans and their events", async () => {
    const now = Date.now();
    await post("traces", {
      resourceSpans: [
        {
          resource: { attributes: [] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: "0af7651916cd43dd8448eb211c80319c",
                  spanId: "b7ad6b7169203331",
                  name: "GET /users/bob@a.example",
                  traceState: "vendor=bob@a.example",
                  kind: 2,
                  startTimeUnixNano: `${now - 70}000000`,
                  endTimeUnixNano: `${now}000000`,
                  status: { code: 2, message: "no bob@a.example" },
                  attributes: [
                    {
                      key: "http.url",
                      value: {
                        stringValue: "https://u:hunter2@h/x?token=hunter2",
                      },
                    },
                    { key: "http.status_code", value: { intValue: 200 } },
                  ],
                  events: [
                    {
                      timeUnixNano: `${now}000000`,
                      name: "exception",
                      attributes: [
                        {
                          key: "exception.message",
                          value: { stringValue: "password=hunter2" },
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    const sent = await eventually("the span is passed on", () =>
      Promise.resolve(spans.find((text) => text.includes("GET /users/"))),
    );
    expect(sent).not.toContain("hunter2");
    expect(sent).not.toContain("a.example");
    expect(sent).toContain("https://u:[secret]@h/x?token=[secret]");
  }, 60_000);
});

function bodiesOf(text: string): readonly string[] {
  return (JSON.parse(text) as LogsRequest).resourceLogs.flatMap(
    ({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) =>
        logRecords.map(({ body }) => body?.stringValue ?? ""),
      ),
  );
}

/** The text as it stands in JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Those of many texts that another one holds, which is read once and not once for each of them. */
function textsIn(whole: string, texts: readonly string[]): ReadonlySet<string> {
  const length = Math.min(...texts.map((each) => each.length));
  const byStart = new Map<string, Set<string>>();
  for (const text of texts) {
    const start = text.slice(0, length);
    byStart.set(start, (byStart.get(start) ?? new Set()).add(text));
  }
  const found = new Set<string>();
  for (let place = 0; place + length <= whole.length; place++) {
    for (const text of byStart.get(whole.slice(place, place + length)) ?? []) {
      if (whole.startsWith(text, place)) {
        found.add(text);
      }
    }
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
