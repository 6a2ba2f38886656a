import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { DeploymentPlan } from "../../../domain/telemetry/plan";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  FULLNESS,
  MONITORING_TAG,
  bargauge,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { ALERT_QUERY as Q } from "./queries";

/** Which alerts fire, since when, and whether anybody was told. */
export function alertsDashboard(plan: DeploymentPlan): Dashboard {
  const selfScraped = {
    prometheus: plan.prometheus.kind === "deployed",
    alertmanager: plan.alertmanager.kind === "deployed",
  };
  return {
    uid: "alerts",
    title: "Alerts",
    description:
      "Which alerts fire and since when, how it was before, and whether the notifications went out.",
    tags: [MONITORING_TAG, "alerts"],
    folder: "Platform",
    range: "24h",
    variables: [],
    links: [ALL_DASHBOARDS],
    rows: [
      NOW,
      HISTORY,
      ...(selfScraped.alertmanager ? [NOTIFICATIONS] : []),
      ...(selfScraped.prometheus ? [EVALUATION] : []),
    ],
  };
}

const NOW: DashboardRow = {
  title: "Now",
  panels: [
    ...(["critical", "warning", "info"] as const).map((severity) =>
      stat(
        `Firing: ${severity}`,
        `Alerts of severity "${severity}" that fire, without Watchdog.`,
        [prometheus(Q.bySeverity(severity))],
        {
          unit: "none",
          width: 5,
          thresholds: [
            {
              value: 1,
              color: (
                { critical: "red", warning: "orange", info: "yellow" } as const
              )[severity],
            },
          ],
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

const HISTORY: DashboardRow = {
  title: "Before",
  panels: [
    timeseries(
      "Firing alerts by severity",
      "How many alerts fired at each time, without Watchdog.",
      [prometheus(Q.history, "{{severity}}")],
      { unit: "none", min: 0, stacked: true },
    ),
    bargauge(
      "Longest firing",
      "Time for which alerts of each name fired in the time shown, added up. What is long and woke nobody should become a ticket or go.",
      [prometheus(Q.firingTime, "{{alertname}}")],
      { unit: "s", width: 12 },
    ),
  ],
};

const NOTIFICATIONS: DashboardRow = {
  title: "Notifications",
  panels: [
    stat(
      "Failed",
      "Notifications in the time shown that a receiver did not take.",
      [prometheus(Q.failedInRange)],
      { unit: "none", decimals: 0, width: 6, thresholds: ANY_IS_BAD },
    ),
    stat(
      "Silences",
      "Silences that mute alerts now.",
      [prometheus(Q.silences)],
      { unit: "none", width: 6, thresholds: [{ value: 1, color: "yellow" }] },
    ),
    timeseries(
      "Alerts in Alertmanager",
      "Alerts by state: active ones are told to receivers, suppressed ones are silenced or inhibited.",
      [prometheus(Q.alertsByState, "{{state}}")],
      { unit: "none", min: 0 },
    ),
    timeseries(
      "Notifications",
      "Notifications per minute that were tried, and that failed.",
      [
        prometheus(`${Q.sent} * 60`, "tried"),
        prometheus(`${Q.failed} * 60`, "failed"),
      ],
      { unit: "mpm", min: 0, width: 24 },
    ),
  ],
};

const EVALUATION: DashboardRow = {
  title: "Evaluation of rules",
  panels: [
    stat(
      "Failed evaluations",
      "Rules in the time shown that could not be evaluated. Their alerts cannot fire.",
      [prometheus(Q.evaluationFailures)],
      { unit: "none", decimals: 0, width: 6, thresholds: ANY_IS_BAD },
    ),
    stat(
      "Missed evaluations",
      "Evaluations in the time shown left out because the one before took too long.",
      [prometheus(Q.missedEvaluations)],
      { unit: "none", decimals: 0, width: 6, thresholds: ANY_IS_BAD },
    ),
    timeseries(
      "Time used by rule groups",
      "Time of the last evaluation as a share of the interval. At 100 % evaluations are missed.",
      [prometheus(Q.groupTime, "{{rule_group}}")],
      FULLNESS,
    ),
  ],
};
