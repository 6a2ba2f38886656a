import type { MetricSpec } from "../../domain/telemetry/scrape";
import { catalog } from "./catalog";

/**
 * What Jaeger 2 exposes of itself with Badger as its storage. It is built on the OpenTelemetry Collector, but of a
 * version that adds units and `_total` to the names.
 */
export const jaegerMetrics = catalog({
  counter: {
    jaeger_storage_requests_total:
      "requests to the storage, by operation and result",
    otelcol_exporter_send_failed_spans_total: "spans that could not be stored",
    otelcol_exporter_sent_spans_total: "spans stored",
    otelcol_process_cpu_seconds_total: "processor time used, in seconds",
    otelcol_process_runtime_total_alloc_bytes_total:
      "heap bytes allocated since the start",
    otelcol_process_uptime_seconds_total: "time since the start, in seconds",
    otelcol_processor_batch_timeout_trigger_send_total:
      "batches sent because their time was over",
    otelcol_receiver_accepted_spans_total: "spans received",
    otelcol_receiver_failed_spans_total: "spans received and then lost inside",
    otelcol_receiver_refused_spans_total: "spans refused",
    promhttp_metric_handler_errors_total: "scrapes that failed inside",
  },
  gauge: {
    jaeger_storage_badger_compaction_current_num_lsm:
      "compactions of the key store under way",
    jaeger_storage_badger_get_num_memtable:
      "reads of tables in memory since the start",
    jaeger_storage_badger_get_num_user: "reads since the start",
    jaeger_storage_badger_iterator_num_user: "scans since the start",
    jaeger_storage_badger_put_num_user: "writes since the start",
    jaeger_storage_badger_read_bytes_lsm:
      "bytes read from the key store since the start",
    jaeger_storage_badger_read_bytes_vlog:
      "bytes read from the value store since the start",
    jaeger_storage_badger_size_bytes_lsm: "size of the key store, in bytes",
    jaeger_storage_badger_size_bytes_vlog: "size of the value store, in bytes",
    jaeger_storage_badger_write_bytes_user:
      "bytes that were to be written since the start",
    jaeger_storage_badger_write_bytes_vlog:
      "bytes written to the value store since the start",
    otelcol_process_memory_rss_bytes: "physical memory in use, in bytes",
    otelcol_process_runtime_heap_alloc_bytes: "heap bytes in use",
    otelcol_process_runtime_total_sys_memory_bytes:
      "all memory taken from the operating system, in bytes",
    target_info: "always 1; the labels describe the program",
  },
  histogram: {
    jaeger_storage_latency_seconds:
      "time of requests to the storage, by operation and result, in seconds",
    otelcol_processor_batch_batch_send_size: "spans in a batch",
  },
});

/**
 * What it exposes of a cluster in place of Badger. It writes there in bulk, after it has told the sender that all is stored;
 * of what fails as a whole, because no node answers, only the time is counted, and spans as if inserted.
 */
export const jaegerClusterMetrics = catalog({
  counter: {
    jaeger_storage_bulk_index_attempts_total: "documents handed to the cluster",
    jaeger_storage_bulk_index_errors_total: "documents that it refused",
    jaeger_storage_bulk_index_inserts_total:
      "documents that it took, and those of requests that failed as a whole",
    jaeger_storage_spans_attempts_total: "spans to be written",
  },
  histogram: {
    jaeger_storage_bulk_index_latency_err_seconds:
      "time of bulk requests that failed as a whole, in seconds",
    jaeger_storage_bulk_index_latency_ok_seconds:
      "time of other bulk requests, in seconds",
  },
});

/** All that it exposes with Elasticsearch or OpenSearch as its storage. */
export function jaegerSearchMetrics(): readonly MetricSpec[] {
  return [
    ...jaegerMetrics.filter(
      ({ name }) => !name.startsWith("jaeger_storage_badger_"),
    ),
    ...jaegerClusterMetrics,
  ];
}
