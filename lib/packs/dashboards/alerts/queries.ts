const FIRING = 'alertstate="firing"';
/** The alert that always fires says nothing but that alerting works. */
const REAL = `${FIRING},alertname!="Watchdog"`;

/** What Prometheus and Alertmanager tell of alerts and notifications. */
export const ALERT_QUERY = {
  bySeverity: (severity: string): string =>
    `count(ALERTS{${REAL},severity="${severity}"}) or on () vector(0)`,
  pending: `count(ALERTS{alertstate="pending"}) or on () vector(0)`,
  watchdog: `count(ALERTS{${FIRING},alertname="Watchdog"}) or on () vector(0)`,
  firingSince: `time() - (ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{${FIRING}})`,
  history: `count by (severity) (ALERTS{${REAL}}) or on () label_replace(vector(0), "severity", "none", "", "")`,
  firingTime: `topk(10, sum by (alertname) (count_over_time(ALERTS{${FIRING}}[$__range:1m])) * 60)`,
  sent: `sum(rate(alertmanager_notifications_total[$__rate_interval]))`,
  failed: `sum(rate(alertmanager_notifications_failed_total[$__rate_interval]))`,
  failedInRange: `sum(increase(alertmanager_notifications_failed_total[$__range]))`,
  alertsByState: `sum by (state) (alertmanager_alerts)`,
  silences: `sum(alertmanager_silences{state="active"})`,
  evaluationFailures: `sum(increase(prometheus_rule_evaluation_failures_total[$__range]))`,
  missedEvaluations: `sum(increase(prometheus_rule_group_iterations_missed_total[$__range]))`,
  groupTime: `max by (rule_group) (prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds)`,
} as const;
