import type { MetricSpec } from "./scrape";

/**
 * What Prometheus itself records for every target of every job.
 *
 * @see https://prometheus.io/docs/concepts/jobs_instances/
 */
export const scrapeMetrics: readonly MetricSpec[] = [
  gauge("up", "1 when the last scrape succeeded, else 0"),
  gauge("scrape_duration_seconds", "time of the last scrape, in seconds"),
  gauge("scrape_samples_scraped", "samples that the target sent"),
  gauge(
    "scrape_samples_post_metric_relabeling",
    "samples left after relabeling",
  ),
  gauge("scrape_series_added", "series new in the last scrape, about"),
];

/** What Prometheus records of its alerts, without any job. */
export const alertStateMetrics: readonly MetricSpec[] = [
  gauge("ALERTS", "1 for each pending or firing alert, see `alertstate`"),
  gauge("ALERTS_FOR_STATE", "since when an alert is active, as Unix time"),
];

function gauge(name: string, help: string): MetricSpec {
  return { name, type: "gauge", help };
}
