/** Series by name, one value a minute, in the notation of promtool. */
type Series = Readonly<Record<string, string>>;

export interface AlertCase {
  readonly fires: Series;
  /** As near to firing as a healthy platform gets. */
  readonly silent: Series;
  /** Minute at which to look. Default: 60. */
  readonly at?: number;
}

const DAY = 24 * 60;
const GIBIBYTE = 2 ** 30;

function down(job: string): AlertCase {
  return {
    fires: { [`up{job="${job}",instance="a"}`]: "1x50 0x20" },
    silent: { [`up{job="${job}",instance="a"}`]: "1x57 0 1x20" },
  };
}

/** A flag that is 1 while all is well. */
function flag(series: string): AlertCase {
  return {
    fires: { [series]: "1x10 0x60" },
    silent: { [series]: "1x10 0 0 1x60" },
  };
}

/** A counter of failures. */
function failures(series: string, at = 60): AlertCase {
  return { fires: { [series]: "0+2x120" }, silent: { [series]: "7x120" }, at };
}

/** One series among all that fail, and a healthy one. */
function share(failed: string, all: string): AlertCase {
  return {
    fires: { [failed]: "0+10x120", [all]: "0+100x120" },
    silent: { [failed]: "0+4x120", [all]: "0+100x120" },
  };
}

const disk = 'job="node-exporter",instance="a",mountpoint="/"';
const memory = 'job="cadvisor",instance="a",name="monitoring-loki"';
const collector = 'job="otel-collector"';

