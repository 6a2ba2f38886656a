import { SLO_METRIC } from "../../../domain/slo/metrics";
import { RATE_INTERVAL } from "../../../domain/slo/recordings";

/** How far apart the sums are that the line is made of; a month has 720. */
const STEP = "1h";

/**
 * What is left of the error budget when every bad event since the beginning of the time shown is taken from a full one. It
 * never rises, and when the time shown is the window of the objective, it ends at the budget that is left now. The rolling
 * budget beside it forgets at one end what it spends at the other, so that its slope says nothing about today.
 *
 * @param labels matchers of one objective, without braces
 * @param groups further matchers that choose among its groups, each after a comma; none for all
 * @param budget PromQL or number: share of the events that may be bad
 * @param longest longest time that can be shown, in Prometheus form
 */
export function burnDown(
  labels: string,
  groups: string,
  budget: string,
  longest: string,
): string {
  const chosen = `{${labels}${groups}}`;
  const bad = `sum(sum_over_time(${SLO_METRIC.bad}${chosen}[${STEP}])) * ${RATE_INTERVAL.toSeconds()}`;
  const total = `${groups === "" ? "max" : "sum"}(${SLO_METRIC.periodTotal}${chosen} @ end())`;
  const spent = `sum_over_time((${bad} and on () (vector(time()) > (${beginning(labels)} or vector(0))))[${longest}:${STEP}])`;
  return `1 - (${spent} or 0 * ${total}) / (${budget} * ${total} > 0)`;
}

/**
 * A budget that is spent evenly: full at the beginning of the time shown, empty after the window.
 *
 * @param window PromQL or number: seconds
 */
export function evenly(labels: string, window: string): string {
  return `clamp_min(1 - (time() - ${beginning(labels)}) / ${window}, 0)`;
}

/** When the time shown begins, in seconds since 1970; nothing if the objective is younger. */
function beginning(labels: string): string {
  return `max(timestamp(${SLO_METRIC.objective}{${labels}} @ start()))`;
}
