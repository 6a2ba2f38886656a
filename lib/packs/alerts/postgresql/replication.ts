import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { PostgresqlSettings } from "./options";

/** Replicas, the slots that keep the log for them, and the archive of the log. */
export function replicationAlerts(
  alert: PackAlert,
  settings: PostgresqlSettings,
): readonly AlertRule[] {
  return [
    ...lagAlerts(alert, settings),
    ...replicaAlerts(alert, settings),
    ...logAlerts(alert, settings),
  ];
}

function lagAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const lag = `max by (job, instance) (pg_replication_lag_seconds{job="${job}"})`;
  const description =
    "The replica behind {{ $labels.instance }} shows data that is {{ $value | humanizeDuration }} old.";
  return [
    alert("P2", {
      alert: "PostgresqlReplicationLagSevere",
      expr: `${lag} > ${limits.replicationLagP2.toSeconds()}`,
      for: Duration.minutes(2),
      keepFiringFor: Duration.minutes(5),
      summary: `A replica of PostgreSQL ${job} is far behind.`,
      description: `${description} It cannot take over without loss.`,
    }),
    alert("P3", {
      alert: "PostgresqlReplicationLagHigh",
      expr: `${lag} > ${limits.replicationLagP3.toSeconds()}`,
      for: Duration.minutes(2),
      summary: `A replica of PostgreSQL ${job} is behind.`,
      description,
    }),
    alert("P4", {
      alert: "PostgresqlQueryConflicts",
      expr: `sum by (job, instance, datname) (increase(pg_stat_database_conflicts{job="${job}"}[15m])) >= ${limits.conflicts}`,
      summary: `A replica of PostgreSQL ${job} ends queries.`,
      description:
        "{{ $value | humanize }} queries in {{ $labels.datname }} of {{ $labels.instance }} were ended within 15 minutes, because the replica could not go on replaying.",
    }),
  ];
}

function replicaAlerts(
  alert: PackAlert,
  { job, replicas }: PostgresqlSettings,
): readonly AlertRule[] {
  const isReplica = `max by (job, instance) (pg_replication_is_replica{job="${job}"})`;
  const streaming = `count by (job, instance) (pg_stat_replication_pg_wal_lsn_diff{job="${job}",state="streaming"})`;
  return [
    alert("P3", {
      alert: "PostgresqlReplicationStopped",
      // Without a connection the lag is that of what was received before, which may be 0.
      expr: `${isReplica} == 1 unless on (job, instance) pg_stat_wal_receiver_received_tli{job="${job}"}`,
      for: Duration.minutes(2),
      summary: `A replica of PostgreSQL ${job} receives nothing.`,
      description:
        "The replica behind {{ $labels.instance }} has had no connection with its primary for 2 minutes; its data gets older and older.",
    }),
    ...(replicas === 0
      ? []
      : [
          alert("P3", {
            alert: "PostgresqlReplicaMissing",
            expr: `${streaming} < ${replicas} or 0 * (${isReplica} == 0) unless on (job, instance) ${streaming}`,
            for: Duration.minutes(5),
            summary: `A replica of PostgreSQL ${job} is missing.`,
            description: `Fewer than ${replicas} replicas have been connected with the primary behind {{ $labels.instance }} for 5 minutes.`,
          }),
        ]),
  ];
}

function logAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "PostgresqlSlotRetainsWal",
      expr: `max by (job, instance, slot_name) (pg_replication_slots_pg_wal_lsn_diff{job="${job}"}) > ${limits.slotBytes}`,
      for: Duration.minutes(5),
      summary: `PostgreSQL ${job} keeps its log for a reader that does not come.`,
      description:
        "{{ $value | humanize1024 }}B of the write-ahead log on {{ $labels.instance }} are kept for the slot {{ $labels.slot_name }}; without an end they fill the disk.",
    }),
    alert("P3", {
      alert: "PostgresqlArchivingFailed",
      expr: `sum by (job, instance) (increase(pg_stat_archiver_failed_count{job="${job}"}[15m])) > 0`,
      summary: `PostgreSQL ${job} cannot archive its log.`,
      description:
        "Archiving the write-ahead log on {{ $labels.instance }} has failed {{ $value | humanize }} times within 15 minutes; backups cannot be brought up to date, and the log stays on the disk.",
    }),
  ];
}
