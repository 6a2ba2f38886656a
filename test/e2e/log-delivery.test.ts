import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogSource, type ServiceLogs } from "../../lib/domain/logs/source";
import { endpointsOf } from "../../lib/domain/telemetry/addresses";
import { Duration } from "../../lib/domain/units";
import { renderOtelCollectorConfig } from "../../lib/render/otel/config";
import { collector } from "../../lib/render/otel/delivery";
import { collectorHere, writeLokiHere } from "../support/local-telemetry";
import { planOf } from "../support/plan";
import {
  eventually,
  freePortsFor,
  get,
  start,
  type RunningProgram,
} from "../support/program";
import { describeWithTools } from "../support/tools";

/** How often files are written, and how many lines each gets at a time. */
const TICK = 50;
const AT_ONCE = 20;

/** The file that a program writes for each source. */
const FILES = {
  container: "containers/c1/c1-json.log",
  renamed: "renamed/app.log",
  truncated: "truncated/app.log",
  joined: "joined/app.log",
} as const;
type Source = keyof typeof FILES;
const NAMES = Object.keys(FILES) as readonly Source[];

const SOURCES: readonly ServiceLogs[] = [
  { service: "container", source: LogSource.container("web") },
  { service: "renamed", source: LogSource.file("/var/log/renamed/app.log") },
  {
    service: "truncated",
    source: LogSource.file("/var/log/truncated/app.log", {
      stackTraces: false,
    }),
  },
  { service: "joined", source: LogSource.file("/var/log/joined/app.log") },
];

/** How often the agent is killed below. */
const KILLS = 2;

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
      loki = start(tools.loki, [
        `-config.file=${join(folder, "loki/loki.yaml")}`,
      ]);
    }

    function startAgent(): void {
      agent = start(
        tools["otelcol-contrib"],
        collector(planOf()).command?.map((argument) =>
          argument.replace(
            "/etc/otelcol-contrib/config.yaml",
            join(folder, "agent.yaml"),
          ),
        ) ?? [],
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
      for (const name of ["container", "renamed"] as const) {
        const file = fileOf(name);
        for (let number = round - 1; number > 0; number -= 1) {
          renameSync(`${file}.${number}`, `${file}.${number + 1}`);
        }
        renameSync(file, `${file}.1`);
        writeFileSync(file, "");
      }
      copyFileSync(
        fileOf("truncated"),
        `${fileOf("truncated")}-2026010${round}`,
      );
      truncateSync(fileOf("truncated"));
    }

    function missing(name: Source): readonly number[] {
      return Array.from(
        { length: written[name] },
        (_, index) => index + 1,
      ).filter((number) => !found[name].has(number));
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
          query: `{service="${source}"}`,
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

    it("are all stored, though Loki is away, the agent is killed and files are rotated meanwhile", async () => {
      const timer = setInterval(() => NAMES.forEach(write), TICK);
      try {
        await wait(2000);
        await loki.stop("SIGKILL");
        await wait(1000);
        rotate(1);
        await wait(1000);
        await agent.stop("SIGKILL");
        await wait(500);
        rotate(2);
        await wait(1000);
        startAgent();
        await agentIsUp();
        await wait(2000);
        startLoki();
        await wait(2000);
        await agent.stop("SIGKILL");
        rotate(3);
        startAgent();
        await agentIsUp();
        rotate(4);
        await wait(1000);
      } finally {
        clearInterval(timer);
      }
      found = await eventually(
        "the last line of each source is in Loki",
        async () => {
          const each = {
            container: await arrivals("container"),
            renamed: await arrivals("renamed"),
            truncated: await arrivals("truncated"),
            joined: await arrivals("joined"),
          };
          return NAMES.every((name) => each[name].has(written[name]))
            ? each
            : undefined;
        },
        agent.output,
      );
      for (const name of ["container", "renamed", "truncated"] as const) {
        expect([name, missing(name)]).toEqual([name, []]);
      }
    }, 180_000);

    it("come at most once more for each kill", () => {
      for (const name of NAMES) {
        const most = Math.max(...found[name].values());
        expect(most).toBeLessThanOrEqual(1 + KILLS);
      }
    });

    it("are lost only where a line of plain text waited for what may belong to it: one for each kill", () => {
      expect(missing("joined").length).toBeLessThanOrEqual(KILLS);
    });
  },
);

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
