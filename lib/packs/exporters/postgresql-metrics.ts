import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

/** What one table tells; only in the database that the exporter is connected with. */
const tableMetrics = catalog({
  counter: {
    pg_stat_user_tables_analyze_count:
      "analyses of a table that people asked for",
    pg_stat_user_tables_autoanalyze_count: "analyses of a table by autovacuum",
    pg_stat_user_tables_autovacuum_count: "vacuums of a table by autovacuum",
    pg_stat_user_tables_vacuum_count:
      "vacuums of a table that people asked for",
    pg_stat_user_tables_idx_scan: "scans that used an index of a table",
    pg_stat_user_tables_idx_tup_fetch: "live rows that index scans fetched",
    pg_stat_user_tables_n_tup_del: "rows deleted",
    pg_stat_user_tables_n_tup_hot_upd:
      "rows updated without a new entry in an index",
    pg_stat_user_tables_n_tup_ins: "rows inserted",
    pg_stat_user_tables_n_tup_upd: "rows updated",
    pg_stat_user_tables_seq_scan: "scans of a whole table",
    pg_stat_user_tables_seq_tup_read: "live rows that whole scans read",
  },
  gauge: {
    pg_stat_user_tables_last_analyze:
      "last analysis that people asked for, as Unix time in seconds, 0 for never",
    pg_stat_user_tables_last_autoanalyze:
      "last analysis by autovacuum, as Unix time in seconds, 0 for never",
    pg_stat_user_tables_last_autovacuum:
      "last vacuum by autovacuum, as Unix time in seconds, 0 for never",
    pg_stat_user_tables_last_vacuum:
      "last vacuum that people asked for, as Unix time in seconds, 0 for never",
    pg_stat_user_tables_n_dead_tup: "dead rows, estimated",
    pg_stat_user_tables_n_live_tup: "live rows, estimated",
    pg_stat_user_tables_n_mod_since_analyze:
      "rows changed since the last analysis, estimated",
    pg_stat_user_tables_size_bytes:
      "bytes on disk of a table with its indexes and oversized values",
  },
});

const databaseMetrics = catalog({
  counter: {
    pg_stat_database_active_time_seconds_total:
      "time that sessions spent on statements, in seconds; from PostgreSQL 14 on",
    pg_stat_database_blk_read_time:
      "time to read blocks, in milliseconds; 0 unless track_io_timing is on",
    pg_stat_database_blk_write_time:
      "time to write blocks, in milliseconds; 0 unless track_io_timing is on",
    pg_stat_database_blks_hit: "blocks found in PostgreSQL's own cache",
    pg_stat_database_blks_read:
      "blocks read from the disk or the kernel's cache",
    pg_stat_database_conflicts:
      "queries ended because they were in the way of the replay, on a replica",
    pg_stat_database_conflicts_confl_bufferpin:
      "queries ended on a replica for a pinned block",
    pg_stat_database_conflicts_confl_deadlock:
      "queries ended on a replica for a deadlock with the replay",
    pg_stat_database_conflicts_confl_lock:
      "queries ended on a replica for a lock that the replay needed",
    pg_stat_database_conflicts_confl_snapshot:
      "queries ended on a replica for rows that were removed",
    pg_stat_database_conflicts_confl_tablespace:
      "queries ended on a replica for a table space that was removed",
    pg_stat_database_deadlocks: "deadlocks found",
    pg_stat_database_stats_reset:
      "when the statistics were set back, as Unix time in seconds",
    pg_stat_database_temp_bytes: "bytes written to temporary files",
    pg_stat_database_temp_files: "temporary files made",
    pg_stat_database_tup_deleted: "rows deleted",
    pg_stat_database_tup_fetched: "rows fetched by index scans",
    pg_stat_database_tup_inserted: "rows inserted",
    pg_stat_database_tup_returned: "rows read",
    pg_stat_database_tup_updated: "rows updated",
    pg_stat_database_xact_commit: "transactions committed",
    pg_stat_database_xact_rollback:
      "transactions rolled back: by an error, a timeout or on purpose",
    pg_stat_statements_block_read_seconds_total:
      "time that a statement spent reading blocks, in seconds",
    pg_stat_statements_block_write_seconds_total:
      "time that a statement spent writing blocks, in seconds",
    pg_stat_statements_calls_total: "executions of a statement",
    pg_stat_statements_rows_total: "rows that a statement returned or changed",
    pg_stat_statements_seconds_total:
      "time that a statement took in all, in seconds",
  },
  gauge: {
    pg_database_connection_limit:
      "most connections to a database, -1 for no limit of its own",
    pg_database_size_bytes: "bytes on disk of a database",
    pg_database_wraparound_age_datfrozenxid_seconds:
      "transactions since the oldest one that is not frozen; a count, whatever its name says",
    pg_database_wraparound_age_datminmxid_seconds:
      "multixact ids since the oldest one in use; a count, whatever its name says",
    pg_stat_database_numbackends: "sessions in a database",
    pg_locks_count: "locks held or waited for, by database and mode",
  },
});

