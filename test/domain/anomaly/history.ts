import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Rules } from "../../../lib/domain/rules/build";
import type { RecordingRule } from "../../../lib/domain/rules/rule";
import type { Duration } from "../../../lib/domain/units";
import { renderRuleGroups } from "../../../lib/render/prometheus-rules";
import { run } from "../../support/tools";

type Values = readonly (number | "_")[];

/** What a detector was shown, and when it must have fired. */
export interface History {
  /** Of the series of the run, one each step. */
  readonly values: Values;
  /** Whether it has fired between two steps. */
  readonly looks: readonly {
    readonly from: number;
    readonly to: number;
    readonly fires: boolean;
  }[];
}

/** One detector and what it was shown; each history is a job. */
export interface Run {
  readonly detector: {
    readonly recordings: readonly RecordingRule[];
    readonly expr: string;
    readonly for?: Duration;
  };
  /** Minutes between two values, and two evaluations. */
  readonly step: number;
  /** Name of the series. */
  readonly metric: string;
  readonly histories: Readonly<Record<string, History>>;
  /** Other series and their values. */
  readonly others?: Readonly<Record<string, Values>>;
}

/** The names of the histories in which a detector did not do what it had to, as Prometheus evaluates it. */
export function failures(
  promtool: string,
  runs: readonly Run[],
): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "anomaly-"));
  try {
    const files = runs.map((each, index) =>
      writeRun(folder, `run${index}`, each),
    );
    const { status, output } = run(promtool, ["test", "rules", ...files], {
      cwd: folder,
    });
    const failed = [...output.matchAll(/expr: .*job=\\"(.+?)\\"/g)].map(
      ([, name]) => name ?? "",
    );
    if ((status === 0) !== (failed.length === 0)) {
      throw new Error(`promtool failed in an unexpected way: ${output}`);
    }
    return [...new Set(failed)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeRun(
  folder: string,
  id: string,
  { detector, step, metric, histories, others = {} }: Run,
): string {
  const alert = Rules.alert({
    alert: "Unusual",
    expr: detector.expr,
    ...(detector.for && { for: detector.for }),
    severity: "warning",
    summary: "s",
    description: "d",
  });
  const rules = [...detector.recordings, alert];
  writeFileSync(
    join(folder, `${id}.rules.yml`),
    renderRuleGroups([{ name: id, engine: "prometheus", rules }]),
  );
  const series = [
    ...Object.entries(histories).map(
      ([job, { values }]) => [`${metric}{job="${job}"}`, values] as const,
    ),
    ...Object.entries(others),
  ];
  const test = {
    interval: `${step}m`,
    input_series: series.map(([each, values]) => ({
      series: each,
      values: values.join(" "),
    })),
    promql_expr_test: Object.entries(histories).flatMap(([job, { looks }]) =>
      looks.map(({ from, to, fires }) => ({
        expr: `count(count_over_time(ALERTS{alertstate="firing",job="${job}"}[${(to - from) * step}m]))`,
        eval_time: `${to * step}m`,
        exp_samples: fires ? [{ labels: "{}", value: 1 }] : [],
      })),
    ),
  };
  const file = `${id}.test.yml`;
  writeFileSync(
    join(folder, file),
    JSON.stringify({
      rule_files: [`${id}.rules.yml`],
      evaluation_interval: `${step}m`,
      tests: [test],
    }),
  );
  return file;
}

/** Nothing must have fired after one step up to another. */
export const quiet = (from: number, to: number) => ({ from, to, fires: false });

/** Something must have fired after one step up to another. */
export const fires = (from: number, to: number) => ({ from, to, fires: true });

/** Numbers from 0 to 1 that look random and are the same for the same seed: a linear congruential generator. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
