import { checkModel } from "../../lib/domain/check/check-model";
import type { MonitoringModel } from "../../lib/domain/model";
import { walk } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";
import { Rules } from "../../lib/domain/rules/build";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { Bytes, Duration } from "../../lib/domain/units";
import {
  addJob,
  addRules,
  aModel,
  anAlert,
  aRecording,
} from "../domain/check/builders";
import { alertsIn, OBJECTIVES, PACKS } from "./all-packs";

/** All rules of pint. */
const NAMES = `
  alerts/absent alerts/annotation alerts/comparison alerts/count alerts/external_labels alerts/for alerts/template
  group/interval ignore/file labels/conflict pint/comment
  promql/aggregate promql/counter promql/features promql/fragile promql/impossible promql/nan promql/offset
  promql/performance promql/range_query promql/rate promql/regexp promql/selector promql/series promql/syntax
  promql/vector_matching query/cost
  rule/dependency rule/duplicate rule/for rule/label rule/link rule/name rule/owner rule/reject rule/report yaml/parse`
  .trim()
  .split(/\s+/);

/** What covers a rule of pint: our check of the model, the types of what is declared, a test of our own rules, or nothing. */
type Cover =
  | { readonly code: string; readonly model: () => MonitoringModel }
  | { readonly refused: () => unknown }
  | {
      readonly find: (groups: readonly RuleGroup[]) => readonly string[];
      readonly violating: readonly RuleGroup[];
    }
  | { readonly none: string };

function alerting(...input: Parameters<typeof anAlert>): MonitoringModel {
  const model = aModel({
    externalLabels: { cluster: "a" },
    metricRetention: { time: Duration.days(10), size: Bytes.gibibytes(8) },
  });
  addJob(model, "carts", [{ name: "carts_open", type: "gauge" }]);
  addRules(model, "app/rules", anAlert(...input));
  return model;
}

function recording(...rules: readonly (readonly [string, string])[]) {
  const model = aModel();
  addRules(
    model,
    "app/rules",
    ...rules.map(([name, expr]) => aRecording(name, expr)),
  );
  return model;
}

const group = (name: string, ...rules: RuleGroup["rules"]): RuleGroup => ({
  name,
  engine: "prometheus",
  rules,
});

/** A program may keep to any policy; ours are those of the alerts that we deliver. */
const POLICY = "asks for what a team has agreed on, and nothing by itself";
const RUNNING = "asks a running Prometheus";
const FILES = "is about comments in files of rules, which nobody writes here";

const COVERS: Readonly<Record<string, Cover>> = {
  "alerts/absent": {
    code: "alert-without-for",
    model: () => alerting('absent(up{job="orders"})'),
  },
  "alerts/annotation": {
    refused: () => Rules.alert({ ...anAlert("up == 0"), summary: "" }),
  },
  "alerts/comparison": {
    code: "alert-always-fires",
    model: () => alerting("queue_length"),
  },
  "alerts/count": { none: RUNNING },
  "alerts/external_labels": {
    code: "external-label-unknown",
    model: () =>
      alerting("up == 0", { summary: "In {{ $externalLabels.zone }}" }),
  },
  "alerts/for": {
    code: "for-below-interval",
    model: () => alerting("up == 0", { for: Duration.seconds(1) }),
  },
  "alerts/template": {
    code: "label-not-in-result",
    model: () =>
      alerting("sum(up) == 0", { summary: "{{ $labels.instance }} is down" }),
  },
  "group/interval": {
    code: "recorded-too-seldom",
    model: () => {
      const model = recording(["a:b:d", "a:b:c > 1"]);
      model.addRuleGroups("app/slow", () => [
        {
          ...group("slow", aRecording("a:b:c", "sum(up)")),
          interval: Duration.minutes(10),
        },
      ]);
      return model;
    },
  },
  "ignore/file": { none: FILES },
  "labels/conflict": {
    code: "label-external",
    model: () => alerting("up == 0", { labels: { cluster: "b" } }),
  },
  "pint/comment": { none: FILES },
  "promql/aggregate": { none: POLICY },
  "promql/counter": {
    code: "counter-compared",
    model: () => alerting("orders_total > 5"),
  },
  "promql/features": {
    code: "promql-experimental",
    model: () => alerting("limitk(1, queue_length) > 5"),
  },
  "promql/fragile": {
    code: "alert-flaps",
    model: () => alerting("topk(10, queue_length > 0)"),
  },
  "promql/impossible": {
    code: "aggregation-label-gone",
    model: () => alerting("max by (shop) (sum(queue_length)) > 1"),
  },
  "promql/nan": {
    code: "division-in-aggregation",
    model: () => recording(["a:b:c", "sum(up / rate(orders_total[5m]))"]),
  },
  "promql/offset": {
    code: "offset-beyond-retention",
    model: () => alerting("queue_length offset 30d > 1"),
  },
  "promql/performance": { none: RUNNING },
  "promql/range_query": {
    code: "range-beyond-retention",
    model: () => alerting("avg_over_time(queue_length[30d]) > 1"),
  },
  "promql/rate": {
    code: "range-too-short",
    model: () => alerting("rate(orders_total[15s]) > 1"),
  },
  "promql/regexp": {
    find: needlessPatterns,
    violating: [
      group("a", anAlert('up{job=~"orders"} == 0')),
      group("b", anAlert('up{job=~"^(orders|carts)$"} == 0')),
    ],
  },
  "promql/selector": { none: POLICY },
  "promql/series": {
    code: "metric-unknown",
    model: () => alerting("queue_lenght > 1"),
  },
  "promql/syntax": {
    code: "promql-malformed",
    model: () => alerting("sum(queue_length > 1"),
  },
  "promql/vector_matching": {
    code: "join-never-pairs",
    model: () => alerting("queue_length / sum(queue_length) > 1"),
  },
  "query/cost": { none: RUNNING },
  "rule/dependency": {
    find: dependencies,
    violating: [
      group("base", aRecording("a:b:rate5m", "rate(orders_total[5m])")),
      group("above", aRecording("a:b:avg", "avg(a:b:rate5m)")),
    ],
  },
  "rule/duplicate": {
    code: "duplicate-recording-rule",
    model: () => recording(["a:b:c", "sum(up)"], ["a:b:c", "avg(up)"]),
  },
  "rule/for": { none: POLICY },
  "rule/label": {
    find: (groups) =>
      alertsIn(groups)
        // The alert that fires always has no time to respond to it.
        .filter(({ alert }) => alert !== "Watchdog")
        .filter(({ labels }) => !/^P[1-4]$/.test(labels.priority ?? ""))
        .map(({ alert }) => `${alert} has no priority`),
    violating: [group("a", anAlert("up == 0"))],
  },
  "rule/link": {
    refused: () =>
      Rules.alert({ ...anAlert("up == 0"), runbookUrl: "runbooks.md" }),
  },
  "rule/name": {
    refused: () => Rules.alert({ ...anAlert("up == 0"), alert: "orders-1" }),
  },
  "rule/owner": { none: POLICY },
  "rule/reject": { none: POLICY },
  "rule/report": { none: POLICY },
  "yaml/parse": { none: "is about text, which we write from values" },
};

