import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";

/** Names of the recorded series, one series for each instance. */
export const NGINX_METRIC = {
  /** Requests per second, but for those by which the exporter asks for the status. */
  rate: "instance:nginx_http_requests:rate5m",
} as const;

/** What the alerts need more than once. */
export function nginxRecordings(job: string): readonly RecordingRule[] {
  const own = `sum by (job, instance) (count_over_time(nginx_up{job="${job}"}[5m])) / 300`;
  return [
    Rules.record({
      record: NGINX_METRIC.rate,
      // Nothing new, but it tells the rule from that of another job.
      labels: { job },
      expr: `clamp_min(sum by (job, instance) (rate(nginx_http_requests_total{job="${job}"}[5m])) - ${own}, 0)`,
    }),
  ];
}
