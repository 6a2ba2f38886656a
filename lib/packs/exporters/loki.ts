import { catalog } from "./catalog";
import { goMetrics, processMetrics } from "./runtime";

const ingestion = catalog({
  counter: {
    loki_discarded_bytes_total: "bytes refused, by reason",
    loki_discarded_samples_total: "lines refused, by reason",
    loki_distributor_bytes_received_total: "bytes received, uncompressed",
    loki_distributor_ingester_append_failures_total:
      "batches that an ingester did not take",
    loki_distributor_ingester_appends_total: "batches handed to ingesters",
    loki_distributor_lines_received_total: "lines received",
    loki_distributor_structured_metadata_bytes_received_total:
      "bytes of structured metadata received",
    loki_ingester_checkpoint_creations_failed_total:
      "checkpoints of the write-ahead log that failed",
    loki_ingester_checkpoint_deletions_failed_total:
      "old checkpoints that could not be deleted",
    loki_ingester_chunk_stored_bytes_total: "bytes of stored chunks",
    loki_ingester_chunks_created_total: "chunks begun",
    loki_ingester_chunks_flush_failures_total:
      "chunks that could not be written to storage",
    loki_ingester_chunks_flush_requests_total: "chunks that were to be written",
    loki_ingester_chunks_flushed_total: "chunks written, by reason",
    loki_ingester_chunks_stored_total: "chunks stored",
    loki_ingester_streams_created_total: "streams begun",
    loki_ingester_streams_removed_total: "streams ended",
    loki_ingester_wal_disk_full_failures_total:
      "writes to the write-ahead log that found the disk full",
    loki_ingester_wal_logged_bytes_total:
      "bytes written to the write-ahead log",
    loki_ingester_wal_records_logged_total:
      "records written to the write-ahead log",
    loki_ingester_wal_corruptions_total:
      "damaged places found in the write-ahead log",
  },
  gauge: {
    loki_ingester_flush_queue_length: "chunks that wait to be written",
    loki_ingester_memory_chunks: "chunks in memory",
    loki_ingester_memory_streams: "streams in memory",
    loki_ingester_wal_bytes_in_use:
      "memory of the write-ahead log during recovery, in bytes",
    loki_ingester_wal_disk_usage_percent:
      "use of the disk of the write-ahead log, as a ratio",
    loki_ingester_wal_replay_active: "1 while the write-ahead log is replayed",
    loki_ingester_wal_replay_duration_seconds:
      "time of the replay at the start, in seconds",
  },
  histogram: {
    loki_bytes_per_line: "length of lines, in bytes",
    loki_ingester_chunk_age_seconds: "age of chunks when written, in seconds",
    loki_ingester_chunk_compression_ratio: "compression of chunks",
    loki_ingester_chunk_entries: "lines in a chunk",
    loki_ingester_chunk_size_bytes: "size of chunks, in bytes",
    loki_ingester_chunk_utilization: "fill of chunks when written, as a ratio",
  },
});

const queries = catalog({
  counter: {
    loki_querier_tail_bytes_total: "bytes sent to live tails",
    loki_query_scheduler_enqueue_count: "queries put into the queue",
    loki_store_chunks_downloaded_total: "chunks fetched for queries",
  },
  gauge: {
    loki_querier_tail_active: "live tails",
    loki_query_frontend_queries_in_progress: "queries under way",
    loki_query_scheduler_queue_length: "queries that wait",
  },
  histogram: {
    loki_logql_querystats_bytes_processed_per_seconds:
      "bytes read by queries, per second",
    loki_logql_querystats_latency_seconds: "time of queries, in seconds",
    loki_query_scheduler_queue_duration_seconds:
      "time that queries wait, in seconds",
  },
});

const compactorAndRuler = catalog({
  counter: {
    loki_boltdb_shipper_compact_tables_operation_total:
      "compactions, by status",
    loki_boltdb_shipper_retention_sweeper_marker_files_deleted_total:
      "files of lines to delete that are done",
    loki_compactor_apply_retention_operation_total:
      "runs of retention, by status",
    loki_prometheus_notifications_dropped_total:
      "alerts of the ruler dropped on the way to Alertmanager",
    loki_prometheus_notifications_errors_total:
      "alerts of the ruler that Alertmanager did not take",
    loki_prometheus_notifications_sent_total: "alerts that the ruler has sent",
    loki_prometheus_rule_evaluation_failures_total:
      "evaluations of the ruler's rules that failed",
    loki_prometheus_rule_evaluations_total: "evaluations of the ruler's rules",
    loki_prometheus_rule_group_iterations_missed_total:
      "evaluations of the ruler's groups left out",
    loki_prometheus_rule_group_iterations_total:
      "evaluations of the ruler's groups",
    loki_ruler_sync_rules_total: "reads of the ruler's files, by reason",
  },
  gauge: {
    loki_boltdb_shipper_compact_tables_operation_duration_seconds:
      "time of the last compaction, in seconds",
    loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds:
      "end of the last good compaction, as Unix time in seconds",
    loki_boltdb_shipper_compactor_running: "1 when the compactor runs here",
    loki_boltdb_shipper_retention_sweeper_marker_files_current:
      "files of lines that wait for deletion",
    loki_compactor_apply_retention_last_successful_run_timestamp_seconds:
      "end of the last good run of retention, as Unix time in seconds",
    loki_compactor_apply_retention_operation_duration_seconds:
      "time of the last run of retention, in seconds",
    loki_compactor_pending_delete_requests_count:
      "requests to delete lines that wait",
    loki_prometheus_rule_group_interval_seconds:
      "time between evaluations of a group of the ruler, in seconds",
    loki_prometheus_rule_group_last_duration_seconds:
      "time of the last evaluation of a group of the ruler, in seconds",
    loki_prometheus_rule_group_rules: "rules of a group of the ruler",
    loki_ruler_config_last_reload_successful:
      "1 when the ruler could read its rules, else 0",
    loki_ruler_managers_total: "tenants with rules",
  },
  histogram: {
    loki_compactor_grpc_request_duration_seconds:
      "time of requests to the compactor, in seconds",
  },
  summary: {
    loki_prometheus_rule_evaluation_duration_seconds:
      "time of one rule of the ruler, in seconds",
    loki_prometheus_rule_group_duration_seconds:
      "time of one group of the ruler, in seconds",
  },
});

const server = catalog({
  counter: {
    loki_internal_log_messages_total: "own log lines, by level",
    loki_log_messages_total: "own log lines, by level; the older name",
    loki_panic_total: "requests that ended in a panic",
  },
  gauge: {
    loki_build_info: "always 1; the label version is that of Loki",
    loki_inflight_requests: "requests being answered, by route",
    loki_ring_members: "members of a ring, by state",
    loki_runtime_config_hash: "1 for the hash of the loaded overrides",
    loki_runtime_config_last_reload_successful:
      "1 when the last reload of the overrides succeeded, else 0",
    loki_tcp_connections: "open connections",
    loki_tcp_connections_limit: "most connections, 0 for no limit",
  },
  histogram: {
    loki_request_duration_seconds:
      "time to answer a request, by route and status code, in seconds",
    loki_request_message_bytes: "size of requests, in bytes",
    loki_response_message_bytes: "size of answers, in bytes",
  },
});

/** What Loki 3 exposes of itself. */
export const lokiMetrics = [
  ...server,
  ...ingestion,
  ...queries,
  ...compactorAndRuler,
  ...goMetrics,
  ...processMetrics,
];
