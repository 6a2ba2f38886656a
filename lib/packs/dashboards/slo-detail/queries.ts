import { errorRatioMetric, SLO_METRIC } from "../../../domain/slo/metrics";
import { Duration } from "../../../domain/units";
import { REPORT_METRIC } from "../../recordings/objectives";
import { burnDown, evenly } from "../slo/burn-down";

const LABELS = 'service="$service",slo="$slo"';

const one = (metric: string): string => `max(${metric}{${LABELS}})`;
const BUDGET = `(1 - ${one(SLO_METRIC.objective)})`;
const WINDOW = one(REPORT_METRIC.window);
const FIRING = `ALERTS{alertstate="firing",${LABELS}}`;

const burnRate = (window: Duration): string =>
  `${one(errorRatioMetric(window))} / ${BUDGET}`;

/**
 * The objective that is chosen.
 *
 * @param longest longest window of all objectives
 * @param pace window over which it is measured how fast the budget is being spent
 */
export function detailQueries(longest: Duration, pace: Duration) {
  return {
    objective: one(SLO_METRIC.objective),
    window: WINDOW,
    compliance: `1 - ${one(SLO_METRIC.periodError)}`,
    budgetLeft: one(SLO_METRIC.budgetRemaining),
    failuresLeft: `${one(SLO_METRIC.budgetRemaining)} * ${BUDGET} * ${one(SLO_METRIC.periodTotal)}`,
    burnNow: burnRate(Duration.minutes(5)),
    /** Seconds until the budget is gone if it goes on like this. */
    goneIn: `clamp_min(${one(SLO_METRIC.budgetRemaining)}, 0) * ${WINDOW} / (${burnRate(pace)} > 0)`,
    burnDown: burnDown(LABELS, "", BUDGET, longest.toPrometheus()),
    evenly: evenly(LABELS, WINDOW),
    burnRate,
    errorRatio: one(errorRatioMetric(Duration.minutes(5))),
    allowed: BUDGET,
    total: one(SLO_METRIC.total),
    bad: one(SLO_METRIC.bad),
    dayError: one(REPORT_METRIC.dayError),
    /** Recorded once an hour. */
    hourBad: `max(last_over_time(${REPORT_METRIC.hourBad}{${LABELS}}[1h]))`,
    firing: FIRING,
    firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) ${FIRING})`,
    logLines: '{service="$service"}',
  };
}
