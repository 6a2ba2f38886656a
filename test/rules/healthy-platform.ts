import type { Labels } from "../../lib/domain/names";
import {
  between,
  season,
  type Moment,
  type Target,
  type Trace,
} from "./healthy-day";

const GIGABYTE = 1e9;

/** Counters of failures that a healthy platform has none of, by job. */
const WITHOUT_FAILURES: Readonly<Record<string, readonly string[]>> = {
  prometheus: [
    "prometheus_notifications_dropped_total",
    "prometheus_remote_storage_samples_failed_total",
    "prometheus_rule_evaluation_failures_total",
    "prometheus_rule_group_iterations_missed_total",
    "prometheus_target_scrape_pool_exceeded_label_limits_total",
    "prometheus_target_scrape_pool_exceeded_target_limit_total",
    "prometheus_target_scrape_pool_reloads_failed_total",
    "prometheus_target_scrape_pools_failed_total",
    "prometheus_target_scrapes_exceeded_body_size_limit_total",
    "prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total",
    "prometheus_target_scrapes_exceeded_sample_limit_total",
    "prometheus_target_scrapes_sample_duplicate_timestamp_total",
    "prometheus_target_scrapes_sample_out_of_bounds_total",
    "prometheus_target_scrapes_sample_out_of_order_total",
    "prometheus_target_sync_failed_total",
    "prometheus_template_text_expansion_failures_total",
    "prometheus_tsdb_checkpoint_creations_failed_total",
    "prometheus_tsdb_checkpoint_deletions_failed_total",
    "prometheus_tsdb_compactions_failed_total",
    "prometheus_tsdb_head_truncations_failed_total",
    "prometheus_tsdb_mmap_chunk_corruptions_total",
    "prometheus_tsdb_reloads_failures_total",
    "prometheus_tsdb_size_retentions_total",
    "prometheus_tsdb_wal_corruptions_total",
    "prometheus_tsdb_wal_truncations_failed_total",
    "prometheus_tsdb_wal_writes_failed_total",
  ],
  alertmanager: [
    "alertmanager_alerts_invalid_total",
    "alertmanager_cluster_failed_peers",
    "alertmanager_dispatcher_aggregation_group_limit_reached_total",
    "alertmanager_http_concurrency_limit_exceeded_total",
    "alertmanager_nflog_maintenance_errors_total",
    "alertmanager_nflog_query_errors_total",
    "alertmanager_silences_gc_errors_total",
    "alertmanager_silences_maintenance_errors_total",
    "alertmanager_silences_query_errors_total",
  ],
  grafana: ["grafana_alerting_rule_evaluation_failures_total"],
  loki: [
    "loki_discarded_samples_total",
    "loki_ingester_checkpoint_creations_failed_total",
    "loki_ingester_checkpoint_deletions_failed_total",
    "loki_ingester_chunks_flush_failures_total",
    "loki_ingester_wal_corruptions_total",
    "loki_ingester_wal_disk_full_failures_total",
    "loki_panic_total",
    "loki_prometheus_notifications_dropped_total",
    "loki_prometheus_notifications_errors_total",
    "loki_prometheus_rule_evaluation_failures_total",
    "loki_prometheus_rule_group_iterations_missed_total",
  ],
  jaeger: [
    "otelcol_exporter_send_failed_spans_total",
    "otelcol_receiver_failed_spans_total",
    "otelcol_receiver_refused_spans_total",
    "promhttp_metric_handler_errors_total",
  ],
  "otel-collector": [
    ...["spans", "log_records", "metric_points"].flatMap((signal) => [
      `otelcol_exporter_enqueue_failed_${signal}`,
      `otelcol_exporter_send_failed_${signal}`,
      `otelcol_processor_memory_limiter_refused_${signal}`,
      `otelcol_receiver_failed_${signal}`,
      `otelcol_receiver_refused_${signal}`,
    ]),
    "otelcol_processor_tail_sampling_sampling_trace_dropped_too_early",
    "otelcol_scraper_errored_metric_points",
    "promhttp_metric_handler_errors_total",
  ],
  "blackbox-exporter": ["blackbox_module_unknown_total"],
};

const COMPONENTS: Readonly<Record<string, (target: Target) => void>> = {
  prometheus,
  alertmanager,
  grafana,
  loki,
  jaeger,
  "otel-collector": collector,
  "blackbox-exporter": (target) =>
    target.gauge("blackbox_exporter_config_last_reload_successful", {}, 1),
};

/** The platform itself but for its exporters of machines; each component but Jaeger and the collector was updated at noon. */
export function platform(trace: Trace): void {
  for (const [job, metrics] of Object.entries(COMPONENTS)) {
    const target = trace.target(job, `${job}:9000`);
    target.gauge("process_start_time_seconds", {}, (at) =>
      at.hour < 12 ? 0 : 39_600,
    );
    for (const name of WITHOUT_FAILURES[job] ?? []) {
      target.gauge(name, {}, 0);
    }
    metrics(target);
  }
}

