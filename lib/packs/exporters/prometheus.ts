import { catalog } from "./catalog";
import { goMetrics, metricsHandlerMetrics, processMetrics } from "./runtime";

const configAndHttp = catalog({
  counter: {
    prometheus_http_requests_total:
      "requests answered, by handler and status code",
    prometheus_engine_query_log_failures_total:
      "queries that could not be written to the query log",
    prometheus_engine_query_samples_total: "samples that queries have read",
    prometheus_template_text_expansion_failures_total:
      "templates of rules that failed",
    prometheus_template_text_expansions_total:
      "templates of rules that were filled in",
    prometheus_web_federation_errors_total: "federation requests that failed",
  },
  gauge: {
    prometheus_build_info: "always 1; the label version is that of Prometheus",
    prometheus_ready: "1 when ready to answer queries",
    prometheus_config_last_reload_successful:
      "1 when the last reload of the configuration succeeded, else 0",
    prometheus_config_last_reload_success_timestamp_seconds:
      "time of the last good reload, as Unix time in seconds",
    prometheus_engine_queries: "queries under way",
    prometheus_engine_queries_concurrent_max: "most queries allowed at once",
    prometheus_engine_query_log_enabled: "1 when queries are logged",
  },
  histogram: {
    prometheus_http_request_duration_seconds:
      "time to answer a request, by handler, in seconds",
    prometheus_http_response_size_bytes:
      "size of answers, by handler, in bytes",
  },
  summary: {
    prometheus_engine_query_duration_seconds:
      "time of queries by phase (slice), in seconds",
  },
});

const scraping = catalog({
  counter: {
    prometheus_target_scrape_pool_exceeded_label_limits_total:
      "scrapes refused for too many or too long labels",
    prometheus_target_scrape_pool_exceeded_target_limit_total:
      "reloads of a scrape pool with too many targets",
    prometheus_target_scrape_pool_reloads_failed_total:
      "reloads of scrape pools that failed",
    prometheus_target_scrape_pool_reloads_total: "reloads of scrape pools",
    prometheus_target_scrape_pool_sync_total:
      "syncs of a scrape pool with service discovery",
    prometheus_target_scrape_pools_failed_total:
      "scrape pools that could not be made",
    prometheus_target_scrape_pools_total: "scrape pools made",
    prometheus_target_scrapes_cache_flush_forced_total:
      "forced flushes of the scrape cache, a sign of series churn",
    prometheus_target_scrapes_exceeded_body_size_limit_total:
      "scrapes refused for their size in bytes",
    prometheus_target_scrapes_exceeded_native_histogram_bucket_limit_total:
      "scrapes refused for the buckets of native histograms",
    prometheus_target_scrapes_exceeded_sample_limit_total:
      "scrapes refused for too many samples",
    prometheus_target_scrapes_exemplar_out_of_order_total:
      "exemplars dropped for coming out of order",
    prometheus_target_scrapes_sample_duplicate_timestamp_total:
      "samples dropped for a second value at one time",
    prometheus_target_scrapes_sample_out_of_bounds_total:
      "samples dropped for lying too far in the past or future",
    prometheus_target_scrapes_sample_out_of_order_total:
      "samples dropped for coming out of order",
    prometheus_target_sync_failed_total:
      "targets that could not be made, by job",
    prometheus_sd_updates_total: "updates sent to the scrape pools",
    prometheus_sd_received_updates_total:
      "updates that service discovery has given",
    prometheus_sd_file_read_errors_total: "target files that could not be read",
    prometheus_sd_dns_lookup_failures_total:
      "lookups of targets by DNS that failed",
    net_conntrack_dialer_conn_attempted_total: "connections tried, by dialer",
    net_conntrack_dialer_conn_failed_total:
      "connections that failed, by dialer and reason",
  },
  gauge: {
    prometheus_target_metadata_cache_bytes:
      "memory of the cached metadata of targets, in bytes",
    prometheus_target_metadata_cache_entries: "cached metadata of targets",
    prometheus_target_scrape_pool_target_limit:
      "most targets of a scrape pool, 0 for no limit",
    prometheus_target_scrape_pool_targets: "targets of a scrape pool",
    prometheus_sd_discovered_targets: "targets found, by job",
    prometheus_sd_failed_configs:
      "service discoveries that could not be set up",
  },
  summary: {
    prometheus_target_interval_length_seconds:
      "real time between scrapes, in seconds",
    prometheus_target_sync_length_seconds:
      "time to sync a scrape pool, in seconds",
  },
});

