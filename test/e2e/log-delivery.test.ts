import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { LogSource, type ServiceLogs } from "../../lib/domain/logs/source";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
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
import { describeWithTools } from "../support/tools";

/** How often files are written, and how many lines each gets at a time: less than a busy machine reads, as some files are deleted soon. */
const TICK = 50;
const AT_ONCE = 5;

/** How long Loki is away. */
const OUTAGE = 1000 * Number(process.env.LOG_DELIVERY_OUTAGE ?? 10);

/** What programs write, each with what becomes of it. */
const FILES = {
  container: "containers/c1/c1-json.log",
  /** By new names, which rise; the third is compressed. */
  renamed: "renamed/app.log",
  /** In the same moment, of the same source. */
  beside: "renamed/jobs.log",
  /** At once, as `logrotate` does it without `delaycompress`. */
  compressed: "compressed/app.log",
  /** Deleted and made anew, by what the file system then takes for the same file. */
  remade: "remade/app.log",
  truncated: "truncated/app.log",
  joined: "joined/app.log",
} as const;
type Source = keyof typeof FILES;
const NAMES = Object.keys(FILES) as readonly Source[];

const SOURCES: readonly ServiceLogs[] = [
  { service: "container", source: LogSource.container("web") },
  { service: "renamed", source: LogSource.file("/var/log/renamed/*.log") },
  {
    service: "compressed",
    source: LogSource.file("/var/log/compressed/app.log"),
  },
  { service: "remade", source: LogSource.file("/var/log/remade/app.log") },
  {
    service: "truncated",
    source: LogSource.file("/var/log/truncated/app.log", {
      stackTraces: false,
    }),
  },
  { service: "joined", source: LogSource.file("/var/log/joined/app.log") },
];

/** How often the agent is killed below. */
const KILLS = 3;

