import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { HttpServiceSettings } from "./options";

/** Names of the recorded series, one series for each job. */
export const HTTP_METRIC = {
  rate: "job:http_requests:rate5m",
  errorRatio: "job:http_requests:error_ratio_rate5m",
  errorRatioFast: "job:http_requests:error_ratio_rate2m",
  latency: "job:http_request_duration_seconds:p95_rate5m",
  hour: "job:http_requests:rate1h",
  usualLeast: "job:http_requests:usual_least",
  usualMost: "job:http_requests:usual_most",
} as const;

const WEEK = Duration.days(7);

/** With this the hour that is compared has the present time in its middle. */
const HALF_AN_HOUR = Duration.minutes(30);

/** What the alerts need more than once, and the hours of earlier weeks, which no rule could read again and again. */
export function httpServiceRecordings({
  service,
  metrics: { requests, failed, duration },
  weeks,
}: HttpServiceSettings): readonly RecordingRule[] {
  const job = `job="${service}"`;
  const perSecond = (matchers: string, window: string): string =>
    `sum by (job) (rate(${requests}{${matchers}}[${window}]))`;
  const failing = (window: string): string =>
    `${perSecond(`${job},${failed}`, window)} / (${perSecond(job, window)} > 0)`;
  const earlier = Array.from({ length: weeks }, (_, week) => {
    const offset = Duration.millis(
      WEEK.times(week + 1).toMillis() - HALF_AN_HOUR.toMillis(),
    );
    return `label_replace(${HTTP_METRIC.hour}{${job}} offset ${offset.toPrometheus()}, "week", "${week + 1}", "", "")`;
  }).join(" or ");
  return [
    [HTTP_METRIC.rate, perSecond(job, "5m")],
    [HTTP_METRIC.errorRatio, failing("5m")],
    [HTTP_METRIC.errorRatioFast, failing("2m")],
    [
      HTTP_METRIC.latency,
      `histogram_quantile(0.95, sum by (job, le) (rate(${duration}_bucket{${job}}[5m])))`,
    ],
    [HTTP_METRIC.hour, `avg_over_time(${HTTP_METRIC.rate}{${job}}[1h])`],
    [HTTP_METRIC.usualLeast, `min by (job) (${earlier})`],
    [HTTP_METRIC.usualMost, `max by (job) (${earlier})`],
  ].map(([record = "", expr = ""]) =>
    // Nothing new, but it tells the rule from that of another job.
    Rules.record({ record, expr, labels: { job: service } }),
  );
}
