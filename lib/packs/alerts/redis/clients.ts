import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { RedisSettings } from "./options";
import { REDIS_METRIC } from "./recordings";

/** What the clients of a server feel: connections, waiting, commands that are slow or fail. */
export function clientAlerts(
  alert: PackAlert,
  settings: RedisSettings,
): readonly AlertRule[] {
  return [
    ...connectionAlerts(alert, settings),
    ...commandAlerts(alert, settings),
  ];
}

function connectionAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const perServer = (metric: string): string =>
    `max by (job, instance) (${metric}${of})`;
  return [
    alert("P2", {
      alert: "RedisRejectedConnections",
      expr: `sum by (job, instance) (increase(redis_rejected_connections_total${of}[5m])) >= ${limits.rejectedConnections}`,
      keepFiringFor: Duration.minutes(5),
      summary: `Redis ${job} refuses clients.`,
      description:
        "{{ $labels.instance }} has refused {{ $value | humanize }} connections within 5 minutes, because it has as many clients as it may.",
    }),
    alert("P3", {
      alert: "RedisClientsHigh",
      expr: `${perServer("redis_connected_clients")} / (${perServer("redis_max_clients")} > 0) > ${limits.clientRatio}`,
      for: Duration.minutes(5),
      summary: `The connections of Redis ${job} are running out.`,
      description:
        "{{ $labels.instance }} has {{ $value | humanizePercentage }} of the clients that it may have; above it, new ones are refused.",
    }),
    alert("P4", {
      alert: "RedisBlockedClients",
      expr: `${perServer("redis_blocked_clients")} > ${limits.blockedClients}`,
      for: Duration.minutes(10),
      summary: `Many clients of Redis ${job} wait.`,
      description:
        "{{ $value }} clients of {{ $labels.instance }} have waited in commands such as BLPOP for 10 minutes; what they wait for does not come.",
    }),
  ];
}

function commandAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const commands = `${REDIS_METRIC.commands}${of}`;
  const enough = `and ${commands} > ${limits.commandRate}`;
  return [
    alert("P3", {
      alert: "RedisLatencyHigh",
      expr: `${REDIS_METRIC.latency}${of} > ${limits.latency.toSeconds()} ${enough}`,
      for: Duration.minutes(5),
      summary: `Commands in Redis ${job} are slow.`,
      description:
        "1 % of the commands in {{ $labels.instance }} take longer than {{ $value | humanizeDuration }}; all others wait for them.",
    }),
    alert("P4", {
      alert: "RedisSlowLogGrowing",
      // The number of the newest entry is a gauge that begins anew with each start.
      expr: `max by (job, instance) (delta(redis_slowlog_last_id${of}[10m])) > ${limits.slowCommands}`,
      summary: `Redis ${job} notes many slow commands.`,
      description:
        "{{ $labels.instance }} has noted {{ $value | humanize }} slow commands within 10 minutes.",
    }),
    alert("P3", {
      alert: "RedisErrorRatioHigh",
      expr: `sum by (job, instance) (rate(redis_total_error_replies${of}[5m])) / (${commands} > 0) > ${limits.errorRatio} ${enough}`,
      for: Duration.minutes(5),
      summary: `Redis ${job} answers commands by errors.`,
      description:
        "{{ $value | humanizePercentage }} of the commands in {{ $labels.instance }} were answered by an error within 5 minutes.",
    }),
  ];
}
