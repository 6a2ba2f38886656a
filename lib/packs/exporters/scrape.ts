import { catalog } from "./catalog";

/**
 * What Prometheus itself records for every target of every job.
 *
 * @see https://prometheus.io/docs/concepts/jobs_instances/
 */
export const scrapeMetrics = catalog({
  gauge: {
    up: "1 when the last scrape succeeded, else 0",
    scrape_duration_seconds: "time that the last scrape took, in seconds",
    scrape_samples_scraped: "samples that the target sent",
    scrape_samples_post_metric_relabeling: "samples left after relabeling",
    scrape_series_added:
      "series that the last scrape saw for the first time, about",
  },
});

/** What Prometheus records of its alerts, without any job. */
export const alertStateMetrics = catalog({
  gauge: {
    ALERTS:
      "1 for each pending or firing alert; the label alertstate tells which",
    ALERTS_FOR_STATE:
      "time since when an alert is active, as Unix time in seconds",
  },
});
