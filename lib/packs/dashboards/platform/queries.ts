import type { DashboardVariable } from "../../../domain/dashboard/model";
import { choiceOf } from "../choice";
import { rateOf } from "../promql";

/** Components may run twice. */
const INSTANCE = 'instance=~"$instance"';

/** Selects what one component tells of itself; its scrape job has its name. */
const of = (component: string, more = ""): string =>
  `{job="${component}",${INSTANCE}${more === "" ? "" : `,${more}`}}`;

const PROMETHEUS = of("prometheus");
const ALERTMANAGER = of("alertmanager");
const LOKI = of("loki");
const COLLECTOR = of("otel-collector");
const JAEGER = of("jaeger");

/** Selects what all components tell of themselves. */
const ofAll = (components: readonly string[]): string =>
  `{${jobsOf(components)},job=~"$job",${INSTANCE}}`;

const jobsOf = (components: readonly string[]): string =>
  `job=~"${components.join("|")}"`;

/** The components among which job and instance are chosen. */
export function platformVariables(
  components: readonly string[],
): readonly DashboardVariable[] {
  const up = `up{${jobsOf(components)}`;
  return [
    choiceOf("job", "Job", `${up}}`),
    choiceOf("instance", "Instance", `${up},job=~"$job"}`),
  ];
}

/** Whether each component answered its last scrape. */
export function componentsUp(components: readonly string[]): string {
  return `max by (job) (up${ofAll(components)})`;
}

/** When each component started, in milliseconds since 1970. */
export function componentStarts(components: readonly string[]): string {
  return `process_start_time_seconds${ofAll(components)} * 1000`;
}

/** What Prometheus tells of the platform's health as a whole. */
export const OVERVIEW_QUERY = {
  targets: "count(up == 0) or on () vector(0)",
  firing:
    'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or on () vector(0)',
  scrapeTime:
    "topk(10, max by (job) (max_over_time(scrape_duration_seconds[1h])))",
  samples: "topk(10, sum by (job) (max_over_time(scrape_samples_scraped[1h])))",
} as const;

export const PROMETHEUS_QUERY = {
  series: `sum(prometheus_tsdb_head_series${PROMETHEUS})`,
  samplesPerSecond: rateOf(
    `prometheus_tsdb_head_samples_appended_total${PROMETHEUS}`,
  ),
  evaluationFailures: `sum(increase(prometheus_rule_evaluation_failures_total${PROMETHEUS}[1h]))`,
  groupTime: `topk(10, max by (rule_group) (prometheus_rule_group_last_duration_seconds${PROMETHEUS} / prometheus_rule_group_interval_seconds${PROMETHEUS}))`,
  missed: `sum(increase(prometheus_rule_group_iterations_missed_total${PROMETHEUS}[1h]))`,
  blocks: `sum(prometheus_tsdb_storage_blocks_bytes${PROMETHEUS})`,
  writeAheadLog: `sum(prometheus_tsdb_wal_storage_size_bytes${PROMETHEUS})`,
  sizeLimit: `sum(prometheus_tsdb_retention_limit_bytes${PROMETHEUS})`,
  notificationsDropped: `sum(increase(prometheus_notifications_dropped_total${PROMETHEUS}[1h]))`,
  reloadFailed: `1 - min(prometheus_config_last_reload_successful${PROMETHEUS})`,
} as const;

export const ALERTMANAGER_QUERY = {
  notifications: rateOf(`alertmanager_notifications_total${ALERTMANAGER}`),
  failures: rateOf(`alertmanager_notifications_failed_total${ALERTMANAGER}`),
  alerts: `sum by (state) (alertmanager_alerts${ALERTMANAGER})`,
  failed: `sum(increase(alertmanager_notifications_failed_total${ALERTMANAGER}[1h]))`,
} as const;

export const LOKI_QUERY = {
  lines: rateOf(`loki_distributor_lines_received_total${LOKI}`),
  bytes: rateOf(`loki_distributor_bytes_received_total${LOKI}`),
  streams: `max(loki_ingester_memory_streams${LOKI})`,
  discarded: `${rateOf(`loki_discarded_samples_total${LOKI}`, "reason")} or on () label_replace(vector(0), "reason", "none", "", "")`,
  errors: `${rateOf(`loki_request_duration_seconds_count${of("loki", 'status_code=~"5.."')}`)} or on () vector(0)`,
} as const;

const SIGNALS = ["spans", "log_records", "metric_points"] as const;

/** One query for each kind of telemetry: its name and events per second, zero before the first. */
function perSignal(
  counter: string,
): readonly { readonly signal: string; readonly expr: string }[] {
  return SIGNALS.map((signal) => ({
    signal: signal.replace("_", " "),
    expr: `${rateOf(`${counter}_${signal}${COLLECTOR}`)} or on () vector(0)`,
  }));
}

export const COLLECTOR_QUERY = {
  accepted: perSignal("otelcol_receiver_accepted"),
  refused: perSignal("otelcol_receiver_refused"),
  sent: perSignal("otelcol_exporter_sent"),
  failed: perSignal("otelcol_exporter_send_failed"),
  queue: `max by (exporter, data_type) (otelcol_exporter_queue_size${COLLECTOR} / otelcol_exporter_queue_capacity${COLLECTOR})`,
  memory: `sum(otelcol_process_memory_rss${COLLECTOR})`,
} as const;

export const JAEGER_QUERY = {
  received: `${rateOf(`otelcol_receiver_accepted_spans_total${JAEGER}`)} or on () vector(0)`,
  stored: `${rateOf(`otelcol_exporter_sent_spans_total${JAEGER}`)} or on () vector(0)`,
  lost: `(${rateOf(`otelcol_exporter_send_failed_spans_total${JAEGER}`)} or on () vector(0)) + (${rateOf(`otelcol_receiver_refused_spans_total${JAEGER}`)} or on () vector(0))`,
  keys: `sum(jaeger_storage_badger_size_bytes_lsm${JAEGER})`,
  values: `sum(jaeger_storage_badger_size_bytes_vlog${JAEGER})`,
} as const;

/** What the processes of the components use. */
export function processQueries(components: readonly string[]) {
  const all = ofAll(components);
  return {
    memory: `max by (job) (process_resident_memory_bytes${all})`,
    cpu: rateOf(`process_cpu_seconds_total${all}`, "job"),
    age: `time() - max by (job) (process_start_time_seconds${all})`,
  };
}

/**
 * Memory of the components' containers as a share of their limits; a container is named `<project>-<component>`.
 */
export function memoryOfLimit(components: readonly string[]): string {
  const names = `{name=~".+-(${components.join("|")})"}`;
  return `max by (name) (container_memory_working_set_bytes${names}) / max by (name) (container_spec_memory_limit_bytes${names} > 0)`;
}
