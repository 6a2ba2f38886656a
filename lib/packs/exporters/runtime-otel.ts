import { catalog } from "./catalog";

/**
 * Node.js by the semantic conventions of OpenTelemetry, in the names of Prometheus.
 * @see https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/
 */
export const otelNodejsMetrics = catalog({
  gauge: {
    nodejs_eventloop_delay_min_seconds:
      "shortest delay of the event loop, in seconds",
    nodejs_eventloop_delay_max_seconds:
      "longest delay of the event loop, in seconds",
    nodejs_eventloop_delay_mean_seconds:
      "mean delay of the event loop, in seconds",
    nodejs_eventloop_delay_stddev_seconds:
      "spread of the delay of the event loop, in seconds",
    nodejs_eventloop_delay_p50_seconds:
      "median delay of the event loop, in seconds",
    nodejs_eventloop_delay_p90_seconds:
      "delay that 90 % stay below, in seconds",
    nodejs_eventloop_delay_p99_seconds:
      "delay that 99 % stay below, in seconds",
    nodejs_eventloop_utilization_ratio:
      "share of the time in which the event loop was busy, 0 to 1",
    v8js_memory_heap_used_bytes: "heap of V8 in use by space, in bytes",
    v8js_memory_heap_space_physical_size_bytes:
      "heap of V8 taken by space, in bytes",
    v8js_memory_heap_space_available_size_bytes:
      "heap of V8 that is free by space, in bytes",
  },
  counter: {
    nodejs_eventloop_time_seconds_total:
      "time of the event loop by state, in seconds",
  },
  histogram: { v8js_gc_duration_seconds: "collections by type, in seconds" },
});

/**
 * Go by the semantic conventions of OpenTelemetry, in the names of Prometheus.
 * @see https://opentelemetry.io/docs/specs/semconv/runtime/go-metrics/
 */
export const otelGoMetrics = catalog({
  gauge: {
    go_memory_used_bytes: "memory of the Go runtime by use, in bytes",
    go_memory_limit_bytes: "memory limit of the Go runtime, in bytes",
    go_memory_gc_goal_bytes:
      "heap size at which the next collection ends, in bytes",
    go_goroutine_count: "goroutines that exist",
    go_processor_limit: "threads that may run Go code at once",
    go_config_gogc_percent: "heap growth that starts a collection, in percent",
  },
  counter: {
    go_memory_allocated_bytes_total: "heap bytes allocated since the start",
    go_memory_allocations_total: "heap objects allocated since the start",
  },
  histogram: {
    go_schedule_duration_seconds:
      "time that goroutines wait to run, in seconds",
  },
});

/**
 * The JVM by the semantic conventions of OpenTelemetry, in the names of Prometheus.
 * @see https://opentelemetry.io/docs/specs/semconv/runtime/jvm-metrics/
 */
export const otelJvmMetrics = catalog({
  gauge: {
    jvm_memory_used_bytes: "memory in use by type and pool, in bytes",
    jvm_memory_committed_bytes: "memory taken by type and pool, in bytes",
    jvm_memory_limit_bytes: "most memory by type and pool, in bytes",
    jvm_memory_used_after_last_gc_bytes:
      "memory after the last collection, in bytes",
    jvm_thread_count: "threads by state",
    jvm_class_count: "classes loaded now",
    jvm_cpu_count: "processors that the program may use",
    jvm_cpu_recent_utilization_ratio: "share of the processors in use, 0 to 1",
    jvm_buffer_memory_used_bytes: "buffers outside the heap, in bytes",
    jvm_buffer_memory_limit_bytes: "capacity of these buffers, in bytes",
    jvm_buffer_count: "buffers by pool",
  },
  counter: {
    jvm_class_loaded_total: "classes loaded so far",
    jvm_class_unloaded_total: "classes unloaded so far",
    jvm_cpu_time_seconds_total: "processor time used, in seconds",
  },
  histogram: { jvm_gc_duration_seconds: "collections, in seconds" },
});
