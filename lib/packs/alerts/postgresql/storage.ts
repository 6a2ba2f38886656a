import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { PostgresqlSettings } from "./options";
import { POSTGRESQL_METRIC } from "./recordings";

/** The cache, vacuum and the size of the databases. */
export function storageAlerts(
  alert: PackAlert,
  settings: PostgresqlSettings,
): readonly AlertRule[] {
  return [
    ...spaceAlerts(alert, settings),
    ...vacuumAlerts(alert, settings),
    ...wraparoundAlerts(alert, settings),
  ];
}

function spaceAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const size = `max by (job, instance, datname) (pg_database_size_bytes${of})`;
  const dayAgo = `max by (job, instance, datname) (pg_database_size_bytes${of} offset 1d)`;
  return [
    alert("P4", {
      alert: "PostgresqlCacheHitRatioLow",
      expr: `${POSTGRESQL_METRIC.cacheHits}${of} < ${limits.cacheHitRatio} and ${POSTGRESQL_METRIC.blocks}${of} > ${limits.blockRate}`,
      for: Duration.minutes(15),
      summary: `PostgreSQL ${job} reads much from the disk.`,
      description:
        "{{ $value | humanizePercentage }} of the blocks that {{ $labels.datname }} of {{ $labels.instance }} needs are in its cache; it waits for the rest.",
    }),
    alert("P4", {
      alert: "PostgresqlDatabaseGrowth",
      expr: `${size} - ${dayAgo} > ${limits.growthBytes} and (${size} - ${dayAgo}) / (${dayAgo} > 0) > ${limits.growthRatio}`,
      for: Duration.minutes(30),
      summary: `A database of PostgreSQL ${job} grows fast.`,
      description:
        "{{ $labels.datname }} of {{ $labels.instance }} has grown by {{ $value | humanize1024 }}B within a day.",
    }),
  ];
}

function vacuumAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  const dead = `pg_stat_user_tables_n_dead_tup${of}`;
  const live = `pg_stat_user_tables_n_live_tup${of}`;
  return [
    alert("P4", {
      alert: "PostgresqlDeadRowsHigh",
      expr: `${dead} / (${dead} + ${live} > 0) > ${limits.deadRowRatio} and ${dead} > ${limits.deadRows}`,
      for: Duration.minutes(30),
      summary: `Vacuum does not keep up with a table in PostgreSQL ${job}.`,
      description:
        "{{ $value | humanizePercentage }} of the rows of {{ $labels.schemaname }}.{{ $labels.relname }} in {{ $labels.datname }} of {{ $labels.instance }} are dead; queries read them all the same.",
    }),
    alert("P3", {
      alert: "PostgresqlAutovacuumOff",
      expr: `max by (job, instance) (pg_settings_autovacuum${of}) == 0`,
      for: Duration.minutes(10),
      summary: `PostgreSQL ${job} does not vacuum by itself.`,
      description:
        "autovacuum of the server behind {{ $labels.instance }} is off; tables grow without end, and plans rest on old statistics.",
    }),
  ];
}

function wraparoundAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const ratio = `${POSTGRESQL_METRIC.wraparound}{job="${job}"}`;
  const description =
    "{{ $labels.datname }} of {{ $labels.instance }} has used up {{ $value | humanizePercentage }} of its transaction ids since the oldest row was frozen.";
  return [
    alert("P2", {
      alert: "PostgresqlWraparoundImminent",
      expr: `${ratio} > ${limits.wraparoundRatioP2}`,
      for: Duration.minutes(5),
      summary: `PostgreSQL ${job} will soon refuse writes.`,
      description: `${description} At 100 % it accepts no more writes.`,
    }),
    alert("P3", {
      alert: "PostgresqlWraparoundNear",
      expr: `${ratio} > ${limits.wraparoundRatioP3}`,
      for: Duration.minutes(30),
      summary: `PostgreSQL ${job} does not freeze its rows in time.`,
      description,
    }),
  ];
}
