import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { createSlo } from "../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { Sli } from "../../lib/domain/slo/sli";
import type { AlertRule, RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { describeWithTool, run } from "../support/tools";

const ALERT: AlertRule = {
  kind: "alert",
  alert: "OrdersStalled",
  expr: "rate(orders_total[5m]) == 0",
  for: Duration.minutes(90),
  keepFiringFor: Duration.minutes(5),
  severity: "warning",
  labels: { team: "shop" },
  summary: "Orders stalled",
  description: "No order in 5m.",
  runbookUrl: "https://wiki.test/orders",
  dashboardUid: "orders",
  annotations: { summary: "hidden", note: "x" },
};

function groupOf(...rules: RuleGroup["rules"]): RuleGroup {
  return { name: "orders", engine: "prometheus", rules };
}

/** Characters that YAML, Go or a shell would misread, among ordinary ones. */
const awkward = fc.string({
  unit: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(..."\n\r\t\"'\\:#-{}[]%$ @`|>&*!?,~"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "\u0085",
        "\u2028",
        "\ufeff",
        "é",
        "😀",
        "\u0000",
      ),
    },
    { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 4 }) },
  ),
});

describe("renderRuleGroups", () => {
  it("prints an alert with all it has", () => {
    expect(
      renderRuleGroups([groupOf(ALERT)], { grafanaUrl: "http://grafana:3000" }),
    ).toBe(`groups:
  - name: orders
    rules:
      - alert: OrdersStalled
        expr: rate(orders_total[5m]) == 0
        for: 1h30m
        keep_firing_for: 5m
        labels:
          severity: warning
          team: shop
        annotations:
          summary: Orders stalled
          note: x
          description: No order in 5m.
          runbook_url: https://wiki.test/orders
          dashboard: http://grafana:3000/d/orders
`);
  });

  it("leaves out what a rule does not have", () => {
    const rule = {
      kind: "record",
      record: "a:b",
      expr: "b",
      labels: {},
    } as const;
    const group = { ...groupOf(rule), interval: Duration.seconds(30) };
    expect(renderRuleGroups([group])).toBe(`groups:
  - name: orders
    interval: 30s
    rules:
      - record: a:b
        expr: b
`);
  });

  it("prints a file without groups", () => {
    expect(renderRuleGroups([])).toBe("groups: []\n");
  });

  it("keeps every text as it is", () => {
    fc.assert(
      fc.property(awkward, awkward, awkward, (summary, description, label) => {
        const rule = { ...ALERT, summary, description, labels: { label } };
        expect(parse(renderRuleGroups([groupOf(rule)]))).toMatchObject({
          groups: [
            {
              rules: [
                { labels: { label }, annotations: { summary, description } },
              ],
            },
          ],
        });
      }),
    );
  });
});

describeWithTool("promtool", "rendered rules", (promtool) => {
  function check(groups: readonly RuleGroup[]) {
    const folder = mkdtempSync(join(tmpdir(), "rules-"));
    try {
      const file = join(folder, "rules.yml");
      writeFileSync(file, renderRuleGroups(groups));
      return run(promtool, [
        "check",
        "rules",
        "--lint=all",
        "--lint-fatal",
        file,
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("are accepted for objectives of every kind", () => {
    const slis = [
      Sli.ratio({ errors: 'a{code="5"} + b', total: "a + c" }),
      Sli.ratio({ good: 'a{code="2"}', total: "a" }),
      Sli.latency({ histogram: "d_seconds", threshold: Duration.seconds(1) }),
      Sli.probe('probe_success{target="{{x}}"}'),
    ];
    const groups = slis.flatMap((sli, index) =>
      sloRuleGroups(
        createSlo({
          name: `Slo${index}`,
          service: "shop",
          objective: 0.95,
          sli,
        }),
      ),
    );
    expect(check(groups)).toMatchObject({ status: 0 });
  });

  it("are accepted with awkward text, many at once", () => {
    const texts = fc.sample(awkward, 200);
    const rules = texts.map((text, index) => ({
      ...ALERT,
      alert: `Alert${index}`,
      description: text.replace(/\{(?=\{)/g, "{ "),
    }));
    expect(check([groupOf(...rules)])).toMatchObject({ status: 0 });
  });
});
