import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { RedisSettings } from "./options";

/** Replicas, and what is written to the disk. */
export function safetyAlerts(
  alert: PackAlert,
  settings: RedisSettings,
): readonly AlertRule[] {
  return [
    ...replicationAlerts(alert, settings),
    ...persistenceAlerts(alert, settings),
  ];
}

function replicationAlerts(
  alert: PackAlert,
  { job, limits, replicas }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P3", {
      alert: "RedisReplicationBroken",
      expr: `max by (job, instance, master_host) (redis_master_link_up${of}) == 0`,
      for: Duration.minutes(1),
      summary: `A replica of Redis ${job} does not hear its primary.`,
      description:
        "The replica behind {{ $labels.instance }} has had no connection with {{ $labels.master_host }} for a minute; its data gets older and older.",
    }),
    alert("P3", {
      alert: "RedisReplicaLagging",
      expr: `max by (job, instance, slave_ip) (redis_connected_slave_lag_seconds${of}) > ${limits.replicaLag.toSeconds()}`,
      for: Duration.minutes(2),
      summary: `A replica of Redis ${job} is behind.`,
      description:
        "The primary behind {{ $labels.instance }} has heard nothing of its replica {{ $labels.slave_ip }} for {{ $value | humanizeDuration }}.",
    }),
    ...(replicas === 0
      ? []
      : [
          alert("P3", {
            alert: "RedisReplicaMissing",
            expr: `max by (job, instance) (redis_connected_slaves${of}) < ${replicas} and on (job, instance) redis_instance_info{job="${job}",role="master"}`,
            for: Duration.minutes(5),
            summary: `A replica of Redis ${job} is missing.`,
            description: `{{ $value }} of ${replicas} replicas are connected with the primary behind {{ $labels.instance }}.`,
          }),
        ]),
  ];
}

/** By default Redis refuses writes while it cannot save them. */
function persistenceAlerts(
  alert: PackAlert,
  { job }: RedisSettings,
): readonly AlertRule[] {
  const failed = [
    "redis_rdb_last_bgsave_status",
    "redis_aof_last_write_status",
    "redis_aof_last_bgrewrite_status",
  ].map((metric) => `min by (job, instance) (${metric}{job="${job}"}) == 0`);
  return [
    alert("P2", {
      alert: "RedisPersistenceFailed",
      expr: failed.join(" or "),
      for: Duration.minutes(1),
      keepFiringFor: Duration.minutes(5),
      summary: `Redis ${job} cannot save its data.`,
      description:
        "The last snapshot, or write or rewrite of the append-only file, of the server behind {{ $labels.instance }} failed; Redis refuses writes until it succeeds.",
    }),
  ];
}
