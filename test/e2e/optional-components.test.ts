import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogProcessing } from "../../lib/domain/logs/processing";
import { countingWritten } from "../../lib/domain/logs/written";
import { LogSource, type ServiceLogs } from "../../lib/domain/logs/source";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { describeWithComponent } from "../support/collector-components";
import {
  collectorHere,
  startCollectorHere,
  startLokiHere,
  writeLokiHere,
} from "../support/local-telemetry";
import { planOf } from "../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  type RunningProgram,
} from "../support/program";

/** A line in Loki, with its labels and fields. */
interface StoredLine {
  readonly text: string;
  /** In nanoseconds. */
  readonly time: bigint;
  readonly fields: Readonly<Record<string, string>>;
}

/** A collector and a Loki that run here. */
class Telemetry {
  readonly folder = mkdtempSync(join(tmpdir(), "optional-components-"));
  private ports: Readonly<Record<string, number>> = {};
  private loki: RunningProgram | undefined;
  private collector: RunningProgram | undefined;

  constructor(
    private readonly tools: Readonly<
      Record<"otelcol-contrib" | "loki", string>
    >,
    private readonly sources: readonly ServiceLogs[],
    private readonly logs: LogProcessing,
  ) {}

  /** @param prepare writes what there is before the collector starts */
  async start(prepare: () => void): Promise<void> {
    const port = await freePortsFor(
      ...(["loki", "gossip", "grpc", "http", "metrics", "self"] as const),
      "health",
    );
    this.ports = port;
    for (const each of ["app", `journal/${MACHINE}`, "loki/rules/fake"]) {
      mkdirSync(join(this.folder, each), { recursive: true });
    }
    prepare();
    const plan = planOf({
      jaeger: false,
      "otel-collector": { provides: ["logdedup", "journald"] },
      loki: {
        extraConfig: {
          server: {
            http_listen_address: "127.0.0.1",
            http_listen_port: port.loki,
            grpc_listen_port: port.gossip,
          },
          limits_config: { creation_grace_period: "1h" },
        },
      },
    });
    const endpoints = {
      ...endpointsOf(plan),
      loki: `http://127.0.0.1:${port.loki}`,
    };
    writeLokiHere(this.folder, plan, endpoints, Duration.days(7));
    writeFileSync(
      join(this.folder, "collector.yaml"),
      collectorHere(
        renderOtelCollectorConfig({
          plan,
          endpoints,
          sources: this.sources,
          logs: this.logs,
        }),
        this.folder,
        port,
      ),
    );
    this.loki = startLokiHere(this.tools.loki, this.folder);
    await eventually(
      "Loki is ready",
      () => get(`http://127.0.0.1:${port.loki}/ready`),
      this.loki.output,
    );
    await this.startCollector();
  }

  async startCollector(): Promise<void> {
    const collector = startCollectorHere(
      this.tools["otelcol-contrib"],
      join(this.folder, "collector.yaml"),
    );
    this.collector = collector;
    await eventually(
      "the collector is ready",
      () => get(`http://127.0.0.1:${this.ports.health}`),
      collector.output,
    );
  }

  output = (): string => this.collector?.output() ?? "";

  async kill(): Promise<void> {
    await this.collector?.stop("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.collector?.stop();
    await this.loki?.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  async send(records: readonly object[], service: string): Promise<void> {
    const response = await fetch(
      `http://127.0.0.1:${this.ports.http}/v1/logs`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          resourceLogs: [
            {
              resource: { attributes: [attribute("service.name", service)] },
              scopeLogs: [{ logRecords: records }],
            },
          ],
        }),
      },
    );
    expect(response.status).toBe(200);
  }

  async stored(query: string): Promise<readonly StoredLine[]> {
    const asked = new URLSearchParams({
      query,
      start: String((Date.now() - 6 * HOUR) * 1e6),
      end: String((Date.now() + HOUR) * 1e6),
      limit: "5000",
    });
    const body = await get(
      `http://127.0.0.1:${this.ports.loki}/loki/api/v1/query_range?${asked.toString()}`,
    );
    const { data } = JSON.parse(body) as {
      data: {
        result: {
          stream: Record<string, string>;
          values: [string, string][];
        }[];
      };
    };
    return data.result.flatMap(({ stream, values }) =>
      values.map(([time, text]) => ({
        text,
        time: BigInt(time),
        fields: stream,
      })),
    );
  }

  async count(lines: string): Promise<number> {
    const asked = new URLSearchParams({
      query: countingWritten(`sum(count_over_time(${lines} [6h]))`, this.logs),
      time: String((Date.now() + HOUR / 2) * 1e6),
    });
    const body = await get(
      `http://127.0.0.1:${this.ports.loki}/loki/api/v1/query?${asked.toString()}`,
    );
    const { data } = JSON.parse(body) as {
      data: { result: { value: [number, string] }[] };
    };
    return Number(data.result[0]?.value[1] ?? 0);
  }
}

