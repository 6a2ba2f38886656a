import { LABEL } from "../names";
import { Rules } from "../rules/build";
import type { AlertRule } from "../rules/rule";
import { Duration } from "../units";
import { fewest, links } from "./burn-rate";
import { decimalText, exactly, percentText } from "./decimal";
import { unlessExcluded } from "./exclusion-rules";
import { aggregated, groupText, onGroups, sumOf } from "./grouping";
import { SLO_METRIC, sloLabels, sloSeries } from "./metrics";
import type { Slo } from "./objective";
import { lastPeriodText } from "./period";
import type { BudgetStep } from "./policy";
import { requiredOf } from "./rates";
import { badEvents, errorRatioOver, periodBadEvents } from "./recordings";
import { nearestSeverity } from "./severities";
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
    severity: nearestSeverity(
      slo,
      slo.sli.events.measure.kind === "journey" ? "warning" : "critical",
    ),
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
      expr: unlessExcluded(
        slo,
        [
          `${aggregated("max", slo, `max_over_time(${total}[1d])`)} > 0`,
          `unless ${onGroups(slo)} ${sumOf(slo, total)}`,
        ].join("\n"),
      ),
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

/**
 * One alert for each step of the budget policy, of which only the last one reached fires. By default: less than half of
 * the error budget is left, which is time to slow down before it is used up.
 */
export function budgetAlerts(slo: Slo): readonly AlertRule[] {
  return slo.budgetPolicy.map((step, index) =>
    budgetAlert(slo, step, slo.budgetPolicy[index + 1]),
  );
}

/** What is left of the budget when a share is spent. */
export function leftOf({ spent }: BudgetStep): number {
  return exactly(1).minus(exactly(spent)).toNumber();
}

function budgetAlert(
  slo: Slo,
  step: BudgetStep,
  next: BudgetStep | undefined,
): AlertRule {
  const { unit, badVerb } = slo.sli.events;
  const left = sloSeries(SLO_METRIC.budgetRemaining, slo);
  const { name, share } = budgetStepText(step);
  const spent = exactly(slo.errorBudget).times(exactly(step.spent));
  const renewal =
    slo.calendar === undefined
      ? "Old failures leave the window day by day; until then, put"
      : `The next ${slo.calendar.unit} has a new budget; until then, put`;
  const rule = Rules.alert({
    alert: `${slo.name}${name}`,
    expr: [
      `${left} < ${decimalText(leftOf(step))}`,
      ...(next === undefined
        ? []
        : [
            `unless ${onGroups(slo, LABEL.slo, LABEL.service)} ${left} < ${decimalText(leftOf(next))}`,
          ]),
      `and ${onGroups(slo)} ${periodBadEvents(slo)} > ${fewest(slo)}`,
    ].join("\n"),
    for: Duration.minutes(15),
    severity: step.severity ?? "warning",
    labels: { ...sloLabels(slo), ...slo.labels },
    summary: `${slo.service} has spent more than ${share} of the error budget of ${slo.id}${groupText(slo)}`,
    description: `{{ $value | humanizePercentage }} of the error budget of ${lastPeriodText(slo)} is left; below zero the objective of ${percentText(slo.objective)} is broken. In that time more than ${percentText(spent)} of the ${unit} ${badVerb}. ${renewal} what makes the service reliable before what changes it.${step.action === undefined ? "" : ` Agreed for this case: ${step.action}.`}`,
    ...links(slo),
  });
  return step.action === undefined
    ? rule
    : { ...rule, annotations: { budget_policy: step.action } };
}

function budgetStepText({ spent }: BudgetStep): {
  readonly name: string;
  readonly share: string;
} {
  const percent = Math.round(spent * 100);
  return percent === 50
    ? { name: "BudgetHalfSpent", share: "half" }
    : { name: `Budget${percent}PercentSpent`, share: `${percent}%` };
}

/** Share of the budget of an SLA below which a breach is near. */
export const SLA_AT_RISK = 0.1;

/** Fires when a promise to customers is nearly broken. */
export function slaAlerts(slo: Slo): readonly AlertRule[] {
  return slo.sla === undefined
    ? []
    : [
        Rules.alert({
          alert: `${slo.name}SlaAtRisk`,
          expr: [
            `${sloSeries(SLO_METRIC.slaBudgetRemaining, slo)} < ${SLA_AT_RISK}`,
            `and ${onGroups(slo)} ${periodBadEvents(slo)} > ${fewest(slo)}`,
          ].join("\n"),
          for: Duration.minutes(15),
          severity: "warning",
          labels: { ...sloLabels(slo), ...slo.labels },
          summary: `${slo.service} is about to break what ${slo.id} promises to customers${groupText(slo)}`,
          description: `{{ $value | humanizePercentage }} of what the promise of ${percentText(slo.sla.objective)} allows in ${lastPeriodText(slo)} is left; below zero it is broken. Tell those who talk to customers.`,
          ...links(slo),
        }),
      ];
}

/**
 * Fires for failures that are too few, or too far apart, for the burn-rate alerts, yet too many for the budget: so many
 * in a long time, and a larger share than the budget.
 */
export function lowTrafficAlerts(slo: Slo): readonly AlertRule[] {
  if (slo.lowTraffic === undefined) {
    return [];
  }
  const { failures, within } = slo.lowTraffic;
  const { unit, badVerb } = slo.sli.events;
  const time = within.toPrometheus();
  return [
    Rules.alert({
      alert: `${slo.name}LowTrafficFailures`,
      expr: [
        `${badEvents(slo, within)} > ${failures - 0.5}`,
        `and ${onGroups(slo)} ${errorRatioOver(slo, within)} > ${decimalText(slo.errorBudget)}`,
      ].join("\n"),
      severity: "warning",
      labels: { ...sloLabels(slo), ...slo.labels },
      summary: `${slo.service} fails too often for ${slo.id}, though it has little traffic${groupText(slo)}`,
      description: `About {{ $value | humanize }} bad events in the last ${time}, and more than ${percentText(slo.errorBudget)} of the ${unit} ${badVerb}, which is all that the objective of ${percentText(slo.objective)} allows. The burn-rate alerts need more of them in less time.`,
      ...links(slo),
    }),
  ];
}

/** Fires when so little is known that the budget says nothing. */
export function coverageAlerts(slo: Slo): readonly AlertRule[] {
  return slo.minimumCoverage === undefined
    ? []
    : [
        Rules.alert({
          alert: `${slo.name}CoverageLow`,
          expr: `${sloSeries(SLO_METRIC.coverage, slo)} < ${slo.minimumCoverage}`,
          // The first minutes of a new objective are not known.
          for: Duration.hours(1),
          severity: "warning",
          labels: { ...sloLabels(slo), ...slo.labels },
          summary: `Too little is known to judge ${slo.id} of ${slo.service}${groupText(slo)}`,
          description: `The indicator was known for {{ $value | humanizePercentage }} of the last ${slo.window.toPrometheus()}, less than ${percentText(slo.minimumCoverage)}. Time that is not measured is not uptime, so the budget shows nothing until more is known. Check that the metrics of ${slo.service} are scraped.`,
          ...links(slo),
        }),
      ];
}
