import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Labels } from "../../lib/domain/names";
import { InvalidInputError } from "../../lib/domain/problem";
import type { AlertRule, Rule, RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { neededRules, withoutTexts } from "../support/needed-rules";
import { incompleteSections, runbookHeadings } from "../support/runbook";
import { describeWithTool, run } from "../support/tools";

/** Values by series, one each step, in the notation of promtool. */
export type Series = Readonly<Record<string, string>>;

/** An alert as it reaches somebody, without the links. */
export interface Notification {
  readonly labels: Labels;
  readonly summary: string;
  readonly description: string;
}

interface Edge {
  readonly at?: string;
  readonly series: Series;
  /** It is near a threshold that the other cases are far from. */
  readonly near?: true;
}

export interface PackCase {
  /** Time between two values, and between two evaluations. Default: 1m. */
  readonly step?: string;
  /** Names of recorded series that the case gives itself. */
  readonly given?: readonly string[];
  /** When to look. */
  readonly at: string;
  readonly fires: Series;
  readonly expect: Notification;
  /** As near to firing as a healthy system gets; `always` for an alert that is meant to fire always. */
  readonly silent: Series | "always";
  /** What else must not make it fire: counters that start again, series that are missing. */
  readonly edges?: Readonly<Record<string, Edge>>;
  /** What else must make it fire, once. */
  readonly alsoFires?: Readonly<Record<string, Series>>;
}

export type PackCases = Readonly<Record<string, PackCase>>;

type Thresholds = Readonly<Record<string, number | Duration>>;

export interface Pack<T> {
  readonly name: string;
  readonly defaults: T;
  /** All alerts that the pack can have. */
  readonly groups: (thresholds: T) => readonly RuleGroup[];
  readonly dashboardUid: string;
  readonly cases: PackCases;
}

export function alertsOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === "alert");
}

/** What is true of every pack of alerts. */
export function describePack<T extends object>(pack: Pack<T>): void {
  const { name, defaults, groups, cases } = pack;
  const alerts = alertsOf(groups(defaults));
  const names = alerts.map(({ alert }) => alert).sort();
  const runbook = join(__dirname, `../../docs/runbooks/${name}.md`);

  it("has one name per alert, and cases for each", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(cases).sort()).toEqual(names);
  });

  it("has a heading in the runbook for each alert, and no other", () => {
    expect(runbookHeadings(runbook)).toEqual(names);
  });

  it("says of each alert what it means and what to do", () => {
    const parts = ["Meaning", "Impact", "Check", "Do", "Escalate", "Tell"];
    expect(incompleteSections(runbook, parts)).toEqual([]);
  });

  it("stays silent when all is well, all but the watchdog", () => {
    const always = names.filter((alert) => cases[alert]?.silent === "always");
    expect(always.filter((alert) => alert !== "Watchdog")).toEqual([]);
  });

  it("proves of each page what a restart or a missing series does", () => {
    const unproven = alerts
      .filter(({ severity }) => severity === "critical")
      .filter(({ alert }) => Object.keys(cases[alert]?.edges ?? {}).length < 1);
    expect(unproven).toEqual([]);
  });

  describeWithTool("promtool", "in promtool", (promtool) => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), `${name}-rules-`));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function write(file: string, text: string): string {
      const path = join(folder, file);
      writeFileSync(path, text);
      return path;
    }

    /** Variants of one alert see the same series at once; they are alone with the recorded series that all of them need. */
    function writeTest(
      id: string,
      alert: string,
      variants: readonly Variant[],
      extent: Extent = "all",
    ): string {
      const [first] = variants;
      const alone = withVariants(first?.alone ?? [], variants);
      const told = extent === "all" ? alone : alone.map(withoutTexts);
      write(`${id}.rules.yml`, renderRuleGroups(told));
      const step = cases[alert]?.step ?? "1m";
      return write(
        `${id}.test.yml`,
        JSON.stringify({
          rule_files: [`${id}.rules.yml`],
          evaluation_interval: step,
          tests: promtoolTests(
            pack,
            alert,
            variants.map(({ name }) => name),
            step,
            extent,
          ),
        }),
      );
    }

    function variantOf(
      name: string,
      alert: string,
      rules: readonly RuleGroup[],
    ): Variant {
      const alone = neededRules(
        rules,
        (rule) => rule.kind === "alert" && rule.alert === alert,
        cases[alert]?.given,
      );
      return { name, alone };
    }

    it("is accepted, without a hint", () => {
      const file = write("rules.yml", renderRuleGroups(groups(defaults)));
      const { output } = run(promtool, [
        ...["check", "rules", "--lint=all", "--lint-fatal"],
        file,
      ]);
      expect(output).toMatch(/SUCCESS: \d+ rules found/);
    });

    it("fires with its labels and texts, and not when it should not", () => {
      const files = names.map((alert) =>
        writeTest(alert, alert, [variantOf(alert, alert, groups(defaults))]),
      );
      const { status, output } = run(promtool, ["test", "rules", ...files]);
      expect(status === 0 ? "" : output).toBe("");
    }, 60_000);

    it("notices a threshold that is ten times too great or too small", () => {
      const before = new Map(
        alerts.map((rule) => [rule.alert, JSON.stringify(rule)]),
      );
      const all = mutants(pack);
      let unnoticed = [...all, [UNCHANGED, groups(defaults)] as const];
      // Most are noticed by the first, which is about the alert alone and not about what its texts say of the threshold.
      for (const extent of ["fires", "silent"] as const) {
        const mutationOf = new Map<string, string>();
        const batches = new Map<
          string,
          { readonly alert: string; readonly variants: Variant[] }
        >();
        for (const [mutation, changed] of unnoticed) {
          const alike = alertsOf(changed).filter((rule) =>
            mutation === UNCHANGED
              ? rule.alert === names[0]
              : before.get(rule.alert) !== JSON.stringify(rule),
          );
          for (const { alert } of alike) {
            const name = `${alert}_${mutationOf.size}`;
            mutationOf.set(name, mutation);
            const variant = variantOf(name, alert, changed);
            const key = `${alert} ${JSON.stringify(withVariants(variant.alone, []))}`;
            const batch = batches.get(key) ?? { alert, variants: [] };
            batches.set(key, batch);
            batch.variants.push(variant);
          }
        }
        const files = [...batches.values()].map(({ alert, variants }, index) =>
          writeTest(`${extent}.${index}`, alert, variants, extent),
        );
        const { output } = run(promtool, ["test", "rules", ...files]);
        const noticed = new Set(
          [...output.matchAll(/^\s+alertname: (\S+), time: /gm)].map(
            ([, name = ""]) => mutationOf.get(name),
          ),
        );
        unnoticed = unnoticed.filter(([mutation]) => !noticed.has(mutation));
      }
      expect(unnoticed.map(([mutation]) => mutation)).toEqual([UNCHANGED]);
      expect(all).toHaveLength(2 * Object.keys(defaults).length);
    }, 60_000);
  });
}

