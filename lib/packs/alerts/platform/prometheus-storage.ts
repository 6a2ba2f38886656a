import type { AlertRule } from "../../../domain/rules/rule";
import { Duration, type Bytes } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="prometheus"}';

/** Prometheus stores samples, and keeps them for as long as it is meant to. */
export function storageAlerts(
  alert: PackAlert,
  thresholds: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  return [
    alert("P1", {
      alert: "PrometheusNotIngesting",
      expr: `sum(rate(prometheus_tsdb_head_samples_appended_total${JOB}[5m])) <= 0`,
      for: Duration.minutes(10),
      summary: "Prometheus stores no new samples.",
      description:
        "{{ $value }} samples per second have been stored for 10 minutes; every alert but this kind is blind.",
    }),
    ...healthAlerts(alert),
    ...spaceAlerts(alert, thresholds, volume),
  ];
}

function healthAlerts(alert: PackAlert): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "PrometheusCompactionsFailing",
      expr: `${increaseOf("prometheus", "3h", "prometheus_tsdb_compactions_failed_total", "prometheus_tsdb_reloads_failures_total")} > 0`,
      for: Duration.minutes(10),
      summary: "Prometheus cannot tidy its storage.",
      description:
        "{{ $value | humanize }} compactions or reloads of blocks failed within 3 hours; the volume fills and old samples may become unreadable.",
    }),
    alert("P3", {
      alert: "PrometheusHeadFailing",
      expr: `${increaseOf("prometheus", "3h", "prometheus_tsdb_head_truncations_failed_total", "prometheus_tsdb_checkpoint_creations_failed_total", "prometheus_tsdb_checkpoint_deletions_failed_total", "prometheus_tsdb_mmap_chunk_corruptions_total")} > 0`,
      for: Duration.minutes(10),
      summary: "Prometheus cannot let go of what is in its memory.",
      description:
        "{{ $value | humanize }} checkpoints or truncations failed, or chunks were damaged, within 3 hours; the write-ahead log grows, and starts take longer.",
    }),
    // Samples still come in; when they do not, PrometheusNotIngesting pages.
    alert("P3", {
      alert: "PrometheusWalFailing",
      expr: `${increaseOf("prometheus", "3h", "prometheus_tsdb_wal_corruptions_total", "prometheus_tsdb_wal_writes_failed_total", "prometheus_tsdb_wal_truncations_failed_total")} > 0`,
      summary: "The write-ahead log of Prometheus is damaged or not written.",
      description:
        "{{ $value | humanize }} failures within 3 hours; samples of the last hours may be lost at the next start.",
    }),
  ];
}

function spaceAlerts(
  alert: PackAlert,
  { volumeRatio }: PlatformThresholds,
  volume: Bytes | undefined,
): readonly AlertRule[] {
  const used = [
    "prometheus_tsdb_storage_blocks_bytes",
    "prometheus_tsdb_wal_storage_size_bytes",
    "prometheus_tsdb_head_chunks_storage_size_bytes",
  ].map((metric) => `sum(${metric}${JOB})`);
  const shortened = "prometheus_tsdb_size_retentions_total";
  return [
    alert("P3", {
      alert: "PrometheusHistoryCutShort",
      expr: `${increaseOf("prometheus", "6h", shortened)} > 0`,
      summary: "Prometheus deletes samples before their time.",
      description:
        "{{ $value | humanize }} times within 6 hours the oldest block was deleted for want of space; windows of objectives and trends become shorter than promised.",
    }),
    ...(volume === undefined
      ? []
      : [
          alert("P3", {
            alert: "PrometheusVolumeFilling",
            // The retention by size leaves a fifth of the volume to the write-ahead log.
            expr: `${used.join(" + ")} > ${Math.floor(volume.toBytes() * Math.min(1, volumeRatio + RESERVE))}`,
            for: Duration.minutes(30),
            summary: "The volume of Prometheus is nearly full.",
            description: `Samples take {{ $value | humanize1024 }}B of the volume of ${volume.toString()}, more than the retention by size leaves of it; when it is full, nothing is stored.`,
          }),
        ]),
  ];
}

/** How much fuller than other volumes that of Prometheus may become, whose retention by size takes 80 % of it. */
const RESERVE = 0.1;
