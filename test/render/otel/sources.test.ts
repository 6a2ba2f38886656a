import { createSocket } from "node:dgram";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogFormat } from "../../../lib/domain/logs/source-format";
import { LogSource } from "../../../lib/domain/logs/source";
import { Duration } from "../../../lib/domain/units";
import { endpointsOf } from "../../../lib/domain/telemetry/addresses";
import { renderOtelCollectorConfig } from "../../../lib/render/otel/config";
import { json, legacy, logfmt, stackTraces } from "../../corpus/applications";
import { SAMPLES, type Sample } from "../../corpus/corpus";
import { postgresql, postgresqlCsv, redis } from "../../corpus/databases";
import { nginxCombined, nginxError, nginxJson } from "../../corpus/nginx";
import { audit, auth, bsdSyslog, syslog5424 } from "../../corpus/system";
import { collectorHere, writeLokiHere } from "../../support/local-telemetry";
import { planOf } from "../../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
} from "../../support/program";
import { describeWithTools } from "../../support/tools";

const DAY = 86_400_000;

/** Whole seconds, so that the edge cases of a corpus have exact times. */
const NOW = Math.floor(Date.now() / 1000) * 1000;

/** How often it is looked whether all lines have arrived, a second apart. */
const ROUNDS = 40;

const YEAR = new Date(NOW).getUTCFullYear();

/** Times without a year, and what they mean at new year in Tokyo. */
const NEW_YEAR: readonly (readonly [string, string])[] = [
  ["Dec 31 23:59:59", `${YEAR}-12-31T14:59:59.000Z`],
  ["Jan  1 05:00:01", `${YEAR}-12-31T20:00:01.000Z`],
  ["Jan  2 09:00:00", `${YEAR + 1}-01-02T00:00:00.000Z`],
  ["Feb  1 09:00:00", `${YEAR}-02-01T00:00:00.000Z`],
];

interface Case {
  readonly source: LogSource;
  readonly samples: readonly Sample[];
  /** Whether the time of arrival counts, and not that of the line. */
  readonly untimed?: boolean;
}

interface Arrived {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: number;
}