const activityMetrics = catalog({
  gauge: {
    pg_stat_activity_count:
      "sessions by database, user, application, state and what they wait for",
    pg_stat_activity_max_tx_duration:
      "age of the oldest transaction of such sessions, in seconds",
    pg_stat_activity_autovacuum_timestamp_seconds:
      "start of a running autovacuum, as Unix time in seconds",
    pg_long_running_transactions: "transactions that are open",
    pg_long_running_transactions_oldest_timestamp_seconds:
      "age of the oldest open transaction, in seconds; 0 without one",
    pg_postmaster_start_time_seconds:
      "start of the server, as Unix time in seconds",
  },
});

const replicationMetrics = catalog({
  counter: {
    pg_stat_archiver_archived_count: "segments of the log archived",
    pg_stat_archiver_failed_count: "failed attempts to archive a segment",
    pg_stat_wal_receiver_flushed_lsn: "position received and on disk, in bytes",
    pg_stat_wal_receiver_last_msg_receipt_time:
      "last message from the primary, as Unix time in seconds",
    pg_stat_wal_receiver_last_msg_send_time:
      "when the primary sent its last message, as Unix time in seconds",
    pg_stat_wal_receiver_latest_end_lsn:
      "position last told to the primary, in bytes",
    pg_stat_wal_receiver_latest_end_time:
      "when that was, as Unix time in seconds",
    pg_stat_wal_receiver_receive_start_lsn:
      "position at which receiving began, in bytes",
  },
  gauge: {
    pg_replication_is_replica: "1 on a replica, 0 on a primary",
    pg_replication_lag_seconds:
      "age of the last transaction that a replica has replayed, in seconds; 0 once all that it received is replayed",
    pg_replication_last_replay_seconds:
      "time since the last replayed transaction, in seconds; grows while nobody writes",
    pg_replication_slot_slot_confirmed_flush_lsn:
      "position that the reader of a slot has confirmed, in bytes",
    pg_replication_slot_slot_current_wal_lsn:
      "position of the server, in bytes, by slot",
    pg_replication_slot_slot_is_active: "1 while a slot has a reader, else 0",
    pg_replication_slot_safe_wal_size_bytes:
      "bytes that can be written until a slot loses what it needs",
    pg_replication_slot_wal_status:
      "always 1; the label wal_status says whether the log of a slot is still there",
    pg_replication_slots_active: "1 while a slot has a reader, else 0",
    pg_replication_slots_pg_wal_lsn_diff:
      "bytes of the log that are kept for a slot",
    pg_stat_archiver_last_archive_age:
      "time since a segment was archived, in seconds",
    pg_stat_replication_pg_current_wal_lsn_bytes:
      "position of the primary, in bytes, by replica",
    pg_stat_replication_pg_wal_lsn_diff:
      "bytes that a replica has still to replay",
    pg_stat_replication_reply_time:
      "last reply of a replica, as Unix time in seconds",
    pg_stat_wal_receiver_receive_start_tli:
      "time line at which receiving began",
    pg_stat_wal_receiver_received_tli: "time line of what was received last",
    pg_wal_segments: "segments of the write-ahead log on disk",
    pg_wal_size_bytes: "bytes of the write-ahead log on disk",
  },
});

/** Up to PostgreSQL 16 the background writer tells of checkpoints, from 17 on the checkpointer. */
const writerMetrics = catalog({
  counter: {
    pg_stat_bgwriter_buffers_alloc_total: "blocks allocated in the cache",
    pg_stat_bgwriter_buffers_backend_fsync_total:
      "times that a session had to flush a file itself",
    pg_stat_bgwriter_buffers_backend_total:
      "blocks that sessions had to write themselves",
    pg_stat_bgwriter_buffers_checkpoint_total: "blocks written by checkpoints",
    pg_stat_bgwriter_buffers_clean_total:
      "blocks written by the background writer",
    pg_stat_bgwriter_checkpoint_sync_time_total:
      "time to flush files in checkpoints, in milliseconds",
    pg_stat_bgwriter_checkpoint_write_time_total:
      "time to write files in checkpoints, in milliseconds",
    pg_stat_bgwriter_checkpoints_req_total:
      "checkpoints asked for, mostly because the log grew",
    pg_stat_bgwriter_checkpoints_timed_total: "checkpoints by the clock",
    pg_stat_bgwriter_maxwritten_clean_total:
      "rounds that the background writer stopped early",
    pg_stat_bgwriter_stats_reset_total:
      "when the statistics were set back, as Unix time in seconds",
    pg_stat_checkpointer_buffers_written_total:
      "blocks written by checkpoints and restart points",
    pg_stat_checkpointer_num_requested_total:
      "checkpoints asked for, mostly because the log grew",
    pg_stat_checkpointer_num_timed_total: "checkpoints by the clock",
    pg_stat_checkpointer_restartpoints_done_total:
      "restart points made, on a replica",
    pg_stat_checkpointer_restartpoints_req_total:
      "restart points asked for, on a replica",
    pg_stat_checkpointer_restartpoints_timed_total:
      "restart points by the clock, on a replica",
    pg_stat_checkpointer_stats_reset_total:
      "when the statistics were set back, as Unix time in seconds",
    pg_stat_checkpointer_sync_time_total:
      "time to flush files in checkpoints, in milliseconds",
    pg_stat_checkpointer_write_time_total:
      "time to write files in checkpoints, in milliseconds",
  },
});

