import {
  anyOf,
  failures,
  flag,
  level,
  share,
  slow,
  type PlatformCase,
} from "./platform-builders";

const LOKI = 'job="loki",instance="l"';
const DAY = 24 * 60;
const GIBIBYTE = 2 ** 30;

const of = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name}{${LOKI}}`);

/** The time of the last good run. */
function lastRun(metric: string): PlatformCase {
  const [series = ""] = of(metric);
  return {
    fires: { [series]: "600x600" },
    silent: { [series]: "600x60 10000x400" },
    minute: 290,
  };
}

export const LOKI_CASES: Readonly<Record<string, PlatformCase>> = {
  LokiRequestErrors: share(
    `loki_request_duration_seconds_count{${LOKI},route="push",status_code="500"}`,
    `loki_request_duration_seconds_count{${LOKI},route="push",status_code="204"}`,
  ),
  LokiRequestsSlow: slow(
    "loki_request_duration_seconds",
    `${LOKI},route="push"`,
  ),
  LokiPanics: failures(`loki_panic_total{${LOKI}}`),
  LokiLinesDiscarded: {
    ...failures(
      `loki_discarded_samples_total{${LOKI},reason="rate_limited",tenant="fake"}`,
    ),
    alsoFires: {
      "the first are all there are": {
        [`loki_discarded_samples_total{${LOKI},reason="rate_limited",tenant="other"}`]:
          "_x52 20x20",
      },
    },
  },
  LokiStreamsNearLimit: level(
    `loki_ingester_memory_streams{${LOKI},tenant="fake"}`,
    4001,
    4000,
    { [`loki_ingester_memory_streams{${LOKI},tenant="other"}`]: "100x120" },
  ),
  LokiStorageFailing: anyOf(
    of(
      "loki_ingester_chunks_flush_failures_total",
      "loki_ingester_wal_disk_full_failures_total",
    ),
  ),
  LokiWalDamaged: anyOf(
    of(
      "loki_ingester_wal_corruptions_total",
      "loki_ingester_checkpoint_creations_failed_total",
      "loki_ingester_checkpoint_deletions_failed_total",
    ),
  ),
  LokiWalDiskFilling: level(
    `loki_ingester_wal_disk_usage_percent{${LOKI}}`,
    0.85,
    0.75,
  ),
  LokiCompactorNotRunning: lastRun(
    "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds",
  ),
  LokiRetentionNotApplied: lastRun(
    "loki_compactor_apply_retention_last_successful_run_timestamp_seconds",
  ),
  LokiRuleFailures: failures(
    `loki_prometheus_rule_evaluation_failures_total{${LOKI},rule_group="g"}`,
  ),
  LokiRuleEvaluationsMissed: failures(
    `loki_prometheus_rule_group_iterations_missed_total{${LOKI},rule_group="g"}`,
  ),
  LokiRulesReloadFailed: flag(
    `loki_ruler_config_last_reload_successful{${LOKI}}`,
  ),
  LokiAlertsNotDelivered: anyOf(
    of(
      "loki_prometheus_notifications_errors_total",
      "loki_prometheus_notifications_dropped_total",
    ),
  ),
  LokiRuntimeConfigReloadFailed: flag(
    `loki_runtime_config_last_reload_successful{${LOKI}}`,
  ),
  LokiVolumeTooSmall: {
    fires: {
      // 7 GiB in the 7 days that lines stay, in a volume of 5 GB.
      [`loki_ingester_chunk_stored_bytes_total{${LOKI}}`]: `0+${Math.ceil(GIBIBYTE / DAY)}x600`,
    },
    silent: {
      [`loki_ingester_chunk_stored_bytes_total{${LOKI}}`]: `0+${Math.ceil(GIBIBYTE / 2 / DAY)}x600`,
    },
    minute: 500,
  },
};