/** Patterns that a plain text would do for, and ends that every pattern has by itself. */
function needlessPatterns(groups: readonly RuleGroup[]): readonly string[] {
  return groups
    .filter(({ engine }) => engine === "prometheus")
    .flatMap(({ rules }) => rules)
    .flatMap(({ expr }) => parsePromql(expr).selectors)
    .flatMap(({ matchers }) => matchers)
    .filter(
      ({ operator, value }) =>
        operator.includes("~") &&
        (!/[.*+?()|[\]{}\\]/.test(value) || /^\^|[^\\]\$$/.test(value)),
    )
    .map(({ label, operator, value }) => `${label}${operator}"${value}"`);
}

/** Recordings from what another group records, which may be one evaluation old. */
function dependencies(groups: readonly RuleGroup[]): readonly string[] {
  const groupsOf = new Map<string, Set<string>>();
  for (const { name, rules } of groups) {
    for (const rule of rules) {
      if (rule.kind === "record") {
        const names = groupsOf.get(rule.record) ?? new Set();
        groupsOf.set(rule.record, names.add(name));
      }
    }
  }
  return groups
    .filter(({ engine }) => engine === "prometheus")
    .flatMap(({ name, rules }) =>
      rules.flatMap((rule) => {
        const found: string[] = [];
        if (rule.kind === "record") {
          walk(parsePromql(rule.expr).root, (node) => {
            const metric = node.kind === "selector" ? node.metric : undefined;
            const makers = groupsOf.get(metric ?? "");
            if (makers && !makers.has(name)) {
              found.push(`${rule.record} of ${name} reads ${metric}`);
            }
          });
        }
        return found;
      }),
    );
}

/** Where a recording may be one evaluation behind, and why. */
const LATE: readonly (readonly [RegExp, string])[] = [
  [
    /^slo:\S+ of slo-\S+-(?:medium|slow) reads slo:sli_(?:bad|total):rate5m$/,
    "averages over half an hour and more, which a minute does not change; each group has its own pace",
  ],
  [
    /^service:\S+_before_deployment:avg1h of release-/,
    "an average over an hour of the pack that measures requests",
  ],
];

const ours = [...Object.values(PACKS).flat(), ...OBJECTIVES];

describe("the rules of pint", () => {
  it("are all looked at", () => {
    expect(Object.keys(COVERS)).toEqual(NAMES);
  });

  it.each(Object.entries(COVERS))("%s is broken by its example", (_, cover) => {
    if ("code" in cover) {
      expect(checkModel(cover.model()).map(({ code }) => code)).toContain(
        cover.code,
      );
    } else if ("refused" in cover) {
      expect(cover.refused).toThrow(/must .+, got /);
    } else if ("find" in cover) {
      expect(cover.find(cover.violating)).not.toEqual([]);
    } else {
      expect(cover.none).not.toBe("");
    }
  });

  it.each(
    Object.entries(COVERS).flatMap(([name, cover]) =>
      "find" in cover ? [[name, cover.find] as const] : [],
    ),
  )("%s is kept by all packs", (name, find) => {
    const groups = name === "rule/label" ? Object.values(PACKS).flat() : ours;
    const found = find(groups).filter(
      (each) => !LATE.some(([late]) => late.test(each)),
    );
    expect(found).toEqual([]);
  });

  it("needs all exceptions", () => {
    const found = dependencies(ours);
    expect(
      LATE.filter(([late]) => !found.some((each) => late.test(each))),
    ).toEqual([]);
  });
});
