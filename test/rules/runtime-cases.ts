import type { Labels } from "../../lib/domain/names";
import type { PackCase, PackCases, Series } from "./pack-suite";

const API = 'job="api",instance="a:1"';

function labels(priority: "P3" | "P4", more: Labels = {}): Labels {
  const severity = priority === "P3" ? "warning" : "info";
  const own = { priority, severity, service: "shop", team: "sales" };
  return { ...own, job: "api", instance: "a:1", ...more };
}

/** Series of one instance by metric; a text in braces adds labels. */
function series(values: Readonly<Record<string, string>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([name, each]) => {
      const [, metric = "", more = ""] =
        /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
      return [`${metric}{${API}${more === "" ? "" : `,${more}`}}`, each];
    }),
  );
}

/** The same value in each minute. */
function steady(metric: string, value: number): Series {
  return series({ [metric]: `${value}x60` });
}

/** A counter by what a minute adds. */
function counting(metric: string, perMinute: number): Series {
  return series({ [metric]: `0+${perMinute}x60` });
}

const AT = "40m";

const MEBIBYTE = 1024 * 1024;

/** What is so large at first and grows by so much in 5 minutes. */
function rising(metric: string, first: number, step: number): Series {
  return series({ [metric]: `${first}+${step}x120` });
}

/**
 * What only grows. The least of the hour before 8:00 is that of step 85, the least of 6 hours earlier that of step 13, so
 * 59 steps at first make twice as much, 11 steps four times, and 167 steps 1.4 times.
 */
function growing(
  metric: string,
  step: number,
  times: 2 | 4,
  texts: { readonly summary: string; readonly description: string },
): PackCase {
  const first = times === 2 ? 59 : 11;
  return {
    step: "5m",
    at: "8h",
    fires: rising(metric, first * step, step),
    expect: { labels: labels("P4"), ...texts },
    silent: rising(metric, 167 * step, step),
    edges: {
      "it is small": {
        near: true,
        series: rising(metric, (first * step) / 8, step / 8),
      },
      "it grew, and stays so": {
        series: series({
          [metric]: `${first * step}+${step}x40 ${(first + 40) * step}x80`,
        }),
      },
      "it has run for less than 6 hours": {
        at: "5h",
        series: rising(metric, first * step, step),
      },
    },
  };
}

const COLLECTS = {
  summary: "a:1 spends its time collecting garbage.",
  description: "Garbage collection takes 15% of the time of a:1.",
};

const GROWS = {
  summary: "The heap of a:1 only grows.",
  description:
    "The heap of a:1 is 2 times that of 6 hours before; it may never be given back.",
};

/** 2 GiB, V8's own limit. */
const V8_LIMIT = 2 ** 31;

const NODE_CASES: PackCases = {
  NodeEventLoopLagHigh: {
    at: AT,
    fires: steady("nodejs_eventloop_lag_p99_seconds", 0.2),
    expect: {
      labels: labels("P3"),
      summary: "The event loop of a:1 lags behind.",
      description:
        "1 % of what a:1 does waits for 200ms or longer before it begins.",
    },
    silent: steady("nodejs_eventloop_lag_p99_seconds", 0.09),
  },
  NodeEventLoopBusy: {
    at: AT,
    fires: counting("process_cpu_seconds_total", 55.2),
    expect: {
      labels: labels("P3"),
      summary: "The one thread of a:1 has no time left.",
      description:
        "a:1 has been busy 92% of the time for 10 minutes; more requests only make it slower.",
    },
    silent: counting("process_cpu_seconds_total", 53),
    edges: {
      "it starts again": {
        series: series({ process_cpu_seconds_total: "900+50x35 0+50x20" }),
      },
    },
  },
  NodeHeapNearLimit: {
    at: AT,
    fires: steady("nodejs_heap_size_used_bytes", V8_LIMIT * 0.9375),
    expect: {
      labels: labels("P3"),
      summary: "The heap of a:1 is nearly full.",
      description:
        "a:1 uses 93.75% of the 2GiB that its heap may hold; above that it ends.",
    },
    silent: steady("nodejs_heap_size_used_bytes", V8_LIMIT * 0.875),
    edges: {
      "it falls with each collection": {
        series: series({
          nodejs_heap_size_used_bytes: `${Array.from({ length: 30 }, () => `${V8_LIMIT * 0.9375} ${V8_LIMIT / 2}`).join(" ")}`,
        }),
      },
    },
  },
  NodeHeapGrowing: growing(
    "nodejs_heap_size_used_bytes",
    2 * MEBIBYTE,
    2,
    GROWS,
  ),
  NodeGcTimeHigh: {
    at: AT,
    fires: {
      ...counting('nodejs_gc_duration_seconds_sum{kind="major"}', 6),
      ...counting('nodejs_gc_duration_seconds_sum{kind="minor"}', 3),
    },
    expect: { labels: labels("P3"), ...COLLECTS },
    silent: counting('nodejs_gc_duration_seconds_sum{kind="major"}', 5),
  },
  NodeHandlesGrowing: growing("nodejs_active_handles_total", 20, 4, {
    summary: "a:1 opens more than it closes.",
    description: "a:1 has 4 times the open handles of 6 hours before.",
  }),
};

