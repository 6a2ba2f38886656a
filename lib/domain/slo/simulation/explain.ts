import { Duration } from "../../units";
import { burnRateAlerts } from "../burn-rate";
import { decimalText, exactly, percentText } from "../decimal";
import type { Measurement } from "../measurement";
import type { Slo } from "../objective";
import { periodText } from "../period";
import { badShareLimit } from "../rates";
import { hasAlerts } from "../severities";
import { simulate } from "./simulate";
import { textTable } from "./text-table";
import { requireSlo } from "../input";

/** Error ratios that people think in; the lowest threshold is added. */
const ERROR_RATIOS = [1, 0.5, 0.1, 0.05, 0.01];

/** So many events per second that no minimum of bad events matters. */
const BUSY = 10_000;

/**
 * Tells people when an objective alerts, as plain text: how long a failure lasts until each alert fires, by the share of
 * failing events, after a healthy time as long as the longest alert window and at plenty of events; when the budget is
 * used up; which windows have no alert and why; and how many events an alert needs.
 */
export function explain(objective: Slo): string {
  requireSlo("objective of explainSlo", objective);
  const burnRates = objective.burnRates.filter(({ window }) =>
    hasAlerts(objective, window.severity),
  );
  const slo = { ...objective, burnRates };
  return [
    `${slo.name} of ${slo.service}: ${percentText(slo.objective)} of the ${slo.sli.events.unit} within ${periodText(slo)}, a budget of ${percentText(slo.errorBudget)}`,
    ...(burnRates.length === 0
      ? ["No alert: those of all burn rates are left out by the option alerts"]
      : [
          `Time until an alert fires, by the share of bad ${slo.sli.events.unit}:\n${detectionTable(slo)}`,
          `What an alert needs:\n${needsTable(slo)}`,
        ]),
    ...slo.adjustedWindows.map(
      ({ window, reason }) =>
        `The alert over ${window.long.toPrometheus()}: ${reason}`,
    ),
    ...slo.omittedWindows.map(
      ({ window, reason }) =>
        `No alert over ${window.long.toPrometheus()}: ${reason}`,
    ),
  ].join("\n\n");
}

function detectionTable(slo: Slo): string {
  const alerts = burnRateAlerts(slo);
  const lowest = Math.min(...slo.burnRates.map(({ threshold }) => threshold));
  const justAbove = exactly(lowest).times("1.05").toNumber();
  const ratios = [...new Set([...ERROR_RATIOS, Math.min(justAbove, 1)])]
    .filter((ratio) => ratio >= justAbove)
    .sort((one, other) => other - one);
  return textTable([
    ["error ratio", ...alerts.map(({ alert }) => alert), "budget used up"],
    ...ratios.map((ratio) => {
      const detected = detectionTimes(slo, ratio);
      return [
        percentText(exactly(ratio).toSignificantDigits(3)),
        ...alerts.map(({ alert }) => detected.get(alert) ?? "never"),
        exhaustion(slo, ratio),
      ];
    }),
  ]);
}

function needsTable({ burnRates, minimumBadEvents, ...slo }: Slo): string {
  const alerts = burnRateAlerts({ burnRates, minimumBadEvents, ...slo });
  return textTable([
    ["alert", "severity", "burn rate", "error ratio", "in", "and in", "events"],
    ...burnRates.map(({ window, factor, threshold }, index) => [
      alerts[index]?.alert ?? "",
      window.severity,
      `> ${decimalText(exactly(factor).toSignificantDigits(4))}`,
      `> ${percentText(exactly(threshold).toSignificantDigits(4))}`,
      window.long.toPrometheus(),
      window.short.toPrometheus(),
      `${minimumBadEvents} bad in ${window.long.toPrometheus()}, so at the threshold ${exactly(minimumBadEvents).div(exactly(threshold)).ceil().toFixed()} in all`,
    ]),
  ]);
}

/** How long each alert takes in a failure that comes after health and goes on. */
function detectionTimes(slo: Slo, ratio: number): ReadonlyMap<string, string> {
  const longest = slo.burnRates
    .map(({ window }) => window)
    .reduce((one, other) => (one.long.compare(other.long) > 0 ? one : other));
  const wait = Math.max(
    ...slo.burnRates.map(({ window }) => window.for.toMillis()),
  );
  const failing = Duration.millis(
    longest.long.toMillis() + wait + Duration.minutes(30).toMillis(),
  );
  const { alerts } = simulate(slo, [
    { duration: longest.long, errorRatio: 0, eventsPerSecond: BUSY },
    { duration: failing, errorRatio: ratio, eventsPerSecond: BUSY },
  ]);
  return new Map(
    alerts.flatMap(({ alert, episodes }) => {
      const firing = episodes.find((each) => each.firing)?.firing;
      return firing === undefined
        ? []
        : [
            [
              alert,
              readable(
                Duration.millis(firing.toMillis() - longest.long.toMillis()),
              ),
            ] as const,
          ];
    }),
  );
}

/** The whole budget of the window, at an even traffic: window x budget / error ratio. */
function exhaustion({ window, errorBudget, sli }: Slo, ratio: number): string {
  const spent = countedRatio(sli.events.measure, ratio);
  return spent === 0
    ? "never"
    : readable(
        Duration.millis(
          exactly(window.toMillis())
            .times(exactly(errorBudget))
            .div(exactly(spent))
            .toNumber(),
        ),
      );
}

/** What the budget is charged with while a share of the events is bad: all of a slice, or nothing, where it has a limit. */
function countedRatio(measure: Measurement, ratio: number): number {
  if (
    measure.kind !== "slices" ||
    measure.value.kind !== "share" ||
    measure.value.atLeast === undefined
  ) {
    return ratio;
  }
  return Number(ratio > badShareLimit(measure.value.atLeast));
}

/** To the minute, and to the half minute below an hour. */
function readable(duration: Duration): string {
  const seconds = duration.compare(Duration.hours(1)) < 0 ? 30 : 60;
  return Duration.seconds(
    Math.max(1, Math.round(duration.toSeconds() / seconds)) * seconds,
  ).toPrometheus();
}
