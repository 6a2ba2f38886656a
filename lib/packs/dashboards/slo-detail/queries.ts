import { errorRatioMetric, SLO_METRIC } from "../../../domain/slo/metrics";
import { Duration } from "../../../domain/units";
import { REPORT_METRIC } from "../../recordings/objectives";
import { burnDown, evenly } from "../slo/burn-down";

const LABELS = 'service="$service",slo="$slo"';

const OBJECTIVE = `max(${SLO_METRIC.objective}{${LABELS}})`;
const BUDGET = `(1 - ${OBJECTIVE})`;
const WINDOW = `max(${REPORT_METRIC.window}{${LABELS}})`;

/**
 * The objective that is chosen, and those of its groups that are: of several, the one that is worst.
 *
 * @param longest longest window of all objectives
 * @param pace window over which it is measured how fast the budget is being spent
 * @param groups labels that tell apart the groups of any objective
 */
export function detailQueries(
  longest: Duration,
  pace: Duration,
  groups: readonly string[],
) {
  // An objective without the label is chosen by whichever value, or else all others would hide it.
  const inGroups = groups.map((label) => `,${label}=~"$${label}|"`).join("");
  const chosen = (metric: string): string => `${metric}{${LABELS}${inGroups}}`;
  const worst = (metric: string): string => `max(${chosen(metric)})`;
  const inAll = (metric: string): string =>
    groups.length === 0
      ? worst(metric)
      : `sum(max by (${groups.join(", ")}) (${chosen(metric)}))`;
  const burnRate = (window: Duration): string =>
    `${worst(errorRatioMetric(window))} / ${BUDGET}`;
  const left = chosen(SLO_METRIC.budgetRemaining);
  const firing = chosen("ALERTS").replace("{", '{alertstate="firing",');
  return {
    objective: OBJECTIVE,
    window: WINDOW,
    compliance: `1 - ${worst(SLO_METRIC.periodError)}`,
    budgetLeft: `min(${left})`,
    /** What is left of each group's own budget. */
    budgetByGroup: left,
    failuresLeft: `min(${left} * ${chosen(SLO_METRIC.periodTotal)}) * ${BUDGET}`,
    burnNow: burnRate(Duration.minutes(5)),
    /** Seconds until the budget is gone if it goes on like this. */
    goneIn: `clamp_min(min(${left}), 0) * ${WINDOW} / (${burnRate(pace)} > 0)`,
    burnDown: burnDown(LABELS, inGroups, BUDGET, longest.toPrometheus()),
    evenly: evenly(LABELS, WINDOW),
    burnRate,
    errorRatio: worst(errorRatioMetric(Duration.minutes(5))),
    allowed: BUDGET,
    total: inAll(SLO_METRIC.total),
    bad: inAll(SLO_METRIC.bad),
    /** Of all groups together. */
    dayError: `max(${REPORT_METRIC.dayError}{${LABELS}})`,
    /** Of all groups together; recorded once an hour. */
    hourBad: `max(last_over_time(${REPORT_METRIC.hourBad}{${LABELS}}[1h]))`,
    firing,
    firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) ${firing})`,
    logLines: '{service="$service"}',
  };
}
