import type { DashboardRow } from "../../../domain/dashboard/model";
import { prometheus, timeseries } from "../panels";
import type { DatabaseLimits } from "./limits";
import { DATABASE_QUERY as Q } from "./queries";

const STATEMENT = "{{datname}} {{user}} {{queryid}}";

export function loadRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Load",
    panels: [
      timeseries(
        "Transactions",
        "Transactions per second that were committed and rolled back, by database.",
        [
          prometheus(Q.commits, "{{datname}} committed"),
          prometheus(Q.rollbacks, "{{datname}} rolled back"),
        ],
        { unit: "ops", min: 0 },
      ),
      timeseries(
        "Share rolled back",
        "Share of the transactions that were rolled back: by an error, by a timeout, or on purpose.",
        [prometheus(Q.rollbackRatio, "{{datname}}")],
        { unit: "percentunit", min: 0, thresholds: limit.rollbacks },
      ),
      timeseries(
        "Busy sessions",
        "How many sessions are at work on statements, on average. Above the number of processors they wait for each other.",
        [prometheus(Q.busySessions, "{{datname}}")],
        { unit: "none", min: 0, decimals: 2 },
      ),
      timeseries(
        "Rows changed",
        "Rows per second that statements insert, update and delete.",
        [
          prometheus(Q.rowsInserted, "inserted"),
          prometheus(Q.rowsUpdated, "updated"),
          prometheus(Q.rowsDeleted, "deleted"),
        ],
        { unit: "rowsps", min: 0, stacked: true },
      ),
    ],
  };
}

export function statementRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Statements",
    panels: [
      timeseries(
        "Slowest statements",
        "Mean time of the ten slowest statements, by database, user and id. `select query from pg_stat_statements where queryid = ...` shows the text.",
        [prometheus(Q.statementMean, STATEMENT)],
        { unit: "s", min: 0, thresholds: limit.statementTime },
      ),
      timeseries(
        "Most time in all",
        "Seconds per second that the ten most expensive statements take: where the server's time goes, and what is worth making faster.",
        [prometheus(Q.statementTime, STATEMENT)],
        { unit: "none", min: 0, decimals: 3, stacked: true },
      ),
      timeseries(
        "Most calls",
        "Calls per second of the ten statements that are called most often.",
        [prometheus(Q.statementCalls, STATEMENT)],
        { unit: "cps", min: 0 },
      ),
      timeseries(
        "Most reading",
        "Seconds per second that statements wait for blocks from the disk. It is 0 unless track_io_timing is on.",
        [prometheus(Q.statementReading, STATEMENT)],
        { unit: "none", min: 0, decimals: 3 },
      ),
    ],
  };
}

export function sessionRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Connections and locks",
    panels: [
      timeseries(
        "Connections in use",
        "Share of the connections that clients may have, without those that are reserved.",
        [prometheus(Q.pool, "{{instance}}")],
        { unit: "percentunit", min: 0, thresholds: limit.pool },
      ),
      timeseries(
        "Sessions by state",
        "Sessions by what they do. `idle in transaction` holds locks without being at work.",
        [prometheus(Q.sessionsByState, "{{state}}")],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "Sessions by client",
        "Sessions by user and application: who takes the connections.",
        [prometheus(Q.sessionsByUser, "{{usename}} {{application_name}}")],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "What active sessions wait for",
        "Sessions that are active and wait, by what for: locks, the disk, the client, or other processes.",
        [prometheus(Q.sessionsWaiting, "{{wait_event_type}}: {{wait_event}}")],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "Waiting for locks",
        "Sessions that wait for a lock of another one, by database.",
        [prometheus(Q.lockWaits, "{{datname}}")],
        { unit: "none", min: 0, thresholds: limit.lockWaits },
      ),
      timeseries(
        "Locks by mode",
        "Locks held or waited for. Many exclusive ones block readers.",
        [prometheus(Q.locks, "{{mode}}")],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "Oldest transaction",
        "Age of the oldest open transaction. Vacuum cannot remove what it might still see.",
        [prometheus(Q.oldestTransaction, "{{instance}}")],
        { unit: "s", min: 0, width: 8, thresholds: limit.transactionAge },
      ),
      timeseries(
        "Oldest idle transaction",
        "Age of the oldest transaction whose client does nothing.",
        [prometheus(Q.idleTransaction, "{{datname}}")],
        { unit: "s", min: 0, width: 8, thresholds: limit.idleTransaction },
      ),
      timeseries(
        "Deadlocks",
        "Deadlocks within an hour, by database; each ended a transaction.",
        [prometheus(Q.deadlocks, "{{datname}}")],
        { unit: "none", min: 0, width: 8 },
      ),
    ],
  };
}

export function replicationRow(limit: DatabaseLimits): DashboardRow {
  return {
    title: "Replication",
    panels: [
      timeseries(
        "Lag",
        "Age of what each replica shows. It is 0 on a primary, and once a replica has replayed all that it received.",
        [prometheus(Q.lag, "{{instance}}")],
        { unit: "s", min: 0, thresholds: limit.lag },
      ),
      timeseries(
        "Still to replay",
        "Bytes of the log that each replica has still to replay, as its primary sees it.",
        [prometheus(Q.behind, "{{application_name}} {{client_addr}}")],
        { unit: "bytes", min: 0 },
      ),
      timeseries(
        "Connected replicas",
        "Replicas that receive the log from each server.",
        [prometheus(Q.replicas, "{{instance}}")],
        { unit: "none", min: 0, width: 8 },
      ),
      timeseries(
        "Kept for slots",
        "Bytes of the log that are kept for each replication slot. A slot without a reader fills the disk.",
        [prometheus(Q.slots, "{{slot_name}}")],
        { unit: "bytes", min: 0, width: 8, thresholds: limit.slots },
      ),
      timeseries(
        "Queries ended by the replay",
        "Queries on replicas that were ended within an hour, because they were in the way of the replay.",
        [prometheus(Q.conflicts, "{{datname}}")],
        { unit: "none", min: 0, width: 8 },
      ),
    ],
  };
}
