import { rateOf } from "../promql";

const OF = 'host=~"$host"';

const sent = (kind: string): string =>
  rateOf(`otelcol_exporter_sent_${kind}_total{${OF}}`, "host");

const LOST = ["send_failed", "enqueue_failed"]
  .flatMap((what) =>
    ["log_records", "metric_points", "spans"].map((kind) =>
      rateOf(`otelcol_exporter_${what}_${kind}_total{${OF}}`, "host"),
    ),
  )
  .map((rate) => `(${rate} or 0 * max by (host) (${clock()}))`)
  .join(" + ");

/** Runs as long as an agent does; the collector of the platform tells the last value for some minutes more. */
function clock(): string {
  return `otelcol_process_uptime_total{${OF}}`;
}

/** What agents send of themselves and of their hosts. */
export const REMOTE_HOST_QUERY = {
  silence: `time() - max by (host) (max_over_time(timestamp(changes(${clock()}[2m]) > 0)[6h:1m]))`,
  uptime: `max by (host) (${clock()})`,
  hosts: `count(count by (host) (changes(${clock()}[5m]) > 0)) or on () vector(0)`,
  silent: `count(count by (host) (max_over_time(${clock()}[6h])) unless on (host) count by (host) (changes(${clock()}[5m]) > 0)) or on () vector(0)`,
  lines: sent("log_records"),
  points: sent("metric_points"),
  spans: sent("spans"),
  lost: LOST,
  queue: `max by (host) (otelcol_exporter_queue_size{${OF}} / (otelcol_exporter_queue_capacity{${OF}} > 0))`,
  waiting: `sum by (host) (otelcol_exporter_queue_size{${OF}})`,
  agentMemory: `max by (host) (otelcol_process_memory_rss{${OF}})`,
  cpu: `1 - ${rateOf(`system_cpu_time_seconds_total{${OF},state="idle"}`, "host")} / (${rateOf(`system_cpu_time_seconds_total{${OF}}`, "host")} > 0)`,
  load: `max by (host) (system_cpu_load_average_1m{${OF}}) / (max by (host) (system_cpu_logical_count{${OF}}) > 0)`,
  memory: `sum by (host) (system_memory_usage_bytes{${OF},state="used"}) / (sum by (host) (system_memory_usage_bytes{${OF},state=~"used|free|buffered|cached"}) > 0)`,
  disk: `max by (host) (1 - sum by (host, mountpoint) (system_filesystem_usage_bytes{${OF},state="free"}) / (sum by (host, mountpoint) (system_filesystem_usage_bytes{${OF}}) > 0))`,
  diskIo: rateOf(`system_disk_io_bytes_total{${OF}}`, "host", "direction"),
  network: rateOf(`system_network_io_bytes_total{${OF}}`, "host", "direction"),
  firing: `ALERTS{alertstate="firing",alertname=~"RemoteHost.+"}`,
} as const;
