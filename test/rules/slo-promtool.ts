import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSlo,
  type Slo,
  type SloInput,
} from "../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../lib/domain/slo/rules";
import { Sli } from "../../lib/domain/slo/sli";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { toYaml } from "../../lib/render/yaml";
import { neededRules, withoutTexts } from "../support/needed-rules";
import { run } from "../support/tools";

/** Seconds between two scrapes of the made-up series. */
export const SCRAPE = 15;

export const TOTAL = 'requests_total{job="shop"}';
export const FAILED = 'requests_total{job="shop",code="500"}';
export const SUCCEEDED = 'requests_total{job="shop",code="200"}';

/** An objective of 99.9 % over the counters above. */
export function objective(change: Partial<SloInput> = {}) {
  return createSlo({
    name: "Shop",
    service: "shop",
    team: "sales",
    objective: 0.999,
    sli: Sli.ratio({
      errors: 'requests_total{job="shop",code=~"5.."}',
      total: TOTAL,
    }),
    ...change,
  });
}

export interface Expectation {
  /** Time of evaluation in minutes. */
  readonly at: number;
  readonly expr: string;
  /** Values by label set; the value alone for a result without labels; empty for no result. */
  readonly gives: number | Readonly<Record<string, number>>;
}

export interface Scenario {
  readonly series: Readonly<Record<string, string>>;
  readonly expect: readonly Expectation[];
}

/**
 * What promtool says about the rendered rules of `slos` under each scenario; empty when all is as expected. promtool
 * evaluates every group at one interval; counts of events are only right at that of the recorded rates.
 */
export function complaints(
  promtool: string,
  slos: readonly Slo[],
  scenarios: readonly Scenario[],
  interval = "30s",
): string {
  const asked = scenarios.flatMap(({ expect }) =>
    expect.map(({ expr }) => expr),
  );
  const groups = neededRules(
    slos
      .flatMap((slo) => sloRuleGroups(slo))
      .filter(({ engine }) => engine === "prometheus"),
    (rule) =>
      rule.kind === "record"
        ? asked.some((expr) => expr.includes(rule.record))
        : asked.some((expr) => expr.includes("ALERTS")),
  ).map(withoutTexts);
  const folder = mkdtempSync(join(tmpdir(), "slo-rules-"));
  try {
    writeFileSync(join(folder, "rules.yml"), renderRuleGroups(groups));
    writeFileSync(
      join(folder, "test.yml"),
      toYaml({
        rule_files: ["rules.yml"],
        evaluation_interval: interval,
        group_eval_order: groups.map(({ name }) => name),
        tests: scenarios.map(({ series, expect }) => ({
          interval: `${SCRAPE}s`,
          input_series: Object.entries(series).map(([name, values]) => ({
            series: name,
            values,
          })),
          promql_expr_test: expect.map(({ at, expr, gives }) => ({
            expr,
            eval_time: `${Math.round(at * 60)}s`,
            exp_samples: Object.entries(
              typeof gives === "number" ? { "{}": gives } : gives,
            ).map(([labels, value]) => ({ labels, value })),
          })),
        })),
      }),
    );
    const { status, output } = run(promtool, ["test", "rules", "test.yml"], {
      cwd: folder,
    });
    return status === 0 ? "" : output;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The alerts that fire at a time, by name. */
export function firing(at: number, ...names: readonly string[]): Expectation {
  return {
    at,
    expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
    gives: Object.fromEntries(
      names.map((name) => [`{alertname="${name}"}`, 1]),
    ),
  };
}

/** Whether an expression is within `tolerance` (relative) of a value. */
export function near(
  at: number,
  expr: string,
  value: number,
  tolerance = 1e-9,
): Expectation {
  return {
    at,
    expr: `abs(sum(${expr}) - ${value}) <= bool ${Math.abs(value) * tolerance}`,
    gives: 1,
  };
}

export function nothing(at: number, expr: string): Expectation {
  return { at, expr, gives: {} };
}

/** A counter: its first value, then `perScrape` more at each scrape for some minutes, phase by phase. */
export function counter(
  ...phases: readonly { readonly minutes: number; readonly perScrape: number }[]
): string {
  let value = 1_000_000;
  const values = [value];
  for (const { minutes, perScrape } of phases) {
    for (let scrape = 0; scrape < (minutes * 60) / SCRAPE; scrape++) {
      value += perScrape;
      values.push(value);
    }
  }
  return values.join(" ");
}