/** Bytes of a program in Go whose limit is 1000. */
function goMemory(sys: number, limit = "1000"): Series {
  return series({
    go_memstats_sys_bytes: `${sys}x60`,
    go_memstats_heap_released_bytes: "50x60",
    go_gc_gomemlimit_bytes: `${limit}x60`,
  });
}

const GO_CASES: PackCases = {
  GoGoroutinesGrowing: growing("go_goroutines", 20, 4, {
    summary: "a:1 starts more goroutines than end.",
    description:
      "a:1 has 4 times the goroutines of 6 hours before; each holds memory, and what it waits for may never come.",
  }),
  GoGcPauseLong: {
    at: AT,
    fires: {
      ...steady('go_gc_duration_seconds{quantile="1"}', 0.2),
      ...steady('go_gc_duration_seconds{quantile="0.5"}', 0.15),
    },
    expect: {
      labels: labels("P3"),
      summary: "Garbage collection stops a:1 for long.",
      description: "The longest of the last pauses of a:1 took 200ms.",
    },
    silent: steady('go_gc_duration_seconds{quantile="1"}', 0.09),
  },
  GoGcTimeHigh: {
    at: AT,
    fires: counting("go_gc_duration_seconds_sum", 3),
    expect: {
      labels: labels("P3"),
      summary: "a:1 spends its time collecting garbage.",
      description:
        "Garbage collection stops a:1 for 5% of the time, and works beside it for longer.",
    },
    silent: counting("go_gc_duration_seconds_sum", 1.1),
  },
  GoMemoryNearLimit: {
    at: AT,
    fires: goMemory(970),
    expect: {
      labels: labels("P3"),
      summary: "a:1 needs nearly all the memory it may have.",
      description:
        "a:1 uses 92% of GOMEMLIMIT; near it, the program does little but collect garbage.",
    },
    silent: goMemory(940),
    edges: {
      "there is no limit": { series: goMemory(1000, "9.223372036854776e+18") },
      "the limit is 0": { series: goMemory(1000, "0") },
    },
  },
  GoOpenFilesHigh: {
    at: AT,
    fires: {
      ...steady("process_open_fds", 850),
      ...steady("process_max_fds", 1000),
    },
    expect: {
      labels: labels("P3"),
      summary: "a:1 can soon open no more files and connections.",
      description: "a:1 has 85% of the file descriptors open that it may have.",
    },
    silent: {
      ...steady("process_open_fds", 790),
      ...steady("process_max_fds", 1000),
    },
  },
  GoThreadsMany: {
    at: AT,
    fires: steady("go_threads", 600),
    expect: {
      labels: labels("P4"),
      summary: "a:1 has many threads.",
      description:
        "a:1 has 600 threads of the operating system; calls that block, such as those to slow disks, hold one each.",
    },
    silent: steady("go_threads", 490),
  },
};

/** The limit of the pools of a heap with G1, of which two have none of their own. */
const G1: Series = {
  ...steady('jvm_memory_max_bytes{area="heap",id="G1 Old Gen"}', 1000),
  ...steady('jvm_memory_max_bytes{area="heap",id="G1 Eden Space"}', -1),
  ...steady('jvm_memory_max_bytes{area="heap",id="G1 Survivor Space"}', -1),
};

