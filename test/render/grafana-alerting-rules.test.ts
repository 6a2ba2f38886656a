import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import {
  grafanaIntervalSeconds,
  renderGrafanaRuleGroups,
} from "../../lib/render/grafana-alerting-rules";
import { alertRule, ruleGroup } from "../platforms/grafana/alerting-fixture";
import { temporaryFolder } from "../support/app";
import { describeWithTool, run } from "../support/tools";

const OPTIONS = {
  folderUid: "rules",
  dataSources: { prometheus: "prom", loki: "logs" },
  grafanaUrl: "https://g.example",
  interval: Duration.minutes(1),
};

interface RenderedRule {
  readonly uid: string;
  readonly data: readonly { readonly model: string }[];
  readonly [argument: string]: unknown;
}

function rulesOf(...groups: readonly RuleGroup[]): readonly RenderedRule[] {
  return renderGrafanaRuleGroups(groups, OPTIONS).flatMap(
    ({ rule }) => rule as readonly RenderedRule[],
  );
}

function ruleOf(group: RuleGroup): RenderedRule {
  const [rule] = rulesOf(group);
  if (rule === undefined) {
    throw new Error("no rule");
  }
  return rule;
}

describe("rules of Grafana", () => {
  it("fire for each series that the query returns, end with it, and tell of failures", () => {
    const rule = ruleOf(
      ruleGroup({ rules: [alertRule({ keepFiringFor: Duration.hours(36) })] }),
    );
    expect(rule).toMatchObject({
      name: "OrdersStalled",
      condition: "B",
      for: "5m",
      keep_firing_for: "36h",
      no_data_state: "OK",
      exec_err_state: "Error",
      missing_series_evals_to_resolve: 1,
      labels: { severity: "critical", team: "payments", service: "shop" },
      annotations: {
        summary: 'Orders of {{ (index $labels "job") }} stall.',
        description: "{{ $values.A.Value | humanize }} a second.",
        runbook_url: "https://example.com/runbook",
        dashboard: "https://g.example/d/shop",
      },
    });
    expect(rule.data.map(({ model }): unknown => JSON.parse(model))).toEqual([
      {
        refId: "A",
        expr: alertRule().expr,
        instant: true,
        range: false,
        datasource: { type: "prometheus", uid: "prom" },
      },
      {
        refId: "B",
        type: "math",
        expression: "is_number($A) || is_nan($A) || is_inf($A)",
        datasource: { type: "__expr__", uid: "__expr__" },
      },
    ]);
  });

  it("ask Loki in its own way", () => {
    const [query] = ruleOf(ruleGroup({ engine: "loki" })).data;
    expect(query).toMatchObject({
      datasource_uid: "logs",
      query_type: "instant",
    });
    expect(JSON.parse(query?.model ?? "")).toMatchObject({
      queryType: "instant",
      datasource: { type: "loki", uid: "logs" },
    });
  });

  it("leave out what an alert lacks", () => {
    const { for: _, runbookUrl: __, dashboardUid: ___, ...bare } = alertRule();
    const rule = ruleOf(ruleGroup({ rules: [bare] }));
    expect(rule["for"]).toBeUndefined();
    expect(Object.keys(rule["annotations"] as object)).toEqual([
      "summary",
      "description",
    ]);
  });

  it("keep their uids when others are put in front of them", () => {
    const rule = alertRule();
    const before = ruleOf(ruleGroup());
    const after = rulesOf(
      ruleGroup({ rules: [alertRule({ alert: "Other" }), rule] }),
    );
    expect(after[1]?.uid).toBe(before.uid);
  });

  it("have uids that differ by labels, groups and engines", () => {
    const uids = rulesOf(
      ruleGroup({
        rules: [alertRule(), alertRule({ severity: "warning" }), alertRule()],
      }),
      ruleGroup({ name: "b" }),
      ruleGroup({ engine: "loki" }),
    ).map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(5);
  });

  it.each([
    [15, 20],
    [10, 10],
    [1, 10],
    [61, 70],
    [60, 60],
  ])("are evaluated each %d s as each %d s", (wanted, got) => {
    expect(
      grafanaIntervalSeconds(
        { interval: Duration.seconds(wanted) },
        Duration.hours(1),
      ),
    ).toBe(got);
  });
});

describeWithTool("promtool", "rules of Grafana in Prometheus", (promtool) => {
  it("have texts that say the same there, but for the name of the value", () => {
    // Prometheus has `index` too; its value has another name.
    const { annotations } = ruleOf(
      ruleGroup({
        rules: [
          alertRule({
            expr: "up < 1",
            summary:
              "{{ $labels.job }}/{{ $labels.missing }}|{{ $value | humanizePercentage }}",
            description:
              "{{ if $labels.missing }}no{{ else }}{{ $labels.job | toUpper }}{{ end }}",
          }),
        ],
      }),
    ) as unknown as { readonly annotations: Readonly<Record<string, string>> };
    const back = (key: string) =>
      annotations[key]?.replaceAll("$values.A.Value", "$value");
    const rules = {
      groups: [
        {
          name: "g",
          rules: [
            {
              alert: "Down",
              expr: "up < 1",
              annotations: { a: back("summary"), b: back("description") },
            },
          ],
        },
      ],
    };
    const tests = {
      rule_files: ["rules.json"],
      tests: [
        {
          interval: "1m",
          input_series: [{ series: 'up{job="shop"}', values: "0.25x3" }],
          alert_rule_test: [
            {
              eval_time: "1m",
              alertname: "Down",
              exp_alerts: [
                {
                  exp_labels: { job: "shop" },
                  exp_annotations: { a: "shop/|25%", b: "SHOP" },
                },
              ],
            },
          ],
        },
      ],
    };
    const folder = temporaryFolder();
    writeFileSync(join(folder, "rules.json"), JSON.stringify(rules));
    writeFileSync(join(folder, "tests.json"), JSON.stringify(tests));
    expect(
      run(promtool, ["test", "rules", "tests.json"], { cwd: folder }),
    ).toMatchObject({ status: 0 });
  });
});
