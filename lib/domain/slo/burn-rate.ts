import { LABEL } from "../names";
import { Rules } from "../rules/build";
import type { AlertRule } from "../rules/rule";
import { decimalText, percentText } from "./decimal";
import { groupText, onGroups } from "./grouping";
import { errorRatioMetric, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";
import { periodText } from "./period";
import { allEvents, badEvents } from "./recordings";
import { timeToExhaustion, type BurnRate } from "./windows";

/**
 * One alert for each pair of windows, so that it says which one fired and a faster burn can mute a slower one: both
 * error ratios are above factor x budget, and there were enough bad events in the long window. It ends as soon as the
 * short window is below the threshold, so nothing has to keep it firing or make it stop.
 *
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export function burnRateAlerts(
  slo: Slo,
  burnRates: readonly BurnRate[] = slo.burnRates,
): readonly AlertRule[] {
  return burnRates.map((burnRate) => burnRateAlert(slo, burnRate));
}

function burnRateAlert(slo: Slo, { window, ...rate }: BurnRate): AlertRule {
  const long = window.long.toPrometheus();
  const short = window.short.toPrometheus();
  const exhausted = timeToExhaustion(window).toPrometheus();
  const threshold = decimalText(rate.threshold);
  const above = (metric: string) => `${sloSeries(metric, slo)} > ${threshold}`;
  const { unit, badVerb, symptom } = slo.sli.events;
  return {
    ...Rules.alert({
      alert: `${slo.name}Burn${long}`,
      expr: [
        above(errorRatioMetric(window.long)),
        `and ${onGroups(slo, LABEL.slo, LABEL.service)}`,
        above(errorRatioMetric(window.short)),
        `and ${onGroups(slo)} ${badEvents(slo, window.long)} > ${fewest(slo)}`,
        ...(slo.minimumEvents === 0
          ? []
          : [
              `and ${onGroups(slo)} ${allEvents(slo, window.long)} > ${slo.minimumEvents - 0.5}`,
            ]),
      ].join("\n"),
      for: window.for,
      severity: window.severity,
      labels: {
        ...sloLabels(slo),
        ...slo.labels,
        [LABEL.burnWindow]: long,
        ...(symptom !== undefined && { [LABEL.symptom]: symptom }),
      },
      summary: `${slo.service} burns the error budget of ${slo.id} at more than ${decimalText(rate.factor)} times the even rate${groupText(slo)}`,
      description: `{{ $value | humanizePercentage }} of the ${unit} ${badVerb} in the last ${long}, and more than ${percentText(rate.threshold)} in the last ${short}. The objective of ${percentText(slo.objective)} has a budget of ${percentText(slo.errorBudget)} over ${periodText(slo)}; above ${percentText(rate.threshold)}, ${percentText(window.budgetFraction)} of it is spent within ${long} and all of it within ${exhausted}, or sooner.`,
      ...links(slo),
    }),
    annotations: { time_to_exhaustion: exhausted },
  };
}

/**
 * Counts that come from rates are right to a few percent, since a sample of the rate stands for 30 seconds. Half an
 * event of tolerance rounds them to whole events.
 */
export function fewest({ minimumBadEvents }: Slo): number {
  return minimumBadEvents - 0.5;
}

/** Where the alerts of an objective send the person who reads them. */
export function links({
  runbookUrl,
  dashboardUid,
}: Slo): Pick<AlertRule, "runbookUrl" | "dashboardUid"> {
  return {
    ...(runbookUrl !== undefined && { runbookUrl }),
    ...(dashboardUid !== undefined && { dashboardUid }),
  };
}
