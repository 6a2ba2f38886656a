import { Rules } from "../rules/build";
import type { AlertRule } from "../rules/rule";
import { Duration } from "../units";
import { fewest, links } from "./burn-rate";
import { percentText } from "./decimal";
import { aggregated, groupText, onGroups, sumOf } from "./grouping";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";
import { requiredOf } from "./rates";
import { periodBadEvents } from "./recordings";
import { outageDetectionTime } from "./windows";

const LONGEST_ABSENCE = Duration.hours(1);

/**
 * Fires when the metrics of the indicator are not there, so that nothing is measured. It waits as long as a total outage
 * needs to raise the fastest alert, as Pyrra does (https://github.com/pyrra-dev/pyrra), in whole minutes and at most 1h:
 * threshold x long window + for. That is 3m at 99.9 % and 11m at 99 %.
 */
export function absentAlert(slo: Slo): AlertRule {
  const required = requiredOf(slo);
  return Rules.alert({
    alert: `${slo.name}Absent`,
    expr: required.map((selector) => `absent(sum(${selector}))`).join("\nor "),
    for: absenceDuration(slo),
    // The parts of a journey page for themselves.
    severity:
      slo.sli.events.measure.kind === "journey" ? "warning" : "critical",
    labels: { ...sloLabels(slo), ...slo.labels },
    summary: `${slo.service} has no metrics to measure ${slo.id} by`,
    description: `Nothing is known about the objective of ${percentText(slo.objective)}, and none of its burn-rate alerts can fire, because at least one of these returns nothing: ${literal(required.join(", "))}. Check that ${slo.service} runs, is scraped, and still exposes them under these names and labels.`,
    ...links(slo),
  });
}

/**
 * Fires when nothing is known of a group that had events within the last day. What was never there is not missed, nor
 * what has been gone for a day.
 */
export function groupAbsentAlerts(slo: Slo): readonly AlertRule[] {
  if (slo.groupBy.length === 0) {
    return [];
  }
  const total = sloSeries(SLO_METRIC.total, slo);
  return [
    Rules.alert({
      alert: `${slo.name}GroupAbsent`,
      expr: [
        `${aggregated("max", slo, `max_over_time(${total}[1d])`)} > 0`,
        `unless ${onGroups(slo)} ${sumOf(slo, total)}`,
      ].join("\n"),
      for: absenceDuration(slo),
      severity: "warning",
      labels: { ...sloLabels(slo), ...slo.labels },
      summary: `${slo.service} has no metrics to measure ${slo.id} by${groupText(slo)}`,
      description: `There were events of this group within the last day, and now nothing is known of them, so that none of its burn-rate alerts can fire. If the group is gone for good, this ends within a day.`,
      ...links(slo),
    }),
  ];
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
      `and ${onGroups(slo)} ${periodBadEvents(slo)} > ${fewest(slo)}`,
    ].join("\n"),
    for: Duration.minutes(15),
    severity: "warning",
    labels: { ...sloLabels(slo), ...slo.labels },
    summary: `${slo.service} has spent more than half of the error budget of ${slo.id}${groupText(slo)}`,
    description: `{{ $value | humanizePercentage }} of the error budget of the last ${window} is left; below zero the objective of ${percentText(slo.objective)} is broken. In that time more than ${percentText(slo.errorBudget / 2)} of the ${unit} ${badVerb}. Old failures leave the window day by day; until then, put what makes the service reliable before what changes it.`,
    ...links(slo),
  });
}
