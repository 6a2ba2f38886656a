import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { LogSource, type ServiceLogs } from "../../lib/domain/logs/source";
import { eventually } from "../support/program";
import { describeWithTools } from "../support/tools";
import { TelemetryHere } from "./support/telemetry-here";

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
    let telemetry: TelemetryHere;
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

    const fileOf = (source: Source): string =>
      join(telemetry.folder, FILES[source]);

    beforeAll(async () => {
      telemetry = await TelemetryHere.make("log-delivery", tools);
      for (const file of Object.values(FILES)) {
        mkdirSync(dirname(join(telemetry.folder, file)), { recursive: true });
      }
      telemetry.configure({ sources: SOURCES });
      await Promise.all([telemetry.startLoki(), telemetry.startAgent()]);
    }, 90_000);

    afterAll(() => telemetry.close(), 60_000);

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

    it(
      "are all stored, though Loki is away, the agent is killed and files are rotated meanwhile",
      async () => {
        const timer = setInterval(() => NAMES.forEach(write), TICK);
        const awayFor = (share: number): Promise<void> => wait(share * OUTAGE);
        try {
          await wait(2000);
          await telemetry.killLoki();
          await awayFor(0.1);
          rotate(1);
          removeWhatIsRead();
          await awayFor(0.2);
          await telemetry.killAgent();
          await wait(500);
          rotate(2);
          await awayFor(0.1);
          await telemetry.startAgent();
          await awayFor(0.2);
          removeWhatIsRead();
          rotate(3);
          await awayFor(0.2);
          await telemetry.killAgent();
          await telemetry.startAgent();
          await awayFor(0.2);
          await telemetry.startLoki();
          await wait(2000);
          await telemetry.killAgent();
          rotate(4);
          await telemetry.startAgent();
          rotate(5);
          await wait(1000);
        } finally {
          clearInterval(timer);
        }
        found = await eventually(
          "the last line of each source is in Loki",
          async () => {
            const each = await Promise.all(
              NAMES.map(
                async (name) =>
                  [name, await telemetry.numbers(`${name}-`)] as const,
              ),
            );
            return each.every(([name, lines]) => lines.has(written[name]))
              ? (Object.fromEntries(each) as typeof found)
              : undefined;
          },
          telemetry.output,
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
