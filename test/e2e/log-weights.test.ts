import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LogProcessing } from "../../lib/domain/logs/processing";
import { LogSource } from "../../lib/domain/logs/source";
import { countingWritten } from "../../lib/domain/logs/written";
import { createSlo } from "../../lib/domain/slo/objective";
import { logRules } from "../../lib/domain/slo/rates";
import { Sli } from "../../lib/domain/slo/sli";
import { securityAlerts } from "../../lib/packs/alerts/security/alerts";
import { serviceQueries } from "../../lib/packs/dashboards/service/queries";
import { eventually } from "../support/program";
import { describeWithTools } from "../support/tools";
import { TelemetryHere } from "./support/telemetry-here";

/** The same is written for both services; of one of them a part is kept. */
const SERVICES = ["all", "sampled"] as const;

/** What is kept of a line. */
const LONGEST = 256 * 1024;
const KEEP = 0.1;
const LOGS: LogProcessing = {
  masking: false,
  sampling: [{ name: "tenth", keep: KEEP, services: ["sampled"] }],
};

/** How many lines of each kind. */
const REQUESTS = 8000;
const FAILURES = 160;
const TOKENS = 1500;

describeWithTools(
  ["otelcol-contrib", "loki"],
  "numbers of lines of which a part is kept",
  (tools) => {
    let telemetry: TelemetryHere;

    beforeAll(async () => {
      telemetry = await TelemetryHere.make("log-weights", tools);
      const names = [...SERVICES, "long"];
      telemetry.configure({
        sources: names.map((service) => ({
          service,
          source: LogSource.file(`/var/log/${service}.log`, {
            format: service === "long" ? "plain" : "json",
            stackTraces: false,
          }),
        })),
        logs: LOGS,
      });
      await telemetry.startLoki();
      await telemetry.startAgent();
      await telemetry.hasLooked(names.length);
      writeFileSync(
        join(telemetry.folder, "long.log"),
        `${"ä".repeat(LONGEST / 2)}\n${"ä".repeat(LONGEST / 2)}b\n`,
      );
      SERVICES.forEach(write);
      // What is written last is an error, which no sampling leaves out.
      await eventually(
        "all lines are stored",
        async () => {
          const counts = await Promise.all(
            SERVICES.map((service) =>
              ask(
                `sum(count_over_time({service="${service}"} |= "the last" [1h]))`,
              ),
            ),
          );
          return counts.every(([count]) => count === 1) ? true : undefined;
        },
        telemetry.output,
      );
    }, 120_000);

    afterAll(() => telemetry.close(), 60_000);

    /** Whether a line is kept depends on its trace, so that each run has the same result. */
    function write(service: string): void {
      const time = new Date().toISOString();
      let state = 1;
      const line = (fields: object): string => {
        const trace_id = Array.from({ length: 4 }, () => {
          state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
          return (state >>> 0).toString(16).padStart(8, "0");
        }).join("");
        return JSON.stringify({ time, trace_id, ...fields });
      };
      const many = (count: number, fields: object): readonly string[] =>
        Array.from({ length: count }, () => line(fields));
      writeFileSync(
        join(telemetry.folder, `${service}.log`),
        [
          ...many(REQUESTS, { level: "info", event: "request", repeated: 7 }),
          ...many(TOKENS, { level: "warn", event: "authn_token_reuse:ann" }),
          ...many(FAILURES - 1, {
            level: "error",
            event: "request",
            failed: 1,
          }),
          line({
            level: "error",
            event: "request",
            failed: 1,
            msg: "the last",
          }),
          "",
        ].join("\n"),
      );
    }

    /** The values that a query has now. */
    async function ask(query: string): Promise<readonly number[]> {
      const body = await telemetry.ask("/loki/api/v1/query", {
        query,
        time: `${Date.now() + 2000}000000`,
      });
      const { data } = JSON.parse(body) as {
        data: { result: { value: [number, string] }[] };
      };
      return data.result.map(({ value }) => Number(value[1]));
    }

    /** What a query of the library gives in a platform that samples like this one; the range is long enough for a slow machine. */
    async function answer(query: string): Promise<readonly number[]> {
      return ask(
        countingWritten(query, LOGS).replaceAll(
          /\[(?:\$__auto|5m|1m)\]/g,
          "[1h]",
        ),
      );
    }

    /** By how much a sum of weights may be wrong. */
    function deviation(service: string, lines: number): number {
      return service === "sampled"
        ? 3 * Math.sqrt((lines * (1 - KEEP)) / KEEP)
        : 1e-6;
    }

    it.each(SERVICES)(
      "are those that were written, in the dashboard of a service: %s",
      async (service) => {
        const { logVolume, errorLines } = serviceQueries(service);
        const [fewest = 0, fewer = 0, most = 0] = [
          ...(await answer(logVolume)),
        ].sort((a, b) => a - b);
        expect(fewest).toBe(FAILURES);
        expect(fewer).toBeGreaterThan(TOKENS - deviation(service, TOKENS));
        expect(fewer).toBeLessThan(TOKENS + deviation(service, TOKENS));
        expect(most).toBeGreaterThan(REQUESTS - deviation(service, REQUESTS));
        expect(most).toBeLessThan(REQUESTS + deviation(service, REQUESTS));
        expect(await answer(errorLines)).toEqual([FAILURES]);
      },
    );

    it.each(SERVICES)(
      "are those that were written, in the indicator of an objective: %s",
      async (service) => {
        const lines = `{service="${service}"} | json | event="request"`;
        const rules = logRules(
          createSlo({
            name: "Requests",
            service,
            objective: 0.99,
            sli: Sli.logs({ total: lines, bad: `${lines} | failed="1"` }),
          }),
        );
        const rates = await Promise.all(rules.map(({ expr }) => answer(expr)));
        const [total = 0, bad = 0] = rates.flat().map((rate) => rate * 3600);
        expect(bad).toBeCloseTo(FAILURES);
        expect(Math.abs(total - REQUESTS - FAILURES)).toBeLessThan(
          deviation(service, REQUESTS),
        );
      },
    );

    it.each(SERVICES)(
      "are those that were written, in an alert about security: %s",
      async (service) => {
        const application = { selector: `{service="${service}"}` };
        const expr = securityAlerts({ logs: { application }, team: "security" })
          .flatMap(({ rules }) => rules)
          .find((rule) => "alert" in rule && rule.alert === "AppTokensRejected")
          ?.expr.replace(/ > \d+$/, "");
        const [count = 0] = await answer(expr ?? "");
        expect(Math.abs(count - TOKENS)).toBeLessThan(
          deviation(service, TOKENS),
        );
      },
    );

    it("tell of lines that are cut", async () => {
      const count = 'sum(count_over_time({service="long"}';
      await eventually("both lines are stored", async () =>
        (await ask(`${count} [1h]))`))[0] === 2 ? true : undefined,
      );
      expect(await ask(`${count} | truncated="true" [1h]))`)).toEqual([1]);
    });

    it("are far more than those that are stored", async () => {
      const [stored = 0] = await ask(
        'sum(count_over_time({service="sampled"} [1h]))',
      );
      expect(stored).toBeLessThan(2 * KEEP * REQUESTS);
    });
  },
);