/** Of some hundred settings those that explain what the server does. A switch is 1 for on. */
const settingMetrics = catalog({
  gauge: {
    pg_settings_autovacuum: "whether autovacuum runs",
    pg_settings_autovacuum_freeze_max_age:
      "age in transactions at which a table is vacuumed whatever is configured",
    pg_settings_autovacuum_max_workers: "most autovacuums at once",
    pg_settings_autovacuum_vacuum_scale_factor:
      "share of a table that changes before it is vacuumed",
    pg_settings_checkpoint_timeout_seconds: "longest time between checkpoints",
    pg_settings_deadlock_timeout_seconds:
      "wait for a lock before a deadlock is looked for",
    pg_settings_effective_cache_size_bytes:
      "cache that the planner counts on, with that of the kernel",
    pg_settings_fsync: "whether writes are forced to the disk",
    pg_settings_full_page_writes:
      "whether whole pages go into the log after a checkpoint",
    pg_settings_hot_standby_feedback:
      "whether a replica tells the primary what it still reads",
    pg_settings_idle_in_transaction_session_timeout_seconds:
      "longest idle time in a transaction, 0 for any",
    pg_settings_lock_timeout_seconds: "longest wait for a lock, 0 for any",
    pg_settings_maintenance_work_mem_bytes: "memory of one maintenance task",
    pg_settings_max_connections: "most connections",
    pg_settings_max_locks_per_transaction:
      "locks that a transaction may hold on average",
    pg_settings_max_replication_slots: "most replication slots",
    pg_settings_max_slot_wal_keep_size_bytes:
      "most log kept for slots, negative for any",
    pg_settings_max_wal_senders: "most replicas and backups that read the log",
    pg_settings_max_wal_size_bytes:
      "log between two checkpoints that is aimed at",
    pg_settings_reserved_connections:
      "connections kept for the role pg_use_reserved_connections; from PostgreSQL 16 on",
    pg_settings_shared_buffers_bytes: "PostgreSQL's own cache",
    pg_settings_statement_timeout_seconds: "longest statement, 0 for any",
    pg_settings_superuser_reserved_connections:
      "connections kept for superusers",
    pg_settings_track_io_timing: "whether input and output are timed",
    pg_settings_work_mem_bytes: "memory of one sort or hash",
  },
});

/** What postgres_exporter tells of a server and of itself, with the collectors that `postgresqlExporter` switches on. */
export const postgresqlMetrics = [
  ...databaseMetrics,
  ...activityMetrics,
  ...replicationMetrics,
  ...writerMetrics,
  ...tableMetrics,
  ...settingMetrics,
  ...catalog({
    counter: { pg_exporter_scrapes_total: "times the server was asked" },
    gauge: {
      pg_up: "1 when the exporter reached the server, else 0",
      pg_static: "always 1; the labels hold the version of the server",
      pg_exporter_last_scrape_duration_seconds:
        "time of the last round of questions, in seconds",
      pg_exporter_last_scrape_error:
        "1 when a question of the last round failed, else 0",
      pg_scrape_collector_duration_seconds:
        "time that a collector took, in seconds",
      pg_scrape_collector_success: "1 when a collector succeeded, else 0",
      postgres_exporter_build_info:
        "always 1; the label version is that of the exporter",
      postgres_exporter_config_last_reload_success_timestamp_seconds:
        "last good reload of the exporter's own file, which this library does not use",
      postgres_exporter_config_last_reload_successful:
        "1 when the exporter has a file of its own, which this library does not use",
    },
  }),
  ...processMetrics,
  ...goMetrics,
  ...metricsHandlerMetrics,
];
