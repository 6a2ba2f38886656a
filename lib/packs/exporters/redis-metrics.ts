import { catalog } from "./catalog";
import { processMetrics } from "./runtime";

const memoryMetrics = catalog({
  gauge: {
    redis_allocator_active_bytes: "bytes in pages that the allocator uses",
    redis_allocator_allocated_bytes: "bytes that the allocator has given out",
    redis_allocator_frag_bytes: "bytes lost between what was given out",
    redis_allocator_frag_ratio: "active bytes per byte given out",
    redis_allocator_resident_bytes: "bytes that the allocator holds",
    redis_allocator_rss_bytes: "bytes held that could be given back",
    redis_allocator_rss_ratio: "bytes held per active byte",
    redis_mem_aof_buffer_bytes: "buffers of the append-only file, in bytes",
    redis_mem_clients_normal: "buffers of clients, in bytes",
    redis_mem_clients_slaves: "buffers of replicas, in bytes",
    redis_mem_cluster_links_bytes: "links to nodes of a cluster, in bytes",
    redis_mem_fragmentation_bytes:
      "physical memory beyond what is in use, in bytes",
    redis_mem_fragmentation_ratio: "physical memory per byte in use",
    redis_mem_not_counted_for_eviction_bytes:
      "bytes that do not count towards the limit",
    redis_mem_replication_backlog_bytes: "backlog of replication, in bytes",
    redis_mem_total_replication_buffers_bytes:
      "all buffers of replication, in bytes",
    redis_memory_max_bytes: "limit maxmemory, in bytes, 0 for none",
    redis_memory_used_bytes: "bytes in use",
    redis_memory_used_dataset_bytes: "bytes in use by data",
    redis_memory_used_functions_bytes: "bytes in use by functions",
    redis_memory_used_lua_bytes: "bytes in use by Lua",
    redis_memory_used_overhead_bytes: "bytes in use by everything but data",
    redis_memory_used_peak_bytes: "most bytes ever in use",
    redis_memory_used_rss_bytes: "physical memory, in bytes",
    redis_memory_used_scripts_bytes: "bytes in use by scripts",
    redis_memory_used_scripts_eval_bytes: "bytes in use by scripts of EVAL",
    redis_memory_used_startup_bytes: "bytes in use after the start",
    redis_memory_used_vm_eval_bytes: "bytes of the machine that runs EVAL",
    redis_memory_used_vm_functions_bytes:
      "bytes of the machine that runs functions",
    redis_memory_used_vm_total: "bytes of both machines",
    redis_lazyfree_pending_objects: "objects that wait to be freed",
    redis_lazyfreed_objects: "objects freed in the background",
    redis_active_defrag_running: "1 while memory is put in order, else 0",
    redis_defrag_hits: "values moved to put memory in order",
    redis_defrag_key_hits: "keys moved to put memory in order",
    redis_defrag_key_misses: "keys looked at and left where they were",
    redis_defrag_misses: "values looked at and left where they were",
  },
});

const clientMetrics = catalog({
  counter: {
    redis_connections_received_total: "connections accepted",
    redis_rejected_connections_total:
      "connections refused because there were maxclients",
    redis_evicted_clients_total: "clients ended for the memory they used",
    redis_net_input_bytes_total: "bytes received",
    redis_net_output_bytes_total: "bytes sent",
    redis_total_reads_processed: "reads from clients",
    redis_total_writes_processed: "writes to clients",
    redis_io_threaded_reads_processed: "reads by the other threads",
    redis_io_threaded_writes_processed: "writes by the other threads",
    redis_reply_buffer_expands_total: "times that a reply's buffer grew",
    redis_reply_buffer_shrinks_total: "times that a reply's buffer shrank",
  },
  gauge: {
    redis_connected_clients: "clients, without replicas",
    redis_max_clients: "limit maxclients",
    redis_blocked_clients: "clients that wait in a command such as BLPOP",
    redis_clients_in_timeout_table: "clients whose wait has an end",
    redis_client_recent_max_input_buffer_bytes:
      "greatest buffer of a client's input, in bytes",
    redis_client_recent_max_output_buffer_bytes:
      "greatest buffer of a client's output, in bytes",
    redis_cluster_connections: "connections of the cluster",
    redis_tracking_clients: "clients with a cache of their own",
    redis_tracking_total_items: "entries of such caches that are followed",
    redis_tracking_total_keys: "keys that are followed for such caches",
    redis_tracking_total_prefixes:
      "prefixes of keys that are followed for such caches",
    redis_pubsub_channels: "channels with a subscriber",
    redis_pubsub_patterns: "patterns with a subscriber",
    redis_pubsubshard_channels: "channels of a shard with a subscriber",
  },
});

