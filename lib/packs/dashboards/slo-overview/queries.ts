import { Duration } from "../../../domain/units";
import { errorRatioMetric, SLO_METRIC } from "../../../domain/slo/metrics";
import type { Slo } from "../../../domain/slo/objective";
import { REPORT_METRIC } from "../../recordings/objectives";
import { orZero } from "../promql";
import { alertWindows } from "../slo/queries";

const CHOSEN = 'service=~"$service",slo=~"$slo"';

/** One series for each objective that the matchers select: of several groups, the largest. */
export const eachObjectiveOf = (metric: string, matchers = ""): string =>
  `max by (service, slo) (${metric}${matchers === "" ? "" : `{${matchers}}`})`;

/** One series for each chosen objective. */
export const eachObjective = (metric: string): string =>
  eachObjectiveOf(metric, CHOSEN);

/** Of several groups of an objective, the one that is worst. */
const BUDGET = `min by (service, slo) (${SLO_METRIC.budgetRemaining}{${CHOSEN}})`;
const ALLOWED = `(1 - ${eachObjective(SLO_METRIC.objective)})`;
const FIRING = `ALERTS{alertstate="firing",${CHOSEN}}`;

/** How many times faster than even the budgets are being spent. */
const burnRate = (window: Duration): string =>
  `${eachObjective(errorRatioMetric(window))} / ${ALLOWED}`;

const HOUR = Duration.hours(1);
const NOW = Duration.minutes(5);

/** The window that says how fast budgets are being spent: an hour, if any objective looks at it. */
export function paceWindow(slos: readonly Slo[]): Duration {
  const hasHour = slos
    .flatMap((slo) => alertWindows(slo))
    .some((window) => window.equals(HOUR));
  return hasHour ? HOUR : NOW;
}

/**
 * All objectives, worst first. They read recorded series only.
 *
 * @param pace window over which it is measured how fast the budgets are being spent
 */
export const overviewQueries = (pace: Duration) => ({
  count: orZero(`count(${BUDGET})`),
  broken: orZero(`count(${BUDGET} < 0)`),
  halfSpent: orZero(`count(${BUDGET} < 0.5)`),
  burning: orZero(`count(${burnRate(pace)} > 1)`),
  firing: orZero(`count(${FIRING})`),
  unmeasured: orZero(
    `count(${eachObjective(SLO_METRIC.objective)} unless ${eachObjective(SLO_METRIC.total)})`,
  ),
  budgetLeft: `sort(${BUDGET})`,
  compliance: `1 - ${eachObjective(SLO_METRIC.periodError)}`,
  objective: eachObjective(SLO_METRIC.objective),
  burnNow: burnRate(NOW),
  burnPace: burnRate(pace),
  /** Seconds until the budget is gone if it goes on like this; none where it is not being used up. */
  goneIn: `clamp_min(${BUDGET}, 0) * ${eachObjective(REPORT_METRIC.window)} / (${burnRate(pace)} > 0)`,
  firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) ${FIRING})`,
  leastLeft: `${SLO_METRIC.budgetRemaining}{${CHOSEN}} and bottomk(10, ${SLO_METRIC.budgetRemaining}{${CHOSEN}} @ end())`,
});