describeWithTools(
  ["otelcol-contrib", "loki"],
  "log lines on their way",
  (tools) => {
    let folder: string;
    let loki: RunningProgram;
    let agent: RunningProgram;
    let port: Readonly<
      Record<
        "loki" | "gossip" | "grpc" | "http" | "metrics" | "self" | "health",
        number
      >
    >;
    const written: Record<Source, number> = {
      container: 0,
      renamed: 0,
      beside: 0,
      compressed: 0,
      remade: 0,
      truncated: 0,
      joined: 0,
    };
    let found: Readonly<Record<Source, ReadonlyMap<number, number>>>;

    const fileOf = (source: Source): string => join(folder, FILES[source]);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "log-delivery-"));
      for (const each of [
        "containers/c1",
        "renamed",
        "compressed",
        "remade",
        "truncated",
        "joined",
        "loki/rules/fake",
      ]) {
        mkdirSync(join(folder, each), { recursive: true });
      }
      port = await freePortsFor(
        "loki",
        "gossip",
        "grpc",
        "http",
        "metrics",
        "self",
        "health",
      );
      configure();
      startLoki();
      startAgent();
      await agentIsUp();
      await eventually(
        "Loki is ready",
        () => get(`http://127.0.0.1:${port.loki}/ready`),
        loki.output,
      );
    }, 90_000);

    afterAll(async () => {
      await agent.stop();
      await loki.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    function configure(): void {
      const plan = planOf({
        jaeger: false,
        loki: {
          extraConfig: {
            server: {
              http_listen_address: "127.0.0.1",
              http_listen_port: port.loki,
              grpc_listen_port: port.gossip,
            },
          },
        },
      });
      const endpoints = {
        ...endpointsOf(plan),
        loki: `http://127.0.0.1:${port.loki}`,
      };
      writeLokiHere(folder, plan, endpoints, Duration.days(7));
      writeFileSync(
        join(folder, "agent.yaml"),
        collectorHere(
          renderOtelCollectorConfig({
            sources: SOURCES,
            plan,
            endpoints,
            // It takes most of the time of a start, and no part in the delivery.
            logs: { masking: false },
          }),
          folder,
          port,
        ),
      );
    }

    function startLoki(): void {
      loki = startLokiHere(tools.loki, folder);
    }

    function startAgent(): void {
      agent = startCollectorHere(
        tools["otelcol-contrib"],
        join(folder, "agent.yaml"),
      );
    }

    async function agentIsUp(): Promise<void> {
      await eventually(
        "the agent is healthy",
        () => get(`http://127.0.0.1:${port.health}`),
        agent.output,
      );
    }

    function write(source: Source): void {
      const lines = Array.from({ length: AT_ONCE }, () => {
        written[source] += 1;
        const mark = `${source}-${written[source]}.`;
        const isPlain = source === "truncated" || source === "joined";
        const text = isPlain ? `it is ${mark}` : `level=info msg="${mark}"`;
        return source === "container"
          ? JSON.stringify({
              log: `${text}\n`,
              stream: "stdout",
              attrs: { tag: "web" },
              time: new Date().toISOString(),
            })
          : text;
      });
      appendFileSync(fileOf(source), `${lines.join("\n")}\n`);
    }

    /** As Docker and `logrotate` do it: by new names, which rise, and by a copy for what keeps its file open. */
    function rotate(round: number): void {
      for (const name of ["container", "renamed", "beside"] as const) {
        const file = fileOf(name);
        for (let number = round - 1; number > 0; number -= 1) {
          if (number === 2) {
            compress(`${file}.2`);
          } else if (number < 2) {
            renameSync(`${file}.${number}`, `${file}.${number + 1}`);
          }
        }
        renameSync(file, `${file}.1`);
        writeFileSync(file, "");
      }
      const file = fileOf("truncated");
      copyFileSync(file, `${file}-2026010${round}`);
      truncateSync(file);
    }

    /** What nobody but a running agent gets over: the lines of the last moment are in no file with a name. */
    function removeWhatIsRead(): void {
      const file = fileOf("compressed");
      renameSync(file, `${file}.1`);
      writeFileSync(file, "");
      compress(`${file}.1`);
      unlinkSync(fileOf("remade"));
      writeFileSync(fileOf("remade"), "");
    }

    function compress(file: string): void {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      unlinkSync(file);
    }

    /** Numbers of the lines that did not arrive, those without a gap between them as one text. */
    function missing(name: Source): readonly string[] {
      const ranges: { first: number; last: number }[] = [];
      for (let number = 1; number <= written[name]; number += 1) {
        const open = ranges.at(-1);
        if (found[name].has(number)) {
          continue;
        }
        if (open?.last === number - 1) {
          open.last = number;
        } else {
          ranges.push({ first: number, last: number });
        }
      }
      return ranges.map(({ first, last }) => `${first}-${last}`);
    }

    /** How often each line of a source is in Loki. */
    async function arrivals(
      source: Source,
    ): Promise<ReadonlyMap<number, number>> {
      const counts = new Map<number, number>();
      let end = Date.now() + 60_000;
      const seen = new Set<string>();
      for (;;) {
        const asked = new URLSearchParams({
          query: `{service=~".+"} |= "${source}-"`,
          start: `${Date.now() - 3_600_000}000000`,
          end: `${end}000000`,
          limit: "5000",
        });
        const { data } = JSON.parse(
          await get(
            `http://127.0.0.1:${port.loki}/loki/api/v1/query_range?${asked.toString()}`,
          ),
        ) as {
          data: { result: { values: [string, string][] }[] };
        };
        const values = data.result.flatMap((each) => each.values);
        for (const [time, line] of values) {
          const number = Number(/-(\d+)\./.exec(line)?.[1]);
          if (!seen.has(`${time} ${number}`)) {
            seen.add(`${time} ${number}`);
            counts.set(number, (counts.get(number) ?? 0) + 1);
          }
        }
        if (values.length < 5000) {
          return counts;
        }
        end =
          Math.min(
            ...values.map(([time]) => Number(BigInt(time) / 1_000_000n)),
          ) + 1;
      }
    }

    it(
      "are all stored, though Loki is away, the agent is killed and files are rotated meanwhile",
      async () => {
        const timer = setInterval(() => NAMES.forEach(write), TICK);
        const awayFor = (share: number): Promise<void> => wait(share * OUTAGE);
        try {
          await wait(2000);
          await loki.stop("SIGKILL");
          await awayFor(0.1);
          rotate(1);
          removeWhatIsRead();
          await awayFor(0.2);
          await agent.stop("SIGKILL");
          await wait(500);
          rotate(2);
          await awayFor(0.1);
          startAgent();
          await agentIsUp();
          await awayFor(0.2);
          removeWhatIsRead();
          rotate(3);
          await awayFor(0.2);
          await agent.stop("SIGKILL");
          startAgent();
          await agentIsUp();
          await awayFor(0.2);
          startLoki();
          await wait(2000);
          await agent.stop("SIGKILL");
          rotate(4);
          startAgent();
          await agentIsUp();
          rotate(5);
          await wait(1000);
        } finally {
          clearInterval(timer);
        }
        found = await eventually(
          "the last line of each source is in Loki",
          async () => {
            const each = await Promise.all(
              NAMES.map(async (name) => [name, await arrivals(name)] as const),
            );
            return each.every(([name, lines]) => lines.has(written[name]))
              ? (Object.fromEntries(each) as typeof found)
              : undefined;
          },
          agent.output,
        );
        for (const name of NAMES.filter((each) => each !== "joined")) {
          expect([name, missing(name)]).toEqual([name, []]);
        }
      },
      240_000 + OUTAGE,
    );

    it("come at most once more for each kill", () => {
      for (const name of NAMES) {
        const most = Math.max(...found[name].values());
        expect(most).toBeLessThanOrEqual(1 + KILLS);
      }
    });

    it("are lost only where a line of plain text waited for what may belong to it: one for each kill", () => {
      expect(written.joined - found.joined.size).toBeLessThanOrEqual(KILLS);
    });
  },
);

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
