import { LABEL } from "../../../domain/names";
import { quoteLabelValue } from "../../../domain/promql/expr";
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
  const one = (metric: string): string => `max(${sloSeries(metric, slo)})`;
  const budget = decimalText(slo.errorBudget);
  const labels = `${LABEL.slo}=${quoteLabelValue(slo.id)},${LABEL.service}=${quoteLabelValue(slo.service)}`;
  const burnRate = (window: Duration): string =>
    `${one(errorRatioMetric(window))} / ${budget}`;
  return {
    objective: one(SLO_METRIC.objective),
    compliance: `1 - ${one(SLO_METRIC.periodError)}`,
    budgetRemaining: one(SLO_METRIC.budgetRemaining),
    /** Bad events that may still happen before the objective is broken. */
    failuresLeft: `${one(SLO_METRIC.budgetRemaining)} * ${budget} * ${one(SLO_METRIC.periodTotal)}`,
    burnRateNow: burnRate(NOW),
    /** Of each window of each alert, shortest first. */
    burnRates: alertWindows(slo).map((window) => ({
      window: window.toPrometheus(),
      expr: burnRate(window),
    })),
    errorRatio: one(errorRatioMetric(NOW)),
    allowed: `1 - ${one(SLO_METRIC.objective)}`,
    total: one(SLO_METRIC.total),
    bad: one(SLO_METRIC.bad),
    burnDown: burnDown(labels, budget, slo.window.toPrometheus()),
    evenly: evenly(labels, String(slo.window.toSeconds())),
  };
}

/** The windows of the alerts, shortest first. */
export function alertWindows({ burnRates }: Slo): readonly Duration[] {
  const all = burnRates.flatMap(({ window }) => [window.short, window.long]);
  const byText = new Map(all.map((window) => [window.toPrometheus(), window]));
  return [...byText.values()].sort((a, b) => a.compare(b));
}

/** Queries about all objectives of a dashboard, one series for each. */
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
  const firing = `ALERTS{alertstate="firing",${chosen}}`;
  return {
    objective: each(SLO_METRIC.objective),
    compliance: `1 - ${each(SLO_METRIC.periodError)}`,
    budgetRemaining: each(SLO_METRIC.budgetRemaining),
    burnRate: `${each(errorRatioMetric(NOW))} / (1 - ${each(SLO_METRIC.objective)})`,
    total: each(SLO_METRIC.total),
    broken: `count(${each(SLO_METRIC.budgetRemaining)} < 0) or on () vector(0)`,
    halfSpent: `count(${each(SLO_METRIC.budgetRemaining)} < 0.5) or on () vector(0)`,
    firing,
    firingCount: `count(${firing}) or on () vector(0)`,
    firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) (${firing} or ALERTS{alertstate="firing",alertname="Watchdog"}))`,
  };
}

/** A matcher for any of these values; ids and service names hold nothing that a regular expression takes specially. */
function anyOf(label: string, values: readonly string[]): string {
  const unique = [...new Set(values)].map((value) =>
    value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return `${label}=~${quoteLabelValue(unique.join("|"))}`;
}