const HOUR = 3_600_000;

/** A folder of another name is not looked into. */
const MACHINE = "0123456789abcdef0123456789abcdef";
const WINDOW = Duration.seconds(2);

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

describeWithComponent(
  "logdedup",
  ["loki"],
  "lines that say the same",
  (tools) => {
    const telemetry = new Telemetry(
      tools,
      [{ service: "files", source: LogSource.file("/var/log/app/app.log") }],
      {
        masking: false,
        sampling: [{ name: "half", keep: 0.5, services: ["sampled"] }],
        deduplication: { window: WINDOW },
      },
    );
    const now = Date.now();
    const INFO = { severityNumber: 9 };

    let records = 0;

    /** A record of some milliseconds ago; Loki takes those of one text and time for one. */
    function record(body: string, ago: number, more: object = INFO): object {
      return {
        timeUnixNano: `${now - ago}${String(records++).padStart(6, "0")}`,
        body: { stringValue: body },
        ...more,
      };
    }

    function times(count: number, make: (index: number) => object) {
      return Array.from({ length: count }, (_, index) => make(index));
    }

    const trace = (index: number): string =>
      (index + 1).toString(16).padStart(32, "0");
    const span = (index: number): string =>
      (index + 1).toString(16).padStart(16, "0");

    const of = (service: string) => telemetry.stored(`{service="${service}"}`);

    beforeAll(async () => {
      const file = join(telemetry.folder, "app/app.log");
      await telemetry.start(() => writeFileSync(file, "history\n"));
      await eventually(
        "the file is watched",
        () =>
          Promise.resolve(
            telemetry.output().includes("Started watching file") || undefined,
          ),
        telemetry.output,
      );
      appendFileSync(
        file,
        `${'{"level":"info","msg":"tick"}\n'.repeat(300)}${'{"level":"error","msg":"tick"}\n'.repeat(40)}${"Something unclear\n".repeat(30)}`,
      );
      await telemetry.send(
        times(500, () => record("same", 1000)),
        "plain",
      );
      await telemetry.send(
        times(60, () => record("same", 1000, { severityNumber: 17 })),
        "plain",
      );
      await telemetry.send(
        times(50, () => record("same", 1000, {})),
        "unknown",
      );
      await telemetry.send(
        times(40, () =>
          record("same", 1000, {
            ...INFO,
            attributes: [attribute("log", "audit")],
          }),
        ),
        "evidence",
      );
      await telemetry.send(
        Array.from({ length: 20 }).flatMap((_, one) =>
          times(6, (index) =>
            record("same", 1000, {
              ...INFO,
              traceId: trace(one),
              spanId: span(index % 2),
            }),
          ),
        ),
        "traced",
      );
      await telemetry.send(
        times(12, (index) => record("same", (index + 1) * 180_000)),
        "late",
      );
      await telemetry.send(
        times(30, (index) =>
          record("same", 1000, {
            severityNumber: index % 2 === 0 ? 17 : 9,
            eventName: `kind-${index % 3}`,
            attributes: [
              attribute("repeated", "1000"),
              attribute("sampling_weight", "1000"),
              attribute("join_trace", "x"),
              attribute("join_event", "forged"),
            ],
          }),
        ),
        "forger",
      );
      await telemetry.send(
        times(20, (index) =>
          record("same", 1000, {
            ...INFO,
            attributes: [attribute("http.route", `/${index}`)],
          }),
        ),
        "routes",
      );
      await telemetry.send(
        times(3000, () => record("same", 1000)),
        "sampled",
      );
      await eventually(
        "all have arrived",
        async () =>
          (await telemetry.count('{service="sampled"}')) > 0 &&
          (await telemetry.count('{service="files"}')) >= 370
            ? true
            : undefined,
        telemetry.output,
      );
    }, 90_000);

    afterAll(() => telemetry.stop(), 60_000);

    it("become one with their number, which the dashboards count", async () => {
      const plain = await telemetry.stored('{service="plain",level="info"}');
      expect(plain.length).toBeLessThanOrEqual(2);
      expect(
        plain.reduce((sum, { fields }) => sum + Number(fields.repeated), 0),
      ).toBe(500);
      await expect(telemetry.count('{service="plain"}')).resolves.toBe(560);
      await expect(telemetry.count('{service="files"}')).resolves.toBe(370);
    });

    it("stay as they are when they are errors, of unknown level, or evidence", async () => {
      const errors = await telemetry.stored('{service="plain",level="error"}');
      expect(errors).toHaveLength(60);
      await expect(of("unknown")).resolves.toHaveLength(50);
      await expect(of("evidence")).resolves.toHaveLength(40);
      const unclear = '{service="files",level="unknown"}';
      await expect(telemetry.stored(unclear)).resolves.toHaveLength(30);
      const marks = [...errors, ...(await of("unknown"))].flatMap(
        ({ fields }) => Object.keys(fields),
      );
      expect(marks).not.toContain("repeated");
      expect(marks).not.toContain("last_observed_timestamp");
    });

    it("are of one trace and span, which they keep", async () => {
      const lines = await of("traced");
      const found = new Map<string, number>();
      for (const { fields } of lines) {
        const key = `${fields.trace_id}/${fields.span_id}`;
        found.set(key, (found.get(key) ?? 0) + Number(fields.repeated));
      }
      expect(found.size).toBe(40);
      expect(new Set(found.values())).toEqual(new Set([3]));
    });

    it("keep their own time, and are not joined over more of it than the window", async () => {
      const lines = await of("late");
      expect(lines.map(({ time }) => Number(time / 1_000_000n)).sort()).toEqual(
        Array.from({ length: 12 })
          .map((_, index) => now - (index + 1) * 180_000)
          .sort(),
      );
      expect(lines.some(({ fields }) => "repeated" in fields)).toBe(false);
      const joined = await telemetry.stored('{service="plain",level="info"}');
      expect((joined[0]?.time ?? 0n) / 1_000_000n).toBe(BigInt(now - 1000));
    });

    it("differ in fields and names of events, and believe no sender", async () => {
      await expect(of("routes")).resolves.toHaveLength(20);
      await expect(telemetry.count('{service="forger"}')).resolves.toBe(30);
      const lines = await of("forger");
      expect(
        lines.filter(({ fields }) => fields.level === "error"),
      ).toHaveLength(15);
      const infos = lines.filter(({ fields }) => fields.level === "info");
      expect(infos.length).toBeLessThanOrEqual(6);
      expect(JSON.stringify(lines.map(({ fields }) => fields))).not.toMatch(
        /join_|forged|"repeated":"1000"/,
      );
    });

    it("count as much as they stand for when a part of them was left out before", async () => {
      const count = await telemetry.count('{service="sampled"}');
      expect(Math.abs(count - 3000)).toBeLessThan(5 * Math.sqrt(3000));
      expect((await of("sampled")).length).toBeLessThanOrEqual(2);
    });
  },
);