describeWithTools(["otelcol-contrib", "loki"], "log sources", (tools) => {
  let folder: string;
  let port: Readonly<Record<string, number>>;
  let loki: RunningProgram;
  let collector: RunningProgram;
  const found = new Map<string, ReadonlyMap<string, Arrived>>();

  const file = (name: string): string => `/var/log/${name}.log`;
  const prefix = LogFormat.postgresql("%m [%p] %q%u@%d/%a ");
  const legacyFormat = LogFormat.regex(
    String.raw`(?s)^(?P<time>\S+ \S+?)\|(?P<level>\w+)\|(?P<module>\w+)\|(?P<message>.*)$`,
    {
      name: "legacy",
      timeLayout: "%d.%m.%Y %H:%M:%S,%L",
      firstLine: String.raw`^\d\d\.\d\d\.\d{4} `,
    },
  );
  let cases: Readonly<Record<string, Case>>;

  function casesOf(
    tcp: number,
    udp: number,
    octets: number,
  ): Readonly<Record<string, Case>> {
    return {
      "nginx-combined": {
        source: LogSource.nginx({ path: file("nginx-combined") }),
        samples: nginxCombined(NOW),
      },
      "nginx-json": {
        source: LogSource.nginx({ path: file("nginx-json") }),
        samples: nginxJson(NOW),
      },
      "nginx-error": {
        source: LogSource.nginx({
          path: file("nginx-error"),
          timeZone: "America/New_York",
        }),
        samples: nginxError(NOW, "America/New_York"),
      },
      "nginx-container": {
        source: LogSource.nginx({ container: "web" }),
        samples: nginxJson(NOW),
        untimed: true,
      },
      postgresql: {
        source: LogSource.file(file("postgresql"), {
          format: prefix,
          timeZone: "Europe/Berlin",
        }),
        samples: postgresql(NOW, "Europe/Berlin", "CET"),
      },
      "postgresql-offset": {
        source: LogSource.file(file("postgresql-offset"), { format: prefix }),
        samples: postgresql(NOW, "America/Sao_Paulo", "-03"),
      },
      "postgresql-container": {
        source: LogSource.container("db", { format: prefix }),
        samples: postgresql(NOW, "UTC", "UTC"),
        untimed: true,
      },
      "postgresql-csv": {
        source: LogSource.postgresql({
          path: file("postgresql-csv"),
          csv: true,
        }),
        samples: postgresqlCsv(NOW),
      },
      redis: {
        source: LogSource.redis({
          path: file("redis"),
          timeZone: "Australia/Lord_Howe",
        }),
        samples: redis(NOW, "Australia/Lord_Howe"),
      },
      "syslog-tcp": {
        source: LogSource.syslog({ port: tcp, timeZone: "Asia/Tokyo" }),
        samples: bsdSyslog(NOW, "Asia/Tokyo"),
      },
      "syslog-udp": {
        source: LogSource.syslog({ port: udp, transport: "udp" }),
        samples: syslog5424(NOW),
      },
      "syslog-octets": {
        source: LogSource.syslog({ port: octets, framing: "octet-counting" }),
        samples: syslog5424(NOW).map(inTwoLines),
      },
      auth: {
        source: LogSource.auth({
          path: file("auth"),
          timeZone: "Europe/Berlin",
        }),
        samples: auth(NOW, "Europe/Berlin").map((each) => ({
          ...each,
          log: "auth",
        })),
      },
      audit: {
        source: LogSource.audit({ path: file("audit") }),
        samples: audit(NOW).map((each) => ({ ...each, log: "audit" })),
      },
      json: {
        source: LogSource.file(file("json"), { format: "json" }),
        samples: json(NOW),
      },
      "json-auto": {
        source: LogSource.container("app"),
        samples: json(NOW),
        untimed: true,
      },
      logfmt: {
        source: LogSource.file(file("logfmt"), { format: "logfmt" }),
        samples: logfmt(NOW),
      },
      traces: {
        source: LogSource.file(file("traces")),
        samples: stackTraces(NOW).map(withoutEmptyLines),
        untimed: true,
      },
      "traces-container": {
        source: LogSource.container("traces"),
        samples: stackTraces(NOW),
        untimed: true,
      },
      legacy: {
        source: LogSource.file(file("legacy"), { format: legacyFormat }),
        samples: legacy(NOW),
      },
    };
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "log-sources-"));
    port = await freePortsFor(
      ...(["loki", "gossip", "grpc", "http", "metrics", "self"] as const),
      ...(["health", "tcp", "udp", "octets"] as const),
    );
    cases = casesOf(port.tcp ?? 0, port.udp ?? 0, port.octets ?? 0);
    for (const each of ["containers/c1", "loki/rules/fake", "log"]) {
      mkdirSync(join(folder, each), { recursive: true });
    }
    startPrograms();
    await eventually(
      "the collector is healthy",
      () => get(`http://127.0.0.1:${port.health}`),
      collector.output,
    );
    for (const [name, each] of Object.entries(cases)) {
      await write(name, each);
    }
    // What is missing at the end is told by the test of its source.
    for (let round = 0; round < ROUNDS; round++) {
      const incomplete = Object.entries(cases).filter(
        ([name, { samples }]) =>
          !samples.every(({ text }) => found.get(name)?.has(text)),
      );
      if (incomplete.length === 0) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
      for (const [name] of incomplete) {
        found.set(name, await arrived(name).catch(() => new Map()));
      }
    }
  }, 180_000);

  afterAll(async () => {
    await collector.stop("SIGKILL");
    await loki.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  function startPrograms(): void {
    const plan = planOf({
      jaeger: false,
      loki: {
        extraConfig: {
          server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: port.loki,
            grpc_listen_port: port.gossip,
          },
          // The corpus is a year long, and none of it is refused.
          ingester: { max_chunk_age: "20000h" },
          limits_config: {
            reject_old_samples: false,
            creation_grace_period: "20000h",
            max_query_length: "0s",
            split_queries_by_interval: "0s",
          },
        },
      },
    });
    const endpoints = {
      ...endpointsOf(plan),
      loki: `http://127.0.0.1:${port.loki}`,
    };
    writeLokiHere(folder, plan, endpoints, Duration.days(900));
    const newYear = LogSource.file(file("new-year"), {
      format: "syslog",
      timeZone: "Asia/Tokyo",
    });
    const sources = [
      ...Object.entries(cases).map(([service, { source }]) => ({
        service,
        source,
      })),
      { service: "new-year", source: newYear },
    ];
    writeFileSync(
      join(folder, "collector.yaml"),
      collectorHere(
        renderOtelCollectorConfig({
          sources,
          plan,
          endpoints,
          logs: { masking: false },
        }),
        folder,
        port,
        join(folder, "log"),
      )
        // Nobody knows when the agent has seen the end of a file.
        .replaceAll("start_at: end", "start_at: beginning")
        // For one source it is the evening before new year in Greenwich, and new year in Tokyo.
        .replace(/^ {2}file_log\/new-year[^]*?(?=^ {2}\S)/m, (receiver) =>
          receiver.replaceAll("now()", `date(\`${YEAR}-12-31T20:00:00Z\`)`),
        ),
    );
    writeFileSync(
      join(folder, "log/new-year.log"),
      NEW_YEAR.map(([stamp]) => `${stamp} box app: at ${stamp}\n`).join(""),
    );
    loki = start(tools.loki, [
      `-config.file=${join(folder, "loki/loki.yaml")}`,
    ]);
    collector = start(tools["otelcol-contrib"], [
      "--config",
      join(folder, "collector.yaml"),
    ]);
  }

  async function write(name: string, { source, samples }: Case): Promise<void> {
    const text = samples.map((each) => `${each.text}\n`).join("");
    switch (source.kind) {
      case "file":
        appendFileSync(join(folder, "log", `${name}.log`), text);
        break;
      case "container":
        appendFileSync(
          join(folder, "containers/c1", `${name}-json.log`),
          dockerLines(source.container, text),
        );
        break;
      case "syslog":
        await (source.transport === "tcp"
          ? sendByTcp(
              source.port,
              source.framing === "lines" ? text : counted(samples),
            )
          : sendByUdp(source.port, samples));
        break;
      case "journal":
      case "otlp":
    }
  }

  /** All that arrived of one service, by its text; lines that say the same count once. */
  async function arrived(
    service: string,
  ): Promise<ReadonlyMap<string, Arrived>> {
    const query = new URLSearchParams({
      query: `{service=${JSON.stringify(service)}}`,
      start: String((NOW - 400 * DAY) * 1e6),
      end: String((NOW + 400 * DAY) * 1e6),
      limit: "5000",
    });
    const body = await get(
      `http://127.0.0.1:${port.loki}/loki/api/v1/query_range?${query.toString()}`,
    );
    const { data } = JSON.parse(body) as {
      data: {
        result: { stream: Record<string, string>; values: string[][] }[];
      };
    };
    return new Map(
      data.result.flatMap(({ stream, values }) =>
        values.map(([time = "", line = ""]) => {
          // A container is named beside its service. The severity follows from the level, and the other time is that of arrival.
          const {
            service: _service,
            observed_timestamp: _observed,
            severity_number: _number,
            severity_text: _text,
            container: _container,
            log_iostream: _stream,
            ...labels
          } = stream;
          return [line, { labels, time: Number(time.slice(0, -6)) }];
        }),
      ),
    );
  }

  it.each([
    "nginx-combined",
    "nginx-json",
    "nginx-error",
    "nginx-container",
    "postgresql",
    "postgresql-offset",
    "postgresql-container",
    "postgresql-csv",
    "redis",
    "syslog-tcp",
    "syslog-udp",
    "syslog-octets",
    "auth",
    "audit",
    "json",
    "json-auto",
    "logfmt",
    "traces",
    "traces-container",
    "legacy",
  ])("of %s: every field of every line is what the program meant", (name) => {
    const { samples = [], untimed = false } = cases[name] ?? {};
    expect(samples).toHaveLength(SAMPLES);
    const lines = found.get(name) ?? new Map<string, Arrived>();
    const texts = new Set(samples.map(({ text }) => text));
    expect({
      missing: [...texts].filter((text) => !lines.has(text)).slice(0, 3),
      unexpected: [...lines.keys()]
        .filter((line) => !texts.has(line))
        .slice(0, 3),
    }).toEqual({ missing: [], unexpected: [] });
    for (const sample of samples) {
      const { text } = sample;
      const { labels = {}, time = 0 } = lines.get(text) ?? {};
      expect({ text, ...labels }).toEqual({
        text,
        level: sample.level,
        ...(sample.log !== undefined && { log: sample.log }),
        ...sample.fields,
      });
      const expected = untimed ? undefined : sample.time;
      if (expected === undefined) {
        expect(Math.abs(time - NOW)).toBeLessThan(DAY);
      } else {
        expect({ text, time: new Date(time) }).toEqual({
          text,
          time: new Date(expected),
        });
      }
    }
  });

  it("know the year of a time that names none, on both sides of new year", async () => {
    const lines = await eventually("the lines are in Loki", async () => {
      const all = await arrived("new-year");
      return all.size === NEW_YEAR.length ? all : undefined;
    });
    expect(
      [...lines].map(([line, { time }]) => [
        line.slice(0, 15),
        new Date(time).toISOString(),
      ]),
    ).toEqual(expect.arrayContaining([...NEW_YEAR]));
  }, 60_000);
});