function jvmHeap(old: number, eden: number): Series {
  return {
    ...G1,
    ...steady('jvm_memory_used_bytes{area="heap",id="G1 Old Gen"}', old),
    ...steady('jvm_memory_used_bytes{area="heap",id="G1 Eden Space"}', eden),
    ...steady('jvm_memory_used_bytes{area="nonheap",id="Metaspace"}', 5000),
  };
}

function collections(seconds: number, count: number): Series {
  return {
    ...counting('jvm_gc_collection_seconds_sum{gc="G1 Old"}', seconds),
    ...counting('jvm_gc_collection_seconds_count{gc="G1 Old"}', count),
  };
}

const JVM_CASES: PackCases = {
  JvmHeapNearLimit: {
    at: AT,
    fires: jvmHeap(900, 20),
    expect: {
      labels: labels("P3"),
      summary: "The heap of a:1 is nearly full.",
      description:
        "After collections a:1 still uses 92% of what its heap may hold.",
    },
    silent: jvmHeap(840, 50),
  },
  JvmHeapGrowing: growing(
    'jvm_memory_used_bytes{area="heap"}',
    2 * MEBIBYTE,
    2,
    GROWS,
  ),
  JvmGcTimeHigh: {
    at: AT,
    fires: collections(9, 10),
    expect: { labels: labels("P3"), ...COLLECTS },
    silent: collections(5, 10),
  },
  JvmGcPauseLong: {
    at: AT,
    fires: collections(6, 6),
    expect: {
      labels: labels("P3"),
      summary: "Garbage collection stops a:1 for long.",
      description: "A collection of a:1 takes 1s on average.",
    },
    silent: collections(2.8, 6),
    edges: { "nothing is collected": { series: collections(0, 0) } },
  },
  JvmThreadsDeadlocked: {
    at: AT,
    fires: steady("jvm_threads_deadlocked", 2),
    expect: {
      labels: labels("P3"),
      summary: "Threads of a:1 wait for each other.",
      description:
        "2 threads of a:1 wait for locks that they hold themselves; they will never go on.",
    },
    silent: steady("jvm_threads_deadlocked", 0),
  },
  JvmThreadsBlocked: {
    at: AT,
    fires: steady('jvm_threads_state{state="BLOCKED"}', 20),
    expect: {
      labels: labels("P3"),
      summary: "Many threads of a:1 wait for a lock.",
      description:
        "20 threads of a:1 have been waiting for locks that others hold.",
    },
    silent: {
      ...steady('jvm_threads_state{state="BLOCKED"}', 9),
      ...steady('jvm_threads_state{state="WAITING"}', 200),
    },
  },
  JvmDirectBuffersNearLimit: {
    at: AT,
    fires: {
      ...G1,
      ...steady('jvm_buffer_pool_used_bytes{pool="direct"}', 900),
    },
    expect: {
      labels: labels("P3"),
      summary: "The buffers of a:1 outside its heap are many.",
      description:
        "Direct buffers of a:1 take as much as 90% of the heap's limit, which is theirs too; above it, connections fail.",
    },
    silent: {
      ...G1,
      ...steady('jvm_buffer_pool_used_bytes{pool="direct"}', 790),
      ...steady('jvm_buffer_pool_used_bytes{pool="mapped"}', 9000),
    },
  },
  JvmClassesGrowing: growing("jvm_classes_currently_loaded", 200, 2, {
    summary: "a:1 loads more and more classes.",
    description:
      "a:1 has 2 times the classes of 6 hours before; class loaders may be kept for ever.",
  }),
};

/** The cases in a job of their own, since programs of one job are in one language. */
function inJob(job: string, cases: PackCases): PackCases {
  const text = JSON.stringify(cases)
    .replaceAll('job=\\"api\\"', `job=\\"${job}\\"`)
    .replaceAll('"job":"api"', `"job":"${job}"`);
  return JSON.parse(text) as PackCases;
}

export const RUNTIME_CASES: PackCases = {
  ...inJob("node", NODE_CASES),
  ...inJob("go", GO_CASES),
  ...inJob("jvm", JVM_CASES),
};
