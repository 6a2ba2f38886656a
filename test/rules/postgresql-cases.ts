import { labels } from "./http-service-cases";
import type { PackCases, Series } from "./pack-suite";

const SERVER = 'job="shop",instance="e:1"';
const DATABASE = `${SERVER},datname="orders"`;
const of = { instance: "e:1" };
const inDatabase = { ...of, datname: "orders" };

const GIB = 2 ** 30;

function always(value: number): string {
  return `${value}x60`;
}

/** A counter that grows by so much each minute. */
function growing(perMinute: number): string {
  return `0+${perMinute}x60`;
}

function server(metric: string, value: number, more = ""): Series {
  return { [`${metric}{${SERVER}${more}}`]: always(value) };
}

/** The age of the oldest transaction of some sessions. */
function transaction(
  state: string,
  seconds: number,
  program = "shop",
  kind = "client backend",
): Series {
  return {
    [`pg_stat_activity_max_tx_duration{${DATABASE},application_name="${program}",backend_type="${kind}",state="${state}"}`]:
      always(seconds),
  };
}

/** So many sessions of clients, where 100 are allowed. */
function sessions(clients: number): Series {
  const kind = (name: string, state: string): string =>
    `pg_stat_activity_count{${DATABASE},backend_type="${name}",state="${state}"}`;
  return {
    [kind("client backend", "active")]: always(5),
    [kind("client backend", "idle")]: always(clients - 5),
    [kind("walsender", "active")]: always(50),
    ...server("pg_settings_max_connections", 103),
    ...server("pg_settings_superuser_reserved_connections", 3),
  };
}

/** A statement's calls in each minute, and the seconds that each takes. */
function statement(calls: number, seconds: number): Series {
  const of = `${DATABASE},queryid="7",user="shop"`;
  return {
    [`pg_stat_statements_calls_total{${of}}`]: growing(calls),
    [`pg_stat_statements_seconds_total{${of}}`]: growing(calls * seconds),
  };
}

/** Two counters of a database that grow in each minute. */
function pair(
  first: string,
  perMinute: number,
  second: string,
  more: number,
): Series {
  return {
    [`pg_stat_database_${first}{${DATABASE}}`]: growing(perMinute),
    [`pg_stat_database_${second}{${DATABASE}}`]: growing(more),
  };
}

function transactions(committed: number, rolledBack: number): Series {
  return pair("xact_commit", committed, "xact_rollback", rolledBack);
}

function blocks(hit: number, read: number): Series {
  return pair("blks_hit", hit, "blks_read", read);
}

function rows(dead: number, live: number): Series {
  const of = `${DATABASE},schemaname="public",relname="orders"`;
  return {
    [`pg_stat_user_tables_n_dead_tup{${of}}`]: always(dead),
    [`pg_stat_user_tables_n_live_tup{${of}}`]: always(live),
  };
}

/** Transactions and multixact ids since the oldest. */
function ages(transactions: number, multixacts: number): Series {
  const age = "pg_database_wraparound_age";
  return {
    [`${age}_datfrozenxid_seconds{${DATABASE}}`]: always(transactions),
    [`${age}_datminmxid_seconds{${DATABASE}}`]: always(multixacts),
  };
}

/** The size of a database on one day, and on the next. */
function sizes(first: number, second: number): Series {
  return {
    [`pg_database_size_bytes{${DATABASE}}`]: `${first}x96 ${second}x20`,
  };
}

const replica = (is: 0 | 1): Series => server("pg_replication_is_replica", is);

const streaming = (name: string): Series =>
  server(
    "pg_stat_replication_pg_wal_lsn_diff",
    0,
    `,state="streaming",slot_name="${name}"`,
  );

const poolDescription =
  "of the connections that clients of e:1 may have are in use.";
const wraparoundDescription =
  "of its transaction ids since the oldest row was frozen.";

