import { orZero, quantileOf, rateOf } from "../promql";
import { ERROR_LEVELS } from "../logs/queries";

/** What a service with the conventional metrics tells of its requests; its scrape job has its name. */
export function serviceQueries(service: string) {
  const job = `job="${service}",instance=~"$instance"`;
  const requests = `http_requests_total{${job}}`;
  const errors = `http_requests_total{${job},code=~"5.."}`;
  const buckets = `http_request_duration_seconds_bucket{${job}}`;
  const lines = `{service="${service}"}`;
  return {
    up: `sum(up{${job}})`,
    requests: rateOf(requests),
    requestsByCode: rateOf(requests, "code"),
    requestsByRoute: rateOf(requests, "route"),
    errorRatio: `(${rateOf(errors)} or on () 0 * ${rateOf(requests)}) / (${rateOf(requests)} > 0)`,
    errorRatioByRoute: `(${rateOf(errors, "route")} or 0 * ${rateOf(requests, "route")}) / (${rateOf(requests, "route")} > 0)`,
    duration: (quantile: number): string => quantileOf(quantile, buckets),
    durationByRoute: quantileOf(0.95, buckets, "route"),
    buckets: rateOf(buckets, "le"),
    inFlight: `sum(http_requests_in_flight{${job}})`,
    alerts: orZero(`count(ALERTS{alertstate="firing",service="${service}"})`),
    cpu: rateOf(`process_cpu_seconds_total{${job}}`, "instance"),
    memory: `process_resident_memory_bytes{${job}}`,
    age: `time() - process_start_time_seconds{${job}}`,
    starts: `process_start_time_seconds{${job}} * 1000`,
    firing: `ALERTS{alertstate="firing",service="${service}"}`,
    logVolume: `sum by (level) (count_over_time(${lines} [$__auto]))`,
    errorLines: `sum(count_over_time({service="${service}",level=~"${ERROR_LEVELS}"} [$__auto])) or on () vector(0)`,
    logLines: lines,
    spans: rateOf(
      `traces_span_metrics_calls_total{service_name="${service}"}`,
      "span_name",
    ),
    spanDuration: quantileOf(
      0.95,
      `traces_span_metrics_duration_seconds_bucket{service_name="${service}"}`,
      "span_name",
    ),
  };
}
