/** The names by which a program in Node.js tells of its runtime. A selector may hold matchers in braces. */
export interface NodeMetrics {
  /** Gauge in seconds. */
  readonly lagP99: string;
  /** How busy the event loop is: a gauge from 0 to 1, or the counter of the processor's seconds of its one thread. */
  readonly busy: { readonly ratio: string } | { readonly seconds: string };
  readonly heapUsed: string;
  /** Counter of seconds. */
  readonly gcSeconds: string;
  readonly handles: string | false;
}

/** The same for Go. */
export interface GoMetrics {
  readonly goroutines: string;
  /** Memory of the runtime that counts for its limit, as a term with `%` for matchers. */
  readonly memory: string;
  readonly memoryLimit: string;
  /** Summary of pauses in seconds. */
  readonly gcPauses: string | false;
  readonly threads: string | false;
}

/** The same for the JVM. */
export interface JvmMetrics {
  readonly heapUsed: string;
  readonly heapLimit: string;
  /** Summary or histogram of seconds. */
  readonly gc: string;
  readonly deadlocked: string | false;
  readonly blocked: string;
  readonly directUsed: string;
  readonly classes: string;
}

export type NodeClient = "prom-client" | "otel";
export type GoClient = "client_golang" | "otel";
export type JvmClient = "micrometer" | "client_java" | "otel";

/** See `lib/packs/exporters/runtime.ts` and `runtime-otel.ts`. */
export const NODE_CLIENTS: Readonly<Record<NodeClient, NodeMetrics>> = {
  "prom-client": {
    lagP99: "nodejs_eventloop_lag_p99_seconds",
    busy: { seconds: "process_cpu_seconds_total" },
    heapUsed: "nodejs_heap_size_used_bytes",
    gcSeconds: "nodejs_gc_duration_seconds_sum",
    handles: "nodejs_active_handles_total",
  },
  otel: {
    lagP99: "nodejs_eventloop_delay_p99_seconds",
    busy: { ratio: "nodejs_eventloop_utilization_ratio" },
    heapUsed: "v8js_memory_heap_used_bytes",
    gcSeconds: "v8js_gc_duration_seconds_sum",
    handles: false,
  },
};

export const GO_CLIENTS: Readonly<Record<GoClient, GoMetrics>> = {
  client_golang: {
    goroutines: "go_goroutines",
    // What the limit is held against: https://pkg.go.dev/runtime/debug#SetMemoryLimit
    memory: "go_memstats_sys_bytes{%} - go_memstats_heap_released_bytes{%}",
    memoryLimit: "go_gc_gomemlimit_bytes",
    gcPauses: "go_gc_duration_seconds",
    threads: "go_threads",
  },
  otel: {
    goroutines: "go_goroutine_count",
    memory: "sum by (job, instance) (go_memory_used_bytes{%})",
    memoryLimit: "go_memory_limit_bytes",
    gcPauses: false,
    threads: false,
  },
};

export const JVM_CLIENTS: Readonly<Record<JvmClient, JvmMetrics>> = {
  micrometer: {
    heapUsed: 'jvm_memory_used_bytes{area="heap"}',
    heapLimit: 'jvm_memory_max_bytes{area="heap"}',
    gc: "jvm_gc_pause_seconds",
    deadlocked: false,
    blocked: 'jvm_threads_states_threads{state="blocked"}',
    directUsed: 'jvm_buffer_memory_used_bytes{id="direct"}',
    classes: "jvm_classes_loaded_classes",
  },
  client_java: {
    heapUsed: 'jvm_memory_used_bytes{area="heap"}',
    heapLimit: 'jvm_memory_max_bytes{area="heap"}',
    gc: "jvm_gc_collection_seconds",
    deadlocked: "jvm_threads_deadlocked",
    blocked: 'jvm_threads_state{state="BLOCKED"}',
    directUsed: 'jvm_buffer_pool_used_bytes{pool="direct"}',
    classes: "jvm_classes_currently_loaded",
  },
  otel: {
    heapUsed: 'jvm_memory_used_bytes{jvm_memory_type="heap"}',
    heapLimit: 'jvm_memory_limit_bytes{jvm_memory_type="heap"}',
    gc: "jvm_gc_duration_seconds",
    deadlocked: false,
    blocked: 'jvm_thread_count{jvm_thread_state="blocked"}',
    directUsed: 'jvm_buffer_memory_used_bytes{jvm_buffer_pool_name="direct"}',
    classes: "jvm_class_count",
  },
};

/** Names of the recorded series of a language, one for each job and instance, whatever client it has. */
export function runtimeMetrics(runtime: "node" | "go" | "jvm") {
  return {
    heap: `instance:${runtime}_heap:bytes`,
    heapFloor: `instance:${runtime}_heap:bytes_min1h`,
    heapRatio: `instance:${runtime}_heap:ratio_min15m`,
    gcRatio: `instance:${runtime}_gc:ratio_rate5m`,
    busyRatio: `instance:${runtime}_busy:ratio_rate5m`,
    handlesFloor: `instance:${runtime}_handles:min1h`,
    goroutinesFloor: `instance:${runtime}_goroutines:min1h`,
    memoryRatio: `instance:${runtime}_memory:limit_ratio`,
    classesFloor: `instance:${runtime}_classes:min1h`,
  } as const;
}

export type RuntimeMetric = keyof ReturnType<typeof runtimeMetrics>;

/** Series of one job under a name that may have matchers. */
export function selectorOf(own: string): (metric: string) => string {
  return (metric) => {
    const [, name = "", matchers = ""] =
      /^([^{]+)(?:\{(.*)\})?$/.exec(metric) ?? [];
    return `${name}{${[own, matchers].filter(Boolean).join(",")}}`;
  };
}
