import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duration } from "../../lib/domain/units";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { BLACKBOX_THRESHOLDS } from "../../lib/packs/alerts/blackbox/options";
import { blackboxMetrics } from "../../lib/packs/exporters/blackbox";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { describeWithTool, run } from "../support/tools";
import { BLACKBOX_CASES, FAILURES } from "./blackbox-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

const SITE = { job: "site", service: "shop", team: "sales" };

describe("blackboxAlerts", () => {
  describePack({
    name: "blackbox",
    defaults: BLACKBOX_THRESHOLDS,
    groups: (thresholds) => blackboxAlerts({ ...SITE, thresholds }),
    dashboardUid: "probes",
    cases: BLACKBOX_CASES,
  });

  it("asks for nothing that a prober does not tell, whatever the job is called", () => {
    for (const job of ["site", 'a "quoted" }{ job']) {
      const groups = blackboxAlerts({ job });
      expect(problemsOf(groups, { [job]: blackboxMetrics })).toEqual([]);
    }
  });

  it("names the job as the service when none is given", () => {
    const alerts = alertsOf(blackboxAlerts({ job: "site" }));
    expect(new Set(alerts.map(({ labels }) => labels.service))).toEqual(
      new Set(["site"]),
    );
    expect(alerts.every(({ labels }) => !("team" in labels))).toBe(true);
  });

  it.each<[object, string]>([
    [{ jobs: "site" }, 'got "jobs"; did you mean "job"'],
    [{ job: 3 }, "job of options of blackboxAlerts must be a text, got 3"],
    [
      { thresholds: { slowPhas: Duration.seconds(1) } },
      'got "slowPhas"; did you mean "slowPhase"',
    ],
    [{ thresholds: { redirects: NaN } }, "must be a number, got NaN"],
    [{ thresholds: { downFor: 60 } }, "must be a Duration, got 60"],
    [
      { thresholds: { certificateSoon: Duration.days(40) } },
      "certificateSoon of thresholds of blackboxAlerts must be below certificateWithin, got 40d and 30d",
    ],
  ])("refuses %j", (options, told) => {
    expect(() => blackboxAlerts({ ...SITE, ...options })).toThrow(told);
  });

  describeWithTool("promtool", "pages of one probe", (promtool) => {
    it("tell each failure once, by its cause", () => {
      const pages = alertsOf(blackboxAlerts(SITE)).filter(
        ({ severity }) => severity === "critical",
      );
      const names = pages
        .map(({ alert }) => alert)
        .filter((name) => name !== "BlackboxCertificateEndsSoon");
      expect(Object.keys(FAILURES).sort()).toEqual(names.sort());
      const folder = mkdtempSync(join(tmpdir(), "blackbox-pages-"));
      writeFileSync(
        join(folder, "rules.yml"),
        renderRuleGroups(blackboxAlerts(SITE)),
      );
      const tests = Object.entries(FAILURES).map(([cause, series]) => ({
        name: cause,
        interval: "15s",
        input_series: Object.entries(series).map(([each, values]) => ({
          series: each,
          values,
        })),
        promql_expr_test: [
          {
            expr: 'count by (alertname) (ALERTS{alertstate="firing",severity="critical"})',
            eval_time: "24m",
            exp_samples: [{ labels: `{alertname="${cause}"}`, value: 1 }],
          },
        ],
      }));
      const file = join(folder, "pages.test.yml");
      writeFileSync(
        file,
        JSON.stringify({
          rule_files: ["rules.yml"],
          evaluation_interval: "15s",
          tests,
        }),
      );
      const { status, output } = run(promtool, ["test", "rules", file]);
      rmSync(folder, { recursive: true, force: true });
      expect(status === 0 ? "" : output).toBe("");
    });
  });
});
