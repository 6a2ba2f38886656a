import { Rules } from "../../domain/rules/build";
import type { RuleGroup } from "../../domain/rules/rule";
import type { Service } from "../../domain/telemetry/service";
import { Duration } from "../../domain/units";

/**
 * Names of the series recorded of services, one for each, with the labels `job` and `service`, which both are the
 * service's name: the one joins them to its metrics, the other to its alerts, objectives and log lines.
 */
export const SERVICE_METRIC = {
  /** Requests per second. */
  requests: "service:http_requests:rate5m",
  /** Failed requests per second; 0 when none failed. */
  errors: "service:http_requests_failed:rate5m",
  /** Failed requests as a share of all; no series without requests. */
  errorRatio: "service:http_requests_failed:ratio_rate5m",
  /** Seconds within which the share of the requests is answered. */
  p50: "service:http_request_duration_seconds:p50_rate5m",
  p95: "service:http_request_duration_seconds:p95_rate5m",
  p99: "service:http_request_duration_seconds:p99_rate5m",
  /** Requests being answered. */
  inFlight: "service:http_requests_in_flight:sum",
  /** Instances that answer the scrapes, and all. */
  up: "service:up:sum",
  instances: "service:up:count",
  /** Cores in use. */
  cpu: "service:process_cpu_seconds:rate5m",
  /** Bytes of physical memory in use. */
  memory: "service:process_resident_memory_bytes:sum",
  /** Services found in spans: calls per second that they answered, and those that failed. */
  spans: "service:span_calls:rate5m",
  failedSpans: "service:span_calls_failed:rate5m",
} as const;

/**
 * Names of series recorded of services for graphs of a week, which would read three times as many samples otherwise; labels
 * as above.
 */
export const SERVICE_TREND = {
  p95: "service:http_request_duration_seconds_p95:avg3m",
  requests: "service:http_requests:avg3m",
  inFlight: "service:http_requests_in_flight:avg3m",
  cpu: "service:process_cpu_seconds:avg3m",
} as const;

/** Names of the series recorded of all services together, without labels. */
export const ALL_SERVICES_METRIC = {
  /** Requests per second. */
  requests: "services:http_requests:rate5m",
  /** Failed requests as a share of all. */
  errorRatio: "services:http_requests_failed:ratio_rate5m",
  /** Seconds within which 95 % of the requests are answered, whichever service they are for. */
  p95: "services:http_request_duration_seconds:p95_rate5m",
} as const;

/** Buckets of the durations, from which the quantiles are taken. */
const BUCKETS = "service_le:http_request_duration_seconds_bucket:rate5m";

/** How often what long ranges show is recorded. */
const INTERVAL = Duration.minutes(1);

/** How often what graphs of a week show is recorded; below the 5 minutes for which Prometheus takes a sample for new. */
const TREND_INTERVAL = Duration.minutes(3);

/**
 * Requests, errors, durations and resources of all services with metrics, under the conventional names: a page that shows
 * a hundred services for a week reads a thousand series instead of a hundred thousand. No group without such services.
 */
export function serviceRecordings(
  services: readonly Service[],
): readonly RuleGroup[] {
  const names = services
    .filter(({ metrics }) => metrics.length > 0)
    .map(({ name }) => name);
  if (names.length === 0) {
    return [];
  }
  const jobs = `job=~"${names.join("|")}"`;
  const sum = (series: string, ...by: readonly string[]): string =>
    `sum by (${["job", ...by].join(", ")}) (${series})`;
  const rate = (counter: string, matchers = jobs): string =>
    `rate(${counter}{${matchers}}[5m])`;
  const requests = sum(rate("http_requests_total"));
  const failed = sum(rate("http_requests_total", `${jobs},code=~"5.."`));
  const quantile = (share: number): string =>
    `histogram_quantile(${share}, ${BUCKETS})`;
  const { requests: all, errors } = SERVICE_METRIC;
  return [
    {
      name: "service-overview",
      engine: "prometheus",
      interval: INTERVAL,
      rules: [
        record(SERVICE_METRIC.up, named(sum(`up{${jobs}}`))),
        record(SERVICE_METRIC.instances, named(`count by (job) (up{${jobs}})`)),
        record(SERVICE_METRIC.requests, named(requests)),
        record(SERVICE_METRIC.errors, named(`${failed} or 0 * ${requests}`)),
        record(SERVICE_METRIC.errorRatio, `${errors} / (${all} > 0)`),
        record(
          BUCKETS,
          named(sum(rate("http_request_duration_seconds_bucket"), "le")),
        ),
        record(SERVICE_METRIC.p50, quantile(0.5)),
        record(SERVICE_METRIC.p95, quantile(0.95)),
        record(SERVICE_METRIC.p99, quantile(0.99)),
        record(ALL_SERVICES_METRIC.requests, `sum(${all})`),
        record(
          ALL_SERVICES_METRIC.errorRatio,
          `sum(${errors}) / (sum(${all}) > 0)`,
        ),
        record(
          ALL_SERVICES_METRIC.p95,
          `histogram_quantile(0.95, sum by (le) (${BUCKETS}))`,
        ),
        record(
          SERVICE_METRIC.inFlight,
          named(sum(`http_requests_in_flight{${jobs}}`)),
        ),
        record(
          SERVICE_METRIC.cpu,
          named(sum(rate("process_cpu_seconds_total"))),
        ),
        record(
          SERVICE_METRIC.memory,
          named(sum(`process_resident_memory_bytes{${jobs}}`)),
        ),
      ],
    },
    {
      name: "service-trend",
      engine: "prometheus",
      interval: TREND_INTERVAL,
      rules: (["p95", "requests", "inFlight", "cpu"] as const).map((what) =>
        record(
          SERVICE_TREND[what],
          `avg_over_time(${SERVICE_METRIC[what]}[${TREND_INTERVAL.toPrometheus()}])`,
        ),
      ),
    },
  ];
}

/** What the collector counts in spans of the calls that services answered. */
export function spanRecordings(): readonly RuleGroup[] {
  const calls = (matchers: string): string =>
    `sum by (service_name) (rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"${matchers}}[5m]))`;
  const named = (expr: string): string =>
    `sum by (service) (label_replace(${expr}, "service", "$1", "service_name", "(.+)"))`;
  return [
    {
      name: "span-overview",
      engine: "prometheus",
      interval: INTERVAL,
      rules: [
        record(SERVICE_METRIC.spans, named(calls(""))),
        record(
          SERVICE_METRIC.failedSpans,
          named(
            `${calls(',status_code="STATUS_CODE_ERROR"')} or 0 * ${calls("")}`,
          ),
        ),
      ],
    },
  ];
}

/** A service's scrape job has its name. */
function named(expr: string): string {
  return `label_replace(${expr}, "service", "$1", "job", "(.+)")`;
}

function record(name: string, expr: string) {
  return Rules.record({ record: name, expr });
}
