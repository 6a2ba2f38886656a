import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { LogProcessing } from "../../lib/domain/logs/processing";
import { LogSource } from "../../lib/domain/logs/source";
import { countingWritten } from "../../lib/domain/logs/written";
import { Duration } from "../../lib/domain/units";
import { describeWithComponent } from "../support/collector-components";
import { eventually } from "../support/program";
import { TelemetryHere } from "./support/telemetry-here";

const LOGS: LogProcessing = {
  masking: false,
  sampling: [{ name: "half", keep: 0.5, services: ["sampled"] }],
  deduplication: { window: Duration.seconds(2) },
};

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

describeWithComponent(
  "logdedup",
  ["loki"],
  "lines that say the same",
  (tools) => {
    let telemetry: TelemetryHere;
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

    async function send(
      sent: readonly object[],
      service: string,
    ): Promise<void> {
      const response = await telemetry.send(sent, service);
      expect(response.status).toBe(200);
    }

    const count = (lines: string): Promise<number> =>
      telemetry.value(
        countingWritten(`sum(count_over_time(${lines} [6h]))`, LOGS),
      );

    const of = (service: string) => telemetry.stored(`{service="${service}"}`);

    beforeAll(async () => {
      telemetry = await TelemetryHere.make("deduplication", tools);
      telemetry.configure({
        sources: [
          { service: "files", source: LogSource.file("/var/log/app.log") },
        ],
        logs: LOGS,
        collector: { provides: ["logdedup"] },
      });
      await telemetry.startLoki();
      await telemetry.startAgent();
      await telemetry.hasLooked(1);
      const file = join(telemetry.folder, "app.log");
      appendFileSync(
        file,
        `${'{"level":"info","msg":"tick"}\n'.repeat(300)}${'{"level":"error","msg":"tick"}\n'.repeat(40)}${"Something unclear\n".repeat(30)}`,
      );
      await send(
        times(500, () => record("same", 1000)),
        "plain",
      );
      await send(
        times(60, () => record("same", 1000, { severityNumber: 17 })),
        "plain",
      );
      await send(
        times(50, () => record("same", 1000, {})),
        "unknown",
      );
      await send(
        times(40, () =>
          record("same", 1000, {
            ...INFO,
            attributes: [attribute("log", "audit")],
          }),
        ),
        "evidence",
      );
      await send(
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
      await send(
        times(12, (index) => record("same", (index + 1) * 180_000)),
        "late",
      );
      await send(
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
      await send(
        times(20, (index) =>
          record("same", 1000, {
            ...INFO,
            attributes: [attribute("http.route", `/${index}`)],
          }),
        ),
        "routes",
      );
      await send(
        times(3000, () => record("same", 1000)),
        "sampled",
      );
      await eventually(
        "all have arrived",
        async () =>
          (await count('{service="sampled"}')) > 0 &&
          (await count('{service="files"}')) >= 370
            ? true
            : undefined,
        telemetry.output,
      );
    }, 90_000);

    afterAll(() => telemetry.close(), 60_000);

    it("become one with their number, which the dashboards count", async () => {
      const plain = await telemetry.stored('{service="plain",level="info"}');
      expect(plain.length).toBeLessThanOrEqual(2);
      expect(
        plain.reduce((sum, { fields }) => sum + Number(fields.repeated), 0),
      ).toBe(500);
      await expect(count('{service="plain"}')).resolves.toBe(560);
      await expect(count('{service="files"}')).resolves.toBe(370);
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
      await expect(count('{service="forger"}')).resolves.toBe(30);
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
      const total = await count('{service="sampled"}');
      expect(Math.abs(total - 3000)).toBeLessThan(5 * Math.sqrt(3000));
      expect((await of("sampled")).length).toBeLessThanOrEqual(2);
    });
  },
);
