import { POSTGRESQL_METRIC } from "../../alerts/postgresql/recordings";
import { orZero, rateOf } from "../promql";

const SERVER = 'job=~"$job",instance=~"$instance"';
const DATABASE = `${SERVER},datname=~"$database"`;
const RATE = "[$__rate_interval]";

const perDatabase = (counter: string): string =>
  rateOf(`pg_stat_database_${counter}{${DATABASE}}`, "datname");

/** The ten greatest at the end of the time shown, over all of it, so that each is a whole line. */
const tenGreatest = (query: (at: string) => string): string =>
  `${query("")} and topk(10, ${query(" @ end()")})`;

const perStatement =
  (counter: string) =>
  (at: string): string =>
    `sum by (datname, user, queryid) (rate(pg_stat_statements_${counter}{${DATABASE}}${RATE}${at}))`;

const statementSeconds = perStatement("seconds_total");
const statementCalls = perStatement("calls_total");

const perTable = (query: string): string =>
  `sum by (datname, schemaname, relname) (${query})`;

const tableRate =
  (...counters: readonly string[]) =>
  (at: string): string =>
    perTable(
      counters
        .map(
          (counter) =>
            `rate(pg_stat_user_tables_${counter}{${DATABASE}}${RATE}${at})`,
        )
        .join(" + "),
    );

const topTables = (query: string): string => `topk(10, ${perTable(query)})`;

/** A counter of the background writer, and the one of the checkpointer that replaces it from PostgreSQL 17 on. */
const written = (before: string, since: string): string =>
  `${rateOf(`pg_stat_bgwriter_${before}{${SERVER}}`, "instance")} or ${rateOf(`pg_stat_checkpointer_${since}{${SERVER}}`, "instance")}`;

