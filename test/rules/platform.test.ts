import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePromql } from "../../lib/domain/promql/expr";
import { checkRouting } from "../../lib/domain/routing/check";
import { createRoute } from "../../lib/domain/routing/create-route";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import type { AlertRule } from "../../lib/domain/rules/rule";
import type { DeploymentPlan } from "../../lib/domain/telemetry/plan";
import { Bytes, Duration } from "../../lib/domain/units";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import {
  buildPlan,
  selfScrapeJobs,
  type PlanSettings,
} from "../../lib/packs/components/profile";
import { scrapeMetrics } from "../../lib/packs/exporters/scrape";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { hook } from "../domain/routing/arbitraries";
import { describeWithTool, run } from "../support/tools";
import { CASES, type AlertCase } from "./platform-cases";

const RUNBOOK = join(__dirname, "../../docs/runbooks/platform.md");

function planOf(settings: Partial<PlanSettings> = {}): DeploymentPlan {
  return buildPlan({
    profile: "standard",
    metricRetention: { time: Duration.days(15), size: Bytes.gigabytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gigabytes(1) },
    ...settings,
  });
}

function alertsOf(plan: DeploymentPlan): readonly AlertRule[] {
  return platformAlerts(plan)
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === "alert");
}

const alerts = alertsOf(planOf());

