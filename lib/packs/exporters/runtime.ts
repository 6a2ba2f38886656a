import { catalog } from "./catalog";

/** What the client libraries of Prometheus tell of their own process. */
export const processMetrics = catalog({
  counter: {
    process_cpu_seconds_total: "processor time used, in seconds",
    process_network_receive_bytes_total:
      "bytes received by the process's network namespace",
    process_network_transmit_bytes_total:
      "bytes sent by the process's network namespace",
  },
  gauge: {
    process_resident_memory_bytes: "physical memory in use, in bytes",
    process_virtual_memory_bytes: "address space in use, in bytes",
    process_virtual_memory_max_bytes: "largest address space allowed, in bytes",
    process_open_fds: "open file descriptors",
    process_max_fds: "most file descriptors allowed",
    process_start_time_seconds: "time of the start, as Unix time in seconds",
  },
});

/** What every program in Go tells of its runtime, with a current client library. */
export const goMetrics = catalog({
  counter: {
    go_memstats_alloc_bytes_total: "heap bytes allocated since the start",
    go_memstats_mallocs_total: "heap objects allocated since the start",
    go_memstats_frees_total: "heap objects freed since the start",
  },
  gauge: {
    go_goroutines: "goroutines that exist",
    go_threads: "threads of the operating system",
    go_info: "always 1; the label version is that of Go",
    go_gc_gogc_percent: "heap growth that starts a collection, in percent",
    go_gc_gomemlimit_bytes: "memory limit of the Go runtime, in bytes",
    go_memstats_alloc_bytes: "heap bytes in use",
    go_memstats_heap_alloc_bytes:
      "heap bytes in use, the same as go_memstats_alloc_bytes",
    go_memstats_heap_idle_bytes: "heap bytes that wait for use",
    go_memstats_heap_inuse_bytes: "heap bytes in spans in use",
    go_memstats_heap_objects: "heap objects that exist",
    go_memstats_heap_released_bytes:
      "heap bytes given back to the operating system",
    go_memstats_heap_sys_bytes: "heap bytes taken from the operating system",
    go_memstats_last_gc_time_seconds:
      "end of the last collection, as Unix time in seconds",
    go_memstats_next_gc_bytes: "heap size at which the next collection starts",
    go_memstats_stack_inuse_bytes: "bytes in use by stacks",
    go_memstats_sys_bytes:
      "all memory taken from the operating system, in bytes",
    go_sched_gomaxprocs_threads: "threads that may run Go code at once",
  },
  summary: {
    go_gc_duration_seconds: "pauses of garbage collection, in seconds",
  },
});

/** What `prom-client` tells of a program in Node.js, beside the metrics of every process. */
export const nodejsMetrics = catalog({
  gauge: {
    nodejs_eventloop_lag_seconds: "delay of the event loop, in seconds",
    nodejs_eventloop_lag_mean_seconds:
      "mean delay of the event loop, in seconds",
    nodejs_eventloop_lag_max_seconds:
      "longest delay of the event loop, in seconds",
    nodejs_eventloop_lag_min_seconds:
      "shortest delay of the event loop, in seconds",
    nodejs_eventloop_lag_stddev_seconds:
      "spread of the delay of the event loop, in seconds",
    nodejs_eventloop_lag_p50_seconds:
      "median delay of the event loop, in seconds",
    nodejs_eventloop_lag_p90_seconds:
      "delay of the event loop that 90 % stay below, in seconds",
    nodejs_eventloop_lag_p99_seconds:
      "delay of the event loop that 99 % stay below, in seconds",
    nodejs_active_handles: "open handles by type",
    nodejs_active_handles_total: "open handles",
    nodejs_active_requests: "requests under way in libuv by type",
    nodejs_active_requests_total: "requests under way in libuv",
    nodejs_active_resources:
      "resources that keep the event loop alive, by type",
    nodejs_active_resources_total: "resources that keep the event loop alive",
    nodejs_external_memory_bytes:
      "memory of objects outside the heap, in bytes",
    nodejs_heap_size_total_bytes: "heap of V8, in bytes",
    nodejs_heap_size_used_bytes: "heap of V8 in use, in bytes",
    nodejs_heap_space_size_total_bytes: "heap of V8 by space, in bytes",
    nodejs_heap_space_size_used_bytes: "heap of V8 in use by space, in bytes",
    nodejs_heap_space_size_available_bytes:
      "heap of V8 that is free by space, in bytes",
    nodejs_version_info: "always 1; the label version is that of Node.js",
    process_heap_bytes: "heap of the process, in bytes",
  },
  counter: {
    process_cpu_user_seconds_total: "processor time in the program, in seconds",
    process_cpu_system_seconds_total:
      "processor time in the kernel, in seconds",
  },
  histogram: {
    nodejs_gc_duration_seconds: "garbage collections by kind, in seconds",
  },
});

/** What the metrics handler of the Go client library tells of itself. */
export const metricsHandlerMetrics = catalog({
  counter: {
    promhttp_metric_handler_requests_total: "scrapes answered, by status code",
  },
  gauge: {
    promhttp_metric_handler_requests_in_flight: "scrapes being answered",
  },
});