function prometheus(target: Target): void {
  const group = { rule_group: "/rules.yml;http-service-checkout" };
  const values: Readonly<Record<string, number>> = {
    prometheus_config_last_reload_successful: 1,
    prometheus_notifications_alertmanagers_discovered: 1,
    prometheus_notifications_queue_length: 0,
    prometheus_notifications_queue_capacity: 10_000,
    prometheus_engine_queries_concurrent_max: 20,
  };
  for (const [name, value] of Object.entries(values)) {
    target.gauge(name, {}, value);
  }
  target.gauge("prometheus_rule_group_interval_seconds", group, 60);
  target.gauge("prometheus_rule_group_last_duration_seconds", group, (at) =>
    compacts(at) ? 9 : 0.2 + 0.1 * at.noise(),
  );
  target.gauge("prometheus_engine_queries", {}, (at) =>
    Math.round(2 + 2 * at.noise()),
  );
  const alertmanager = { alertmanager: "http://alertmanager:9093" };
  target.counter("prometheus_notifications_sent_total", alertmanager, 0.02);
  target.counter("prometheus_notifications_errors_total", alertmanager, 1e-5);
  target.counter("prometheus_tsdb_head_samples_appended_total", {}, 2000);
  // Deployments bring new series, which are let go of every 2 hours.
  target.gauge("prometheus_tsdb_head_series", {}, (at) =>
    Math.round(300_000 + 30_000 * (at.hour % 2)),
  );
  target.gauge(
    "prometheus_tsdb_storage_blocks_bytes",
    {},
    (at) => 5.8 * GIGABYTE + 0.1 * GIGABYTE * Math.floor(at.hour / 2),
  );
  target.gauge(
    "prometheus_tsdb_wal_storage_size_bytes",
    {},
    (at) => 0.2 * GIGABYTE * (1 + (at.hour % 2)),
  );
  target.gauge("prometheus_tsdb_head_chunks_storage_size_bytes", {}, 2e8);
  const remote = { remote_name: "mimir" };
  const highest = "prometheus_remote_storage_queue_highest";
  target.gauge(`${highest}_timestamp_seconds`, remote, (at) => at.seconds);
  target.gauge(
    `${highest}_sent_timestamp_seconds`,
    remote,
    (at) => at.seconds - (compacts(at) ? 60 : 3),
  );
  target.counter("prometheus_remote_storage_samples_total", remote, 2000);
}

function compacts(at: Moment): boolean {
  return at.hour % 2 < 0.03;
}

function alertmanager(target: Target): void {
  target.gauge("alertmanager_config_last_reload_successful", {}, 1);
  target.gauge("alertmanager_config_hash", {}, 123_456);
  target.gauge("alertmanager_cluster_members", {}, 2);
  const slack = { integration: "slack" };
  // A message an hour, one of which the receiver refuses.
  target.counter("alertmanager_notifications_total", slack, 1 / 3600);
  target.amount("alertmanager_notifications_failed_total", slack, (at) =>
    between(at, 5, 5 + 1 / 60) ? 1 / 60 : 0,
  );
}

function requests(
  target: Target,
  name: string,
  labels: Labels,
  perSecond: number,
): void {
  target.histogram(
    name,
    { ...labels, status_code: "200" },
    (at) => perSecond * season(at.hour),
    (at) => 0.05 * (1 + 5 * season(at.hour)),
    [0.05, 0.1, 0.5, 1, 5, 10],
  );
  target.counter(
    `${name}_count`,
    { ...labels, status_code: "500" },
    (at) => perSecond * season(at.hour) * 0.001,
  );
}

function grafana(target: Target): void {
  requests(
    target,
    "grafana_http_request_duration_seconds",
    { handler: "/api/ds/query" },
    2,
  );
  for (const [code, rate] of [
    ["200", 2],
    ["502", 1e-4],
  ] as const) {
    target.counter(
      "grafana_datasource_request_total",
      { datasource: "Prometheus", code },
      rate,
    );
  }
}

function loki(target: Target): void {
  requests(
    target,
    "loki_request_duration_seconds",
    { route: "loki_api_v1_push" },
    20,
  );
  target.gauge(
    "loki_ingester_wal_disk_usage_percent",
    {},
    (at) => 0.5 + 0.01 * at.hour,
  );
  for (const name of [
    "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds",
    "loki_compactor_apply_retention_last_successful_run_timestamp_seconds",
  ]) {
    target.gauge(name, {}, ({ seconds }) => Math.floor(seconds / 600) * 600);
  }
  target.gauge("loki_ruler_config_last_reload_successful", {}, 1);
  target.gauge("loki_runtime_config_last_reload_successful", {}, 1);
  target.gauge("loki_ingester_memory_streams", { tenant: "fake" }, 400);
  target.amount(
    "loki_ingester_chunk_stored_bytes_total",
    {},
    (at) => 5000 * season(at.hour),
  );
}

