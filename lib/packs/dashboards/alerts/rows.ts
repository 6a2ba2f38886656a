import type { DashboardRow } from "../../../domain/dashboard/model";
import { bargauge, prometheus, stat, table, timeseries } from "../panels";
import { ALERT_QUERY as Q } from "./queries";

const COLOR = { critical: "red", warning: "orange", info: "yellow" } as const;
const SEVERITIES = ["critical", "warning", "info"] as const;

export const NOW: DashboardRow = {
  title: "Now",
  panels: [
    ...SEVERITIES.map((severity) =>
      stat(
        `Firing: ${severity}`,
        `Alerts of severity "${severity}" that fire, without Watchdog.`,
        [prometheus(Q.bySeverity(severity))],
        {
          unit: "none",
          width: 5,
          thresholds: [{ value: 1, color: COLOR[severity] }],
        },
      ),
    ),
    stat(
      "Pending",
      "Alerts whose condition holds, but not yet for long enough.",
      [prometheus(Q.pending)],
      { unit: "none", width: 5, thresholds: [{ value: 1, color: "yellow" }] },
    ),
    stat(
      "Watchdog",
      "Always fires, to prove that rules are evaluated and alerts are sent.",
      [prometheus(Q.watchdog)],
      {
        unit: "none",
        valueTexts: [
          { value: 1, text: "watching", color: "green" },
          { value: 0, text: "silent", color: "red" },
        ],
      },
    ),
    table(
      "Firing alerts",
      "Each alert that fires and for how long its condition has held. Watchdog always does.",
      [prometheus(Q.firingSince, "For", { unit: "s" })],
      {
        columns: [
          { label: "severity", title: "Severity" },
          { label: "alertname", title: "Alert" },
          { label: "team", title: "Team" },
          { label: "service", title: "Service" },
          { label: "component", title: "Component" },
        ],
      },
    ),
  ],
};

export const NOISE: DashboardRow = {
  title: "Noise",
  panels: [
    timeseries(
      "Firing alerts by severity",
      "How many alerts fired at each time, without Watchdog.",
      [prometheus(Q.history, "{{severity}}")],
      { unit: "none", min: 0, stacked: true },
    ),
    timeseries(
      "Alerts that began, by severity",
      "Alerts that began to fire within the hour before each time.",
      [prometheus(Q.startedEachHour, "{{severity}}")],
      { unit: "none", min: 0 },
    ),
    table(
      "Noise by alert",
      "How often each alert began to fire in the time shown, for how long it fired altogether and each time. Often and briefly is noise: make it wait longer, or delete it. What fires for days and wakes nobody should become a ticket.",
      [
        prometheus(Q.noise, "Times", {
          unit: "none",
          thresholds: [
            { value: 10, color: "yellow" },
            { value: 50, color: "red" },
          ],
        }),
        prometheus(Q.noiseSeconds, "Altogether"),
        prometheus(Q.meanSeconds, "Each time"),
      ],
      {
        unit: "s",
        width: 14,
        height: 10,
        columns: [
          { label: "alertname", title: "Alert" },
          { label: "severity", title: "Severity" },
        ],
      },
    ),
    bargauge(
      "Alerts by service",
      "How often alerts of each service began to fire in the time shown.",
      [prometheus(Q.byService, "{{service}}")],
      { unit: "none", width: 10, height: 10 },
    ),
    table(
      "Flapping",
      "Alerts that began to fire three times or more within an hour, and how often they did at most. Their limit is where the value usually is, or they wait too short a time.",
      [prometheus(Q.flapping, "Times in an hour", { unit: "none" })],
      {
        height: 6,
        columns: [
          { label: "alertname", title: "Alert" },
          { label: "service", title: "Service" },
        ],
      },
    ),
  ],
};

/** How long alerts take people. */
export function response(alertmanager: boolean): DashboardRow {
  return {
    title: "Response",
    panels: [
      stat(
        "Alerts begun",
        "How many alerts began to fire in the time shown.",
        [prometheus(Q.startedInRange)],
        { unit: "none", decimals: 0, width: 4 },
      ),
      stat(
        "Flapping alerts",
        "Alerts that began to fire three times or more within an hour.",
        [prometheus(Q.flappingCount)],
        { unit: "none", width: 4, thresholds: [{ value: 1, color: "yellow" }] },
      ),
      stat(
        "Time to resolve, critical",
        "Mean time for which critical alerts fire, that is until their condition is over: minutes of firing in the time shown over starts in it.",
        [prometheus(Q.timeToResolve("critical"))],
        { unit: "s", width: 5 },
      ),
      stat(
        "Time to resolve, warning",
        "Mean time for which warnings fire: minutes of firing in the time shown over starts in it.",
        [prometheus(Q.timeToResolve("warning"))],
        { unit: "s", width: 5 },
      ),
      ...(alertmanager
        ? [
            stat(
              "Time to acknowledge",
              "Mean time until an alert is silenced or over: minutes in which Alertmanager had alerts that nobody had silenced, over starts. Alertmanager knows no other acknowledgement; who acknowledges in a paging service finds the time there.",
              [prometheus(Q.timeToAcknowledge)],
              { unit: "s", width: 6 },
            ),
          ]
        : []),
    ],
  };
}