const rulesAndNotifications = catalog({
  counter: {
    prometheus_rule_evaluation_failures_total:
      "evaluations of rules that failed, by group",
    prometheus_rule_evaluations_total: "evaluations of rules, by group",
    prometheus_rule_group_iterations_missed_total:
      "evaluations of groups left out because the one before took too long",
    prometheus_rule_group_iterations_total:
      "evaluations of groups, done or missed",
    prometheus_notifications_dropped_total:
      "alerts dropped on the way to Alertmanager",
    prometheus_notifications_errors_total:
      "alerts of batches that one Alertmanager did not take",
    prometheus_notifications_sent_total: "alerts sent, by Alertmanager",
  },
  gauge: {
    prometheus_rule_group_interval_seconds:
      "time between evaluations of a group, in seconds",
    prometheus_rule_group_last_duration_seconds:
      "time of the last evaluation of a group, in seconds",
    prometheus_rule_group_last_evaluation_samples:
      "samples that the last evaluation of a group has given",
    prometheus_rule_group_last_evaluation_timestamp_seconds:
      "time of the last evaluation of a group, as Unix time in seconds",
    prometheus_rule_group_last_rule_duration_sum_seconds:
      "time of all rules in the last evaluation of a group, in seconds",
    prometheus_rule_group_rules: "rules of a group",
    prometheus_notifications_alertmanagers_discovered:
      "Alertmanagers that are known and active",
    prometheus_notifications_queue_capacity:
      "most alerts that wait for Alertmanager",
    prometheus_notifications_queue_length: "alerts that wait for Alertmanager",
  },
  summary: {
    prometheus_rule_evaluation_duration_seconds: "time of one rule, in seconds",
    prometheus_rule_group_duration_seconds: "time of one group, in seconds",
    prometheus_notifications_latency_seconds:
      "time to hand alerts to Alertmanager, in seconds",
  },
});

