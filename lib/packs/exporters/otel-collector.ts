import { catalog } from "./catalog";

const flow = catalog({
  counter: {
    otelcol_receiver_accepted_log_records: "log records received, by receiver",
    otelcol_receiver_accepted_metric_points:
      "metric points received, by receiver",
    otelcol_receiver_accepted_spans: "spans received, by receiver",
    otelcol_receiver_failed_log_records:
      "log records received and then lost inside",
    otelcol_receiver_failed_metric_points:
      "metric points received and then lost inside",
    otelcol_receiver_failed_spans: "spans received and then lost inside",
    otelcol_receiver_refused_log_records: "log records refused, by receiver",
    otelcol_receiver_refused_metric_points:
      "metric points refused, by receiver",
    otelcol_receiver_refused_spans: "spans refused, by receiver",
    otelcol_scraper_errored_metric_points:
      "metric points that could not be read, by scraper",
    otelcol_scraper_scraped_metric_points: "metric points read, by scraper",
    otelcol_processor_incoming_items: "items handed to a processor, by signal",
    otelcol_processor_outgoing_items:
      "items that a processor has passed on, by signal",
    otelcol_processor_batch_batch_size_trigger_send:
      "batches sent because they were full",
    otelcol_processor_batch_timeout_trigger_send:
      "batches sent because their time was over",
    otelcol_processor_filter_logs_filtered: "log records dropped by a filter",
    otelcol_processor_filter_spans_filtered: "spans dropped by a filter",
    otelcol_processor_memory_limiter_accepted_log_records:
      "log records that the memory limiter let pass",
    otelcol_processor_memory_limiter_accepted_metric_points:
      "metric points that the memory limiter let pass",
    otelcol_processor_memory_limiter_accepted_spans:
      "spans that the memory limiter let pass",
    otelcol_processor_memory_limiter_refused_log_records:
      "log records refused for lack of memory",
    otelcol_processor_memory_limiter_refused_metric_points:
      "metric points refused for lack of memory",
    otelcol_processor_memory_limiter_refused_spans:
      "spans refused for lack of memory",
    otelcol_processor_tail_sampling_count_traces_sampled:
      "traces decided, by policy and decision",
    otelcol_processor_tail_sampling_early_releases_from_cache_decision:
      "spans that came after the decision on their trace and followed it",
    otelcol_processor_tail_sampling_global_count_traces_sampled:
      "traces decided, by decision",
    otelcol_processor_tail_sampling_new_trace_id_received:
      "traces that a first span has come from",
    otelcol_processor_tail_sampling_sampling_policy_evaluation_error:
      "policies that failed",
    otelcol_processor_tail_sampling_sampling_policy_execution_count:
      "traces that a policy has looked at, by policy",
    otelcol_processor_tail_sampling_sampling_policy_execution_time_sum:
      "time that a policy took, in microseconds",
    otelcol_processor_tail_sampling_sampling_trace_dropped_too_early:
      "traces dropped before their decision",
    otelcol_exporter_enqueue_failed_log_records:
      "log records that found the queue full, by exporter",
    otelcol_exporter_enqueue_failed_metric_points:
      "metric points that found the queue full, by exporter",
    otelcol_exporter_enqueue_failed_spans:
      "spans that found the queue full, by exporter",
    otelcol_exporter_send_failed_log_records:
      "log records that could not be delivered, by exporter",
    otelcol_exporter_send_failed_metric_points:
      "metric points that could not be delivered, by exporter",
    otelcol_exporter_send_failed_spans:
      "spans that could not be delivered, by exporter",
    otelcol_exporter_sent_log_records: "log records delivered, by exporter",
    otelcol_exporter_sent_metric_points: "metric points delivered, by exporter",
    otelcol_exporter_sent_spans: "spans delivered, by exporter",
  },
  gauge: {
    otelcol_exporter_in_flight_requests: "requests under way, by exporter",
    otelcol_exporter_queue_capacity: "most batches that wait, by exporter",
    otelcol_exporter_queue_size: "batches that wait, by exporter",
    otelcol_fileconsumer_open_files: "log files that are open",
    otelcol_fileconsumer_reading_files: "log files being read",
    otelcol_processor_batch_metadata_cardinality:
      "sets of metadata that batches are kept apart for",
    otelcol_processor_tail_sampling_sampling_traces_on_memory:
      "traces that wait for their decision",
  },
  histogram: {
    otelcol_processor_batch_batch_send_size: "items of a batch sent",
    otelcol_processor_tail_sampling_sampling_decision_timer_latency:
      "time to decide on traces, in milliseconds",
    otelcol_processor_tail_sampling_sampling_trace_removal_age:
      "time from the first span of a trace until it is no longer held, in seconds",
  },
});

/** What the OpenTelemetry Collector tells of itself, in the names of its default telemetry: without `_total` and units. */
export const otelCollectorMetrics = [
  ...flow,
  ...catalog({
    counter: {
      otelcol_process_cpu_seconds: "processor time used, in seconds",
      otelcol_process_runtime_total_alloc_bytes:
        "heap bytes allocated since the start",
      otelcol_process_uptime: "time since the start, in seconds",
      promhttp_metric_handler_errors_total: "scrapes that failed inside",
    },
    gauge: {
      otelcol_process_memory_rss: "physical memory in use, in bytes",
      otelcol_process_runtime_heap_alloc_bytes: "heap bytes in use",
      otelcol_process_runtime_total_sys_memory_bytes:
        "all memory taken from the operating system, in bytes",
      target_info: "always 1; the labels describe the program",
    },
  }),
];

/** Requests of services, counted by the collector from their spans. */
export const spanMetrics = catalog({
  counter: {
    traces_span_metrics_calls_total:
      "spans by service, span name, kind and status code",
  },
  histogram: {
    traces_span_metrics_duration_seconds: "duration of spans, in seconds",
  },
});

/**
 * What the collector's host metrics receiver tells of processor, memory, paging and disks. A container sees the host's
 * numbers of these only; the rest is the node exporter's.
 */
export const hostMetrics = catalog({
  counter: {
    system_cpu_time_seconds_total:
      "processor time by core and state, in seconds",
    system_disk_io_bytes_total:
      "bytes read and written, by device and direction",
    system_disk_io_time_seconds_total:
      "time that a device was busy, in seconds",
    system_disk_merged_total:
      "operations merged into one, by device and direction",
    system_disk_operation_time_seconds_total:
      "time of operations, by device and direction, in seconds",
    system_disk_operations_total: "operations, by device and direction",
    system_disk_weighted_io_time_seconds_total:
      "time of operations weighted by their number, in seconds",
    system_paging_faults_total: "page faults, by type",
    system_paging_operations_total:
      "pages moved to and from swap, by type and direction",
  },
  gauge: {
    system_cpu_load_average_15m: "mean length of the run queue over 15 minutes",
    system_cpu_load_average_1m: "mean length of the run queue over 1 minute",
    system_cpu_load_average_5m: "mean length of the run queue over 5 minutes",
    system_disk_pending_operations: "operations that wait, by device",
    system_memory_usage_bytes: "memory by state, in bytes",
    system_paging_usage_bytes: "swap by device and state, in bytes",
  },
});
