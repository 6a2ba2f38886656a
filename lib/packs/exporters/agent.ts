import { catalog } from "./catalog";

/**
 * What the agent of an `AgentBundle` sends of itself, and of its host beside `hostMetrics`, as Prometheus has it: with the
 * label `host`. The collector of the platform appends units, and `_total` to counters.
 */
export const agentMetrics = catalog({
  counter: {
    otelcol_process_uptime_total: "seconds that the agent runs",
    otelcol_exporter_sent_log_records_total: "lines that the gateway took over",
    otelcol_exporter_sent_metric_points_total:
      "points that the gateway took over",
    otelcol_exporter_sent_spans_total: "spans that the gateway took over",
    otelcol_exporter_send_failed_log_records_total:
      "lines that the gateway refused for good, and that are lost",
    otelcol_exporter_send_failed_metric_points_total:
      "points that the gateway refused for good, and that are lost",
    otelcol_exporter_send_failed_spans_total:
      "spans that the gateway refused for good, and that are lost",
    otelcol_exporter_enqueue_failed_log_records_total:
      "lines that found the queue full, and that are lost",
    otelcol_exporter_enqueue_failed_metric_points_total:
      "points that found the queue full, and that are lost",
    otelcol_exporter_enqueue_failed_spans_total:
      "spans that found the queue full, and that are lost",
    system_network_io_bytes_total:
      "bytes received and sent, by device and direction",
  },
  gauge: {
    otelcol_exporter_queue_size: "bytes that wait on the disk, by kind of data",
    otelcol_exporter_queue_capacity:
      "most bytes that may wait, by kind of data",
    otelcol_process_memory_rss: "memory of the agent, in bytes",
    system_filesystem_usage_bytes: "room of file systems, by state",
    system_cpu_logical_count: "processors",
  },
});
