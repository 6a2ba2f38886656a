import { quoteLabelValue } from "../domain/promql/expr";
import { LABEL } from "../domain/names";
import { isPerScrape } from "../domain/slo/measurement";
import type { Slo } from "../domain/slo/objective";
import { sloRuleGroups } from "../domain/slo/rules";
import { proofs, type Proof } from "../domain/slo/simulation/proofs";
import { scrapesOf } from "../domain/slo/simulation/scrapes";
import { Duration } from "../domain/units";
import { promtoolSeries } from "./promtool-series";
import { toYaml } from "./yaml";
import { requireProperties } from "../domain/shape";
import { requireSlo } from "../domain/slo/input";

export interface SloTestOptions {
  /**
   * Name of the rule file, relative to the file of the tests.
   * @default "rules.yml"
   */
  readonly ruleFile?: string;
}

/** As in Prometheus by default. */
const SCRAPE_INTERVAL = Duration.seconds(15);

/** promtool evaluates all groups at one interval; counts are only right at that of the recorded rates. */
const EVALUATION_INTERVAL = Duration.seconds(30);

/**
 * Prints unit tests of the rules of one objective, for `promtool test rules`: each alert that ought to fires, and stays
 * silent otherwise. The series are made up from the selectors of the indicator. What an objective cannot show is left
 * out: a slower alert when it has but one or would take more than two hours, a single failure when that is to alert, the reset of a probe.
 *
 * @throws InvalidInputError when no series can be made up that a selector of the indicator would select
 */
export function sloTests(slo: Slo, options: SloTestOptions = {}): string {
  requireSlo("objective of sloTests", slo);
  requireProperties("sloTests", options, { ruleFile: "text?" });
  return toYaml({
    rule_files: [options.ruleFile ?? "rules.yml"],
    evaluation_interval: EVALUATION_INTERVAL.toPrometheus(),
    group_eval_order: sloRuleGroups(slo)
      .filter(({ engine }) => engine === "prometheus")
      .map(({ name }) => name),
    tests: proofs(slo, SCRAPE_INTERVAL, EVALUATION_INTERVAL).map((proof) =>
      testEntry(slo, proof),
    ),
  });
}

function testEntry(slo: Slo, proof: Proof): object {
  const { title, scenario, resetAt, expectations } = proof;
  const scrapes = scrapesOf(
    scenario,
    SCRAPE_INTERVAL,
    isPerScrape(slo.sli.events.measure),
  );
  const own = [
    'alertstate="firing"',
    `${LABEL.slo}=${quoteLabelValue(slo.id)}`,
    `${LABEL.service}=${quoteLabelValue(slo.service)}`,
  ];
  return {
    name: `${slo.name} ${title}`,
    interval: SCRAPE_INTERVAL.toPrometheus(),
    input_series: promtoolSeries(
      slo,
      scrapes,
      resetAt && Math.round(resetAt.toSeconds() / SCRAPE_INTERVAL.toSeconds()),
    ),
    promql_expr_test: expectations.map(({ at, alert, fires }) => {
      const conditions =
        alert === undefined ? own : [`alertname="${alert}"`, ...own];
      const alerts = `ALERTS{${conditions.join(",")}}`;
      return {
        expr:
          alert === undefined
            ? `count(count_over_time(${alerts}[1d]))`
            : `count(${alerts})`,
        eval_time: `${at.toSeconds()}s`,
        exp_samples: fires ? [{ labels: "{}", value: 1 }] : [],
      };
    }),
  };
}
