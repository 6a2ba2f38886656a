import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { PACKS } from "../lint/all-packs";
import {
  LEAD_HOURS,
  promtoolSeries,
  secondAt,
  type Trace,
} from "../rules/healthy-day";
import { requestsTrace } from "../rules/healthy-traces";
import { groupsOf, REPLAYS, traceOf } from "../rules/replays";
import { neededRules, withoutTexts } from "../support/needed-rules";
import { describeWithTool } from "../support/tools";

describeWithTool("promtool", "a healthy day of a shop", (promtool) => {
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
