import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import { componentAlert, increaseOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="loki"}';

/** Loki takes lines, keeps them, and lets the old ones go. */
export function lokiAlerts(
  thresholds: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  const { errorRatio, compactorOverdue } = thresholds;
  const requests = "loki_request_duration_seconds_count";
  return [
    componentAlert("loki", {
      alert: "LokiRequestErrors",
      expr: `sum by (route) (rate(${requests}{job="loki",status_code=~"5.."}[5m])) / sum by (route) (rate(${requests}${JOB}[5m])) > ${errorRatio}`,
      for: Duration.minutes(15),
      severity: "critical",
      summary: "Loki fails to answer.",
      description:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} end in an error.",
    }),
    componentAlert("loki", {
      alert: "LokiLinesDiscarded",
      expr: `sum by (reason) (increase(loki_discarded_samples_total${JOB}[10m])) > 0`,
      for: Duration.minutes(5),
      severity: "warning",
      summary: "Loki refuses log lines.",
      description:
        "{{ $value | humanize }} lines within 10 minutes were refused and lost: {{ $labels.reason }}.",
    }),
    componentAlert("loki", {
      alert: "LokiStorageFailing",
      expr: `${increaseOf("loki", "10m", "loki_ingester_chunks_flush_failures_total", "loki_ingester_wal_disk_full_failures_total")} > 0`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Loki cannot write to its volume.",
      description:
        "{{ $value | humanize }} writes failed within 10 minutes; lines that are only in memory are lost when Loki stops.",
    }),
    componentAlert("loki", {
      alert: "LokiCompactorNotRunning",
      expr: `time() - max(loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds${JOB}) > ${compactorOverdue.toSeconds()}`,
      for: Duration.hours(1),
      severity: "warning",
      summary: "The compactor of Loki does not run.",
      description: `It has not finished a run for ${compactorOverdue.toPrometheus()}; queries become slow and nothing old is deleted.`,
    }),
    componentAlert("loki", {
      alert: "LokiRetentionNotApplied",
      expr: `time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds${JOB}) > ${compactorOverdue.toSeconds()}`,
      for: Duration.hours(1),
      severity: "warning",
      summary: "Loki does not delete old log lines.",
      description: `Retention was not applied for ${compactorOverdue.toPrometheus()}; the volume fills, and lines stay longer than promised.`,
    }),
    componentAlert("loki", {
      alert: "LokiRuntimeConfigReloadFailed",
      expr: `loki_runtime_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      severity: "warning",
      summary: "Loki refuses its file of retention times.",
      description: "The newest retention times are not live.",
    }),
    ...(volume === undefined ? [] : [volumeAlert(thresholds, volume)]),
  ];
}

/** Loki has no limit by size, so the rate at which it stores must fit the retention. */
function volumeAlert(
  { logRetention, volumeRatio }: PlatformThresholds,
  volume: Bytes,
): AlertRule {
  const most = Math.floor(volume.toBytes() * volumeRatio);
  return componentAlert("loki", {
    alert: "LokiVolumeTooSmall",
    expr: `sum(rate(loki_ingester_chunk_stored_bytes_total${JOB}[6h])) * ${logRetention.toSeconds()} > ${most}`,
    for: Duration.hours(1),
    severity: "warning",
    summary: "The volume of Loki is too small for what it stores.",
    description: `At the rate of the last 6 hours Loki would hold {{ $value | humanize1024 }}B after ${logRetention.toPrometheus()}, more than ${Math.round(volumeRatio * 100)} % of its volume of ${volume.toString()}.`,
  });
}
