import { catalog } from "./catalog";

/**
 * What Micrometer tells of a program on the JVM, as Spring Boot exposes it.
 * @see https://docs.micrometer.io/micrometer/reference/reference/jvm.html
 */
export const micrometerJvmMetrics = catalog({
  gauge: {
    jvm_memory_used_bytes: "memory in use by area, in bytes",
    jvm_memory_committed_bytes: "memory taken by area, in bytes",
    jvm_memory_max_bytes:
      "most memory by area, in bytes, below 0 where there is no limit",
    jvm_memory_usage_after_gc:
      "share of the old generation in use after a collection, 0 to 1",
    jvm_gc_overhead: "share of the processor's time for collections, 0 to 1",
    jvm_gc_live_data_size_bytes:
      "old generation after the last collection, in bytes",
    jvm_gc_max_data_size_bytes: "most that the old generation holds, in bytes",
    jvm_gc_pause_seconds_max: "longest pause of late, in seconds",
    jvm_threads_live_threads: "threads that exist",
    jvm_threads_daemon_threads: "threads that do not keep the program alive",
    jvm_threads_peak_threads: "most threads so far",
    jvm_threads_states_threads: "threads by state",
    jvm_buffer_count_buffers: "buffers by pool",
    jvm_buffer_memory_used_bytes: "buffers outside the heap, in bytes",
    jvm_buffer_total_capacity_bytes: "capacity of these buffers, in bytes",
    jvm_classes_loaded_classes: "classes loaded now",
    process_uptime_seconds: "time since the start, in seconds",
    process_cpu_usage: "share of the processors in use, 0 to 1",
    process_files_open_files: "open file descriptors",
    process_files_max_files: "most file descriptors allowed",
    system_cpu_count: "processors that the program may use",
  },
  counter: {
    jvm_classes_unloaded_classes_total: "classes unloaded so far",
    jvm_gc_memory_allocated_bytes_total: "young memory allocated, in bytes",
    jvm_gc_memory_promoted_bytes_total:
      "memory moved to the old generation, in bytes",
    jvm_threads_started_threads_total: "threads started so far",
  },
  summary: { jvm_gc_pause_seconds: "pauses of collections, in seconds" },
});

/**
 * What the Java client of Prometheus tells, version 1 and later; the JMX exporter has the same.
 * @see https://prometheus.github.io/client_java/instrumentation/jvm/
 */
export const clientJavaJvmMetrics = catalog({
  gauge: {
    jvm_memory_used_bytes: "memory in use by area, in bytes",
    jvm_memory_committed_bytes: "memory taken by area, in bytes",
    jvm_memory_max_bytes:
      "most memory by area, in bytes, below 0 where there is no limit",
    jvm_memory_pool_used_bytes: "memory in use by pool, in bytes",
    jvm_memory_pool_max_bytes:
      "most memory by pool, in bytes, below 0 where there is no limit",
    jvm_memory_pool_collection_used_bytes:
      "memory by pool after its last collection, in bytes",
    jvm_threads_current: "threads that exist",
    jvm_threads_daemon: "threads that do not keep the program alive",
    jvm_threads_peak: "most threads so far",
    jvm_threads_deadlocked: "threads that wait for each other for ever",
    jvm_threads_deadlocked_monitor:
      "those of them that wait at a block that is synchronized",
    jvm_threads_state: "threads by state",
    jvm_buffer_pool_used_bytes: "buffers outside the heap, in bytes",
    jvm_buffer_pool_capacity_bytes: "capacity of these buffers, in bytes",
    jvm_buffer_pool_used_buffers: "buffers by pool",
    jvm_classes_currently_loaded: "classes loaded now",
  },
  counter: {
    jvm_classes_loaded_total: "classes loaded so far",
    jvm_classes_unloaded_total: "classes unloaded so far",
    jvm_threads_started_total: "threads started so far",
  },
  summary: { jvm_gc_collection_seconds: "collections, in seconds" },
});
