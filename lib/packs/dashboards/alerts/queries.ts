import { ALERT_METRIC, ALERT_SAMPLE_SECONDS } from "../../recordings/alerting";
import { orZero } from "../promql";

const FIRING = 'alertstate="firing"';
/** The alert that always fires says nothing but that alerting works. */
const CHOSEN = 'service=~"$service|",severity=~"$severity"';
const REAL = `${FIRING},alertname!="Watchdog",${CHOSEN}`;

const { firing, started, startedHour, unsilenced } = ALERT_METRIC;
const chosen = (metric: string): string => `${metric}{${CHOSEN}}`;

/** Seconds for which alerts fired in the time shown, and how often they began to. */
const seconds = `sum_over_time(${chosen(firing)}[$__range]) * ${ALERT_SAMPLE_SECONDS}`;
const times = `sum_over_time(${chosen(started)}[$__range])`;

/** Alerts that began to fire at least three times within an hour of the time shown. */
const flapping = `max by (alertname, service) (max_over_time(${chosen(startedHour)}[$__range])) >= 3`;

/** What Prometheus and Alertmanager tell of alerts and notifications. */
export const ALERT_QUERY = {
  bySeverity: (severity: string): string =>
    `count(ALERTS{${REAL},severity="${severity}"}) or on () vector(0)`,
  pending: `count(ALERTS{alertstate="pending"}) or on () vector(0)`,
  watchdog: `count(ALERTS{${FIRING},alertname="Watchdog"}) or on () vector(0)`,
  firingSince: `sort_desc(time() - (ALERTS_FOR_STATE and ignoring (alertstate) (ALERTS{${REAL}} or ALERTS{${FIRING},alertname="Watchdog"})))`,
  history: `sum by (severity) (${chosen(firing)}) or on () label_replace(vector(0), "severity", "none", "", "")`,
  startedInRange: orZero(`sum(${times})`),
  /** How often each alert began to fire, most often first. */
  noise: `sort_desc(topk(25, sum by (alertname, severity) (${times})))`,
  noiseSeconds: `sum by (alertname, severity) (${seconds})`,
  meanSeconds: `sum by (alertname, severity) (${seconds}) / (sum by (alertname, severity) (${times}) > 0)`,
  flapping: `sort_desc(${flapping})`,
  flappingCount: orZero(`count(${flapping})`),
  byService: `topk(10, sum by (service) (${times}))`,
  startedEachHour: `sum by (severity) (${chosen(startedHour)})`,
  /** Mean time from the start of an alert to its end, of urgent ones. */
  timeToResolve: (severity: string): string =>
    `sum(sum_over_time(${firing}{severity="${severity}",service=~"$service|"}[$__range])) * ${ALERT_SAMPLE_SECONDS} / (sum(sum_over_time(${started}{severity="${severity}",service=~"$service|"}[$__range])) > 0)`,
  /** Mean time from the start of an alert to its silence or its end, of all alerts. */
  timeToAcknowledge: `sum(sum_over_time(${unsilenced}[$__range])) * ${ALERT_SAMPLE_SECONDS} / (sum(sum_over_time(${started}[$__range])) > 0)`,
  sent: `sum(rate(alertmanager_notifications_total[$__rate_interval]))`,
  failed: `sum(rate(alertmanager_notifications_failed_total[$__rate_interval]))`,
  failedInRange: `sum(increase(alertmanager_notifications_failed_total[$__range]))`,
  delivery: `histogram_quantile(0.95, sum by (integration, le) (rate(alertmanager_notification_latency_seconds_bucket[$__rate_interval])))`,
  alertsByState: `sum by (state) (alertmanager_alerts)`,
  silences: `sum(alertmanager_silences{state="active"})`,
  evaluationFailures: `sum(increase(prometheus_rule_evaluation_failures_total[$__range]))`,
  missedEvaluations: `sum(increase(prometheus_rule_group_iterations_missed_total[$__range]))`,
  groupTime: `topk(10, max by (rule_group) (prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds))`,
} as const;