const REMOTE = "systemd-journal-remote";

describeWithComponent(
  "journald",
  ["loki"],
  "the journal",
  (tools) => {
    const telemetry = new Telemetry(
      tools,
      [{ service: "host", source: LogSource.journal({ labels: {} }) }],
      { masking: false },
    );
    const ESCAPE = String.fromCharCode(27);
    const COUNT = 60;

    /** What some entries say that is not plain, by their number. */
    const ODD: Readonly<Record<number, string>> = {
      1: "multi\n  at one\n  at two",
      2: `${ESCAPE}[31mred${ESCAPE}[0m`,
      3: "x".repeat(9000),
    };
    const NO_PRIORITY = 5;
    const NO_MESSAGE = 7;

    /** Entries in the format in which a journal is exported. */
    function entries(from: number, to: number, at: number): Buffer {
      const parts: Buffer[] = [];
      for (let index = from; index < to; index++) {
        const text = `line-${index}. ${ODD[index] ?? ""}`;
        const fields = {
          __REALTIME_TIMESTAMP: `${(at + index) * 1000}`,
          __MONOTONIC_TIMESTAMP: `${1_000_000 + index}`,
          _BOOT_ID: MACHINE,
          ...(index === NO_MESSAGE ? { NOTE: text } : { MESSAGE: text }),
          ...(index !== NO_PRIORITY && { PRIORITY: `${index % 8}` }),
          SYSLOG_IDENTIFIER: "app",
          _PID: `${100 + index}`,
          _HOSTNAME: "box",
          _SYSTEMD_UNIT: "app.service",
        };
        for (const [name, value] of Object.entries(fields)) {
          if (name.startsWith("_")) {
            parts.push(Buffer.from(`${name}=${value}\n`));
            continue;
          }
          const bytes = Buffer.from(value);
          const size = Buffer.alloc(8);
          size.writeBigUInt64LE(BigInt(bytes.length));
          parts.push(Buffer.from(`${name}\n`), size, bytes, Buffer.from("\n"));
        }
        parts.push(Buffer.from("\n"));
      }
      return Buffer.concat(parts);
    }

    function write(from: number, to: number, at: number): void {
      execFileSync(
        REMOTE,
        [
          "--split-mode=none",
          `--output=${join(telemetry.folder, `journal/${MACHINE}/system.journal`)}`,
          "-",
        ],
        { input: entries(from, to, at), stdio: ["pipe", "ignore", "ignore"] },
      );
    }

    const stored = () => telemetry.stored('{service="host"}');
    const begin = Date.now() - 60_000;
    let lines: ReadonlyMap<number, StoredLine>;

    async function arrived(count: number): Promise<readonly StoredLine[]> {
      return eventually(
        `${count} entries arrive`,
        async () => {
          const all = await stored();
          return all.length >= count ? all : undefined;
        },
        telemetry.output,
      );
    }

    beforeAll(async () => {
      await telemetry.start(() => write(0, 1, begin));
      await eventually(
        "the journal is followed",
        async () => {
          write(-1, 0, Date.now());
          await new Promise((resolve) => setTimeout(resolve, 1000));
          return (await stored()).length > 0 ? true : undefined;
        },
        telemetry.output,
      );
      const before = (await stored()).length;
      write(10, 11, begin);
      await arrived(before + 1);
      await telemetry.kill();
      write(11, COUNT, begin);
      write(1, 10, begin);
      await telemetry.startCollector();
      // The program that reads tells of what was written meanwhile when the next entry is.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      write(COUNT, COUNT + 1, begin);
      const all = await arrived(before + COUNT);
      lines = new Map(
        all.map((line) => [Number(/line-(-?\d+)/.exec(line.text)?.[1]), line]),
      );
    }, 200_000);

    afterAll(() => telemetry.stop(), 60_000);

    it("loses nothing that was written while the agent was killed, and repeats nothing", async () => {
      const all = (await stored()).map(({ text }) => text);
      const ours = all.filter((text) => !text.includes("line--1."));
      expect(new Set(ours).size).toBe(ours.length);
      for (let index = 1; index <= COUNT; index++) {
        expect(lines.has(index)).toBe(true);
      }
    });

    it("has levels, down to debug, times and fields", () => {
      const levels = [16, 17, 18, 19, 20, 21, 22, 23].map(
        (index) => lines.get(index)?.fields.level,
      );
      expect(levels).toEqual([
        ...["fatal", "fatal", "error", "error", "warn", "info", "info"],
        "debug",
      ]);
      expect(lines.get(20)).toMatchObject({
        time: BigInt(begin + 20) * 1_000_000n,
        fields: {
          program: "app",
          process_id: "120",
          sender: "box",
          unit: "app.service",
        },
      });
    });

    it("keeps texts of several lines, with colours, and of any length", () => {
      for (const [index, text] of Object.entries(ODD)) {
        expect(lines.get(Number(index))?.text).toBe(`line-${index}. ${text}`);
      }
    });

    it("keeps entries without priority or text whole", () => {
      expect(lines.get(NO_PRIORITY)?.fields.level).toBe("unknown");
      const whole = JSON.parse(lines.get(NO_MESSAGE)?.text ?? "{}") as object;
      expect(whole).toMatchObject({ NOTE: `line-${NO_MESSAGE}. ` });
    });
  },
  ["journalctl", REMOTE],
);
