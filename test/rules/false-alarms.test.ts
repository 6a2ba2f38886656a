import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePromql } from "../../lib/domain/promql/expr";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { selects } from "../../lib/domain/slo/simulation/witness";
import { httpServiceAlerts } from "../../lib/packs/alerts/http-service/alerts";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { foldersWith, OBJECTIVES, PACKS } from "../lint/all-packs";
import { neededRules, withoutTexts } from "../support/needed-rules";
import { describeWithTool } from "../support/tools";
import {
  LEAD_HOURS,
  promtoolSeries,
  secondAt,
  type Trace,
} from "./healthy-day";
import { capacityTrace, requestsTrace, systemsTrace } from "./healthy-traces";

interface Replay {
  /** Between two scrapes, and between two evaluations. */
  readonly stepSeconds: number;
  readonly hours: number;
  readonly trace: (stepSeconds: number, hours: number) => Trace;
  readonly packs: readonly string[];
  readonly more?: readonly RuleGroup[];
}

const OF_REQUESTS = ["http-service", "release", "security"];
const OF_DAYS = ["capacity"];

/** The shorter the times that its rules look back, the finer the steps of a replay. */
const REPLAYS: Readonly<Record<string, Replay>> = {
  requests: {
    stepSeconds: 60,
    hours: 24,
    trace: requestsTrace,
    packs: OF_REQUESTS,
    more: httpServiceAlerts({ service: "catalog" }),
  },
  objectives: {
    stepSeconds: 120,
    hours: 24,
    trace: requestsTrace,
    packs: [],
    more: OBJECTIVES,
  },
  systems: {
    stepSeconds: 120,
    hours: 24,
    trace: systemsTrace,
    packs: Object.keys(PACKS).filter(
      (name) => ![...OF_REQUESTS, ...OF_DAYS].includes(name),
    ),
  },
  // Trends of a day are known from the second one on.
  capacity: {
    stepSeconds: 240,
    hours: 48,
    trace: capacityTrace,
    packs: OF_DAYS,
  },
};

/** Each trace is made once; to make them takes as long as to replay some. */
const made = new Map<Replay, Trace>();

function traceOf(replay: Replay): Trace {
  const { stepSeconds, hours, trace } = replay;
  const known = made.get(replay) ?? trace(stepSeconds, hours);
  made.set(replay, known);
  return known;
}

/** There is no such series until something is wrong. */
const ONLY_IN_TROUBLE =
  'probe_tls_version_info{job="site",version=~"SSL.*|TLS 1[.][01]"}';

/** The platform's groups about its own host and containers, which hold what the packs about these do. */
const TWICE = ["host-node-exporter", "container-cadvisor"];

/** What Prometheus evaluates, without alerts that may fire on a healthy day. */
function groupsOf({ packs, more = [] }: Replay): readonly RuleGroup[] {
  return [...packs.flatMap((name) => PACKS[name] ?? []), ...more]
    .filter(
      ({ engine, name }) => engine === "prometheus" && !TWICE.includes(name),
    )
    .map((group) => ({
      ...group,
      rules: group.rules.filter(
        (rule) =>
          rule.kind === "record" ||
          (rule.labels.priority !== "P4" && rule.alert !== "Watchdog"),
      ),
    }));
}

/** Selectors of rules that neither a series of the trace nor a recorded one answers. */
function blindSelectors(
  groups: readonly RuleGroup[],
  { series }: Trace,
): readonly string[] {
  const rules = groups.flatMap((group) => group.rules);
  const recorded = new Set(
    rules.flatMap((rule) => (rule.kind === "record" ? [rule.record] : [])),
  );
  const found = series.map(({ name, labels }) => ({
    ...labels,
    __name__: name,
  }));
  const byName = new Map<string, (typeof found)[number][]>();
  for (const labels of found) {
    byName.set(labels.__name__, [
      ...(byName.get(labels.__name__) ?? []),
      labels,
    ]);
  }
  const selectors = new Set(
    rules.flatMap(({ expr }) =>
      parsePromql(expr).selectors.flatMap(({ metric, from, to }) =>
        metric === "ALERTS" || recorded.has(metric ?? "")
          ? []
          : [expr.slice(from, to)],
      ),
    ),
  );
  return [...selectors].filter(
    (selector) =>
      !(byName.get(/^\w+/.exec(selector)?.[0] ?? "") ?? []).some((labels) =>
        selects(selector, labels),
      ),
  );
}

describe("a healthy day of a shop", () => {
  it("is replayed to all packs that there are", () => {
    expect(
      Object.values(REPLAYS)
        .flatMap(({ packs }) => packs)
        .sort(),
    ).toEqual(foldersWith("alerts", "alerts.ts"));
  });

  it.each(Object.entries(REPLAYS))(
    "tells all that the rules about %s ask for",
    (name, replay) => {
      expect(blindSelectors(groupsOf(replay), traceOf(replay))).toEqual(
        name === "systems" ? [ONLY_IN_TROUBLE] : [],
      );
    },
  );

  describeWithTool("promtool", "in promtool", (promtool) => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "false-alarms-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** Names of the alerts that fire within the last hours of a trace, at any evaluation. */
    async function firing(
      name: string,
      groups: readonly RuleGroup[],
      { stepSeconds, steps, series }: Trace,
    ): Promise<readonly string[]> {
      const end = (steps - 1) * stepSeconds;
      const file = join(folder, `${name}.test.yml`);
      writeFileSync(
        join(folder, `${name}.rules.yml`),
        renderRuleGroups(
          neededRules(groups, ({ kind }) => kind === "alert").map(withoutTexts),
        ),
      );
      writeFileSync(
        file,
        JSON.stringify({
          rule_files: [`${name}.rules.yml`],
          evaluation_interval: `${stepSeconds}s`,
          tests: [
            {
              name,
              interval: `${stepSeconds}s`,
              input_series: promtoolSeries(series),
              promql_expr_test: [
                {
                  expr: `count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[${end - LEAD_HOURS * 3600}s]))`,
                  eval_time: `${end}s`,
                  exp_samples: [],
                },
              ],
            },
          ],
        }),
      );
      const output = await new Promise<string>((resolve) =>
        execFile(promtool, ["test", "rules", file], (error, stdout, stderr) =>
          resolve(error === null ? "" : `${stdout}${stderr}`),
        ),
      );
      const names = [...output.matchAll(/alertname="(\w+)"/g)].map(
        ([, alert = ""]) => alert,
      );
      return output === "" || names.length > 0 ? names.sort() : [output];
    }

    it("raises no alert of Prometheus above P4 (lines of logs are replayed elsewhere)", async () => {
      const fired = await Promise.all(
        Object.entries(REPLAYS).map(async ([name, replay]) => [
          name,
          await firing(name, groupsOf(replay), traceOf(replay)),
        ]),
      );
      expect(Object.fromEntries(fired)).toEqual({
        requests: [],
        objectives: [],
        systems: [],
        capacity: [],
      });
    }, 300_000);

    it("would raise alerts, if requests failed at noon", async () => {
      const trace = requestsTrace(60, 13);
      const labels = { job: "checkout", instance: "checkout-1:9464" };
      trace.add("http_requests_total", { ...labels, code: "503" }, (step) => {
        const since = step * 60 - secondAt(12);
        return 6 * Math.min(Math.max(0, since), 600);
      });
      expect(await firing("noon", PACKS["http-service"] ?? [], trace)).toEqual([
        "HttpErrorRatioElevated",
        "HttpErrorRatioSevere",
      ]);
    }, 120_000);
  });
});
