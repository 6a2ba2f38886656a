import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf, shareOf } from "./alert";
import { lokiRulerAlerts } from "./loki-ruler";
import type { PlatformThresholds } from "./options";

const JOB = '{job="loki"}';
const REQUESTS = "loki_request_duration_seconds";

/** A series begins with its first loss, of which `increase` knows nothing. */
const DISCARDED = `loki_discarded_samples_total${JOB}`;

/** Requests that stay open for as long as somebody listens, or wait for work. */
const LONG = ".*tail.*|/schedulerpb.+|/frontendv2pb.+";

/** Loki takes lines, keeps them, and lets the old ones go. */
export function lokiAlerts(
  alert: PackAlert,
  thresholds: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  return [
    ...requestAlerts(alert, thresholds),
    ...storageAlerts(alert, thresholds),
    ...compactorAlerts(alert, thresholds),
    ...lokiRulerAlerts(alert),
    alert("P3", {
      alert: "LokiRuntimeConfigReloadFailed",
      expr: `loki_runtime_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      summary: "Loki refuses its file of retention times.",
      description:
        "The last reload at {{ $labels.instance }} failed: the newest retention times are not live.",
    }),
    ...(volume === undefined ? [] : [volumeAlert(alert, thresholds, volume)]),
  ];
}

function requestAlerts(
  alert: PackAlert,
  { errorRatio, answerWithin, logStreams }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    alert("P2", {
      alert: "LokiRequestErrors",
      expr: `${shareOf(`${REQUESTS}_count{job="loki",status_code=~"5.."}`, `${REQUESTS}_count${JOB}`, "route")} > ${errorRatio}`,
      for: Duration.minutes(15),
      summary: "Loki fails to answer.",
      description:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.route }} end in an error.",
    }),
    alert("P4", {
      alert: "LokiRequestsSlow",
      expr: `histogram_quantile(0.99, sum by (le, route) (rate(${REQUESTS}_bucket{job="loki",route!~"${LONG}"}[5m]))) > ${answerWithin.toSeconds()}`,
      for: Duration.minutes(15),
      summary: "Loki answers slowly.",
      description:
        "1 % of the requests to {{ $labels.route }} take longer than {{ $value | humanizeDuration }}.",
    }),
    alert("P3", {
      alert: "LokiPanics",
      expr: `${increaseOf("loki", "10m", "loki_panic_total")} > 0`,
      summary: "Requests to Loki end in a panic.",
      description:
        "{{ $value | humanize }} requests within 10 minutes met a fault of Loki itself and were not answered.",
    }),
    alert("P3", {
      alert: "LokiLinesDiscarded",
      expr: `sum by (reason) (increase(${DISCARDED}[10m]) > 0 or (${DISCARDED} unless max_over_time(${DISCARDED}[6h] offset 10m))) > 0`,
      for: Duration.minutes(5),
      summary: "Loki refuses log lines.",
      description:
        "{{ $value | humanize }} lines within 10 minutes were refused: {{ $labels.reason }}. The agent sends again what is rate_limited, and a part of stream_limit, which counts each time; all else is lost.",
    }),
    alert("P3", {
      alert: "LokiStreamsNearLimit",
      expr: `max by (tenant) (loki_ingester_memory_streams${JOB}) > ${logStreams}`,
      for: Duration.minutes(5),
      summary: "Loki has nearly as many streams as it may.",
      description:
        "The tenant {{ $labels.tenant }} has {{ $value }} streams. It takes no new ones beyond 5,000, unless its limit is another: their lines are lost, or keep others waiting.",
    }),
  ];
}

function storageAlerts(
  alert: PackAlert,
  { volumeRatio }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    // A full disk fails pushes too, which page as LokiRequestErrors; this one alone can wait until Loki is to stop.
    alert("P3", {
      alert: "LokiStorageFailing",
      expr: `${increaseOf("loki", "10m", "loki_ingester_chunks_flush_failures_total", "loki_ingester_wal_disk_full_failures_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Loki cannot write to its volume.",
      description:
        "{{ $value | humanize }} writes failed within 10 minutes; lines that are only in memory are lost when Loki stops.",
    }),
    alert("P3", {
      alert: "LokiWalDamaged",
      expr: `${increaseOf("loki", "1h", "loki_ingester_wal_corruptions_total", "loki_ingester_checkpoint_creations_failed_total", "loki_ingester_checkpoint_deletions_failed_total")} > 0`,
      summary: "The write-ahead log of Loki is damaged or grows without end.",
      description:
        "{{ $value | humanize }} damaged places or failed checkpoints within one hour; lines of the last hours may be lost at the next start.",
    }),
    alert("P3", {
      alert: "LokiWalDiskFilling",
      expr: `max by (instance) (loki_ingester_wal_disk_usage_percent${JOB}) > ${volumeRatio}`,
      for: Duration.minutes(15),
      summary: "The disk of Loki's write-ahead log is nearly full.",
      description:
        "The disk under the write-ahead log of {{ $labels.instance }} is {{ $value | humanizePercentage }} full; when it is full, lines are taken without being safe.",
    }),
  ];
}

function compactorAlerts(
  alert: PackAlert,
  { compactorOverdue }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "LokiCompactorNotRunning",
      expr: `time() - max(loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds${JOB}) > ${compactorOverdue.toSeconds()}`,
      for: Duration.hours(1),
      summary: "The compactor of Loki does not run.",
      description:
        "It last finished a run {{ $value | humanizeDuration }} ago; queries become slow and nothing old is deleted.",
    }),
    alert("P3", {
      alert: "LokiRetentionNotApplied",
      expr: `time() - max(loki_compactor_apply_retention_last_successful_run_timestamp_seconds${JOB}) > ${compactorOverdue.toSeconds()}`,
      for: Duration.hours(1),
      summary: "Loki does not delete old log lines.",
      description:
        "Retention was last applied {{ $value | humanizeDuration }} ago; the volume fills, and lines stay longer than promised.",
    }),
  ];
}

/** Loki has no limit by size, so the rate at which it stores must fit the retention. */
function volumeAlert(
  alert: PackAlert,
  { logRetention, volumeRatio }: PlatformThresholds,
  volume: Bytes,
): AlertRule {
  const most = Math.floor(volume.toBytes() * volumeRatio);
  return alert("P3", {
    alert: "LokiVolumeTooSmall",
    expr: `sum(rate(loki_ingester_chunk_stored_bytes_total${JOB}[6h])) * ${logRetention.toSeconds()} > ${most}`,
    for: Duration.hours(1),
    summary: "The volume of Loki is too small for what it stores.",
    description: `At the rate of the last 6 hours Loki would hold {{ $value | humanize1024 }}B after ${logRetention.toPrometheus()}, more than ${Math.round(volumeRatio * 100)} % of its volume of ${volume.toString()}.`,
  });
}
