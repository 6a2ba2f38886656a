"use strict";
// Counters and histograms in the text formats of Prometheus and OpenMetrics, without a dependency.

const { readFileSync, readdirSync } = require("node:fs");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const float = (value) =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

const escape = (value) =>
  String(value)
    .replace(/\\/g, "\\\\")
    .replace(/\n/g, "\\n")
    .replace(/"/g, '\\"');

function series(name, labels) {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${escape(value)}"`,
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

class Counter {
  /** @param {string} name ends in `_total` */
  constructor(name, help) {
    Object.assign(this, { name, help, values: new Map() });
  }

  add(labels, amount = 1) {
    const key = JSON.stringify(labels);
    const entry = this.values.get(key) ?? { labels, value: 0 };
    entry.value += amount;
    this.values.set(key, entry);
  }

  lines(openMetrics) {
    const family = openMetrics ? this.name.replace(/_total$/, "") : this.name;
    return [
      `# HELP ${family} ${this.help}`,
      `# TYPE ${family} counter`,
      ...[...this.values.values()].map(
        ({ labels, value }) => `${series(this.name, labels)} ${value}`,
      ),
    ];
  }
}

/** A value that is read when it is asked for. */
class Gauge {
  constructor(name, help, read) {
    Object.assign(this, { name, help, read });
  }

  lines() {
    return [
      `# HELP ${this.name} ${this.help}`,
      `# TYPE ${this.name} gauge`,
      `${this.name} ${this.read()}`,
    ];
  }
}

class Histogram {
  constructor(name, help) {
    Object.assign(this, { name, help, values: new Map() });
  }

  entry(labels) {
    const key = JSON.stringify(labels);
    let entry = this.values.get(key);
    if (entry === undefined) {
      const buckets = [...BUCKETS, Infinity].map((le) => ({ le, count: 0 }));
      entry = { labels, buckets, sum: 0, count: 0 };
      this.values.set(key, entry);
    }
    return entry;
  }

  /** @param {string} [traceId] the trace to show for this value */
  observe(labels, value, traceId) {
    const entry = this.entry(labels);
    entry.sum += value;
    entry.count += 1;
    const bucket = entry.buckets.find(({ le }) => value <= le);
    bucket.count += 1;
    if (traceId !== undefined) {
      bucket.exemplar = { traceId, value, time: Date.now() / 1000 };
    }
  }

  lines(openMetrics) {
    const lines = [
      `# HELP ${this.name} ${this.help}`,
      `# TYPE ${this.name} histogram`,
    ];
    for (const { labels, buckets, sum, count } of this.values.values()) {
      let cumulative = 0;
      for (const { le, count: inBucket, exemplar } of buckets) {
        cumulative += inBucket;
        const bound = le === Infinity ? "+Inf" : float(le);
        const line = `${series(`${this.name}_bucket`, { ...labels, le: bound })} ${cumulative}`;
        lines.push(
          openMetrics && exemplar
            ? `${line} # {trace_id="${exemplar.traceId}"} ${exemplar.value} ${exemplar.time}`
            : line,
        );
      }
      lines.push(`${series(`${this.name}_sum`, labels)} ${sum}`);
      lines.push(`${series(`${this.name}_count`, labels)} ${count}`);
    }
    return lines;
  }
}

const loopDelay = monitorEventLoopDelay({ resolution: 20 });
loopDelay.enable();
const startTime = Date.now() / 1000 - process.uptime();

/** What each Node process tells of itself, under the names that Node clients commonly use. */
function processLines(openMetrics) {
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  const delay = loopDelay.mean / 1e9;
  loopDelay.reset();
  const gauges = [
    ["process_resident_memory_bytes", "Resident memory.", memory.rss],
    ["process_start_time_seconds", "Start since the epoch.", startTime],
    ["process_open_fds", "Open file descriptors.", openFiles()],
    ["process_max_fds", "Most open file descriptors.", maxFiles()],
    [
      "nodejs_eventloop_lag_seconds",
      "Mean delay of the event loop since the last scrape.",
      Number.isFinite(delay) ? delay : 0,
    ],
    ["nodejs_heap_size_used_bytes", "Used heap.", memory.heapUsed],
    ["nodejs_heap_size_total_bytes", "Size of the heap.", memory.heapTotal],
    ["nodejs_external_memory_bytes", "Memory outside it.", memory.external],
  ];
  const seconds = new Counter(
    "process_cpu_seconds_total",
    "Processor time, user and system.",
  );
  seconds.add({}, (cpu.user + cpu.system) / 1e6);
  return [
    ...seconds.lines(openMetrics),
    ...gauges.flatMap(([name, help, value]) =>
      new Gauge(name, help, () => value).lines(),
    ),
    "# HELP nodejs_version_info Version of Node.",
    "# TYPE nodejs_version_info gauge",
    `${series("nodejs_version_info", { version: process.version })} 1`,
  ];
}

function openFiles() {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

function maxFiles() {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The page of all metrics in the format that the `Accept` header asks for. */
function exposition(metrics, accept = "") {
  const openMetrics = accept.includes("application/openmetrics-text");
  const lines = [
    ...metrics.flatMap((metric) => metric.lines(openMetrics)),
    ...processLines(openMetrics),
    ...(openMetrics ? ["# EOF"] : []),
  ];
  return {
    contentType: openMetrics
      ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
      : "text/plain; version=0.0.4; charset=utf-8",
    body: `${lines.join("\n")}\n`,
  };
}

module.exports = { Counter, Gauge, Histogram, exposition };