function jaeger(target: Target): void {
  for (const [result, rate] of [
    ["ok", 5],
    ["err", 0.001],
  ] as const) {
    target.counter(
      "jaeger_storage_requests_total",
      { operation: "find_traces", result },
      rate,
    );
  }
  target.histogram(
    "jaeger_storage_latency_seconds",
    { operation: "find_traces" },
    () => 5,
    () => 0.2,
    [0.1, 0.5, 1, 5],
  );
  target.gauge(
    "jaeger_storage_badger_size_bytes_lsm",
    {},
    (at) => 4e8 + 5e6 * at.hour,
  );
  target.gauge(
    "otelcol_process_uptime_seconds_total",
    {},
    ({ seconds }) => seconds,
  );
}

function collector(target: Target): void {
  target.gauge("otelcol_process_uptime", {}, ({ seconds }) => seconds);
  target.gauge("otelcol_fileconsumer_reading_files", {}, (at) =>
    at.noise() > 0.5 ? 3 : 0,
  );
  for (const data_type of ["traces", "logs"]) {
    const labels = { exporter: "otlp", data_type };
    target.gauge("otelcol_exporter_queue_size", labels, (at) =>
      at.noise() > 0.97 ? 600 : 3,
    );
    target.gauge("otelcol_exporter_queue_capacity", labels, 1000);
  }
}

/**
 * The way in for other hosts. Now and then somebody tries it without a token or sends what is no OTLP, and the collector
 * behind it is started again in the evening.
 */
export function gateway(trace: Trace): void {
  const target = trace.target("gateway", "gateway-1:8888");
  const http = { "200": 8, "400": 0.0001 };
  const grpc = { OK: 30, INVALID_ARGUMENT: 0.0001 };
  const refused = {
    denied: 0.0002,
    certificate: 0.0002,
    malformed: 0.0001,
    busy: 0.01,
  };
  // Ten seconds of two minutes.
  const failing = (at: Moment): number => (between(at, 20, 20.03) ? 1 / 12 : 0);
  for (const [code, perSecond] of Object.entries(http)) {
    target.counter(
      "http_server_request_duration_count",
      { http_response_status_code: code },
      perSecond,
    );
  }
  for (const [reason, perSecond] of Object.entries(refused)) {
    target.counter(
      "otelcol_receiver_accepted_log_records",
      { receiver: `syslog/${reason}` },
      perSecond,
    );
  }
  for (const [code, perSecond] of Object.entries(grpc)) {
    target.counter(
      "rpc_server_call_duration_count",
      { rpc_response_status_code: code },
      perSecond,
    );
  }
  target.counter(
    "http_server_request_duration_count",
    { http_response_status_code: "503" },
    (at) => 8 * failing(at),
  );
  target.counter(
    "rpc_server_call_duration_count",
    { rpc_response_status_code: "UNAVAILABLE" },
    (at) => 30 * failing(at),
  );
  for (const signal of ["spans", "log_records", "metric_points"]) {
    target.gauge(`otelcol_processor_memory_limiter_refused_${signal}`, {}, 0);
  }
}

/** Another host, whose agent was started two days ago and has lost something before that day. */
export function remoteHost(trace: Trace): void {
  const target = trace.target("otel-collector", "otel-collector-1:8889");
  const host = "web1";
  target.gauge(
    "otelcol_process_uptime_total",
    { host },
    ({ seconds }) => 172_800 + seconds,
  );
  target.gauge("otelcol_exporter_queue_capacity", { host }, 1000);
  target.gauge("otelcol_exporter_queue_size", { host }, ({ hour }) =>
    hour === 20 ? 300 : 2,
  );
  for (const what of ["send_failed", "enqueue_failed"]) {
    for (const kind of ["log_records", "metric_points", "spans"]) {
      target.gauge(`otelcol_exporter_${what}_${kind}_total`, { host }, 70);
    }
  }
  for (const [state, bytes] of [
    ["free", 12 * GIGABYTE],
    ["used", 28 * GIGABYTE],
  ] as const) {
    target.gauge(
      "system_filesystem_usage_bytes",
      { host, mountpoint: "/", state },
      bytes,
    );
  }
  for (const [state, bytes] of [
    ["used", 3 * GIGABYTE],
    ["cached", 4 * GIGABYTE],
    ["buffered", GIGABYTE],
    ["free", GIGABYTE],
  ] as const) {
    target.gauge("system_memory_usage_bytes", { host, state }, bytes);
  }
}

/** Volumes of pods that the kubelet tells of. */
export function volumes(trace: Trace): void {
  const kubelet = trace.target("kubelet", "kubelet:10250");
  const claim = { namespace: "shop", persistentvolumeclaim: "uploads" };
  kubelet.gauge("kubelet_volume_stats_capacity_bytes", claim, 50 * GIGABYTE);
  kubelet.gauge(
    "kubelet_volume_stats_available_bytes",
    claim,
    ({ seconds, hour }) =>
      22 * GIGABYTE - 8000 * seconds - 0.1 * GIGABYTE * hour,
  );
}
