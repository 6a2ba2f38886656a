import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LogSource } from "../../lib/domain/logs/source";
import { describeWithComponent } from "../support/collector-components";
import { eventually } from "../support/program";
import { TelemetryHere, type StoredLine } from "./support/telemetry-here";

/** A folder of another name is not looked into. */
const MACHINE = "0123456789abcdef0123456789abcdef";

const REMOTE = "systemd-journal-remote";

describeWithComponent(
  "journald",
  ["loki"],
  "the journal",
  (tools) => {
    let telemetry: TelemetryHere;
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
      telemetry = await TelemetryHere.make("journal", tools);
      telemetry.configure({
        sources: [
          { service: "host", source: LogSource.journal({ labels: {} }) },
        ],
        collector: { provides: ["journald"] },
      });
      mkdirSync(join(telemetry.folder, `journal/${MACHINE}`), {
        recursive: true,
      });
      write(0, 1, begin);
      await telemetry.startLoki();
      await telemetry.startAgent();
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
      await telemetry.killAgent();
      write(11, COUNT, begin);
      write(1, 10, begin);
      await telemetry.startAgent();
      // The program that reads tells of what was written meanwhile when the next entry is.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      write(COUNT, COUNT + 1, begin);
      const all = await arrived(before + COUNT);
      lines = new Map(
        all.map((line) => [Number(/line-(-?\d+)/.exec(line.text)?.[1]), line]),
      );
    }, 200_000);

    afterAll(() => telemetry.close(), 60_000);

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
