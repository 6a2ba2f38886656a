import { Rules } from "../../domain/rules/build";
import type { RuleGroup } from "../../domain/rules/rule";
import { isAvailable, type DeploymentPlan } from "../../domain/telemetry/plan";
import { Duration } from "../../domain/units";

/** Names of the series recorded of alerts, with the labels `alertname`, `severity`, `service` and `team` if not said otherwise. */
export const ALERT_METRIC = {
  /** Alerts that fire. */
  firing: "alertname:alerts_firing:count",
  /** Alerts that have begun to fire since the sample before. Added up they say how often. */
  started: "alertname:alerts_started:count",
  /** Alerts that have begun to fire within the last hour; labels `alertname`, `severity` and `service`. */
  startedHour: "alertname:alerts_started:sum1h",
  /** Alerts that Alertmanager knows and that nobody has silenced, without labels. */
  unsilenced: "alertmanager:alerts_active:count",
} as const;

/** Names of the series recorded of what Prometheus holds. */
export const VOLUME_METRIC = {
  /** Series that the targets of a job exposed at their last scrape; label `job`. */
  jobSeries: "job:scrape_samples_post_metric_relabeling:sum",
  /** Series new in the last scrapes of a job; label `job`. */
  jobNewSeries: "job:scrape_series_added:sum",
  /** The metrics with the most series; label `metric`. */
  metricSeries: "metric:series:count",
} as const;

/** Seconds between two samples of `ALERT_METRIC`. */
export const ALERT_SAMPLE_SECONDS = 60;

/** Time between two counts of all series, which reads every one. */
export const SERIES_COUNT_INTERVAL = Duration.minutes(10);

/** How many metrics are counted one by one. */
const MOST_METRICS = 25;

/**
 * When alerts began and ended, since `ALERTS` says only what fires now. `ALERTS` of a minute before tells which are new,
 * so that none is counted twice and one that ended and came back counts again.
 */
export function alertRecordings(plan: DeploymentPlan): readonly RuleGroup[] {
  const by = "by (alertname, severity, service, team)";
  const firing = 'ALERTS{alertstate="firing",alertname!="Watchdog"}';
  const active = 'max by (job) (alertmanager_alerts{state="active"})';
  const watchdogs = 'count(ALERTS{alertstate="firing",alertname="Watchdog"})';
  return [
    {
      name: "alert-history",
      engine: "prometheus",
      interval: Duration.seconds(ALERT_SAMPLE_SECONDS),
      rules: [
        Rules.record({
          record: ALERT_METRIC.firing,
          expr: `count ${by} (${firing})`,
        }),
        Rules.record({
          record: ALERT_METRIC.started,
          expr: `count ${by} (${firing} unless ${firing} offset ${ALERT_SAMPLE_SECONDS}s)`,
        }),
        Rules.record({
          record: ALERT_METRIC.startedHour,
          expr: `sum by (alertname, severity, service) (sum_over_time(${ALERT_METRIC.started}[1h]))`,
        }),
        ...(plan.alertmanager.kind === "deployed"
          ? [
              Rules.record({
                record: ALERT_METRIC.unsilenced,
                expr: `clamp_min(sum(${active}) - (${watchdogs} or vector(0)), 0)`,
              }),
            ]
          : []),
      ],
    },
  ];
}

/** Where the series of Prometheus come from. */
export function volumeRecordings(plan: DeploymentPlan): readonly RuleGroup[] {
  return isAvailable(plan, "prometheus")
    ? [
        {
          name: "series-by-job",
          engine: "prometheus",
          interval: Duration.minutes(1),
          rules: [
            Rules.record({
              record: VOLUME_METRIC.jobSeries,
              expr: "sum by (job) (scrape_samples_post_metric_relabeling)",
            }),
            Rules.record({
              record: VOLUME_METRIC.jobNewSeries,
              expr: "sum by (job) (scrape_series_added)",
            }),
          ],
        },
        {
          name: "series-by-metric",
          engine: "prometheus",
          interval: SERIES_COUNT_INTERVAL,
          rules: [
            Rules.record({
              record: VOLUME_METRIC.metricSeries,
              expr: `label_replace(topk(${MOST_METRICS}, count by (__name__) ({__name__!=""})), "metric", "$1", "__name__", "(.+)")`,
            }),
          ],
        },
      ]
    : [];
}
