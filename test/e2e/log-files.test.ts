import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { LogSource } from "../../lib/domain/logs/source";
import { eventually } from "../support/program";
import { describeWithTools } from "../support/tools";
import { TelemetryHere } from "./support/telemetry-here";

/** Signs that mean something to a pattern of paths, and some that are not of ASCII. */
const ODD = "odd/my app [1] {a,b} (x) ?#! ünïcödé 日本.log";

const FILES = 1000;
const LINES = 5;

describeWithTools(["otelcol-contrib", "loki"], "files of any kind", (tools) => {
  let telemetry: TelemetryHere;

  beforeAll(async () => {
    telemetry = await TelemetryHere.make("log-files", tools);
    const sources = {
      odd: `/var/log/${ODD}`,
      linked: "/var/log/linked/current.log",
      many: "/var/log/many/*.log",
      emptied: "/var/log/emptied/app.log",
    };
    for (const path of Object.values(sources)) {
      mkdirSync(dirname(at(path.slice("/var/log/".length))), {
        recursive: true,
      });
    }
    telemetry.configure({
      sources: Object.entries(sources).map(([service, path]) => ({
        service,
        source: LogSource.file(path, { format: "plain", stackTraces: false }),
      })),
    });
    await telemetry.startLoki();
    await telemetry.startAgent();
    await telemetry.hasLooked(Object.keys(sources).length);
  }, 90_000);

  afterAll(() => telemetry.close(), 60_000);

  function at(path: string): string {
    return join(telemetry.folder, path);
  }

  /** Resolves when exactly so many lines of a service are stored. */
  async function arrive(service: string, count: number): Promise<void> {
    let stored = 0;
    await eventually(
      `${count} lines of ${service}`,
      async () => {
        stored = await telemetry.value(
          `sum(count_over_time({service="${service}"}[1h]))`,
        );
        return stored >= count ? true : undefined;
      },
      () => `${stored} are there\n${telemetry.output()}`,
    );
    expect([service, stored]).toEqual([service, count]);
  }

  it("are read by their name, whatever signs it has, and others are not", async () => {
    writeFileSync(at(ODD), "one\ntwo\n");
    writeFileSync(at(ODD.replace("[1]", "1")), "of another file\n");
    writeFileSync(at(ODD.replace("{a,b}", "a")), "of another file\n");
    await arrive("odd", 2);
  }, 90_000);

  it("are read behind a link, also when that leads elsewhere", async () => {
    const link = at("linked/current.log");
    writeFileSync(at("linked/a.txt"), "a 1\na 2\n");
    writeFileSync(at("linked/b.txt"), "b 1\nb 2\n");
    symlinkSync(at("linked/a.txt"), link);
    await arrive("linked", 2);
    symlinkSync(at("linked/b.txt"), `${link}.new`);
    renameSync(`${link}.new`, link);
    await arrive("linked", 4);
    appendFileSync(at("linked/b.txt"), "b 3\n");
    await arrive("linked", 5);
  }, 90_000);

  it("are all read, a thousand at once", async () => {
    for (let file = 0; file < FILES; file += 1) {
      writeFileSync(
        at(`many/${file}.log`),
        Array.from(
          { length: LINES },
          (_, line) => `file ${file} line ${line}\n`,
        ).join(""),
      );
    }
    await arrive("many", FILES * LINES);
  }, 120_000);

  it("are read from their beginning when they were emptied, and begin as before", async () => {
    const file = at("emptied/app.log");
    writeFileSync(file, "started\nfirst\nsecond\nthird\n");
    await arrive("emptied", 4);
    truncateSync(file);
    writeFileSync(file, "started\nanew\n");
    await arrive("emptied", 6);
  }, 90_000);

  it("belong to one service when a container is made anew under its name", async () => {
    for (const id of ["first", "second"]) {
      mkdirSync(at(`containers/${id}`), { recursive: true });
      writeFileSync(
        at(`containers/${id}/${id}-json.log`),
        `${JSON.stringify({
          log: `of the ${id}\n`,
          stream: "stdout",
          attrs: { tag: "again" },
          time: new Date().toISOString(),
        })}\n`,
      );
      await arrive("again", id === "first" ? 1 : 2);
      rmSync(at(`containers/${id}`), { recursive: true });
    }
  }, 90_000);
});
