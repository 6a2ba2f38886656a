import { LABEL } from "../../../domain/names";
import { quoteLabelValue } from "../../../domain/promql/expr";
import { escapeRegexp } from "../../../domain/promql/regexp";
import { decimalText } from "../../../domain/slo/decimal";
import {
  errorRatioMetric,
  SLO_METRIC,
  sloSeries,
} from "../../../domain/slo/metrics";
import type { Slo } from "../../../domain/slo/objective";
import { Duration } from "../../../domain/units";
import { burnDown, evenly } from "./burn-down";

/** The shortest window of a recorded error ratio. */
const NOW = Duration.minutes(5);

/** Queries about one objective. They read recorded series only, so that a month costs no more than an hour. */
export function objectiveQueries(slo: Slo) {
  const groups = slo.groupBy.map((label) => `,${label}=~"$${label}"`).join("");
  const chosen = (metric: string): string =>
    sloSeries(metric, slo).replace(/\}$/, `${groups}}`);
  /** Of several groups, the one that is worst. */
  const one = (metric: string): string => `max(${chosen(metric)})`;
  const inAll = (metric: string): string =>
    slo.groupBy.length === 0 ? one(metric) : `sum(${chosen(metric)})`;
  const objective = `max(${sloSeries(SLO_METRIC.objective, slo)})`;
  const budget = decimalText(slo.errorBudget);
  const labels = `${LABEL.slo}=${quoteLabelValue(slo.id)},${LABEL.service}=${quoteLabelValue(slo.service)}`;
  const left = chosen(SLO_METRIC.budgetRemaining);
  const burnRate = (window: Duration): string =>
    `${one(errorRatioMetric(window))} / ${budget}`;
  return {
    objective,
    compliance: `1 - ${one(SLO_METRIC.periodError)}`,
    budgetRemaining: `min(${left})`,
    /** What is left of each group's own budget. */
    budgetByGroup: left,
    /** Bad events that may still happen before the objective is broken. */
    failuresLeft: `min(${left} * ${budget} * ${chosen(SLO_METRIC.periodTotal)})`,
    burnRateNow: burnRate(NOW),
    /** Of each window of each alert, shortest first. */
    burnRates: alertWindows(slo).map((window) => ({
      window: window.toPrometheus(),
      expr: burnRate(window),
    })),
    errorRatio: one(errorRatioMetric(NOW)),
    allowed: `1 - ${objective}`,
    total: inAll(SLO_METRIC.total),
    bad: inAll(SLO_METRIC.bad),
    burnDown: burnDown(labels, groups, budget, slo.window.toPrometheus()),
    evenly: evenly(labels, String(slo.window.toSeconds())),
  };
}

/** Labels that tell apart the groups of any of these objectives. */
export function groupLabels(slos: readonly Slo[]): readonly string[] {
  return [...new Set(slos.flatMap(({ groupBy }) => groupBy))];
}

/** The windows of the alerts, shortest first. */
export function alertWindows({ burnRates }: Slo): readonly Duration[] {
  const all = burnRates.flatMap(({ window }) => [window.short, window.long]);
  const byText = new Map(all.map((window) => [window.toPrometheus(), window]));
  return [...byText.values()].sort((a, b) => a.compare(b));
}

/** Queries about all objectives of a dashboard, one series for each; of several groups, the one that is worst. */
export function summaryQueries(slos: readonly Slo[]) {
  const chosen = [
    anyOf(
      LABEL.slo,
      slos.map(({ id }) => id),
    ),
    anyOf(
      LABEL.service,
      slos.map(({ service }) => service),
    ),
  ].join(",");
  const each = (metric: string): string =>
    `max by (service, slo) (${metric}{${chosen}})`;
  const left = `min by (service, slo) (${SLO_METRIC.budgetRemaining}{${chosen}})`;
  const firing = `ALERTS{alertstate="firing",${chosen}}`;
  return {
    objective: each(SLO_METRIC.objective),
    compliance: `1 - ${each(SLO_METRIC.periodError)}`,
    budgetRemaining: left,
    burnRate: `${each(errorRatioMetric(NOW))} / (1 - ${each(SLO_METRIC.objective)})`,
    total: each(SLO_METRIC.total),
    broken: `count(${left} < 0) or on () vector(0)`,
    halfSpent: `count(${left} < 0.5) or on () vector(0)`,
    firing,
    firingCount: `count(${firing}) or on () vector(0)`,
    firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) (${firing} or ALERTS{alertstate="firing",alertname="Watchdog"}))`,
  };
}

/** A matcher for any of these values; ids and service names hold nothing that a regular expression takes specially. */
function anyOf(label: string, values: readonly string[]): string {
  const unique = [...new Set(values)].map(escapeRegexp);
  return `${label}=~${quoteLabelValue(unique.join("|"))}`;
}
