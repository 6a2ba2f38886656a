import { Rules } from "../rules/build";
import type { AlertRule } from "../rules/rule";
import { Duration } from "../units";
import { fewest, links } from "./burn-rate";
import { percentText } from "./decimal";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";
import { outageDetectionTime } from "./windows";

const LONGEST_ABSENCE = Duration.hours(1);

/**
 * Fires when the metrics of the indicator are not there, so that nothing is measured. It waits as long as a total outage
 * needs to raise the fastest alert, as Pyrra does (https://github.com/pyrra-dev/pyrra), in whole minutes and at most 1h:
 * threshold x long window + for. That is 3m at 99.9 % and 11m at 99 %.
 */
export function absentAlert(slo: Slo): AlertRule {
  const { required } = slo.sli.events;
  return Rules.alert({
    alert: `${slo.name}Absent`,
    expr: required.map((selector) => `absent(sum(${selector}))`).join("\nor "),
    for: absenceDuration(slo),
    severity: "critical",
    labels: { ...sloLabels(slo), ...slo.labels },
    summary: `${slo.service} has no metrics to measure ${slo.id} by`,
    description: `Nothing is known about the objective of ${percentText(slo.objective)}, and none of its burn-rate alerts can fire, because at least one of these returns nothing: ${literal(required.join(", "))}. Check that ${slo.service} runs, is scraped, and still exposes them under these names and labels.`,
    ...links(slo),
  });
}

/** Text that Prometheus does not take for a template. */
function literal(text: string): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}

function absenceDuration({ burnRates }: Slo): Duration {
  const shortest = Math.min(
    ...burnRates.map((rate) => outageDetectionTime(rate).toMinutes()),
    LONGEST_ABSENCE.toMinutes(),
  );
  return Duration.minutes(Math.max(1, Math.round(shortest)));
}

/** Fires while less than half of the error budget is left: time to slow down before it is used up. */
export function budgetAlert(slo: Slo): AlertRule {
  const window = slo.window.toPrometheus();
  const { unit, badVerb } = slo.sli.events;
  return Rules.alert({
    alert: `${slo.name}BudgetHalfSpent`,
    expr: [
      `${sloSeries(SLO_METRIC.budgetRemaining, slo)} < 0.5`,
      `and on () sum(${sloSeries(SLO_METRIC.periodBad, slo)}) > ${fewest(slo)}`,
    ].join("\n"),
    for: Duration.minutes(15),
    severity: "warning",
    labels: { ...sloLabels(slo), ...slo.labels },
    summary: `${slo.service} has spent more than half of the error budget of ${slo.id}`,
    description: `{{ $value | humanizePercentage }} of the error budget of the last ${window} is left; below zero the objective of ${percentText(slo.objective)} is broken. In that time more than ${percentText(slo.errorBudget / 2)} of the ${unit} ${badVerb}. Old failures leave the window day by day; until then, put what makes the service reliable before what changes it.`,
    ...links(slo),
  });
}