export const POSTGRESQL_CASES: PackCases = {
  PostgresqlDown: {
    step: "15s",
    at: "3m",
    fires: { [`pg_up{${SERVER}}`]: "1x8 0x12" },
    expect: {
      labels: labels("P1", of),
      summary: "PostgreSQL shop cannot be reached.",
      description:
        "The exporter e:1 has reached no server for 30s: it is down, refuses the connection, or has none left.",
    },
    silent: { [`pg_up{${SERVER}}`]: "1x10 0x12" },
    edges: {
      "the exporter does not answer": { series: {} },
      "the server is back": { series: { [`pg_up{${SERVER}}`]: "1x4 0x4 1x9" } },
    },
  },
  PostgresqlCollectorFailed: {
    at: "15m",
    fires: {
      ...server("pg_up", 1),
      ...server("pg_scrape_collector_success", 0, ',collector="locks"'),
    },
    expect: {
      labels: labels("P4", { ...of, collector: "locks" }),
      summary: "A part of the metrics of PostgreSQL shop is missing.",
      description:
        "The collector locks of e:1 has failed for 10 minutes; alerts that need it cannot fire.",
    },
    silent: {
      ...server("pg_up", 0),
      ...server("pg_scrape_collector_success", 0, ',collector="locks"'),
    },
  },
  PostgresqlRestarted: {
    at: "12m",
    fires: {
      [`pg_postmaster_start_time_seconds{${SERVER}}`]: "1000x8 1540x20",
    },
    expect: {
      labels: labels("P4", of),
      summary: "PostgreSQL shop has restarted.",
      description:
        "The server behind e:1 has started 1 times within 15 minutes; its sessions were lost and its cache is cold.",
    },
    silent: { [`pg_postmaster_start_time_seconds{${SERVER}}`]: "1000x30" },
  },
  PostgresqlUnsafeSettings: {
    at: "15m",
    fires: {
      ...server("pg_settings_fsync", 1),
      ...server("pg_settings_full_page_writes", 0),
    },
    expect: {
      labels: labels("P3", of),
      summary: "PostgreSQL shop can lose data in a crash.",
      description:
        "fsync or full_page_writes of the server behind e:1 is off; after a crash of its machine the data can be damaged.",
    },
    silent: {
      ...server("pg_settings_fsync", 1),
      ...server("pg_settings_full_page_writes", 1),
    },
    alsoFires: {
      "both are off": {
        ...server("pg_settings_fsync", 0),
        ...server("pg_settings_full_page_writes", 0),
      },
    },
  },
  PostgresqlPoolExhausted: {
    at: "10m",
    fires: sessions(93),
    expect: {
      labels: labels("P2", of),
      summary: "PostgreSQL shop has hardly any connections left.",
      description: `93% ${poolDescription} Without one left, new clients are refused.`,
    },
    silent: sessions(89),
    alsoFires: {
      "connections are reserved for a role": {
        ...sessions(93),
        ...server("pg_settings_max_connections", 108),
        ...server("pg_settings_reserved_connections", 5),
      },
    },
    edges: {
      "nothing is known of the limit": {
        series: {
          [`pg_stat_activity_count{${DATABASE},backend_type="client backend"}`]:
            always(500),
        },
      },
      "the exporter does not answer": { series: {} },
      "there is no connection for clients at all": {
        series: { ...sessions(5), ...server("pg_settings_max_connections", 3) },
      },
    },
  },
  PostgresqlPoolFilling: {
    at: "10m",
    fires: sessions(85),
    expect: {
      labels: labels("P3", of),
      summary: "The connections of PostgreSQL shop are running out.",
      description: `85% ${poolDescription}`,
    },
    silent: sessions(79),
  },
  PostgresqlSlowStatements: {
    at: "15m",
    fires: statement(6, 2),
    expect: {
      labels: labels("P3", inDatabase),
      summary: "Statements in PostgreSQL shop are slow.",
      description:
        "A statement that is called all the time in orders of e:1 takes 2s on average.",
    },
    silent: statement(6, 0.9),
    edges: {
      "it seldom runs": { near: true, series: statement(2, 2) },
      "it never runs": { series: statement(0, 0) },
    },
  },
  PostgresqlErrorRatioHigh: {
    at: "15m",
    fires: transactions(180, 20),
    expect: {
      labels: labels("P3", inDatabase),
      summary: "Transactions in PostgreSQL shop fail.",
      description:
        "10% of the transactions in orders of e:1 were rolled back within 5 minutes, by errors, by timeouts or on purpose.",
    },
    silent: transactions(191, 9),
    edges: {
      "there are hardly any": { near: true, series: transactions(27, 3) },
      "there are none": { series: transactions(0, 0) },
    },
  },
  PostgresqlDeadlocks: {
    at: "20m",
    fires: { [`pg_stat_database_deadlocks{${DATABASE}}`]: growing(1) },
    expect: {
      labels: labels("P3", inDatabase),
      summary: "Transactions in PostgreSQL shop block each other.",
      description:
        "15 deadlocks in orders of e:1 within 15 minutes; each ended a transaction.",
    },
    silent: { [`pg_stat_database_deadlocks{${DATABASE}}`]: "7x10 8x3 9x10" },
    edges: {
      "the counter starts again": {
        series: { [`pg_stat_database_deadlocks{${DATABASE}}`]: "900x10 0x20" },
      },
    },
  },
  PostgresqlLongTransaction: {
    at: "5m",
    fires: transaction("active", 1800),
    expect: {
      labels: labels("P3", of),
      summary: "A transaction in PostgreSQL shop does not end.",
      description:
        "A transaction on e:1 has been open for 30m 0s; it keeps its locks, and vacuum cannot remove what it might still see.",
    },
    silent: transaction("active", 890),
    alsoFires: {
      "the client does nothing": transaction("idle in transaction", 1800),
    },
    edges: {
      "it is a backup": { series: transaction("active", 1800, "pg_dump") },
      "it is one of the server's own": {
        series: transaction("active", 1800, "", "autovacuum worker"),
      },
    },
  },
  PostgresqlIdleInTransaction: {
    at: "5m",
    fires: transaction("idle in transaction", 600),
    expect: {
      labels: labels("P3", inDatabase),
      summary: "A client of PostgreSQL shop has left a transaction open.",
      description:
        "A transaction in orders of e:1 has been open for 10m 0s while its client does nothing; it keeps its locks.",
    },
    silent: {
      ...transaction("idle in transaction", 290),
      ...transaction("active", 10),
    },
    alsoFires: {
      "the transaction has failed": transaction(
        "idle in transaction (aborted)",
        600,
      ),
    },
    edges: {
      "the client is at work": {
        series: transaction("active", 600),
      },
      "it is a part of a backup that waits for the others": {
        series: transaction("idle in transaction", 600, "pg_dump"),
      },
    },
  },
  PostgresqlLocksWaiting: {
    at: "5m",
    fires: {
      [`pg_stat_activity_count{${DATABASE},state="active",wait_event_type="Lock"}`]:
        always(8),
    },
    expect: {
      labels: labels("P3", inDatabase),
      summary: "Sessions in PostgreSQL shop wait for locks.",
      description:
        "8 sessions in orders of e:1 have waited for locks for 2 minutes.",
    },
    silent: {
      [`pg_stat_activity_count{${DATABASE},state="active",wait_event_type="Lock"}`]:
        always(5),
      [`pg_stat_activity_count{${DATABASE},state="active",wait_event_type=""}`]:
        always(80),
    },
  },
  PostgresqlReplicationLagSevere: {
    at: "5m",
    fires: server("pg_replication_lag_seconds", 600),
    expect: {
      labels: labels("P2", of),
      summary: "A replica of PostgreSQL shop is far behind.",
      description:
        "The replica behind e:1 shows data that is 10m 0s old. It cannot take over without loss.",
    },
    silent: server("pg_replication_lag_seconds", 290),
    edges: {
      "the exporter does not answer": { series: {} },
      "the replica has caught up": {
        series: { [`pg_replication_lag_seconds{${SERVER}}`]: "600x1 0x20" },
      },
    },
  },
  PostgresqlReplicationLagHigh: {
    at: "5m",
    fires: server("pg_replication_lag_seconds", 20),
    expect: {
      labels: labels("P3", of),
      summary: "A replica of PostgreSQL shop is behind.",
      description: "The replica behind e:1 shows data that is 20s old.",
    },
    silent: server("pg_replication_lag_seconds", 9),
  },
  PostgresqlQueryConflicts: {
    at: "20m",
    fires: { [`pg_stat_database_conflicts{${DATABASE}}`]: growing(1) },
    expect: {
      labels: labels("P4", inDatabase),
      summary: "A replica of PostgreSQL shop ends queries.",
      description:
        "15 queries in orders of e:1 were ended within 15 minutes, because the replica could not go on replaying.",
    },
    silent: { [`pg_stat_database_conflicts{${DATABASE}}`]: "7x10 9x3 11x10" },
  },
  PostgresqlReplicationStopped: {
    at: "5m",
    fires: replica(1),
    expect: {
      labels: labels("P3", of),
      summary: "A replica of PostgreSQL shop receives nothing.",
      description:
        "The replica behind e:1 has had no connection with its primary for 2 minutes; its data gets older and older.",
    },
    silent: {
      ...replica(1),
      ...server(
        "pg_stat_wal_receiver_received_tli",
        1,
        ',status="streaming",upstream_host="db"',
      ),
    },
    edges: { "it is a primary": { series: replica(0) } },
  },
  PostgresqlReplicaMissing: {
    at: "10m",
    fires: { ...replica(0), ...streaming("a") },
    expect: {
      labels: labels("P3", of),
      summary: "A replica of PostgreSQL shop is missing.",
      description:
        "Fewer than 2 replicas have been connected with the primary behind e:1 for 5 minutes.",
    },
    silent: { ...replica(0), ...streaming("a"), ...streaming("b") },
    alsoFires: { "there is none": replica(0) },
    edges: { "it is a replica": { series: replica(1) } },
  },
  PostgresqlSlotRetainsWal: {
    at: "10m",
    fires: server(
      "pg_replication_slots_pg_wal_lsn_diff",
      6 * GIB,
      ',slot_name="r1"',
    ),
    expect: {
      labels: labels("P3", { ...of, slot_name: "r1" }),
      summary: "PostgreSQL shop keeps its log for a reader that does not come.",
      description:
        "6GiB of the write-ahead log on e:1 are kept for the slot r1; without an end they fill the disk.",
    },
    silent: server(
      "pg_replication_slots_pg_wal_lsn_diff",
      4.9 * GIB,
      ',slot_name="r1"',
    ),
  },
  PostgresqlArchivingFailed: {
    at: "20m",
    fires: { [`pg_stat_archiver_failed_count{${SERVER}}`]: growing(1) },
    expect: {
      labels: labels("P3", of),
      summary: "PostgreSQL shop cannot archive its log.",
      description:
        "Archiving the write-ahead log on e:1 has failed 15 times within 15 minutes; backups cannot be brought up to date, and the log stays on the disk.",
    },
    silent: server("pg_stat_archiver_failed_count", 3),
    edges: {
      "the counter starts again": {
        series: { [`pg_stat_archiver_failed_count{${SERVER}}`]: "9x10 0x20" },
      },
    },
  },
  PostgresqlCacheHitRatioLow: {
    at: "45m",
    fires: blocks(16_000, 4_000),
    expect: {
      labels: labels("P4", inDatabase),
      summary: "PostgreSQL shop reads much from the disk.",
      description:
        "80% of the blocks that orders of e:1 needs are in its cache; it waits for the rest.",
    },
    silent: blocks(18_200, 1_800),
    edges: {
      "it reads hardly anything": { near: true, series: blocks(2_400, 600) },
      "it reads nothing": { series: blocks(0, 0) },
    },
  },
  PostgresqlDatabaseGrowth: {
    step: "15m",
    at: "26h",
    fires: sizes(4 * GIB, 7 * GIB),
    expect: {
      labels: labels("P4", inDatabase),
      summary: "A database of PostgreSQL shop grows fast.",
      description: "orders of e:1 has grown by 3GiB within a day.",
    },
    silent: sizes(4 * GIB, 5.9 * GIB),
    edges: {
      "it is small": { near: true, series: sizes(GIB, 1.9 * GIB) },
      "it was empty": { series: sizes(0, 3 * GIB) },
    },
  },
  PostgresqlDeadRowsHigh: {
    at: "45m",
    fires: rows(40_000, 60_000),
    expect: {
      labels: labels("P4", {
        ...inDatabase,
        schemaname: "public",
        relname: "orders",
      }),
      summary: "Vacuum does not keep up with a table in PostgreSQL shop.",
      description:
        "40% of the rows of public.orders in orders of e:1 are dead; queries read them all the same.",
    },
    silent: rows(29_000, 71_000),
    edges: {
      "the table is small": { near: true, series: rows(5_000, 5_000) },
      "the table is empty": { series: rows(0, 0) },
    },
  },
  PostgresqlAutovacuumOff: {
    at: "15m",
    fires: server("pg_settings_autovacuum", 0),
    expect: {
      labels: labels("P3", of),
      summary: "PostgreSQL shop does not vacuum by itself.",
      description:
        "autovacuum of the server behind e:1 is off; tables grow without end, and plans rest on old statistics.",
    },
    silent: server("pg_settings_autovacuum", 1),
  },
  PostgresqlWraparoundImminent: {
    at: "10m",
    fires: ages(2 ** 31 * 0.75, 5),
    expect: {
      labels: labels("P2", inDatabase),
      summary: "PostgreSQL shop will soon refuse writes.",
      description: `orders of e:1 has used up 75% ${wraparoundDescription} At 100 % it accepts no more writes.`,
    },
    silent: ages(2 ** 31 * 0.69, 2 ** 31 * 0.69),
    alsoFires: { "multixact ids run out": ages(5, 2 ** 31 * 0.75) },
    edges: {
      "the exporter does not answer": { series: {} },
      "it was vacuumed": {
        series: {
          [`pg_database_wraparound_age_datfrozenxid_seconds{${DATABASE}}`]:
            "2000000000x4 50000000x20",
        },
      },
    },
  },
  PostgresqlWraparoundNear: {
    at: "45m",
    fires: ages(2 ** 31 * 0.3, 5),
    expect: {
      labels: labels("P3", inDatabase),
      summary: "PostgreSQL shop does not freeze its rows in time.",
      description: `orders of e:1 has used up 30% ${wraparoundDescription}`,
    },
    silent: ages(2 ** 31 * 0.24, 2 ** 31 * 0.24),
  },
};
