import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { componentAlert, increaseOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="prometheus"}';

/** Prometheus works, and what it finds can leave it. */
export function prometheusAlerts(
  { errorRatio }: PlatformThresholds,
  hasAlertmanager: boolean,
): readonly AlertRule[] {
  return [
    componentAlert("prometheus", {
      alert: "PrometheusConfigReloadFailed",
      expr: `prometheus_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Prometheus refuses its configuration.",
      description:
        "The last reload failed: the newest rules and targets are not live, and Prometheus would not start again.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusRuleFailures",
      expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total${JOB}[5m])) > 0`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Rules of Prometheus fail.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} failed within 5 minutes; their alerts cannot fire.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusRuleEvaluationsMissed",
      expr: `sum by (rule_group) (increase(prometheus_rule_group_iterations_missed_total${JOB}[5m])) > 0`,
      for: Duration.minutes(15),
      severity: "warning",
      summary: "Prometheus is too slow for its rules.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} were left out within 5 minutes, because the one before took too long.",
    }),
    ...(hasAlertmanager ? deliveryAlerts(errorRatio) : []),
    componentAlert("prometheus", {
      alert: "PrometheusNotIngesting",
      expr: `sum(rate(prometheus_tsdb_head_samples_appended_total${JOB}[5m])) <= 0`,
      for: Duration.minutes(10),
      severity: "critical",
      summary: "Prometheus stores no new samples.",
      description:
        "Nothing was stored for 10 minutes; every alert but this kind is blind.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusCompactionsFailing",
      expr: `${increaseOf("prometheus", "3h", "prometheus_tsdb_compactions_failed_total", "prometheus_tsdb_reloads_failures_total")} > 0`,
      for: Duration.minutes(10),
      severity: "warning",
      summary: "Prometheus cannot tidy its storage.",
      description:
        "{{ $value | humanize }} compactions or reloads of blocks failed within 3 hours; the volume fills and old samples may become unreadable.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusWalFailing",
      expr: `${increaseOf("prometheus", "3h", "prometheus_tsdb_wal_corruptions_total", "prometheus_tsdb_wal_writes_failed_total", "prometheus_tsdb_wal_truncations_failed_total")} > 0`,
      severity: "critical",
      summary: "The write-ahead log of Prometheus is damaged or not written.",
      description:
        "{{ $value | humanize }} failures within 3 hours; samples of the last hours may be lost at the next start.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusScrapeLimitHit",
      expr: `${increaseOf("prometheus", "5m", "prometheus_target_scrapes_exceeded_sample_limit_total", "prometheus_target_scrapes_exceeded_body_size_limit_total", "prometheus_target_scrape_pool_exceeded_label_limits_total", "prometheus_target_scrape_pool_exceeded_target_limit_total")} > 0`,
      for: Duration.minutes(15),
      severity: "warning",
      summary: "Prometheus drops scrapes that exceed a limit.",
      description:
        "{{ $value | humanize }} scrapes within 5 minutes had too many samples, labels, bytes or targets; the whole scrape is lost, not only the excess.",
    }),
  ];
}

function deliveryAlerts(errorRatio: number): readonly AlertRule[] {
  return [
    componentAlert("prometheus", {
      alert: "PrometheusNotificationsFailing",
      expr: `sum by (alertmanager) (rate(prometheus_notifications_errors_total${JOB}[5m])) / sum by (alertmanager) (rate(prometheus_notifications_sent_total${JOB}[5m])) > ${errorRatio}`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Prometheus cannot hand alerts to Alertmanager.",
      description:
        "{{ $value | humanizePercentage }} of the alerts for {{ $labels.alertmanager }} failed.",
    }),
    componentAlert("prometheus", {
      alert: "PrometheusWithoutAlertmanager",
      expr: `prometheus_notifications_alertmanagers_discovered${JOB} < 1`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Prometheus knows no Alertmanager.",
      description: "Alerts fire, and nobody is told.",
    }),
  ];
}
