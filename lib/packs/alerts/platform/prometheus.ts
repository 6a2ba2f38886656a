import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf, shareOf } from "./alert";
import type { PlatformThresholds } from "./options";
import { scrapingAlerts } from "./prometheus-scraping";
import { storageAlerts } from "./prometheus-storage";

const JOB = '{job="prometheus"}';

/** How many Alertmanagers there are, and whether they are scraped: of one elsewhere nothing is known but its address. */
export interface Alertmanagers {
  readonly count: number;
  readonly scraped: boolean;
}

/**
 * Prometheus works, and what it finds can leave it.
 *
 * @param alertmanagers those that it tells of its alerts
 */
export function prometheusAlerts(
  alert: PackAlert,
  thresholds: PlatformThresholds,
  volume: Bytes | undefined,
  alertmanagers: Alertmanagers,
): readonly AlertRule[] {
  return [
    alert("P2", {
      alert: "PrometheusConfigReloadFailed",
      expr: `prometheus_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      summary: "Prometheus refuses its configuration.",
      description:
        "The last reload of {{ $labels.instance }} failed: the newest rules and targets are not live, and it would not start again.",
    }),
    ...ruleAlerts(alert, thresholds),
    ...(alertmanagers.count > 0
      ? deliveryAlerts(alert, thresholds, alertmanagers)
      : []),
    ...scrapingAlerts(alert),
    ...storageAlerts(alert, thresholds, volume),
    ...remoteWriteAlerts(alert, thresholds),
  ];
}

function ruleAlerts(
  alert: PackAlert,
  { ruleTimeRatio, queueRatio }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    alert("P2", {
      alert: "PrometheusRuleFailures",
      expr: `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total${JOB}[5m])) > 0`,
      for: Duration.minutes(5),
      summary: "Rules of Prometheus fail.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} failed within 5 minutes; their alerts cannot fire.",
    }),
    alert("P3", {
      alert: "PrometheusRuleEvaluationsMissed",
      expr: `sum by (rule_group) (increase(prometheus_rule_group_iterations_missed_total${JOB}[5m])) > 0`,
      for: Duration.minutes(15),
      summary: "Prometheus is too slow for its rules.",
      description:
        "{{ $value | humanize }} evaluations of {{ $labels.rule_group }} were left out within 5 minutes, because the one before took too long.",
    }),
    alert("P4", {
      alert: "PrometheusRuleGroupSlow",
      expr: `max by (rule_group) (prometheus_rule_group_last_duration_seconds${JOB} / prometheus_rule_group_interval_seconds${JOB}) > ${ruleTimeRatio}`,
      for: Duration.minutes(15),
      summary: "A group of rules has hardly time to finish.",
      description:
        "{{ $labels.rule_group }} has needed {{ $value | humanizePercentage }} of its interval, for 15 minutes; above 100 % evaluations are left out.",
    }),
    alert("P4", {
      alert: "PrometheusQueriesWaiting",
      expr: `max by (instance) (prometheus_engine_queries${JOB} / prometheus_engine_queries_concurrent_max${JOB}) > ${queueRatio}`,
      for: Duration.minutes(10),
      summary: "Prometheus has nearly as many queries as it may.",
      description:
        "{{ $value | humanizePercentage }} of the places for queries of {{ $labels.instance }} have been taken, for 10 minutes; rules and dashboards wait.",
    }),
    alert("P3", {
      alert: "PrometheusTemplatesFailing",
      expr: `${increaseOf("prometheus", "10m", "prometheus_template_text_expansion_failures_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Texts of alerts cannot be filled in.",
      description:
        "{{ $value | humanize }} texts or labels of alerts failed within 10 minutes; such alerts reach people without their values, or the wrong people.",
    }),
  ];
}

