import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countingWritten, rulesOfWritten } from "../../lib/domain/logs/written";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import { logAlerts } from "../../lib/packs/alerts/logs/alerts";
import type { LogThresholds } from "../../lib/packs/alerts/logs/options";
import { LOG_QUERIES } from "../../lib/packs/dashboards/logs/queries";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { eventually } from "../support/program";
import { incompleteSections, runbookHeadings } from "../support/runbook";
import { describeWithTool } from "../support/tools";
import { alertsOf } from "./pack-suite";
import { startLoki } from "./security-loki";

const RUNBOOK = join(__dirname, "../../docs/runbooks/logs.md");

/** The rules of a platform that samples and joins lines. */
function pack(thresholds: LogThresholds = {}): readonly RuleGroup[] {
  const logs = { sampling: [{ name: "a", keep: 0.1 }], deduplication: {} };
  return logAlerts({ team: "platform", thresholds }).map((group) =>
    rulesOfWritten(group, logs),
  );
}

function exprOf(
  thresholds: LogThresholds = {},
  name = "LogLinesNotParsed",
): string {
  const found = alertsOf(pack(thresholds)).find(({ alert }) => alert === name);
  return found?.expr ?? "";
}

describe("the alerts about log lines", () => {
  const names = alertsOf(pack()).map(({ alert }) => alert);

  it("have a heading in the runbook that says what they mean and what to do", () => {
    expect(runbookHeadings(RUNBOOK)).toEqual([...names].sort());
    const parts = ["Meaning", "Impact", "Check", "Do", "Escalate", "Tell"];
    expect(incompleteSections(RUNBOOK, parts)).toEqual([]);
  });

  it("refuse what they do not know", () => {
    const thresholds = { unparsedRate: 0.1 } as LogThresholds;
    expect(() => pack(thresholds)).toThrow('did you mean "unparsedRatio"');
  });
});

/** Lines with their fields, as many as wanted. */
interface Lines {
  readonly service: string;
  readonly level: string;
  readonly count: number;
  readonly fields?: Readonly<Record<string, string>>;
  /** Default: each line has its own. */
  readonly text?: string;
}

const BROKEN = { parse_error: "json" };

/** What a share is of, and whether it is told. */
const LINES: readonly Lines[] = [
  { service: "broken", level: "info", count: 170 },
  { service: "broken", level: "unknown", count: 12, fields: BROKEN },
  { service: "plain", level: "unknown", count: 100 },
  { service: "large", level: "info", count: 200 },
  { service: "large", level: "unknown", count: 10, fields: BROKEN },
  { service: "small", level: "unknown", count: 9, fields: BROKEN },
  // 200 lines, of which 10 % were kept.
  {
    service: "sampled",
    level: "debug",
    count: 20,
    fields: { sampling_weight: "10.000000" },
  },
  {
    service: "sampled",
    level: "info",
    count: 1,
    fields: { sampling_weight: "3.333333", repeated: "3" },
  },
  { service: "sampled", level: "unknown", count: 10, fields: BROKEN },
  {
    service: "verbose",
    level: "info",
    count: 2,
    fields: { truncated: "true" },
  },
  // As the collector prints it.
  {
    service: "otel-collector",
    level: "error",
    count: 3,
    text: '{"level":"error","msg":"Scanner error","otelcol.component.id":"syslog/routers-tcp-5514","error":"bufio.Scanner: token too long"}',
  },
];

