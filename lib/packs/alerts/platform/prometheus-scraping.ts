import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf } from "./alert";

/** What Prometheus refuses of what its targets tell. */
export function scrapingAlerts(alert: PackAlert): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "PrometheusTargetSyncFailing",
      expr: `${increaseOf("prometheus", "10m", "prometheus_target_sync_failed_total", "prometheus_target_scrape_pools_failed_total", "prometheus_target_scrape_pool_reloads_failed_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Prometheus cannot make targets of what it is given.",
      description:
        "{{ $value | humanize }} targets or scrape pools could not be made within 10 minutes; nothing is known of what they stand for.",
    }),
    alert("P3", {
      alert: "PrometheusSamplesRejected",
      expr: `${increaseOf("prometheus", "10m", "prometheus_target_scrapes_sample_duplicate_timestamp_total", "prometheus_target_scrapes_sample_out_of_order_total", "prometheus_target_scrapes_sample_out_of_bounds_total")} > 0`,
      for: Duration.minutes(15),
      summary: "Prometheus refuses samples.",
      description:
        "{{ $value | humanize }} samples within 10 minutes came twice, out of order or from another time; two targets may have the same labels, or a clock is wrong.",
    }),
    alert("P3", {
      alert: "PrometheusScrapeLimitHit",
      expr: `${increaseOf("prometheus", "5m", "prometheus_target_scrapes_exceeded_sample_limit_total", "prometheus_target_scrapes_exceeded_body_size_limit_total", "prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total", "prometheus_target_scrape_pool_exceeded_target_limit_total")} > 0`,
      for: Duration.minutes(15),
      summary: "Prometheus drops scrapes that exceed a limit.",
      description:
        "{{ $value | humanize }} scrapes within 5 minutes had too many samples, bytes or targets; the whole scrape is lost, not only the excess.",
    }),
    alert("P3", {
      alert: "PrometheusLabelLimitHit",
      expr: `${increaseOf("prometheus", "5m", "prometheus_target_scrape_pool_exceeded_label_limits_total")} > 0`,
      for: Duration.minutes(15),
      summary: "Prometheus drops scrapes with too many or too long labels.",
      description:
        "{{ $value | humanize }} scrapes within 5 minutes had series with more or longer labels than allowed; the whole scrape is lost, not only these series.",
    }),
  ];
}