function deliveryAlerts(
  alert: PackAlert,
  { errorRatio, queueRatio }: PlatformThresholds,
  { count: alertmanagers, scraped }: Alertmanagers,
): readonly AlertRule[] {
  const isDown = 'up{job="alertmanager"}';
  const failing = shareOf(
    `prometheus_notifications_errors_total${JOB}`,
    `prometheus_notifications_sent_total${JOB}`,
    "alertmanager",
  );
  return [
    alert("P1", {
      alert: "PrometheusNotificationsFailing",
      // When none is known, PrometheusWithoutAlertmanager says so; when it is down, AlertmanagerDown.
      // What one of several has taken reaches people.
      expr: `${alertmanagers > 1 ? `min(${failing})` : failing} > ${errorRatio} unless on () (${scraped ? `max(${isDown}) == 0 or ` : ""}max(prometheus_notifications_alertmanagers_discovered${JOB}) < 1)`,
      for: Duration.minutes(5),
      summary: "Prometheus cannot hand alerts to Alertmanager.",
      description:
        alertmanagers > 1
          ? "{{ $value | humanizePercentage }} or more of the alerts for each Alertmanager failed."
          : "{{ $value | humanizePercentage }} of the alerts for {{ $labels.alertmanager }} failed.",
    }),
    alert("P1", {
      alert: "PrometheusWithoutAlertmanager",
      expr: `prometheus_notifications_alertmanagers_discovered${JOB} < 1`,
      for: Duration.minutes(5),
      summary: "Prometheus knows no Alertmanager.",
      description:
        "{{ $labels.instance }} knows {{ $value }} Alertmanagers: alerts fire, and nobody is told.",
    }),
    alert("P3", {
      alert: "PrometheusNotificationsDropped",
      // An Alertmanager that is down says so by itself.
      expr: `${increaseOf("prometheus", "10m", "prometheus_notifications_dropped_total")} > 0${scraped ? ` unless on () (${isDown} == 0)` : ""}`,
      for: Duration.minutes(5),
      summary: "Prometheus gives up alerts.",
      description:
        "{{ $value | humanize }} alerts within 10 minutes were dropped on the way to Alertmanager.",
    }),
    alert("P3", {
      alert: "PrometheusNotificationQueueFilling",
      expr: `max by (instance) (prometheus_notifications_queue_length${JOB} / prometheus_notifications_queue_capacity${JOB}) > ${queueRatio}`,
      for: Duration.minutes(10),
      summary: "Alerts wait for Alertmanager.",
      description:
        "The queue of alerts of {{ $labels.instance }} is filled to {{ $value | humanizePercentage }}; when it is full, the oldest are dropped.",
    }),
  ];
}

/** The series exist once a remote write is configured. */
function remoteWriteAlerts(
  alert: PackAlert,
  { errorRatio, remoteWriteBehind }: PlatformThresholds,
): readonly AlertRule[] {
  const samples = "prometheus_remote_storage_samples";
  const newest = "prometheus_remote_storage_queue_highest";
  return [
    alert("P3", {
      alert: "PrometheusRemoteWriteBehind",
      expr: `max by (remote_name) (${newest}_timestamp_seconds${JOB} - ${newest}_sent_timestamp_seconds${JOB}) > ${remoteWriteBehind.toSeconds()}`,
      for: Duration.minutes(15),
      summary: "Remote storage lags behind Prometheus.",
      description:
        "What {{ $labels.remote_name }} has is {{ $value | humanizeDuration }} older than what Prometheus has; from two hours on samples are lost there.",
    }),
    alert("P3", {
      alert: "PrometheusRemoteWriteFailing",
      expr: `${shareOf(`${samples}_failed_total${JOB}`, `${samples}_total${JOB}`, "remote_name")} > ${errorRatio}`,
      for: Duration.minutes(15),
      summary: "Remote storage refuses samples of Prometheus.",
      description:
        "{{ $value | humanizePercentage }} of the samples for {{ $labels.remote_name }} were refused for good; they are missing there.",
    }),
  ];
}
