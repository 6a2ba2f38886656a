/**
 * Own time of services: that of the calls that they answer, without that of the calls that they make meanwhile.
 *
 * A span's own time is its duration without the times in which one of its children runs. Metrics of spans tell how long
 * calls took, but not whose children they are, so the sums are subtracted: all that a service answered, less all that it
 * waited for. That is exact while a service makes one call after another. Calls at the same time, and those that no answered
 * call waits for, are subtracted although nothing was gained, so the true own time is the same or more; never less than
 * nothing is shown. What is waited for without a span counts as own.
 *
 * Which operation made a call is not told either: the own time of a service is spread over its operations as their times
 * are, which is exact where each waits for the same share. The exact one comes from stored traces.
 */
const RATE = "[$__rate_interval]";
const SERVICE = 'service_name=~"$service"';
const ANSWERED = `${SERVICE},span_kind=~"SPAN_KIND_(SERVER|CONSUMER)"`;
const MADE = `${SERVICE},span_kind=~"SPAN_KIND_(CLIENT|PRODUCER)"`;
const FAILED = 'status_code="STATUS_CODE_ERROR"';

const secondsBy = (label: string, matchers: string): string =>
  `sum by (${label}) (rate(traces_span_metrics_duration_seconds_sum{${matchers}}${RATE}))`;
const callsBy = (label: string, matchers: string): string =>
  `sum by (${label}) (rate(traces_span_metrics_calls_total{${matchers}}${RATE}))`;

/** `all` less `part`, which may be missing, and never below nothing. */
const without = (all: string, part: string): string =>
  `clamp_min(${all} - (${part} or 0 * ${all}), 0)`;

/** The label of services in all other series, for links. */
const named = (expr: string): string =>
  `label_join(${expr}, "service", "", "service_name")`;

const answered = secondsBy("service_name", ANSWERED);
const waiting = secondsBy("service_name", MADE);
const own = without(answered, waiting);
const ofOperations = `${secondsBy("service_name, span_name", ANSWERED)} * on (service_name) group_left () (${own} / (${answered} > 0))`;

export const SELF_TIME_QUERY = {
  /** Seconds of its own work that a service does in each second. */
  own: `sort_desc(${named(own)})`,
  share: named(`${own} / on () group_left () (sum(${own}) > 0)`),
  answered: named(answered),
  waiting: named(`${waiting} or 0 * ${answered}`),
  /** Failed calls per second beyond those that failed because a call of the service did. */
  ownErrors: named(
    without(
      `(${callsBy("service_name", `${ANSWERED},${FAILED}`)} or 0 * ${answered})`,
      callsBy("service_name", `${MADE},${FAILED}`),
    ),
  ),
  ownLine: `topk(10, ${own})`,
  ownOfOperations: `sort_desc(${named(ofOperations)})`,
} as const;
