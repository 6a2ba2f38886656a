import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { PostgresqlSettings } from "../../alerts/postgresql/options";
import { alertMarks, firingAlerts, jobVariables } from "../job";
import {
  ALL_DASHBOARDS,
  ANY_IS_BAD,
  MONITORING_TAG,
  UP_OR_DOWN,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { limits, type DatabaseLimits } from "./limits";
import { DATABASE_QUERY as Q } from "./queries";
import {
  loadRow,
  replicationRow,
  sessionRow,
  statementRow,
} from "./session-rows";
import { cacheRow, logRow, sizeRow, vacuumRow } from "./storage-rows";
import { databaseDashboardUid } from "./uid";

/**
 * What the PostgreSQL servers of one job do and what holds them up. Its coloured limits are those of the alerts with the
 * same settings.
 */
export function databaseDashboard(settings: PostgresqlSettings): Dashboard {
  const { job, statements } = settings;
  const limit = limits(settings.limits);
  return {
    uid: databaseDashboardUid(job),
    title: `Database performance: ${job}`,
    description: `Connections, statements, locks, cache, replication and vacuum of the PostgreSQL servers of ${job}.`,
    tags: [MONITORING_TAG, "database"],
    folder: "Databases",
    variables: [
      ...jobVariables("pg_up", job, { of: "instance", label: "Server" }),
      {
        kind: "query",
        name: "database",
        label: "Database",
        metric:
          'pg_stat_database_xact_commit{job=~"$job",instance=~"$instance"}',
        of: "datname",
        multi: true,
      },
    ],
    links: [ALL_DASHBOARDS],
    annotations: [
      alertMarks(job),
      {
        name: "Starts",
        expr: Q.starts,
        color: "blue",
        valueIsTime: true,
        text: "{{instance}} started",
      },
    ],
    rows: [
      summaryRow(job, limit),
      loadRow(limit),
      ...(statements ? [statementRow(limit)] : []),
      sessionRow(limit),
      cacheRow(limit),
      replicationRow(limit),
      vacuumRow(limit),
      sizeRow(),
      logRow(),
      EXPORTER_ROW,
    ],
  };
}

function summaryRow(job: string, limit: DatabaseLimits): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "Servers",
        "Whether the exporter reaches each server.",
        [prometheus(Q.up, "{{instance}}")],
        { ...UP_OR_DOWN, width: 3 },
      ),
      stat(
        "Connections in use",
        "Share of the connections that clients may have. At 100 % new clients are refused.",
        [prometheus(Q.pool, "{{instance}}")],
        { unit: "percentunit", thresholds: limit.pool, width: 3 },
      ),
      stat(
        "Transactions",
        "Transactions committed per second.",
        [prometheus(Q.transactions)],
        { unit: "ops", width: 3 },
      ),
      stat(
        "Rolled back",
        "Share of the transactions of the worst database that were rolled back within 5 minutes.",
        [prometheus(Q.worstRollbackRatio)],
        {
          unit: "percentunit",
          decimals: 2,
          thresholds: limit.rollbacks,
          width: 3,
        },
      ),
      stat(
        "Found in the cache",
        "Share of the blocks that the worst database finds in PostgreSQL's own cache, over 15 minutes.",
        [prometheus(Q.worstCacheHits)],
        {
          unit: "percentunit",
          decimals: 1,
          baseColor: "red",
          thresholds: limit.cacheHits,
          width: 3,
        },
      ),
      stat(
        "Replication lag",
        "Age of what the slowest replica shows; 0 without a replica.",
        [prometheus(Q.worstLag)],
        { unit: "s", thresholds: limit.lag, width: 3 },
      ),
      { ...firingAlerts(job), width: 3 },
      stat(
        "Running for",
        "Time since the last start of a server.",
        [prometheus(Q.age)],
        { unit: "s", width: 3 },
      ),
    ],
  };
}

const EXPORTER_ROW: DashboardRow = {
  title: "Settings and exporter",
  collapsed: true,
  panels: [
    table(
      "Settings",
      "What the servers are configured with. A statement timeout of 0 means none.",
      [
        prometheus(Q.maxConnections, "Most connections", { unit: "none" }),
        prometheus(Q.sharedBuffers, "Cache", { unit: "bytes" }),
        prometheus(Q.workMemory, "Memory of a sort", { unit: "bytes" }),
        prometheus(Q.statementTimeout, "Statement timeout", { unit: "s" }),
      ],
      { columns: [{ label: "instance", title: "Server" }], unit: "none" },
    ),
    table(
      "Versions",
      "The version of PostgreSQL that each server runs.",
      [prometheus(Q.version, "Servers", { unit: "none" })],
      {
        columns: [
          { label: "instance", title: "Server" },
          { label: "short_version", title: "Version" },
        ],
        unit: "none",
      },
    ),
    timeseries(
      "Time of the exporter's questions",
      "How long each collector of the exporter takes; above the scrape timeout all metrics are missing.",
      [prometheus(Q.collectors, "{{collector}}")],
      { unit: "s", min: 0 },
    ),
    stat(
      "Failed collectors",
      "Collectors that fail; what they tell is missing on this dashboard and for the alerts.",
      [prometheus(Q.failedCollectors)],
      { unit: "none", thresholds: ANY_IS_BAD },
    ),
  ],
};
