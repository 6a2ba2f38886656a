import type { PackCases, Series } from "./pack-suite";
import {
  anyOf,
  down,
  failures,
  flag,
  level,
  oneDown,
  share,
  slow,
  unlessDown,
  type PlatformCase,
} from "./platform-builders";
import { NOTIFICATIONS } from "./platform-notifications";
import { LOKI_CASES } from "./platform-cases-loki";

const GIBIBYTE = 2 ** 30;

const PROMETHEUS = 'job="prometheus",instance="p"';
const ALERTMANAGER = 'job="alertmanager",instance="m"';
const of = (labels: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name}{${labels}}`);

const sent =
  'prometheus_notifications_sent_total{job="prometheus",alertmanager="a"}';
const unsent =
  'prometheus_notifications_errors_total{job="prometheus",alertmanager="a"}';
const knows = (number: number): Series => ({
  [`prometheus_notifications_alertmanagers_discovered{${PROMETHEUS}}`]: `${number}x120`,
});
const collector = 'job="otel-collector",instance="c"';
const READING = `otelcol_fileconsumer_reading_files{${collector}}`;
const queue = (filled: number): Series => ({
  [`otelcol_exporter_queue_size{${collector},exporter="otlp_http/loki",data_type="logs"}`]: `${filled}x120`,
  [`otelcol_exporter_queue_capacity{${collector},exporter="otlp_http/loki",data_type="logs"}`]:
    "100x120",
});
const jaeger = 'job="jaeger",instance="j"';

const appended = (float: string): Series => ({
  [`prometheus_tsdb_head_samples_appended_total{${PROMETHEUS},type="float"}`]:
    float,
  [`prometheus_tsdb_head_samples_appended_total{${PROMETHEUS},type="histogram"}`]:
    "0x80",
});

const blocks = (gibibytes: number): Series => ({
  [`prometheus_tsdb_storage_blocks_bytes{${PROMETHEUS}}`]: `${gibibytes * GIBIBYTE}x120`,
  [`prometheus_tsdb_wal_storage_size_bytes{${PROMETHEUS}}`]: `${GIBIBYTE / 2}x120`,
  [`prometheus_tsdb_head_chunks_storage_size_bytes{${PROMETHEUS}}`]: `${GIBIBYTE / 2}x120`,
});

const COMPONENT_CASES: Readonly<Record<string, PlatformCase>> = {
  Watchdog: { fires: {}, silent: "always" },
  PrometheusDown: down("prometheus"),
  AlertmanagerDown: down("alertmanager"),
  PrometheusRedundancyLost: oneDown("prometheus"),
  AlertmanagerRedundancyLost: oneDown("alertmanager"),
  GrafanaDown: down("grafana"),
  LokiDown: down("loki"),
  JaegerDown: down("jaeger"),
  OtelCollectorDown: down("otel-collector"),
  NodeExporterDown: down("node-exporter"),
  CadvisorDown: down("cadvisor"),
  BlackboxExporterDown: down("blackbox-exporter"),
  ComponentRestarting: {
    fires: {
      'process_start_time_seconds{job="loki",instance="l"}':
        "1x40 2x5 3x5 4x20",
      'otelcol_process_uptime{job="otel-collector"}': "0+60x80",
    },
    silent: {
      'process_start_time_seconds{job="loki",instance="l"}': "1x40 2x5 3x30",
      'otelcol_process_uptime{job="otel-collector"}': "0+60x40 0+60x40",
    },
  },
  ComponentMetricsIncomplete: failures(
    'promhttp_metric_handler_errors_total{job="jaeger",cause="gathering"}',
  ),
  TargetDown: {
    fires: { 'up{job="checkout",instance="a",team="payments"}': "1x50 0x20" },
    silent: {
      'up{job="checkout",instance="a"}': "1x50 0 0 0 1x20",
      'up{job="probe",instance="a"}': "0x80",
    },
  },
  TargetSlow: {
    fires: {
      'up{job="checkout",instance="a",team="payments"}': "1x80",
      'scrape_duration_seconds{job="checkout",instance="a",team="payments"}':
        "7x80",
    },
    silent: {
      'up{job="checkout",instance="a"}': "1x80",
      'scrape_duration_seconds{job="checkout",instance="a"}': "4x80",
      'up{job="search",instance="b"}': "0x80",
      'scrape_duration_seconds{job="search",instance="b"}': "10x80",
    },
  },
  SeriesAboveBudget: {
    fires: {
      'scrape_samples_post_metric_relabeling{job="shop",instance="a"}':
        "30000x80",
      'scrape_samples_post_metric_relabeling{job="shop",instance="b"}':
        "30000x80",
    },
    silent: {
      'scrape_samples_post_metric_relabeling{job="shop",instance="a"}':
        "40000x80",
      'scrape_samples_post_metric_relabeling{job="cart",instance="b"}':
        "40000x80",
    },
  },
  SeriesChurning: {
    fires: {
      'scrape_series_added{job="shop",instance="a"}': "100x200",
      'scrape_samples_post_metric_relabeling{job="shop",instance="a"}':
        "1500x200",
    },
    silent: {
      // A deployment renews all series, twice within the hour.
      'scrape_series_added{job="shop",instance="a"}':
        "0x100 1500 0x20 1500 0x100",
      'scrape_samples_post_metric_relabeling{job="shop",instance="a"}':
        "1500x300",
      'scrape_series_added{job="small",instance="b"}': "10x300",
      'scrape_samples_post_metric_relabeling{job="small",instance="b"}':
        "10x300",
    },
    minute: 150,
  },

  PrometheusConfigReloadFailed: flag(
    `prometheus_config_last_reload_successful{${PROMETHEUS}}`,
  ),
  PrometheusRuleFailures: failures(
    `prometheus_rule_evaluation_failures_total{${PROMETHEUS},rule_group="g"}`,
  ),
  PrometheusRuleEvaluationsMissed: failures(
    `prometheus_rule_group_iterations_missed_total{${PROMETHEUS},rule_group="g"}`,
  ),
  PrometheusRuleGroupSlow: level(
    `prometheus_rule_group_last_duration_seconds{${PROMETHEUS},rule_group="g"}`,
    13,
    11,
    {
      [`prometheus_rule_group_interval_seconds{${PROMETHEUS},rule_group="g"}`]:
        "15x120",
    },
  ),
  PrometheusQueriesWaiting: level(
    `prometheus_engine_queries{${PROMETHEUS}}`,
    18,
    15,
    { [`prometheus_engine_queries_concurrent_max{${PROMETHEUS}}`]: "20x120" },
  ),
  PrometheusTemplatesFailing: failures(
    `prometheus_template_text_expansion_failures_total{${PROMETHEUS}}`,
  ),
  PrometheusNotificationsFailing: {
    fires: { [unsent]: "0+10x120", [sent]: "0+100x120", ...knows(1) },
    silent: { [unsent]: "0+4x120", [sent]: "0+100x120", ...knows(1) },
    edges: {
      "an Alertmanager that is down, which is told": {
        series: {
          [unsent]: "0+10x120",
          [sent]: "0+100x120",
          'up{job="alertmanager"}': "0x120",
        },
      },
      "no Alertmanager, which is told": {
        series: { [unsent]: "0+10x120", [sent]: "0+100x120", ...knows(0) },
      },
      "nothing sent": {
        series: { [unsent]: "7x120", [sent]: "9x120", ...knows(1) },
      },
    },
  },
  PrometheusWithoutAlertmanager: flag(
    `prometheus_notifications_alertmanagers_discovered{${PROMETHEUS}}`,
  ),
  PrometheusNotificationsDropped: unlessDown(
    failures(`prometheus_notifications_dropped_total{${PROMETHEUS}}`),
  ),
  PrometheusNotificationQueueFilling: level(
    `prometheus_notifications_queue_length{${PROMETHEUS}}`,
    9000,
    7000,
    { [`prometheus_notifications_queue_capacity{${PROMETHEUS}}`]: "10000x120" },
  ),
  PrometheusTargetSyncFailing: anyOf(
    of(
      PROMETHEUS,
      "prometheus_target_sync_failed_total",
      "prometheus_target_scrape_pools_failed_total",
      "prometheus_target_scrape_pool_reloads_failed_total",
    ),
  ),
  PrometheusSamplesRejected: anyOf(
    of(
      PROMETHEUS,
      "prometheus_target_scrapes_sample_out_of_order_total",
      "prometheus_target_scrapes_sample_duplicate_timestamp_total",
      "prometheus_target_scrapes_sample_out_of_bounds_total",
    ),
  ),
  PrometheusScrapeLimitHit: anyOf(
    of(
      PROMETHEUS,
      "prometheus_target_scrapes_exceeded_sample_limit_total",
      "prometheus_target_scrapes_exceeded_body_size_limit_total",
      "prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total",
      "prometheus_target_scrape_pool_exceeded_target_limit_total",
    ),
  ),
  PrometheusLabelLimitHit: failures(
    `prometheus_target_scrape_pool_exceeded_label_limits_total{${PROMETHEUS}}`,
  ),
  PrometheusNotIngesting: {
    fires: appended("0+100x20 2000x60"),
    silent: appended("0+1x80"),
    edges: {
      "a restart": { series: appended("0+100x57 0+100x20") },
      "series that are missing": { series: {} },
    },
  },
  PrometheusCompactionsFailing: anyOf(
    of(
      PROMETHEUS,
      "prometheus_tsdb_reloads_failures_total",
      "prometheus_tsdb_compactions_failed_total",
    ),
  ),
  PrometheusHeadFailing: anyOf(
    of(
      PROMETHEUS,
      "prometheus_tsdb_checkpoint_creations_failed_total",
      "prometheus_tsdb_checkpoint_deletions_failed_total",
      "prometheus_tsdb_head_truncations_failed_total",
      "prometheus_tsdb_mmap_chunk_corruptions_total",
    ),
  ),
  PrometheusWalFailing: anyOf(
    of(
      PROMETHEUS,
      "prometheus_tsdb_wal_writes_failed_total",
      "prometheus_tsdb_wal_corruptions_total",
      "prometheus_tsdb_wal_truncations_failed_total",
    ),
  ),
  PrometheusHistoryCutShort: failures(
    `prometheus_tsdb_size_retentions_total{${PROMETHEUS}}`,
  ),
  // A volume of 10 GB.
  PrometheusVolumeFilling: { fires: blocks(7.6), silent: blocks(6.5) },
  PrometheusRemoteWriteBehind: level(
    `prometheus_remote_storage_queue_highest_timestamp_seconds{${PROMETHEUS},remote_name="far"}`,
    1180,
    1050,
    {
      [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${PROMETHEUS},remote_name="far"}`]:
        "1000x120",
    },
  ),
  PrometheusRemoteWriteFailing: share(
    `prometheus_remote_storage_samples_failed_total{${PROMETHEUS},remote_name="far"}`,
    `prometheus_remote_storage_samples_total{${PROMETHEUS},remote_name="far"}`,
  ),

  AlertmanagerConfigReloadFailed: flag(
    `alertmanager_config_last_reload_successful{${ALERTMANAGER}}`,
  ),
  AlertmanagerNotificationsFailing: share(
    `alertmanager_notifications_failed_total{${ALERTMANAGER},integration="slack",reason="other"}`,
    `alertmanager_notifications_total{${ALERTMANAGER},integration="slack"}`,
  ),
  AlertmanagerAlertsRefused: failures(
    `alertmanager_alerts_invalid_total{${ALERTMANAGER},version="v2"}`,
  ),
  AlertmanagerLimitHit: anyOf(
    of(
      ALERTMANAGER,
      "alertmanager_dispatcher_aggregation_group_limit_reached_total",
      "alertmanager_http_concurrency_limit_exceeded_total",
    ),
  ),
  AlertmanagerStateNotSaved: anyOf(
    of(
      ALERTMANAGER,
      "alertmanager_silences_maintenance_errors_total",
      "alertmanager_nflog_maintenance_errors_total",
      "alertmanager_silences_gc_errors_total",
    ),
  ),
  AlertmanagerSilencesFailing: anyOf(
    of(ALERTMANAGER, "alertmanager_silences_query_errors_total"),
  ),
  AlertmanagerPeersLost: unlessDown(
    level(`alertmanager_cluster_failed_peers{${ALERTMANAGER}}`, 1, 0),
  ),
  AlertmanagerConfigsDiffer: level(
    'alertmanager_config_hash{job="alertmanager",instance="a"}',
    7,
    8,
    { 'alertmanager_config_hash{job="alertmanager",instance="b"}': "8x120" },
  ),

  GrafanaRequestErrors: share(
    'grafana_http_request_duration_seconds_count{job="grafana",handler="/",status_code="500"}',
    'grafana_http_request_duration_seconds_count{job="grafana",handler="/",status_code="200"}',
  ),
  GrafanaSlow: slow(
    "grafana_http_request_duration_seconds",
    'job="grafana",handler="/"',
  ),
  GrafanaDataSourceErrors: share(
    'grafana_datasource_request_total{job="grafana",datasource="Loki",code="502"}',
    'grafana_datasource_request_total{job="grafana",datasource="Loki",code="200"}',
  ),
  GrafanaAlertRulesFailing: failures(
    'grafana_alerting_rule_evaluation_failures_total{job="grafana",org="1"}',
  ),

  OtelCollectorExportFailing: failures(
    `otelcol_exporter_send_failed_log_records{${collector},exporter="otlphttp/loki"}`,
  ),
  OtelCollectorReadingBehind: {
    fires: { [READING]: "0x20 2x100", ...queue(79) },
    silent: { [READING]: "0x20 2x31 0 2x60", ...queue(79) },
    edges: {
      "a queue that is nearly full, which is told": {
        series: { [READING]: "2x120", ...queue(81) },
      },
    },
    alsoFires: { "no queue is known": { [READING]: "2x120" } },
  },
  OtelCollectorRefusing: failures(
    `otelcol_receiver_refused_spans{${collector},receiver="otlp"}`,
  ),
  OtelCollectorLosing: failures(
    `otelcol_receiver_failed_metric_points{${collector},receiver="otlp"}`,
  ),
  OtelCollectorMemoryLimited: failures(
    `otelcol_processor_memory_limiter_refused_spans{${collector},processor="memory_limiter"}`,
  ),
  OtelCollectorScrapesFailing: failures(
    `otelcol_scraper_errored_metric_points{${collector},scraper="disk"}`,
  ),
  OtelCollectorTracesUndecided: failures(
    `otelcol_processor_tail_sampling_sampling_trace_dropped_too_early{${collector}}`,
  ),
  OtelCollectorQueueNearlyFull: level(
    `otelcol_exporter_queue_size{${collector},exporter="otlp/jaeger",data_type="traces"}`,
    81,
    79,
    {
      [`otelcol_exporter_queue_capacity{${collector},exporter="otlp/jaeger",data_type="traces"}`]:
        "100x120",
    },
  ),
  OtelCollectorQueueFull: {
    fires: {
      [`otelcol_exporter_enqueue_failed_spans{${collector},exporter="otlp/jaeger"}`]:
        "_x55 8x20",
    },
    silent: {
      [`otelcol_exporter_enqueue_failed_spans{${collector},exporter="otlp/jaeger"}`]:
        "_x30 8x50",
    },
    edges: {
      "a receiver that is down, which is told": {
        series: {
          [`otelcol_exporter_enqueue_failed_spans{${collector},exporter="otlp/jaeger"}`]:
            "_x55 8x20",
          'up{job="jaeger"}': "0x80",
        },
      },
    },
  },

  JaegerStorageErrors: share(
    `jaeger_storage_requests_total{${jaeger},operation="find_traces",result="err"}`,
    `jaeger_storage_requests_total{${jaeger},operation="find_traces",result="ok"}`,
  ),
  JaegerStorageSlow: slow(
    "jaeger_storage_latency_seconds",
    `${jaeger},operation="find_traces"`,
  ),
  JaegerSpansLost: anyOf(
    of(
      jaeger,
      "otelcol_exporter_send_failed_spans_total",
      "otelcol_receiver_refused_spans_total",
      "otelcol_receiver_failed_spans_total",
    ),
  ),
  JaegerVolumeFilling: {
    fires: {
      [`jaeger_storage_badger_size_bytes_lsm{${jaeger}}`]: `${GIBIBYTE}x120`,
    },
    silent: {
      [`jaeger_storage_badger_size_bytes_lsm{${jaeger}}`]: `${GIBIBYTE / 8}x120`,
      // What a value log says of itself that holds nothing yet.
      [`jaeger_storage_badger_size_bytes_vlog{${jaeger}}`]: `${GIBIBYTE * 2}x120`,
    },
  },

  ProbeFailing: {
    fires: {
      'probe_success{job="probe",instance="http://loki:3100/ready",component="loki"}':
        "1x50 0x20",
    },
    silent: {
      'probe_success{job="probe",instance="http://loki:3100/ready",component="loki"}':
        "1x58 0x20",
      'probe_success{job="shop-probe",instance="http://shop"}': "0x80",
    },
  },
  BlackboxExporterConfigReloadFailed: flag(
    'blackbox_exporter_config_last_reload_successful{job="blackbox-exporter",instance="x"}',
  ),
  BlackboxExporterModuleUnknown: failures(
    'blackbox_module_unknown_total{job="blackbox-exporter"}',
  ),
};

export const PLATFORM_CASES: PackCases = Object.fromEntries(
  Object.entries({ ...COMPONENT_CASES, ...LOKI_CASES }).map(
    ([alert, { minute = 60, ...each }]) => [
      alert,
      {
        ...each,
        at: `${minute}m`,
        expect: NOTIFICATIONS[alert] ?? {
          labels: {},
          summary: "",
          description: "",
        },
      },
    ],
  ),
);