const commandMetrics = catalog({
  counter: {
    redis_commands_total: "calls of a command, but for failed and refused ones",
    redis_commands_duration_seconds_total:
      "processor time of a command, in seconds",
    redis_commands_failed_calls_total: "calls of a command that failed",
    redis_commands_rejected_calls_total:
      "calls of a command that were refused before they ran",
    redis_commands_processed_total: "commands processed",
    redis_errors_total: "errors answered, by the word they begin with",
    redis_total_error_replies: "errors answered",
    redis_unexpected_error_replies: "errors that Redis itself did not expect",
    redis_dump_payload_sanitizations: "payloads of RESTORE that were checked",
    redis_cpu_sys_children_seconds_total:
      "processor time of children in the kernel, in seconds",
    redis_cpu_sys_main_thread_seconds_total:
      "processor time of the main thread in the kernel, in seconds",
    redis_cpu_sys_seconds_total: "processor time in the kernel, in seconds",
    redis_cpu_user_children_seconds_total:
      "processor time of children, in seconds",
    redis_cpu_user_main_thread_seconds_total:
      "processor time of the main thread, in seconds",
    redis_cpu_user_seconds_total: "processor time in the program, in seconds",
  },
  gauge: {
    redis_last_slow_execution_duration_seconds:
      "time of the newest entry of the slow log, in seconds",
    redis_slowlog_last_id:
      "number of the newest entry of the slow log; from 0 on after a start",
    redis_slowlog_length: "entries that the slow log holds",
    redis_number_of_cached_scripts: "scripts of EVAL that are kept",
    redis_number_of_functions: "functions",
    redis_number_of_libraries: "libraries of functions",
    redis_io_threads_active: "1 while other threads read and write, else 0",
  },
  histogram: {
    redis_commands_latencies_usec:
      "time of the calls of a command, in microseconds",
  },
  summary: {
    redis_latency_percentiles_usec:
      "time of the calls of a command since the start, in microseconds",
  },
});

const keyMetrics = catalog({
  counter: {
    redis_keyspace_hits_total: "lookups of keys that were there",
    redis_keyspace_misses_total: "lookups of keys that were not there",
    redis_evicted_keys_total: "keys removed because memory was full",
    redis_expired_keys_total: "keys removed because their time was over",
    redis_eviction_exceeded_time_ms_total:
      "time above the memory limit, in milliseconds",
    redis_expire_cycle_cpu_time_ms_total:
      "processor time of looking for expired keys, in milliseconds",
    redis_expired_time_cap_reached_total:
      "times that looking for expired keys was cut short",
  },
  gauge: {
    redis_db_keys: "keys of a database",
    redis_db_keys_expiring: "keys of a database that will expire",
    redis_db_avg_ttl_seconds:
      "mean time to live of a database's keys, in seconds",
    redis_current_eviction_exceeded_time_ms:
      "time above the memory limit just now, in milliseconds",
    redis_expired_stale_percentage: "keys that should have expired, estimated",
    redis_last_key_groups_scrape_duration_milliseconds:
      "time of counting groups of keys, which is off",
  },
});

const persistenceMetrics = catalog({
  gauge: {
    redis_aof_base_size_bytes: "append-only file at its last rewrite, in bytes",
    redis_aof_buffer_length: "bytes that wait for the append-only file",
    redis_aof_current_rewrite_duration_sec:
      "time of the rewrite under way, in seconds, -1 without one",
    redis_aof_current_size_bytes: "append-only file, in bytes",
    redis_aof_delayed_fsync: "flushes of the append-only file that came late",
    redis_aof_enabled: "1 with an append-only file, else 0",
    redis_aof_last_bgrewrite_status:
      "1 when the last rewrite succeeded, else 0",
    redis_aof_last_cow_size_bytes:
      "memory that the last rewrite copied, in bytes",
    redis_aof_last_rewrite_duration_sec:
      "time of the last rewrite, in seconds, -1 without one",
    redis_aof_last_write_status:
      "1 when the last write to the append-only file succeeded, else 0",
    redis_aof_pending_bio_fsync: "flushes that wait for the background",
    redis_aof_pending_rewrite: "1 while a rewrite waits, else 0",
    redis_aof_rewrite_in_progress: "1 during a rewrite, else 0",
    redis_aof_rewrite_scheduled: "1 when a rewrite follows a snapshot, else 0",
    redis_rdb_bgsave_in_progress: "1 during a snapshot, else 0",
    redis_rdb_changes_since_last_save: "changes that are in no snapshot",
    redis_rdb_current_bgsave_duration_sec:
      "time of the snapshot under way, in seconds, -1 without one",
    redis_rdb_last_bgsave_duration_sec:
      "time of the last snapshot, in seconds, -1 without one",
    redis_rdb_last_bgsave_status: "1 when the last snapshot succeeded, else 0",
    redis_rdb_last_cow_size_bytes:
      "memory that the last snapshot copied, in bytes",
    redis_rdb_last_load_expired_keys:
      "keys left out at the start because their time was over",
    redis_rdb_last_load_loaded_keys: "keys loaded at the start",
    redis_rdb_last_save_timestamp_seconds:
      "last good snapshot, as Unix time in seconds",
    redis_rdb_saves_total: "snapshots since the start",
    redis_latest_fork_seconds: "time of the last fork, in seconds",
    redis_loading_dump_file: "1 while data is loaded, else 0",
    redis_async_loading: "1 while data is loaded beside the old, else 0",
    redis_module_fork_in_progress: "1 during the fork of a module, else 0",
    redis_module_fork_last_cow_size:
      "memory that the last fork of a module copied, in bytes",
  },
});