describeWithTool("loki", "log lines in Loki", (program) => {
  let folder: string;
  let loki: Awaited<ReturnType<typeof startLoki>>;
  const now = Date.now();

  const ask = async (expr: string): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      (await loki.query("fake", expr, now + 1000)).map(({ metric, value }) => [
        metric.level ?? metric.service ?? "all",
        Number(value[1]),
      ]),
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "log-lines-"));
    loki = await startLoki(program, folder);
    const rules = join(folder, "rules/fake");
    mkdirSync(rules, { recursive: true });
    const seconds = Duration.seconds(1);
    writeFileSync(
      join(rules, "rules.yaml"),
      renderRuleGroups(
        pack().map((group) => ({
          ...group,
          interval: seconds,
          rules: group.rules.map((rule) =>
            rule.kind === "alert" ? { ...rule, for: seconds } : rule,
          ),
        })),
      ),
    );
    const streams = LINES.map(
      ({ service, level, count, fields = {}, text }) => ({
        stream: { service, level },
        values: Array.from({ length: count }, (_, index) => [
          `${BigInt(now) * 1_000_000n + BigInt(index)}`,
          text ??
            `line ${index % 2 === 0 ? index : `${index.toString(36)}q4-k${index}`}`,
          fields,
        ]),
      }),
    );
    const response = await fetch(`${loki.url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-scope-orgid": "fake" },
      body: JSON.stringify({ streams }),
    });
    expect(response.status).toBe(204);
    await loki.ready();
  }, 90_000);

  afterAll(async () => {
    await loki.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it("tells of a service of which too many lines do not parse, and of no other", async () => {
    expect(await ask(exprOf())).toEqual({
      broken: expect.closeTo(12 / 182, 5),
    });
    const [sent] = await eventually("the alert is sent", () =>
      Promise.resolve(loki.alerts.received("LogLinesNotParsed")),
    );
    expect(sent?.labels).toMatchObject({
      service: "broken",
      team: "platform",
      priority: "P4",
    });
    expect(sent?.annotations.description).toMatch(
      /^6\.59\d*% of the lines of broken/,
    );
  }, 60_000);

  it("follows its thresholds", async () => {
    expect(Object.keys(await ask(exprOf({ minimumLines: 9 }))).sort()).toEqual([
      "broken",
      "small",
    ]);
    expect(
      Object.keys(await ask(exprOf({ unparsedRatio: 0.04 }))).sort(),
    ).toEqual(["broken", "large", "sampled"]);
  });

  it("tells of a service of which lines were cut, above its threshold", async () => {
    const cut = "LogLinesCut";
    expect(await ask(exprOf({}, cut))).toEqual({ verbose: 2 });
    expect(await ask(exprOf({ cutLines: 2 }, cut))).toEqual({ verbose: 2 });
    expect(await ask(exprOf({ cutLines: 3 }, cut))).toEqual({});
    const [sent] = await eventually("the alert is sent", () =>
      Promise.resolve(loki.alerts.received(cut)),
    );
    expect(sent?.annotations.description).toMatch(/^2 lines of verbose/);
  }, 60_000);

  it("tells of a source of syslog whose sender was cut off", async () => {
    const name = "SyslogMessageTooLong";
    expect(await ask(exprOf({}, name))).toEqual({ "otel-collector": 3 });
    const [sent] = await eventually("the alert is sent", () =>
      Promise.resolve(loki.alerts.received(name)),
    );
    expect(sent?.annotations.description).toMatch(
      /^3 times .* of routers-tcp-5514 /,
    );
  }, 60_000);

  it("counts in the dashboard what was written, where lines were left out", async () => {
    const sampling = [{ name: "any", keep: 0.5 }];
    const shown = (query: string): string =>
      query
        .replaceAll(/\$(?:__range|__auto)/g, "5m")
        .replaceAll('"$service"', '".+"')
        .replaceAll('"$level"', '".+"')
        .replaceAll(/\$(?:search|trace)/g, "");
    const written = (query: string): string =>
      shown(countingWritten(query, { sampling, deduplication: {} }));
    const plain = await ask(shown(LOG_QUERIES.linesByService));
    const weighed = await ask(written(LOG_QUERIES.linesByService));
    expect(plain).toMatchObject({ broken: 182, sampled: 31 });
    expect(weighed).toMatchObject({
      broken: 182,
      sampled: expect.closeTo(200 + 9.999999 + 10, 4),
    });
    expect(await ask(written(LOG_QUERIES.linesByLevel))).toMatchObject({
      debug: 200,
      unknown: 141,
    });
    const all = LINES.reduce((sum, { count }) => sum + count, 0);
    expect(await ask(shown(LOG_QUERIES.lines))).toEqual({ all });
    expect((await ask(written(LOG_QUERIES.lines))).all).toBeCloseTo(
      all + 189,
      3,
    );
    // Numbers and ids do not make messages different.
    const messages = await loki.query(
      "fake",
      shown(LOG_QUERIES.frequent),
      now + 1000,
    );
    const own = messages.flatMap(({ metric: { service, message } }) =>
      service === "otel-collector" ? [] : [message],
    );
    expect(own).toEqual(own.map(() => "line #"));
    expect((await ask(written(LOG_QUERIES.frequent))).sampled).toBeCloseTo(
      219.999999,
      3,
    );
  });
});