/** An alert under a name of its own, with the recorded series that it needs. */
interface Variant {
  readonly name: string;
  readonly alone: readonly RuleGroup[];
}

/** The recorded series of `groups`, and the alerts of the variants in the place of its alert. */
function withVariants(
  groups: readonly RuleGroup[],
  variants: readonly Variant[],
): readonly RuleGroup[] {
  const alerts = variants.flatMap(({ name, alone }) =>
    alertsOf(alone).map((rule) => ({ ...rule, alert: name })),
  );
  return groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule): readonly Rule[] =>
      rule.kind === "alert" ? alerts : [rule],
    ),
  }));
}

/** What of a case is asked: all of it, or of an alert without its texts when it fires or when it is silent near a threshold. */
type Extent = "all" | "fires" | "silent";

/** In place of a changed threshold: what makes no difference must not be noticed. */
const UNCHANGED = "nothing";

/** The greatest first; the lesser ones are for grades and shares, which a pack refuses in the wrong order or above 1. */
const FACTORS = [10, 5, 3, 2.45, 1.96, 1.2, 1.05];

/** The groups with one threshold changed, upwards and downwards, as much as the pack allows. */
function mutants<T extends object>({
  defaults,
  groups,
}: Pack<T>): readonly (readonly [string, readonly RuleGroup[]])[] {
  const changed = (key: string, factor: number): T => {
    const value = (defaults as Thresholds)[key] ?? 0;
    const replaced =
      value instanceof Duration ? value.times(factor) : value * factor;
    return { ...defaults, [key]: replaced };
  };
  return Object.keys(defaults).flatMap((key) =>
    [FACTORS, FACTORS.map((factor) => 1 / factor)].flatMap((factors) => {
      const allowed = factors.find((factor) => {
        try {
          return groups(changed(key, factor)).length > 0;
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
          return false;
        }
      });
      return allowed === undefined
        ? []
        : [[`${key}-times-${allowed}`, groups(changed(key, allowed))] as const];
    }),
  );
}

function promtoolTests<T>(
  { name, dashboardUid, cases }: Pack<T>,
  alert: string,
  variants: readonly string[],
  interval: string,
  extent: Extent,
): readonly object[] {
  const each = cases[alert];
  if (each === undefined) {
    throw new Error(`no case for ${alert}`);
  }
  const { at, fires, expect: expected, silent, edges, alsoFires } = each;
  const test = (
    title: string,
    series: Series,
    when: string,
    exp_alerts: readonly object[],
  ) => ({
    name: `${alert}: ${title}`,
    interval,
    input_series: Object.entries(series).map(([each, values]) => ({
      series: each,
      values,
    })),
    alert_rule_test: variants.map((alertname) => ({
      eval_time: when,
      alertname,
      exp_alerts,
    })),
  });
  const notification = {
    exp_labels: expected.labels,
    exp_annotations: {
      summary: extent === "all" ? expected.summary : "",
      description: extent === "all" ? expected.description : "",
      runbook_url: `https://github.com/cdktf-observability/cdktf-observability/blob/main/docs/runbooks/${name}.md#${alert.toLowerCase()}`,
      ...(silent !== "always" && {
        dashboard: `/d/${dashboardUid}`,
      }),
    },
  };
  const firing = test("fires", fires, at, [notification]);
  if (extent === "fires") {
    return [firing];
  }
  return [
    ...(extent === "all" ? [firing] : []),
    ...(silent === "always" ? [] : [test("silent", silent, at, [])]),
    ...Object.entries(edges ?? {})
      .filter(([, { near }]) => extent === "all" || near === true)
      .map(([title, edge]) => test(title, edge.series, edge.at ?? at, [])),
    ...Object.entries(extent === "all" ? (alsoFires ?? {}) : {}).map(
      ([title, series]) => test(title, series, at, [notification]),
    ),
  ];
}