export const CASES: Readonly<Record<string, AlertCase>> = {
  Watchdog: { fires: {}, silent: {} },

  PrometheusDown: down("prometheus"),
  AlertmanagerDown: down("alertmanager"),
  GrafanaDown: down("grafana"),
  LokiDown: down("loki"),
  JaegerDown: down("jaeger"),
  OtelCollectorDown: down("otel-collector"),
  NodeExporterDown: down("node-exporter"),
  CadvisorDown: down("cadvisor"),
  BlackboxExporterDown: down("blackbox-exporter"),
  ComponentRestarting: {
    fires: {
      'process_start_time_seconds{job="loki"}': "1x40 2x5 3x5 4x20",
    },
    silent: { 'process_start_time_seconds{job="loki"}': "1x40 2x5 3x30" },
  },
  TargetDown: {
    fires: { 'up{job="checkout",instance="a",team="payments"}': "1x50 0x20" },
    silent: {
      'up{job="checkout",instance="a"}': "1x50 0 0 0 1x20",
      'up{job="probe",instance="a"}': "0x80",
    },
  },

  PrometheusConfigReloadFailed: flag(
    'prometheus_config_last_reload_successful{job="prometheus"}',
  ),
  PrometheusRuleFailures: failures(
    'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="g"}',
  ),
  PrometheusRuleEvaluationsMissed: failures(
    'prometheus_rule_group_iterations_missed_total{job="prometheus",rule_group="g"}',
  ),
  PrometheusNotificationsFailing: share(
    'prometheus_notifications_errors_total{job="prometheus",alertmanager="a"}',
    'prometheus_notifications_sent_total{job="prometheus",alertmanager="a"}',
  ),
  PrometheusWithoutAlertmanager: flag(
    'prometheus_notifications_alertmanagers_discovered{job="prometheus"}',
  ),
  PrometheusNotIngesting: {
    fires: {
      'prometheus_tsdb_head_samples_appended_total{job="prometheus",type="float"}':
        "0+100x20 2000x60",
      'prometheus_tsdb_head_samples_appended_total{job="prometheus",type="histogram"}':
        "0x80",
    },
    silent: {
      'prometheus_tsdb_head_samples_appended_total{job="prometheus",type="float"}':
        "0+1x80",
      'prometheus_tsdb_head_samples_appended_total{job="prometheus",type="histogram"}':
        "0x80",
    },
  },
  PrometheusCompactionsFailing: {
    fires: {
      'prometheus_tsdb_compactions_failed_total{job="prometheus"}': "0x120",
      'prometheus_tsdb_reloads_failures_total{job="prometheus"}': "0x30 1x90",
    },
    silent: {
      'prometheus_tsdb_compactions_failed_total{job="prometheus"}': "3x120",
      'prometheus_tsdb_reloads_failures_total{job="prometheus"}': "0x120",
    },
  },
  PrometheusWalFailing: {
    fires: {
      'prometheus_tsdb_wal_corruptions_total{job="prometheus"}': "0x30 1x90",
      'prometheus_tsdb_wal_writes_failed_total{job="prometheus"}': "0x120",
      'prometheus_tsdb_wal_truncations_failed_total{job="prometheus"}': "0x120",
    },
    silent: {
      'prometheus_tsdb_wal_corruptions_total{job="prometheus"}': "1x120",
      'prometheus_tsdb_wal_writes_failed_total{job="prometheus"}': "0x120",
      'prometheus_tsdb_wal_truncations_failed_total{job="prometheus"}': "0x120",
    },
  },
  PrometheusScrapeLimitHit: {
    fires: {
      'prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus"}':
        "0+1x120",
      'prometheus_target_scrapes_exceeded_body_size_limit_total{job="prometheus"}':
        "0x120",
      'prometheus_target_scrape_pool_exceeded_label_limits_total{job="prometheus"}':
        "0x120",
      'prometheus_target_scrape_pool_exceeded_target_limit_total{job="prometheus"}':
        "0x120",
    },
    silent: {
      'prometheus_target_scrapes_exceeded_sample_limit_total{job="prometheus"}':
        "0x30 1x90",
      'prometheus_target_scrapes_exceeded_body_size_limit_total{job="prometheus"}':
        "0x120",
      'prometheus_target_scrape_pool_exceeded_label_limits_total{job="prometheus"}':
        "0x120",
      'prometheus_target_scrape_pool_exceeded_target_limit_total{job="prometheus"}':
        "0x120",
    },
  },

  AlertmanagerConfigReloadFailed: flag(
    'alertmanager_config_last_reload_successful{job="alertmanager"}',
  ),
  AlertmanagerNotificationsFailing: {
    fires: {
      'alertmanager_notifications_failed_total{job="alertmanager",integration="slack",reason="other"}':
        "0+1x120",
      'alertmanager_notifications_failed_total{job="alertmanager",integration="slack",reason="serverError"}':
        "0+1x120",
      'alertmanager_notifications_total{job="alertmanager",integration="slack"}':
        "0+2x120",
    },
    silent: {
      'alertmanager_notifications_failed_total{job="alertmanager",integration="slack",reason="other"}':
        "1x120",
      'alertmanager_notifications_total{job="alertmanager",integration="slack"}':
        "0+2x120",
    },
  },

  LokiRequestErrors: {
    fires: {
      'loki_request_duration_seconds_count{job="loki",route="push",status_code="500"}':
        "0+10x120",
      'loki_request_duration_seconds_count{job="loki",route="push",status_code="204"}':
        "0+90x120",
    },
    silent: {
      'loki_request_duration_seconds_count{job="loki",route="push",status_code="500"}':
        "0+4x120",
      'loki_request_duration_seconds_count{job="loki",route="push",status_code="400"}':
        "0+20x120",
      'loki_request_duration_seconds_count{job="loki",route="push",status_code="204"}':
        "0+90x120",
    },
  },
  LokiLinesDiscarded: failures(
    'loki_discarded_samples_total{job="loki",reason="rate_limited",tenant="fake"}',
  ),
  LokiStorageFailing: {
    fires: {
      'loki_ingester_chunks_flush_failures_total{job="loki"}': "0+1x120",
      'loki_ingester_wal_disk_full_failures_total{job="loki"}': "0x120",
    },
    silent: {
      'loki_ingester_chunks_flush_failures_total{job="loki"}': "0x20 1x100",
      'loki_ingester_wal_disk_full_failures_total{job="loki"}': "0x120",
    },
  },
  LokiCompactorNotRunning: {
    fires: {
      'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{job="loki"}':
        "600x600",
    },
    silent: {
      'loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{job="loki"}':
        "600x60 10000x400",
    },
    at: 290,
  },
  LokiRetentionNotApplied: {
    fires: {
      'loki_compactor_apply_retention_last_successful_run_timestamp_seconds{job="loki"}':
        "0x600",
    },
    silent: {
      'loki_compactor_apply_retention_last_successful_run_timestamp_seconds{job="loki"}':
        "0x60 10000x400",
    },
    at: 290,
  },
  LokiRuntimeConfigReloadFailed: flag(
    'loki_runtime_config_last_reload_successful{job="loki"}',
  ),
  LokiVolumeTooSmall: {
    fires: {
      // 7 GiB in the 7 days that lines stay, in a volume of 5 GB.
      'loki_ingester_chunk_stored_bytes_total{job="loki"}': `0+${Math.ceil(GIBIBYTE / DAY)}x600`,
    },
    silent: {
      'loki_ingester_chunk_stored_bytes_total{job="loki"}': `0+${Math.ceil(GIBIBYTE / 2 / DAY)}x600`,
    },
    at: 500,
  },

  OtelCollectorExportFailing: failures(
    `otelcol_exporter_send_failed_log_records{${collector},exporter="otlphttp/loki"}`,
  ),
  OtelCollectorRefusing: failures(
    `otelcol_receiver_refused_spans{${collector},receiver="otlp"}`,
  ),
  OtelCollectorQueueNearlyFull: {
    fires: {
      [`otelcol_exporter_queue_size{${collector},exporter="otlp/jaeger",data_type="traces"}`]:
        "81x80",
      [`otelcol_exporter_queue_capacity{${collector},exporter="otlp/jaeger",data_type="traces"}`]:
        "100x80",
    },
    silent: {
      [`otelcol_exporter_queue_size{${collector},exporter="otlp/jaeger",data_type="traces"}`]:
        "79x54 99x10",
      [`otelcol_exporter_queue_capacity{${collector},exporter="otlp/jaeger",data_type="traces"}`]:
        "100x80",
    },
  },
  OtelCollectorQueueFull: {
    fires: {
      [`otelcol_exporter_enqueue_failed_spans{${collector},exporter="otlp/jaeger"}`]:
        "_x55 8x20",
    },
    silent: {
      [`otelcol_exporter_enqueue_failed_spans{${collector},exporter="otlp/jaeger"}`]:
        "_x30 8x50",
    },
  },

  JaegerStorageErrors: {
    fires: {
      'jaeger_storage_requests_total{job="jaeger",operation="find_traces",result="err"}':
        "0+10x120",
      'jaeger_storage_requests_total{job="jaeger",operation="find_traces",result="ok"}':
        "0+90x120",
    },
    silent: {
      'jaeger_storage_requests_total{job="jaeger",operation="find_traces",result="err"}':
        "0+4x120",
      'jaeger_storage_requests_total{job="jaeger",operation="find_traces",result="ok"}':
        "0+90x120",
    },
  },
  JaegerSpansLost: {
    fires: {
      'otelcol_exporter_send_failed_spans_total{job="jaeger"}': "0+1x120",
      'otelcol_receiver_refused_spans_total{job="jaeger"}': "0x120",
    },
    silent: {
      'otelcol_exporter_send_failed_spans_total{job="jaeger"}': "4x120",
      'otelcol_receiver_refused_spans_total{job="jaeger"}': "0x120",
    },
  },
  JaegerVolumeFilling: {
    fires: {
      'jaeger_storage_badger_size_bytes_lsm{job="jaeger"}': `${GIBIBYTE}x120`,
    },
    silent: {
      'jaeger_storage_badger_size_bytes_lsm{job="jaeger"}': `${GIBIBYTE / 10}x120`,
      // What a value log says of itself that holds nothing yet.
      'jaeger_storage_badger_size_bytes_vlog{job="jaeger"}': `${GIBIBYTE * 2}x120`,
    },
  },

  HostDiskFillingUp: {
    fires: {
      // Full after 17 hours.
      [`node_filesystem_avail_bytes{${disk}}`]: "3000-3x600",
      [`node_filesystem_size_bytes{${disk}}`]: "10000x600",
      [`node_filesystem_readonly{${disk}}`]: "0x600",
    },
    silent: {
      [`node_filesystem_avail_bytes{${disk}}`]: "9900-8x600",
      [`node_filesystem_size_bytes{${disk}}`]: "10000x600",
      [`node_filesystem_readonly{${disk}}`]: "0x600",
    },
    at: 480,
  },
  HostDiskAlmostFull: {
    fires: {
      [`node_filesystem_avail_bytes{${disk}}`]: "400x80",
      [`node_filesystem_size_bytes{${disk}}`]: "10000x80",
      [`node_filesystem_readonly{${disk}}`]: "0x80",
    },
    silent: {
      [`node_filesystem_avail_bytes{${disk}}`]: "600x80",
      [`node_filesystem_size_bytes{${disk}}`]: "10000x80",
      [`node_filesystem_readonly{${disk}}`]: "0x80",
      'node_filesystem_avail_bytes{job="node-exporter",mountpoint="/cd"}':
        "0x80",
      'node_filesystem_size_bytes{job="node-exporter",mountpoint="/cd"}':
        "700x80",
      'node_filesystem_readonly{job="node-exporter",mountpoint="/cd"}': "1x80",
    },
  },
  ContainerMemoryNearLimit: {
    fires: {
      [`container_memory_working_set_bytes{${memory}}`]: "95x80",
      [`container_spec_memory_limit_bytes{${memory}}`]: "100x80",
    },
    silent: {
      [`container_memory_working_set_bytes{${memory}}`]: "85x80",
      [`container_spec_memory_limit_bytes{${memory}}`]: "100x80",
      'container_memory_working_set_bytes{job="cadvisor",name="free"}': "95x80",
      'container_spec_memory_limit_bytes{job="cadvisor",name="free"}': "0x80",
    },
  },
  ContainerOutOfMemory: {
    fires: { [`container_oom_events_total{${memory}}`]: "0x55 1x20" },
    silent: { [`container_oom_events_total{${memory}}`]: "0x20 1x60" },
  },

  ProbeFailing: {
    fires: {
      'probe_success{job="probe",instance="http://loki:3100/ready",component="loki"}':
        "1x50 0x20",
    },
    silent: {
      'probe_success{job="probe",instance="http://loki:3100/ready",component="loki"}':
        "1x58 0 0 1x20",
    },
  },
  ProbeCertificateExpiring: {
    fires: {
      'probe_ssl_earliest_cert_expiry{job="shop",instance="a"}': `${13 * DAY * 60}x80`,
    },
    silent: {
      'probe_ssl_earliest_cert_expiry{job="shop",instance="a"}': `${15 * DAY * 60}x80`,
    },
  },
  BlackboxExporterConfigReloadFailed: flag(
    'blackbox_exporter_config_last_reload_successful{job="blackbox-exporter"}',
  ),
};