describe("platformAlerts", () => {
  it("has one name per alert, and tests for each", () => {
    const names = alerts.map(({ alert }) => alert).sort();
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(CASES).sort()).toEqual(names);
  });

  it("has a heading in the runbook for each alert, and no other", () => {
    const headings = readFileSync(RUNBOOK, "utf8")
      .split("\n")
      .flatMap((line) => /^## (\w+)$/.exec(line)?.[1] ?? []);
    expect(headings.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it("says of each alert what it means, its impact, what to check and what to do", () => {
    const sections = readFileSync(RUNBOOK, "utf8").split(/^## /m).slice(1);
    const incomplete = sections.filter(
      (section) =>
        !["Meaning", "Impact", "Check", "Do"].every((part) =>
          section.includes(`**${part}:**`),
        ),
    );
    expect(incomplete).toEqual([]);
  });

  it("links each alert to its heading", () => {
    for (const { alert, runbookUrl } of alerts) {
      expect(runbookUrl).toMatch(
        new RegExp(`/runbooks/platform\\.md#${alert.toLowerCase()}$`),
      );
    }
    const [own] = platformAlerts(planOf(), { runbookUrl: "https://x/y" });
    expect(own?.rules[0]).toMatchObject({ runbookUrl: "https://x/y#watchdog" });
  });

  it("asks only for metrics that the components expose", () => {
    const exposed = new Set(
      [
        ...scrapeMetrics,
        ...selfScrapeJobs(planOf()).flatMap(({ metrics }) => metrics),
      ].flatMap(({ name, type }) =>
        type === "histogram" ? [`${name}_count`] : [name],
      ),
    );
    const asked = alerts.flatMap(({ expr }) =>
      parsePromql(expr).selectors.map(({ metric }) => metric ?? expr),
    );
    expect(asked.filter((metric) => !exposed.has(metric))).toEqual([]);
  });

  it("knows nothing of components that are not deployed", () => {
    const text = JSON.stringify(alertsOf(planOf({ profile: "minimal" })));
    expect(text).not.toMatch(/loki_|jaeger_|otelcol|node_|container_|probe_/);
    expect(text).toContain("GrafanaDown");
    const external = alertsOf(
      planOf({ components: { loki: { external: "http://loki" } } }),
    );
    expect(external.map(({ alert }) => alert)).not.toContain("LokiDown");
  });

  it("does not ask for an Alertmanager that nobody has", () => {
    const names = alertsOf(planOf({ components: { alertmanager: false } })).map(
      ({ alert }) => alert,
    );
    expect(names).not.toContain("PrometheusWithoutAlertmanager");
    expect(names).toContain("PrometheusRuleFailures");
  });

  it("goes to the platform's team as a whole", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [
        {
          path: "m/Platform",
          value: createRoute({
            match: { team: "platform" },
            receivers: { warning: hook },
          }),
        },
      ],
      defaultReceivers: [],
      deadMan: hook,
    });
    expect(
      checkRouting({
        tree,
        alerts: alerts.map((rule) => ({
          path: "m",
          rule,
          origin: "platform" as const,
        })),
      }),
    ).toEqual([]);
  });

  it("keeps the watchdog in a group of its own, without labels that something could mute", () => {
    const group = platformAlerts(planOf()).find(
      ({ name }) => name === "watchdog",
    );
    expect(group?.rules).toHaveLength(1);
    expect(group?.rules[0]?.labels).toEqual({});
  });

  it("takes thresholds from its options", () => {
    const text = JSON.stringify(
      platformAlerts(planOf(), {
        downFor: Duration.minutes(7),
        errorRatio: 0.31,
        diskFreeRatio: 0.17,
      }),
    );
    expect(text).toContain("for 7m");
    expect(text).toContain("> 0.31");
    expect(text).toContain("< 0.17");
  });
});

describeWithTool(
  "promtool",
  "the platform's alerts in promtool",
  (promtool) => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "platform-rules-"));
      writeFileSync(
        join(folder, "rules.yml"),
        renderRuleGroups(platformAlerts(planOf())),
      );
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("are accepted", () => {
      const { output } = run(promtool, [
        "check",
        "rules",
        "--lint=all",
        "--lint-fatal",
        join(folder, "rules.yml"),
      ]);
      expect(output).toContain(`SUCCESS: ${alerts.length} rules found`);
    });

    /** Number of series of the alert that fire, as an empty answer when none does. */
    function test(
      alert: string,
      kind: "fires" | "silent",
      { at = 60, ...series }: AlertCase,
    ): object {
      return {
        name: `${alert} ${kind}`,
        interval: "1m",
        input_series: Object.entries(series[kind]).map(([name, values]) => ({
          series: name,
          values,
        })),
        promql_expr_test: [
          {
            expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
            eval_time: `${at}m`,
            exp_samples: kind === "fires" ? [{ labels: "{}", value: 1 }] : [],
          },
        ],
      };
    }

    /** Each alert is alone in its file, so that promtool need not evaluate the others. */
    function writeTest(alert: string, tests: readonly object[]): string {
      const group = platformAlerts(planOf()).find(({ rules }) =>
        rules.some((rule) => rule.kind === "alert" && rule.alert === alert),
      );
      const rules = (group?.rules ?? []).filter(
        (rule) => rule.kind === "alert" && rule.alert === alert,
      );
      writeFileSync(
        join(folder, `${alert}.rules.yml`),
        renderRuleGroups([{ name: "g", engine: "prometheus", rules }]),
      );
      const file = join(folder, `${alert}.test.yml`);
      writeFileSync(
        file,
        JSON.stringify({
          rule_files: [`${alert}.rules.yml`],
          evaluation_interval: "1m",
          tests,
        }),
      );
      return file;
    }

    it("fire when they should, and not when they should not", () => {
      const files = Object.entries(CASES).map(([alert, each]) =>
        writeTest(alert, [
          test(alert, "fires", each),
          ...(alert === "Watchdog" ? [] : [test(alert, "silent", each)]),
        ]),
      );
      const { status, output } = run(promtool, ["test", "rules", ...files]);
      expect(status === 0 ? "" : output).toBe("");
    }, 60_000);

    it("fill every template of their texts and labels", () => {
      const files = Object.entries(CASES).map(([alert, { fires, at = 60 }]) =>
        writeTest(alert, [
          {
            interval: "1m",
            input_series: Object.entries(fires).map(([series, values]) => ({
              series,
              values,
            })),
            // Wrong on purpose: what promtool got instead is printed.
            alert_rule_test: [
              { eval_time: `${at}m`, alertname: alert, exp_alerts: [] },
            ],
          },
        ]),
      );
      const { output } = run(promtool, ["test", "rules", ...files]);
      const got = output.match(/Annotations:\{.+\}/g) ?? [];
      expect(got).toHaveLength(alerts.length);
      expect(output).not.toMatch(/error expanding|no value|\{\{|%!/);
    });

    it("notice a component that Prometheus does not even know", () => {
      const file = writeTest("LokiDown", [
        test("LokiDown", "fires", { fires: {}, silent: {} }),
      ]);
      expect(run(promtool, ["test", "rules", file]).output).toContain(
        "SUCCESS",
      );
    });
  },
);
