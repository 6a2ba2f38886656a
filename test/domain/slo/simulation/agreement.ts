import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPerScrape } from "../../../../lib/domain/slo/measurement";
import type { Slo } from "../../../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../../../lib/domain/slo/rules";
import type { Scenario } from "../../../../lib/domain/slo/simulation/scenario";
import { scrapesOf } from "../../../../lib/domain/slo/simulation/scrapes";
import { simulate } from "../../../../lib/domain/slo/simulation/simulate";
import { Duration } from "../../../../lib/domain/units";
import { renderRuleGroups } from "../../../../lib/render/prometheus-rules";
import { promtoolSeries } from "../../../../lib/render/promtool-series";
import { toYaml } from "../../../../lib/render/yaml";
import { neededRules, withoutTexts } from "../../../support/needed-rules";
import { run } from "../../../support/tools";
import { randomScenarios, randomSlos } from "./random";

/** Change it to try others; the failure of a scenario names it. */
const SEED = Number(process.env.SIMULATION_SEED ?? 20_261_121);
const TOLERANCE = 1;
const SCRAPE = Duration.seconds(15);

export interface Batch {
  /** promtool evaluates all groups at one interval, and so does the simulation here. */
  readonly interval: Duration;
  readonly minutes: number;
  readonly pairs: readonly {
    readonly slo: Slo;
    readonly scenario: Scenario;
  }[];
}

export function batch(prefix: string, seconds: number, minutes: number): Batch {
  const scenarios = randomScenarios(100, SEED + minutes, minutes);
  const slos = randomSlos(100, SEED + minutes, prefix);
  return {
    interval: Duration.seconds(seconds),
    minutes,
    pairs: slos.map((slo, index) => ({
      slo,
      scenario: scenarios[index] ?? [],
    })),
  };
}

interface Episode {
  readonly alert: string;
  readonly firing: number;
  readonly resolved: number | undefined;
}

function episodesOf(
  slo: Slo,
  scenario: Scenario,
  interval: Duration,
): readonly Episode[] {
  return simulate(slo, scenario, {
    scrapeInterval: SCRAPE,
    evaluationInterval: interval,
  }).alerts.flatMap(({ alert, episodes }) =>
    episodes.flatMap(({ firing, resolved }) =>
      firing === undefined
        ? []
        : {
            alert,
            firing: firing.toSeconds(),
            resolved: resolved?.toSeconds(),
          },
    ),
  );
}

/**
 * One expectation per alert and time at which it fires without break, and one per alert for the silence elsewhere. The
 * tolerance is one evaluation at each end: a ratio that equals its threshold but for the last binary digit may pass it
 * or not, as promtool adds up samples one by one and the simulation takes the difference of two sums.
 */
function expectations(
  slo: Slo,
  scenario: Scenario,
  { interval, minutes }: Batch,
) {
  const end = minutes * 60;
  const step = interval.toSeconds();
  const episodes = episodesOf(slo, scenario, interval);
  const series = (alert: string) =>
    `ALERTS{alertname="${alert}",alertstate="firing"}`;
  const during = episodes.flatMap(({ alert, firing, resolved }) => {
    const from = firing + TOLERANCE * step;
    const to = (resolved ?? end + step) - (1 + TOLERANCE) * step;
    const count = (to - from) / step + 1;
    return count <= 0
      ? []
      : {
          expr: `sum(count_over_time(${series(alert)}[${to - from + 1}s])) == ${count}`,
          eval_time: `${to}s`,
          exp_samples: [{ labels: "{}", value: count }],
        };
  });
  const alerts = sloRuleGroups(slo)
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (rule.kind === "alert" ? rule.alert : []));
  const elsewhere = alerts.map((alert) => {
    const own = episodes.filter((each) => each.alert === alert);
    const most = own.reduce(
      (sum, { firing, resolved }) =>
        sum + ((resolved ?? end + step) - firing) / step + 2 * TOLERANCE,
      0,
    );
    return {
      expr: `sum(count_over_time(${series(alert)}[2h])) > ${most}`,
      eval_time: `${end}s`,
      exp_samples: [],
    };
  });
  return [...during, ...elsewhere];
}

/** What promtool says against the simulation; empty when both agree. */
export function disagreement(promtool: string, batch: Batch): string {
  const { interval, pairs } = batch;
  const folder = mkdtempSync(join(tmpdir(), "slo-simulation-"));
  const groups = neededRules(
    pairs
      .flatMap(({ slo }) => sloRuleGroups(slo))
      .filter(({ engine }) => engine === "prometheus"),
    ({ kind }) => kind === "alert",
  );
  try {
    writeFileSync(
      join(folder, "rules.yml"),
      renderRuleGroups(groups.map(withoutTexts)),
    );
    writeFileSync(
      join(folder, "test.yml"),
      toYaml({
        rule_files: ["rules.yml"],
        evaluation_interval: interval.toPrometheus(),
        group_eval_order: groups.map(({ name }) => name),
        tests: [
          {
            interval: SCRAPE.toPrometheus(),
            input_series: pairs.flatMap(({ slo, scenario }) =>
              promtoolSeries(
                slo,
                scrapesOf(
                  scenario,
                  SCRAPE,
                  isPerScrape(slo.sli.events.measure),
                ),
              ),
            ),
            promql_expr_test: pairs.flatMap(({ slo, scenario }) =>
              expectations(slo, scenario, batch),
            ),
          },
        ],
      }),
    );
    const { status, output } = run(promtool, ["test", "rules", "test.yml"], {
      cwd: folder,
    });
    return status === 0 ? "" : `seed ${SEED}: ${output}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of the alerts that fire in any scenario. */
export function firedIn({ pairs, interval }: Batch): ReadonlySet<string> {
  return new Set(
    pairs.flatMap(({ slo, scenario }) =>
      episodesOf(slo, scenario, interval).map(({ alert }) => alert),
    ),
  );
}
