import { REDIS_METRIC } from "../../alerts/redis/recordings";
import { orZero, rateOf } from "../promql";

const SERVER = 'job=~"$job",instance=~"$instance"';
const RATE = "[$__rate_interval]";

const perServer = (counter: string): string =>
  rateOf(`redis_${counter}{${SERVER}}`, "instance");

const gauge = (metric: string): string =>
  `max by (instance) (redis_${metric}{${SERVER}})`;

const latency = (quantile: number, ...by: readonly string[]): string =>
  `histogram_quantile(${quantile}, ${rateOf(`redis_commands_latencies_usec_bucket{${SERVER}}`, ...by, "le")}) / 1e6`;

/** What a Redis server tells of itself. */
export const CACHING_QUERY = {
  up: `min by (instance) (redis_up{${SERVER}})`,
  hitRatio: `min by (instance) (${REDIS_METRIC.hitRatio}{${SERVER}})`,
  worstHitRatio: `min(${REDIS_METRIC.hitRatio}{${SERVER}})`,
  commands: `sum(${REDIS_METRIC.commands}{${SERVER}})`,
  commandsByServer: perServer("commands_processed_total"),
  slowest: `max(${REDIS_METRIC.latency}{${SERVER}})`,
  memoryRatio: `max by (instance) (${REDIS_METRIC.memory}{${SERVER}})`,
  evictedNow: `sum(rate(redis_evicted_keys_total{${SERVER}}${RATE}))`,
  age: `min(redis_uptime_in_seconds{${SERVER}})`,
  roles: `max by (instance, role, redis_version, maxmemory_policy) (redis_instance_info{${SERVER}})`,
  hits: perServer("keyspace_hits_total"),
  misses: perServer("keyspace_misses_total"),
  evicted: perServer("evicted_keys_total"),
  expired: perServer("expired_keys_total"),
  keys: `sum by (instance, db) (redis_db_keys{${SERVER}})`,
  expiring: `sum by (instance, db) (redis_db_keys_expiring{${SERVER}})`,
  latency: (quantile: number): string => latency(quantile),
  latencyByCommand: latency(0.99, "cmd"),
  calls: rateOf(`redis_commands_total{${SERVER}}`, "cmd"),
  busy: rateOf(`redis_commands_duration_seconds_total{${SERVER}}`, "cmd"),
  slowEntries: `max by (instance) (delta(redis_slowlog_last_id{${SERVER}}[10m])) >= 0`,
  errors: `${rateOf(`redis_errors_total{${SERVER}}`, "err")} or on () vector(0)`,
  refused: perServer("commands_rejected_calls_total"),
  clients: gauge("connected_clients"),
  clientRatio: `${gauge("connected_clients")} / (${gauge("max_clients")} > 0)`,
  blocked: gauge("blocked_clients"),
  connections: perServer("connections_received_total"),
  rejected: perServer("rejected_connections_total"),
  received: perServer("net_input_bytes_total"),
  sent: perServer("net_output_bytes_total"),
  memoryUsed: gauge("memory_used_bytes"),
  memoryData: gauge("memory_used_dataset_bytes"),
  memoryPhysical: gauge("memory_used_rss_bytes"),
  memoryLimit: `${gauge("memory_max_bytes")} > 0`,
  fragmentation: gauge("mem_fragmentation_ratio"),
  cpu: `${perServer("cpu_user_seconds_total")} + ${perServer("cpu_sys_seconds_total")}`,
  forkTime: gauge("latest_fork_seconds"),
  replicaLag: `max by (instance, slave_ip) (redis_connected_slave_lag_seconds{${SERVER}})`,
  linkUp: `min by (instance, master_host) (redis_master_link_up{${SERVER}})`,
  replicas: gauge("connected_slaves"),
  replicaBehind: `max by (instance) (redis_master_repl_offset{${SERVER}}) - on (instance) group_right () max by (instance, slave_ip) (redis_connected_slave_offset_bytes{${SERVER}})`,
  fullCopies: `max by (instance) (redis_replica_resyncs_full{${SERVER}})`,
  saved: `min by (instance) (redis_rdb_last_bgsave_status{${SERVER}}) * on (instance) min by (instance) (redis_aof_last_write_status{${SERVER}}) * on (instance) min by (instance) (redis_aof_last_bgrewrite_status{${SERVER}})`,
  unsaved: gauge("rdb_changes_since_last_save"),
  sinceSave: `time() - max by (instance) (redis_rdb_last_save_timestamp_seconds{${SERVER}})`,
  appendOnlySize: gauge("aof_current_size_bytes"),
  scrapeTime: gauge("exporter_last_scrape_duration_seconds"),
  scrapeError: orZero(`max(redis_exporter_last_scrape_error{${SERVER}})`),
  starts: `redis_start_time_seconds{${SERVER}} * 1000`,
} as const;
