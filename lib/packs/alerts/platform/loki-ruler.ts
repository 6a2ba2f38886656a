import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf } from "./alert";

const JOB = '{job="loki"}';

/** The part of Loki that evaluates alerts on log lines. */
export function lokiRulerAlerts(alert: PackAlert): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "LokiRuleFailures",
      expr: `sum by (rule_group) (increase(loki_prometheus_rule_evaluation_failures_total${JOB}[5m])) > 0`,
      for: Duration.minutes(5),
      summary: "Alerts on log lines cannot be evaluated.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} failed within 5 minutes; its alerts on log lines cannot fire.",
    }),
    alert("P3", {
      alert: "LokiRuleEvaluationsMissed",
      expr: `sum by (rule_group) (increase(loki_prometheus_rule_group_iterations_missed_total${JOB}[5m])) > 0`,
      for: Duration.minutes(15),
      summary: "Loki is too slow for its alerts on log lines.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} were left out within 5 minutes, because the one before took too long.",
    }),
    alert("P3", {
      alert: "LokiRulesReloadFailed",
      expr: `loki_ruler_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      summary: "Loki refuses its alerts on log lines.",
      description:
        "The last reload of the rules at {{ $labels.instance }} failed: the newest alerts on log lines are not live.",
    }),
    alert("P3", {
      alert: "LokiAlertsNotDelivered",
      expr: `${increaseOf("loki", "10m", "loki_prometheus_notifications_errors_total", "loki_prometheus_notifications_dropped_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Loki cannot hand its alerts to Alertmanager.",
      description:
        "{{ $value | humanize }} alerts on log lines were not taken by Alertmanager within 10 minutes; nobody may have been told.",
    }),
  ];
}
