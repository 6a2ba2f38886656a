import { appendFileSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LogSource } from "../../lib/domain/logs/source";
import { Bytes } from "../../lib/domain/units";
import { eventually } from "../support/program";
import { describeWithTools } from "../support/tools";
import { TelemetryHere } from "./support/telemetry-here";

/** How often the agent is killed, and at most how long after it was started, in milliseconds. */
const KILLS = Number(process.env.LOG_KILLS ?? 20);
const LONGEST_LIFE = 1500;

/** Lines of each of two files, every so many milliseconds: 2,000 a second together. */
const TICK = 50;
const AT_ONCE = 50;

/** Printed when it fails, and taken from there to try it again. */
const SEED = Number(process.env.LOG_KILLS_SEED ?? Date.now() % 1_000_000);

const NAMES = ["file", "container"] as const;

/** Of equal size; that of records which are sent stays empty here. */
const QUEUES = 2;

describeWithTools(
  ["otelcol-contrib", "loki"],
  "an agent that is killed",
  (tools) => {
    let telemetry: TelemetryHere;

    beforeEach(async () => {
      telemetry = await TelemetryHere.make("log-kills", tools);
      mkdirSync(join(telemetry.folder, "containers/c1"));
      mkdirSync(join(telemetry.folder, "app"));
    });

    afterEach(() => telemetry.close(), 60_000);

    const fileOf = (name: (typeof NAMES)[number]): string =>
      join(
        telemetry.folder,
        name === "file" ? "app/app.log" : "containers/c1/c1-json.log",
      );

    it(`at any moment, again and again, loses no line and sends it at most once more for each kill (seed ${SEED})`, async () => {
      telemetry.configure({
        sources: [
          { service: "file", source: LogSource.file("/var/log/app/app.log") },
          { service: "container", source: LogSource.container("web") },
        ],
      });
      await telemetry.startLoki();
      // What is there before is history.
      await telemetry.startAgent();
      await telemetry.hasLooked(1);
      await telemetry.killAgent();
      let written = 0;
      const write = (): void => {
        const from = written;
        written += AT_ONCE;
        for (const name of NAMES) {
          const lines = Array.from({ length: AT_ONCE }, (_, index) => {
            const text = `level=info msg="${name}-${from + index + 1}."`;
            return name === "file"
              ? text
              : JSON.stringify({
                  log: `${text}\n`,
                  stream: "stdout",
                  attrs: { tag: "web" },
                  time: new Date().toISOString(),
                });
          });
          appendFileSync(fileOf(name), `${lines.join("\n")}\n`);
        }
      };
      const random = randomOf(SEED);
      const timer = setInterval(write, TICK);
      try {
        for (let kill = 1; kill <= KILLS; kill += 1) {
          // Most die before they are healthy.
          const started = telemetry.startAgent().catch(() => undefined);
          await wait(random() * LONGEST_LIFE);
          await telemetry.killAgent();
          void started;
          if (kill === KILLS / 2) {
            NAMES.forEach((name) =>
              renameSync(fileOf(name), `${fileOf(name)}.1`),
            );
          }
        }
      } finally {
        clearInterval(timer);
      }
      write();
      await telemetry.startAgent();
      for (const name of NAMES) {
        let found: ReadonlyMap<number, number> = new Map();
        await eventually(
          `all lines of ${name}`,
          async () => {
            found = await telemetry.numbers(`${name}-`);
            return found.size === written ? true : undefined;
          },
          () => `${missing(found, written)}\n${telemetry.output()}`,
        );
        expect(Math.max(...found.values())).toBeLessThanOrEqual(1 + KILLS);
      }
    }, 240_000);

    it("before it could remember the first file of a source, reads that file from its beginning", async () => {
      const LINES = 10_000;
      telemetry.configure({
        sources: [
          { service: "file", source: LogSource.file("/var/log/app/app.log") },
        ],
        // Its queue has room for a part of the lines.
        collector: { volumeSize: Bytes.mebibytes(1) },
      });
      await telemetry.startAgent();
      await telemetry.hasLooked(1);
      const write = (from: number, count: number): void =>
        appendFileSync(
          fileOf("file"),
          Array.from(
            { length: count },
            (_, index) => `level=info msg="file-${from + index}."\n`,
          ).join(""),
        );
      write(1, LINES);
      await eventually("the queue is full", async () =>
        (await telemetry.ownMetric("otelcol_exporter_queue_size")) >
        (0.9 / QUEUES) *
          (await telemetry.ownMetric("otelcol_exporter_queue_capacity"))
          ? true
          : undefined,
      );
      await telemetry.killAgent();
      await telemetry.startLoki();
      await telemetry.startAgent();
      write(LINES + 1, 1);
      const found = await eventually(
        "all lines",
        async () => {
          const numbers = await telemetry.numbers("file-");
          return numbers.size > LINES ? numbers : undefined;
        },
        telemetry.output,
      );
      expect(Math.max(...found.values())).toBeLessThanOrEqual(2);
    }, 180_000);
  },
);

/** The numbers that were not found, as ranges. */
function missing(found: ReadonlyMap<number, number>, written: number): string {
  const gaps: string[] = [];
  let first = 0;
  for (let number = 1; number <= written + 1; number += 1) {
    const isMissing = number <= written && !found.has(number);
    if (isMissing && first === 0) {
      first = number;
    } else if (!isMissing && first > 0) {
      gaps.push(`${first}-${number - 1}`);
      first = 0;
    }
  }
  return `missing: ${gaps.join(", ")}`;
}

/** Numbers from 0 to 1 that are the same for each seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
