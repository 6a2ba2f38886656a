import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import { renderRuleGroups } from "../../../lib/render/prometheus-rules";
import { toYaml } from "../../../lib/render/yaml";
import { run } from "../../support/tools";

/** What a query must give at a time. */
export interface ExpectedNumbers {
  /** Minutes since the first sample. */
  readonly at: number;
  readonly expr: string;
  /** Values by labels; none for no result. */
  readonly gives: Readonly<Record<string, number>>;
}

export interface NumbersTest {
  readonly series: Readonly<Record<string, string>>;
  readonly expect: readonly ExpectedNumbers[];
  /** Rules evaluated on the series. */
  readonly groups?: readonly RuleGroup[];
  /** Values of the dashboard's variables. */
  readonly values?: Readonly<Record<string, string>>;
  /** Time between two samples, in Prometheus form; also that between evaluations. */
  readonly interval: string;
}

/** What promtool complains of: nothing when all numbers are as expected. */
export function wrongNumbers(
  promtool: string,
  { series, expect, groups = [], values = {}, interval }: NumbersTest,
): string {
  const folder = mkdtempSync(join(tmpdir(), "dashboard-numbers-"));
  try {
    writeFileSync(join(folder, "rules.yml"), renderRuleGroups(groups));
    writeFileSync(
      join(folder, "test.yml"),
      toYaml({
        rule_files: ["rules.yml"],
        evaluation_interval: interval,
        fuzzy_compare: true,
        tests: [
          {
            interval,
            input_series: Object.entries(series).map(([name, text]) => ({
              series: name,
              values: text,
            })),
            promql_expr_test: expect.map(({ at, expr, gives }) => ({
              expr: withoutVariables(expr, values),
              eval_time: `${at}m`,
              exp_samples: Object.entries(gives).map(([labels, value]) => ({
                labels,
                value,
              })),
            })),
          },
        ],
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