/** The reader of files leaves empty lines out. */
function withoutEmptyLines(sample: Sample): Sample {
  const { stack } = sample.fields;
  const short = (text: string): string => text.replaceAll(/\n+/g, "\n");
  return {
    ...sample,
    text: short(sample.text),
    fields: {
      ...sample.fields,
      ...(stack !== undefined && { stack: short(stack) }),
    },
  };
}

/** A message that holds a line break, as counted ones may. */
function inTwoLines(sample: Sample): Sample {
  const { message = "" } = sample.fields;
  return {
    ...sample,
    text: `${sample.text}\nmore`,
    fields: { ...sample.fields, message: `${message}\nmore` },
  };
}

/** As RFC 6587 counts the octets of each message, with nothing between them. */
function counted(samples: readonly Sample[]): string {
  return samples
    .map(({ text }) => `${Buffer.byteLength(text)} ${text}`)
    .join("");
}

/** As Docker's driver json-file writes them: in parts of 16 KiB. */
function dockerLines(tag: string, text: string): string {
  return text
    .split(/(?<=\n)/)
    .flatMap((line) => line.match(/[^]{1,16384}/g) ?? [])
    .map((log) => {
      const time = new Date().toISOString();
      return `${JSON.stringify({ log, stream: "stdout", attrs: { tag }, time })}\n`;
    })
    .join("");
}

function sendByTcp(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end(text, () => resolve());
    });
    socket.on("error", reject);
  });
}

async function sendByUdp(
  port: number,
  samples: readonly Sample[],
): Promise<void> {
  const socket = createSocket("udp4");
  for (const [index, { text }] of samples.entries()) {
    await new Promise((resolve) =>
      socket.send(text, port, "127.0.0.1", resolve),
    );
    if (index % 20 === 0) {
      // The kernel holds about 250 datagrams for a reader who is busy.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  socket.close();
}