const storage = catalog({
  counter: {
    prometheus_tsdb_checkpoint_creations_failed_total:
      "checkpoints of the write-ahead log that failed",
    prometheus_tsdb_checkpoint_deletions_failed_total:
      "old checkpoints that could not be deleted",
    prometheus_tsdb_compactions_failed_total: "compactions that failed",
    prometheus_tsdb_compactions_skipped_total:
      "compactions skipped because they are off",
    prometheus_tsdb_compactions_total: "compactions done",
    prometheus_tsdb_compactions_triggered_total: "compactions started",
    prometheus_tsdb_head_chunks_created_total: "chunks made in memory",
    prometheus_tsdb_head_chunks_removed_total: "chunks taken out of memory",
    prometheus_tsdb_head_out_of_order_samples_appended_total:
      "samples stored out of order",
    prometheus_tsdb_head_samples_appended_total: "samples stored",
    prometheus_tsdb_head_series_created_total: "series made in memory",
    prometheus_tsdb_head_series_not_found_total:
      "requests for series that are not in memory",
    prometheus_tsdb_head_series_removed_total: "series taken out of memory",
    prometheus_tsdb_head_truncations_failed_total:
      "truncations of the head that failed",
    prometheus_tsdb_mmap_chunk_corruptions_total:
      "damaged chunk files in the head",
    prometheus_tsdb_out_of_bound_samples_total:
      "samples refused for lying too far in the past or future",
    prometheus_tsdb_out_of_order_samples_total:
      "samples refused for coming out of order",
    prometheus_tsdb_reloads_failures_total: "reloads of blocks that failed",
    prometheus_tsdb_reloads_total: "reloads of blocks",
    prometheus_tsdb_size_retentions_total:
      "blocks deleted for the limit by size",
    prometheus_tsdb_time_retentions_total:
      "blocks deleted for the limit by time",
    prometheus_tsdb_too_old_samples_total: "samples refused for being too old",
    prometheus_tsdb_vertical_compactions_total:
      "compactions of overlapping blocks",
    prometheus_tsdb_wal_corruptions_total:
      "damaged places in the write-ahead log",
    prometheus_tsdb_wal_truncations_failed_total:
      "truncations of the write-ahead log that failed",
    prometheus_tsdb_wal_writes_failed_total:
      "writes to the write-ahead log that failed",
  },
  gauge: {
    prometheus_tsdb_blocks_loaded: "blocks on disk that are loaded",
    prometheus_tsdb_clean_start:
      "1 when the last stop was clean, 0 when not, -1 when unknown",
    prometheus_tsdb_data_replay_duration_seconds:
      "time of the replay at the start, in seconds",
    prometheus_tsdb_head_active_appenders: "writers under way",
    prometheus_tsdb_head_chunks: "chunks in memory",
    prometheus_tsdb_head_chunks_storage_size_bytes:
      "size of the chunk files of the head, in bytes",
    prometheus_tsdb_head_max_time_seconds:
      "newest sample in memory, as Unix time in seconds",
    prometheus_tsdb_head_min_time_seconds:
      "oldest sample in memory, as Unix time in seconds",
    prometheus_tsdb_head_series: "series in memory",
    prometheus_tsdb_lowest_timestamp_seconds:
      "oldest sample stored, as Unix time in seconds",
    prometheus_tsdb_retention_limit_bytes:
      "limit of retention by size, in bytes, 0 for none",
    prometheus_tsdb_retention_limit_seconds:
      "limit of retention by time, in seconds",
    prometheus_tsdb_storage_blocks_bytes:
      "size of the blocks on disk, in bytes",
    prometheus_tsdb_symbol_table_size_bytes:
      "memory of the symbols of loaded blocks, in bytes",
    prometheus_tsdb_wal_segment_current:
      "number of the current segment of the write-ahead log",
    prometheus_tsdb_wal_storage_size_bytes:
      "size of the write-ahead log, in bytes",
  },
  histogram: {
    prometheus_tsdb_compaction_chunk_samples:
      "samples of a chunk when it is compacted",
    prometheus_tsdb_compaction_chunk_size_bytes:
      "size of a chunk when it is compacted, in bytes",
    prometheus_tsdb_compaction_duration_seconds:
      "time of a compaction, in seconds",
  },
  summary: {
    prometheus_tsdb_head_gc_duration_seconds:
      "time of collecting the head, in seconds",
    prometheus_tsdb_wal_fsync_duration_seconds:
      "time of syncing the write-ahead log, in seconds",
    prometheus_tsdb_wal_truncate_duration_seconds:
      "time of truncating the write-ahead log, in seconds",
  },
});

/** Exposed once a remote write is configured. */
const remoteWrite = catalog({
  counter: {
    prometheus_remote_storage_bytes_total: "bytes sent to remote storage",
    prometheus_remote_storage_enqueue_retries_total:
      "times that a full queue held up the reader",
    prometheus_remote_storage_samples_failed_total:
      "samples that remote storage refused for good",
    prometheus_remote_storage_samples_in_total:
      "samples read from the write-ahead log",
    prometheus_remote_storage_samples_retried_total: "samples sent again",
    prometheus_remote_storage_samples_total: "samples sent",
    prometheus_remote_storage_histograms_failed_total:
      "native histograms that remote storage refused for good",
    prometheus_remote_storage_histograms_total: "native histograms sent",
  },
  gauge: {
    prometheus_remote_storage_highest_timestamp_in_seconds:
      "newest sample that came in, as Unix time in seconds",
    prometheus_remote_storage_queue_highest_sent_timestamp_seconds:
      "newest sample that was sent, as Unix time in seconds",
    prometheus_remote_storage_queue_highest_timestamp_seconds:
      "newest sample that was queued, as Unix time in seconds",
    prometheus_remote_storage_samples_pending: "samples that wait",
    prometheus_remote_storage_shard_capacity: "samples that one shard can hold",
    prometheus_remote_storage_shards: "senders in use",
    prometheus_remote_storage_shards_desired: "senders that the load asks for",
    prometheus_remote_storage_shards_max: "most senders allowed",
    prometheus_remote_storage_shards_min: "fewest senders",
  },
  histogram: {
    prometheus_remote_storage_sent_batch_duration_seconds:
      "time to send a batch, in seconds",
  },
});

/** What Prometheus 3 exposes of itself. */
export const prometheusMetrics = [
  ...configAndHttp,
  ...scraping,
  ...rulesAndNotifications,
  ...storage,
  ...remoteWrite,
  ...goMetrics,
  ...processMetrics,
  ...metricsHandlerMetrics,
];
