import { LABEL, type Labels } from "../names";
import { quoteLabelValue } from "../promql/expr";
import type { Duration } from "../units";

/** What tells an objective from all others. */
export interface SloIdentity {
  readonly id: string;
  readonly service: string;
  readonly team?: string;
}

/** Names of the recorded series. Each has the labels `slo`, `service` and, if there is one, `team`. */
export const SLO_METRIC = {
  /** Events per second in the last 5 minutes. */
  total: "slo:sli_total:rate5m",
  /** Bad events per second in the last 5 minutes; 0 when there are none. */
  bad: "slo:sli_bad:rate5m",
  /** How bad the last slice of time was, from 0 to 1; one sample for each slice. */
  slice: "slo:sli_slice_bad:ratio",
  /** Log lines per second in the last 5 minutes, as the ruler of Loki counts them. */
  logTotal: "slo:log_total:rate5m",
  /** The bad or the good ones among them. */
  logPart: "slo:log_part:rate5m",
  /** Local time of a time zone in seconds; the label `time_zone` names it. */
  clock: "slo:clock:local_seconds",
  /** 1 while time is excluded from the objective, else 0. */
  excluded: "slo:excluded:bool",
  /** Local time at which the running calendar window began, in seconds. */
  periodStart: "slo:period_start:local_seconds",
  /** Events per second, by the calendar window (label `period`) that they are in. */
  periodTotalRate: "slo:period_total:rate5m",
  /** Bad events per second, by the calendar window that they are in. */
  periodBadRate: "slo:period_bad:rate5m",
  /** 1 while the indicator is known, else 0. */
  known: "slo:sli_known:bool",
  /** Share of the window of the objective for which the indicator was known. */
  coverage: "slo:coverage:ratio",
  /** The objective as a ratio. */
  objective: "slo:objective:ratio",
  /** Number of events within the window of the objective. */
  periodTotal: "slo:period_total:count",
  /** Number of bad events within the window of the objective. */
  periodBad: "slo:period_bad:count",
  /** Share of bad events within the window of the objective. */
  periodError: "slo:period_error:ratio",
  /** Share of the error budget that is left: 1 when unused, 0 when used up, negative when exceeded. */
  budgetRemaining: "slo:error_budget_remaining:ratio",
  /** What is promised to customers, as a ratio. */
  slaObjective: "slo:sla_objective:ratio",
  /** Share of the error budget of the SLA that is left. */
  slaBudgetRemaining: "slo:sla_budget_remaining:ratio",
} as const;

/** Name of the series with the events per second within `window`. */
export function totalRateMetric(window: Duration): string {
  return `slo:sli_total:rate${window.toPrometheus()}`;
}

/** Name of the series with the bad events per second within `window`. */
export function badRateMetric(window: Duration): string {
  return `slo:sli_bad:rate${window.toPrometheus()}`;
}

/** Name of the series with the share of bad events within `window`; `burnRates` of the objective says which exist. */
export function errorRatioMetric(window: Duration): string {
  return `slo:sli_error:ratio_rate${window.toPrometheus()}`;
}

/** Labels of each recorded series and each alert of the objective. */
export function sloLabels({ id, service, team }: SloIdentity): Labels {
  return {
    [LABEL.slo]: id,
    [LABEL.service]: service,
    ...(team !== undefined && { [LABEL.team]: team }),
  };
}

/** The recorded series `metric` of one objective. The team is left out, since a service may change hands. */
export function sloSeries(
  metric: string,
  slo: Pick<SloIdentity, "id" | "service">,
): string {
  let matchers = MATCHERS.get(slo);
  if (matchers === undefined) {
    matchers = `{${LABEL.slo}=${quoteLabelValue(slo.id)},${LABEL.service}=${quoteLabelValue(slo.service)}}`;
    MATCHERS.set(slo, matchers);
  }
  return metric + matchers;
}

/** The rules of an objective name some fifty of its series. */
const MATCHERS = new WeakMap<object, string>();
