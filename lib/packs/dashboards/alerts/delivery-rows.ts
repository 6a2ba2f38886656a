import type { DashboardRow } from "../../../domain/dashboard/model";
import {
  ANY_IS_BAD,
  bargauge,
  prometheus,
  stat,
  timeseries,
  anyIsBad,
  fullness,
} from "../panels";
import { ALERT_QUERY as Q } from "./queries";

/** Two of them and a graph fill a line. */
const BESIDE_GRAPH = { width: 6, height: 8 } as const;

export const NOTIFICATIONS: DashboardRow = {
  title: "Notifications",
  panels: [
    stat(
      "Failed",
      "Notifications in the time shown that a receiver did not take.",
      [prometheus(Q.failedInRange)],
      { unit: "none", decimals: 0, ...BESIDE_GRAPH, thresholds: ANY_IS_BAD },
    ),
    stat(
      "Silences",
      "Silences that mute alerts now.",
      [prometheus(Q.silences)],
      {
        unit: "none",
        ...BESIDE_GRAPH,
        thresholds: [{ value: 1, color: "yellow" }],
      },
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
      { unit: "mpm", min: 0 },
    ),
    timeseries(
      "Time to deliver, 95 %",
      "Time within which 95 % of the notifications are taken by the receiver, by kind of receiver.",
      [prometheus(Q.delivery, "{{integration}}")],
      { unit: "s", min: 0 },
    ),
  ],
};

export const EVALUATION: DashboardRow = {
  title: "Evaluation of rules",
  panels: [
    stat(
      "Failed evaluations",
      "Rules in the time shown that could not be evaluated. Their alerts cannot fire.",
      [prometheus(Q.evaluationFailures)],
      {
        unit: "none",
        decimals: 0,
        ...BESIDE_GRAPH,
        thresholds: anyIsBad("PrometheusRuleFailures"),
      },
    ),
    stat(
      "Missed evaluations",
      "Evaluations in the time shown left out because the one before took too long.",
      [prometheus(Q.missedEvaluations)],
      {
        unit: "none",
        decimals: 0,
        ...BESIDE_GRAPH,
        thresholds: anyIsBad("PrometheusRuleEvaluationsMissed"),
      },
    ),
    bargauge(
      "Time used by rule groups",
      "Time of the last evaluation as a share of the interval, of the ten groups that use most. At 100 % evaluations are missed.",
      [prometheus(Q.groupTime, "{{rule_group}}")],
      { ...fullness({ warning: "PrometheusRuleGroupSlow" }), width: 12 },
    ),
  ],
};
