import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LogSource } from "../../lib/domain/logs/source";
import { eventually } from "../support/program";
import { describeWithTools } from "../support/tools";
import { TelemetryHere } from "./support/telemetry-here";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lines of each file whose lines are hours apart. */
const LINES = 300;

/** Small, of a program that tells much of itself; as many as one of its requests holds. */
const RECORDS = 3000;

const FLOOD = 30_000;

/** Few, so that they are soon used up. */
const STREAMS = 50;

describeWithTools(
  ["otelcol-contrib", "loki"],
  "what Loki might refuse",
  (tools) => {
    let telemetry: TelemetryHere;

    beforeAll(async () => {
      telemetry = await TelemetryHere.make("log-refusals", tools);
      mkdirSync(join(telemetry.folder, "late"));
      for (const container of ["idle", "0noisy", "ccalm"]) {
        mkdirSync(join(telemetry.folder, "containers", container));
      }
      telemetry.configure({
        sources: [
          { service: "late", source: LogSource.file("/var/log/late/*.log") },
          { service: "noisy", source: LogSource.file("/var/log/noisy.log") },
          { service: "calm", source: LogSource.file("/var/log/calm.log") },
        ],
        limits: { max_global_streams_per_user: STREAMS },
      });
      await telemetry.startLoki();
      await telemetry.startAgent();
      // The agent has looked once, so that what comes now is no history.
      await telemetry.hasLooked(3);
    }, 90_000);

    afterAll(() => telemetry.close(), 60_000);

    function record(body: string, ago = 0): object {
      return {
        timeUnixNano: `${Date.now() - ago}000000`,
        severityNumber: 9,
        body: { stringValue: body },
      };
    }

    async function arrives(service: string, count: number): Promise<void> {
      await eventually(
        `${count} lines of ${service}`,
        async () =>
          (await telemetry.value(
            `sum(count_over_time({service="${service}"}[12d]))`,
          )) >= count
            ? true
            : undefined,
        telemetry.output,
      );
    }

    const refused = async (reason: string): Promise<number> =>
      [
        ...(await telemetry.ask("/metrics")).matchAll(
          /^loki_discarded_samples_total\{.*reason="(\w+)".*\} (\d+)$/gm,
        ),
      ]
        .filter(([, each]) => each === reason)
        .reduce((sum, [, , count]) => sum + Number(count), 0);

    it("is stored when a file that was rotated hours ago is read beside the newest one", async () => {
      const now = Date.now();
      for (const [file, ago] of [
        ["app.log.2", 9 * HOUR],
        ["app.log.1", 5 * HOUR],
        ["app.log", 0],
      ] as const) {
        writeFileSync(
          join(telemetry.folder, "late", file),
          Array.from({ length: LINES }, (_, index) => {
            const time = new Date(now - ago - LINES + index).toISOString();
            return `time=${time} level=info msg="${file} ${index}"\n`;
          }).join(""),
        );
      }
      await arrives("late", 3 * LINES);
      expect(await refused("too_far_behind")).toBe(0);
    }, 90_000);

    it("is stored when the clock goes back by an hour", async () => {
      await telemetry.send([record("before"), record("after", HOUR)], "clock");
      await arrives("clock", 2);
    }, 90_000);

    it("is stored when each line has a long description of its sender", async () => {
      const description = {
        key: "process.command_line",
        value: { stringValue: "x".repeat(4000) },
      };
      const response = await fetch(
        `http://127.0.0.1:${telemetry.port.http}/v1/logs`,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            resourceLogs: [
              {
                resource: {
                  attributes: [
                    {
                      key: "service.name",
                      value: { stringValue: "talkative" },
                    },
                    description,
                  ],
                },
                scopeLogs: [
                  {
                    logRecords: Array.from({ length: RECORDS }, (_, index) =>
                      record(`line ${index}`),
                    ),
                  },
                ],
              },
            ],
          }),
        },
      );
      expect(response.status).toBe(200);
      await arrives("talkative", RECORDS);
    }, 90_000);

    it("is lost, and counted, when it is too old or of the future; the rest of its batch is stored", async () => {
      await telemetry.send(
        [
          record("old", 8 * DAY),
          record("good"),
          record("of tomorrow", -DAY),
          record("as good"),
        ],
        "times",
      );
      await arrives("times", 2);
      expect(await refused("greater_than_max_sample_age")).toBe(1);
      expect(await refused("too_far_in_future")).toBe(1);
      await eventually("the agent counts them too", async () =>
        (await telemetry.ownMetric(
          "otelcol_exporter_send_failed_log_records",
        )) > 0
          ? true
          : undefined,
      );
    }, 90_000);

    it("are the lines of nobody beside a service that writes more than can be read", async () => {
      const noisy = join(telemetry.folder, "noisy.log");
      const calm = join(telemetry.folder, "calm.log");
      appendFileSync(
        noisy,
        Array.from(
          { length: FLOOD },
          (_, index) => `level=info path=/orders/${index} msg="done"\n`,
        ).join(""),
      );
      for (let number = 1; number <= 5; number += 1) {
        appendFileSync(calm, `level=info msg="calm ${number}"\n`);
        await arrives("calm", number);
      }
      await arrives("noisy", FLOOD);
      for (const reason of [
        "rate_limited",
        "per_stream_rate_limit",
        "stream_limit",
      ]) {
        expect([reason, await refused(reason)]).toEqual([reason, 0]);
      }
    }, 120_000);

    const printed = (tag: string, text: string, ago = 0): string =>
      `${JSON.stringify({
        log: `${text}\n`,
        stream: "stdout",
        attrs: { tag },
        time: new Date(Date.now() - ago).toISOString(),
      })}\n`;

    const append = (container: string, lines: string): void =>
      appendFileSync(
        join(telemetry.folder, `containers/${container}/${container}-json.log`),
        lines,
      );

    it("are no lines of a container that is silent for days and speaks again, except the old ones", async () => {
      const before = await refused("greater_than_max_sample_age");
      append(
        "idle",
        printed("idle", "old", 9 * DAY) +
          printed("idle", "old", 8 * DAY) +
          printed("idle", "new"),
      );
      await arrives("idle", 1);
      expect(await refused("greater_than_max_sample_age")).toBe(before);
    }, 90_000);

    it("are the lines of no container beside one whose file grows faster than it is read", async () => {
      const many = printed("noisy", "level=info done").repeat(2000);
      const flood = setInterval(() => append("0noisy", many), 50);
      try {
        for (let number = 1; number <= 2; number += 1) {
          append("ccalm", printed("calm-container", `calm ${number}`));
          await arrives("calm-container", number);
        }
      } finally {
        clearInterval(flood);
      }
    }, 120_000);

    it("are the lines of no file beside a sender that makes up streams without end", async () => {
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(
          Array.from({ length: STREAMS }, (_, number) =>
            telemetry.send(
              [record("x".repeat(2000))],
              `made-up-${round}-${number}`,
            ),
          ),
        );
      }
      await eventually("Loki takes no new streams", async () =>
        (await refused("stream_limit")) > 0 ? true : undefined,
      );
      const stored = await telemetry.value(
        `sum(count_over_time({service="calm"}[12d]))`,
      );
      for (let number = 1; number <= 3; number += 1) {
        appendFileSync(
          join(telemetry.folder, "calm.log"),
          `level=info msg="calm again ${number}"\n`,
        );
        await arrives("calm", stored + number);
      }
    }, 120_000);
  },
);