/** What a PostgreSQL server tells of itself. */
export const DATABASE_QUERY = {
  up: `min by (instance) (pg_up{${SERVER}})`,
  pool: `max by (instance) (${POSTGRESQL_METRIC.pool}{${SERVER}})`,
  transactions: rateOf(`pg_stat_database_xact_commit{${DATABASE}}`),
  commits: perDatabase("xact_commit"),
  rollbacks: perDatabase("xact_rollback"),
  rollbackRatio: `max by (datname) (${POSTGRESQL_METRIC.rollbacks}{${DATABASE}})`,
  worstRollbackRatio: orZero(
    `max(${POSTGRESQL_METRIC.rollbacks}{${DATABASE}})`,
  ),
  cacheHits: `min by (datname) (${POSTGRESQL_METRIC.cacheHits}{${DATABASE}})`,
  worstCacheHits: `min(${POSTGRESQL_METRIC.cacheHits}{${DATABASE}})`,
  lag: `max by (instance) (pg_replication_lag_seconds{${SERVER}})`,
  worstLag: `max(pg_replication_lag_seconds{${SERVER}})`,
  age: `min(time() - pg_postmaster_start_time_seconds{${SERVER}})`,
  version: `max by (short_version, instance) (pg_static{${SERVER}})`,
  rowsInserted: rateOf(`pg_stat_database_tup_inserted{${DATABASE}}`),
  rowsUpdated: rateOf(`pg_stat_database_tup_updated{${DATABASE}}`),
  rowsDeleted: rateOf(`pg_stat_database_tup_deleted{${DATABASE}}`),
  busySessions: perDatabase("active_time_seconds_total"),
  statementMean: tenGreatest(
    (at) => `${statementSeconds(at)} / (${statementCalls(at)} > 0)`,
  ),
  statementTime: tenGreatest(statementSeconds),
  statementCalls: tenGreatest(statementCalls),
  statementReading: tenGreatest(perStatement("block_read_seconds_total")),
  sessionsByState: `sum by (state) (pg_stat_activity_count{${DATABASE}}) > 0`,
  sessionsByUser: `sum by (usename, application_name) (pg_stat_activity_count{${DATABASE},backend_type="client backend"}) > 0`,
  sessionsWaiting: `sum by (wait_event_type, wait_event) (pg_stat_activity_count{${DATABASE},state="active",wait_event_type!=""}) > 0`,
  lockWaits: `sum by (datname) (pg_stat_activity_count{${DATABASE},wait_event_type="Lock"}) or 0 * sum by (datname) (pg_stat_activity_count{${DATABASE}})`,
  locks: `sum by (mode) (pg_locks_count{${DATABASE}})`,
  oldestTransaction: `max by (instance) (pg_long_running_transactions_oldest_timestamp_seconds{${SERVER}})`,
  idleTransaction: `max by (datname) (pg_stat_activity_max_tx_duration{${DATABASE},state=~"idle in transaction.*"})`,
  deadlocks: `sum by (datname) (increase(pg_stat_database_deadlocks{${DATABASE}}[1h]))`,
  conflicts: `sum by (datname) (increase(pg_stat_database_conflicts{${DATABASE}}[1h]))`,
  blocksRead: perDatabase("blks_read"),
  readingTime: `${perDatabase("blk_read_time")} / 1000`,
  writingTime: `${perDatabase("blk_write_time")} / 1000`,
  temporary: perDatabase("temp_bytes"),
  checkpointsTimed: written("checkpoints_timed_total", "num_timed_total"),
  checkpointsRequested: written("checkpoints_req_total", "num_requested_total"),
  checkpointWriting: `(${written("checkpoint_write_time_total", "write_time_total")}) / 1000`,
  checkpointBuffers: written(
    "buffers_checkpoint_total",
    "buffers_written_total",
  ),
  cleanBuffers: rateOf(
    `pg_stat_bgwriter_buffers_clean_total{${SERVER}}`,
    "instance",
  ),
  logSize: `max by (instance) (pg_wal_size_bytes{${SERVER}})`,
  archived: rateOf(`pg_stat_archiver_archived_count{${SERVER}}`, "instance"),
  archiveFailures: rateOf(
    `pg_stat_archiver_failed_count{${SERVER}}`,
    "instance",
  ),
  behind: `max by (instance, application_name, client_addr) (pg_stat_replication_pg_wal_lsn_diff{${SERVER}})`,
  replicas: `count by (instance) (pg_stat_replication_pg_wal_lsn_diff{${SERVER},state="streaming"}) or 0 * max by (instance) (pg_replication_is_replica{${SERVER}})`,
  slots: `max by (instance, slot_name) (pg_replication_slots_pg_wal_lsn_diff{${SERVER}})`,
  sizes: `max by (datname) (pg_database_size_bytes{${DATABASE}})`,
  largestTables: topTables(`pg_stat_user_tables_size_bytes{${DATABASE}}`),
  deadRatio: `topk(10, sum by (datname, schemaname, relname) (pg_stat_user_tables_n_dead_tup{${DATABASE}}) / (sum by (datname, schemaname, relname) (pg_stat_user_tables_n_dead_tup{${DATABASE}} + pg_stat_user_tables_n_live_tup{${DATABASE}}) > 0))`,
  deadRows: topTables(`pg_stat_user_tables_n_dead_tup{${DATABASE}}`),
  wholeScans: tenGreatest(tableRate("seq_tup_read")),
  indexScans: tenGreatest(tableRate("idx_tup_fetch")),
  changes: tenGreatest(tableRate("n_tup_ins", "n_tup_upd", "n_tup_del")),
  vacuums: `sum by (datname) (increase(pg_stat_user_tables_autovacuum_count{${DATABASE}}[1h]))`,
  wraparound: `max by (datname) (${POSTGRESQL_METRIC.wraparound}{${DATABASE}})`,
  collectors: `max by (collector) (pg_scrape_collector_duration_seconds{${SERVER}})`,
  failedCollectors: orZero(
    `count(pg_scrape_collector_success{${SERVER}} == 0)`,
  ),
  maxConnections: `max by (instance) (pg_settings_max_connections{${SERVER}})`,
  sharedBuffers: `max by (instance) (pg_settings_shared_buffers_bytes{${SERVER}})`,
  workMemory: `max by (instance) (pg_settings_work_mem_bytes{${SERVER}})`,
  statementTimeout: `max by (instance) (pg_settings_statement_timeout_seconds{${SERVER}})`,
  starts: `pg_postmaster_start_time_seconds{${SERVER}} * 1000`,
} as const;