/** Redis still calls a replica a slave, and a primary a master, in the names. */
const replicationMetrics = catalog({
  counter: {
    redis_net_repl_input_bytes_total: "bytes received from the primary",
    redis_net_repl_output_bytes_total: "bytes sent to replicas",
  },
  gauge: {
    redis_connected_slaves: "replicas that are connected",
    redis_connected_slave_lag_seconds:
      "time since a replica's last sign of life, in seconds",
    redis_connected_slave_offset_bytes: "position of a replica, in bytes",
    redis_master_repl_offset: "position of the server, in bytes",
    redis_master_link_up: "1 while a replica hears its primary, else 0",
    redis_master_last_io_seconds_ago:
      "time since a replica heard its primary, in seconds, -1 while it does not",
    redis_master_sync_in_progress:
      "1 while a replica copies everything, else 0",
    redis_slave_info: "always 1 on a replica; the labels name its primary",
    redis_slave_priority: "order in which replicas are promoted",
    redis_slave_repl_offset: "position of a replica as it says, in bytes",
    redis_slave_expires_tracked_keys:
      "keys with a time to live that a replica has written itself",
    redis_repl_backlog_first_byte_offset:
      "oldest position that the backlog holds, in bytes",
    redis_repl_backlog_history_bytes: "bytes that the backlog holds",
    redis_repl_backlog_is_active: "1 while there is a backlog, else 0",
    redis_replication_backlog_bytes: "size of the backlog, in bytes",
    redis_replica_partial_resync_accepted:
      "replicas that could go on where they were",
    redis_replica_partial_resync_denied:
      "replicas that had to copy everything instead",
    redis_replica_resyncs_full: "copies of everything to replicas",
    redis_second_repl_offset:
      "position up to which the former primary is followed, -1 for none",
    redis_migrate_cached_sockets_total: "connections kept open for MIGRATE",
  },
});

/** What redis_exporter tells of a server and of itself, with its defaults. */
export const redisMetrics = [
  ...memoryMetrics,
  ...clientMetrics,
  ...commandMetrics,
  ...keyMetrics,
  ...persistenceMetrics,
  ...replicationMetrics,
  ...catalog({
    counter: {
      redis_exporter_scrapes_total: "times the server was asked",
      redis_target_scrape_request_errors_total:
        "malformed requests for a target",
    },
    gauge: {
      redis_up: "1 when the exporter reached the server, else 0",
      redis_instance_info:
        "always 1; the labels hold the version, role and policy of eviction",
      redis_uptime_in_seconds: "time since the start, in seconds",
      redis_start_time_seconds: "time of the start, as Unix time in seconds",
      redis_hz: "rounds of background work per second",
      redis_configured_hz: "the same as configured",
      redis_config_client_output_buffer_limit_bytes:
        "limit of a client's buffer by class, in bytes, 0 for none",
      redis_config_client_output_buffer_limit_overcome_seconds:
        "how long a client may be above its soft limit, in seconds",
      redis_config_io_threads: "threads that read and write",
      redis_config_maxclients: "limit maxclients as configured",
      redis_config_maxmemory: "limit maxmemory as configured, in bytes",
      redis_config_repl_backlog_size: "size of the backlog, in bytes",
      redis_process_id: "process id of the server",
      redis_cluster_enabled: "1 as part of a cluster, else 0",
      redis_exporter_build_info:
        "always 1; the label version is that of the exporter",
      redis_exporter_last_scrape_connect_time_seconds:
        "time to connect with the server, in seconds",
      redis_exporter_last_scrape_duration_seconds:
        "time of the last round of questions, in seconds",
      redis_exporter_last_scrape_error:
        "1 when the last round of questions failed, else 0; the label err says why",
    },
    summary: {
      redis_exporter_scrape_duration_seconds:
        "time of the rounds of questions, in seconds",
    },
  }),
  ...processMetrics,
];
