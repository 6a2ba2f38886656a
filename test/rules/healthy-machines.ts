import type { Labels } from "../../lib/domain/names";
import {
  between,
  coldness,
  DEPLOYS,
  inBackup,
  season,
  type Moment,
  type Target,
  type Trace,
} from "./healthy-day";

const GIGABYTE = 1e9;

/** Two processors; the backup keeps them busy and lets them wait for the disk. */
export function host(trace: Trace, job: string): void {
  const target = trace.target(job, `${job}-1:9100`);
  const busy = (at: Moment): number =>
    Math.min(
      0.95,
      0.08 + 0.55 * season(at.hour) + (inBackup(at) ? 0.6 : 0) + spike(at),
    );
  for (const cpu of ["0", "1"]) {
    target.amount(
      "node_cpu_seconds_total",
      { cpu, mode: "idle" },
      (at) => 1 - busy(at),
    );
    target.amount("node_cpu_seconds_total", { cpu, mode: "user" }, busy);
  }
  target.gauge("node_load15", {}, (at) => 0.2 + 2.5 * busy(at));
  target.gauge("node_memory_MemTotal_bytes", {}, 16 * GIGABYTE);
  target.gauge(
    "node_memory_MemAvailable_bytes",
    {},
    (at) => 16 * GIGABYTE * (0.6 - 0.2 * season(at.hour) + 0.01 * at.noise()),
  );
  target.gauge("node_vmstat_oom_kill", {}, 0);
  disks(target);
  network(target);
  clock(target);
  const units = ["docker.service", "cron.service"];
  for (const name of units) {
    target.gauge("node_systemd_unit_state", { name, state: "active" }, 1);
    target.gauge("node_systemd_unit_state", { name, state: "failed" }, 0);
  }
  for (const collector of ["cpu", "filesystem", "textfile"]) {
    target.gauge("node_scrape_collector_success", { collector }, 1);
  }
  files(target);
}

/** New containers are unpacked and started. */
function spike({ seconds }: Moment): number {
  return DEPLOYS.some((each) => seconds >= each && seconds < each + 300)
    ? 0.4
    : 0;
}

/** Logs grow until they are rotated at midnight; the backup is written here before it is copied away. */
function disks(target: Target): void {
  const used = (at: Moment): number =>
    0.55 + 0.06 * (at.hour / 24) + (inBackup(at) ? 0.15 * (at.hour - 2) : 0);
  for (const [mountpoint, share] of [
    ["/", used],
    ["/data", () => 0.45],
  ] as const) {
    const labels: Labels = { device: "/dev/sda1", fstype: "ext4", mountpoint };
    target.gauge("node_filesystem_size_bytes", labels, 100 * GIGABYTE);
    target.gauge("node_filesystem_avail_bytes", labels, (at) =>
      Math.round(100 * GIGABYTE * (1 - share(at))),
    );
    target.gauge("node_filesystem_files", labels, 6e6);
    target.gauge("node_filesystem_files_free", labels, (at) =>
      Math.round(6e6 * (1 - share(at) / 4)),
    );
    target.gauge("node_filesystem_readonly", labels, 0);
  }
}

function network(target: Target): void {
  for (const way of ["receive", "transmit"]) {
    const labels = { device: "eth0" };
    target.counter(
      `node_network_${way}_packets_total`,
      labels,
      (at) => 3000 * season(at.hour),
    );
    target.counter(`node_network_${way}_errs_total`, labels, 0.001);
  }
  target.gauge("node_nf_conntrack_entries", {}, (at) =>
    Math.round(40_000 * season(at.hour)),
  );
  target.gauge("node_nf_conntrack_entries_limit", {}, 262_144);
}

function clock(target: Target): void {
  target.gauge("node_boot_time_seconds", {}, -1e6);
  target.gauge("node_time_seconds", {}, (at) => at.seconds + 0.05 * at.noise());
  target.gauge("node_timex_sync_status", {}, 1);
  target.gauge(
    "node_timex_maxerror_seconds",
    {},
    (at) => 0.2 + 0.1 * at.noise(),
  );
}

/** A job writes the checksums each 5 minutes, another one a file each day. */
function files(target: Target): void {
  target.gauge("node_textfile_scrape_error", {}, 0);
  for (const [file, every] of [
    ["security.prom", 300],
    ["backup.prom", 86_400],
  ] as const) {
    target.gauge(
      "node_textfile_mtime_seconds",
      { file },
      ({ seconds }) => Math.floor(seconds / every) * every,
    );
  }
  for (const path of ["/etc/passwd", "/root/.ssh/authorized_keys"]) {
    target.gauge("security_file_checksum", { path }, 1_234_567);
  }
}

const CONTAINERS = [
  ["shop", "shop:2", true],
  ["postgres", "postgres:17", false],
  ["redis", "redis:7", false],
] as const;

/** Containers as a cAdvisor sees them, of which those of the shop are replaced by each deployment. */
export function containers(trace: Trace, job: string): void {
  const watcher = trace.target(job, `${job}-1:8080`);
  watcher.gauge("container_scrape_error", {}, 0);
  watcher.gauge("machine_scrape_error", {}, 0);
  packets(watcher, { id: "/", interface: "eth0" }, 3000);
  for (const [name, image, isDeployed] of CONTAINERS) {
    const ends = [...(isDeployed ? DEPLOYS : []), Infinity];
    ends.forEach((end, life) => {
      const start = ends[life - 1] ?? -1e6;
      const labels = { name, image, id: `/docker/${name}-${life + 1}` };
      container(watcher, labels, start, end);
    });
  }
}

function container(
  watcher: Target,
  labels: Labels,
  start: number,
  end: number,
): void {
  const during =
    (value: number | ((at: Moment) => number)) =>
    (at: Moment): number | undefined =>
      at.seconds >= start + 20 && at.seconds < end
        ? typeof value === "number"
          ? value
          : value({ ...at, age: start < 0 ? at.seconds : at.seconds - start })
        : undefined;
  watcher.gauge(
    "container_last_seen",
    labels,
    during((at) => at.seconds),
  );
  watcher.gauge("container_start_time_seconds", labels, during(start));
  watcher.amount(
    "container_cpu_usage_seconds_total",
    labels,
    during((at) => 0.05 + 0.8 * season(at.hour) + coldness(at)),
  );
  watcher.amount("container_cpu_cfs_periods_total", labels, during(10));
  watcher.amount(
    "container_cpu_cfs_throttled_periods_total",
    labels,
    during((at) => 0.5 + 5 * coldness(at)),
  );
  watcher.gauge("container_spec_memory_limit_bytes", labels, during(GIGABYTE));
  watcher.gauge(
    "container_memory_working_set_bytes",
    labels,
    during(
      (at) => GIGABYTE * (0.5 + 0.3 * season(at.hour) + 0.02 * at.noise()),
    ),
  );
  watcher.gauge("container_oom_events_total", labels, during(0));
  packets(watcher, { ...labels, interface: "eth0" }, 800, during);
}

function packets(
  watcher: Target,
  labels: Labels,
  perSecond: number,
  during: (
    value: (at: Moment) => number,
  ) => (at: Moment) => number | undefined = (value) => value,
): void {
  for (const way of ["receive", "transmit"]) {
    watcher.counter(
      `container_network_${way}_packets_total`,
      labels,
      during((at) => perSecond * season(at.hour)),
    );
    watcher.counter(
      `container_network_${way}_errors_total`,
      labels,
      during(() => 1e-4),
    );
  }
}

/** Programs in Node.js, in Go and on the JVM, two instances each, with collections and new versions. */
export function runtimes(trace: Trace): void {
  const jobs = { node: nodejs, go, jvm };
  for (const [job, metrics] of Object.entries(jobs)) {
    for (const instance of [0, 1]) {
      const starts = DEPLOYS.map((each) => each + 600 + instance * 180);
      metrics(trace.target(job, `${job}-${instance + 1}:9464`, starts));
    }
  }
}

/** Memory that grows from one collection to the next. */
function sawtooth(at: Moment, everySeconds: number): number {
  return (at.seconds % everySeconds) / everySeconds;
}

function inPause(at: Moment): boolean {
  return between(at, 13, 13.03) || between(at, 21, 21.03);
}

export function nodejs(target: Target): void {
  target.gauge("nodejs_eventloop_lag_p99_seconds", {}, (at) =>
    inPause(at) ? 0.4 : 0.012 + 0.03 * season(at.hour) + 0.05 * coldness(at),
  );
  target.amount("process_cpu_seconds_total", {}, (at) =>
    Math.min(1, 0.05 + 0.6 * season(at.hour) + 0.5 * coldness(at)),
  );
  target.gauge(
    "nodejs_heap_size_used_bytes",
    { space: "old" },
    (at) => 4e8 * (0.6 + 0.8 * season(at.hour) + 0.5 * sawtooth(at, 240)),
  );
  target.amount("nodejs_gc_duration_seconds_sum", { kind: "major" }, (at) =>
    inPause(at) ? 0.3 : 0.02 * season(at.hour),
  );
  target.gauge("nodejs_active_handles_total", {}, (at) =>
    Math.round(30 + 200 * season(at.hour)),
  );
}

function go(target: Target): void {
  target.gauge("go_goroutines", {}, (at) =>
    Math.round(40 + 900 * season(at.hour) * (1 + 0.2 * at.noise())),
  );
  target.gauge("go_memstats_sys_bytes", {}, 6e8);
  target.gauge(
    "go_memstats_heap_released_bytes",
    {},
    (at) => 2e8 * (1 - 0.8 * sawtooth(at, 300)),
  );
  target.gauge("go_gc_gomemlimit_bytes", {}, 8e8);
  target.amount("go_gc_duration_seconds_sum", {}, 0.0004);
  target.gauge("go_gc_duration_seconds", { quantile: "1" }, (at) =>
    inPause(at) ? 0.15 : 0.001,
  );
  target.gauge("go_threads", {}, 24);
  target.gauge("process_open_fds", {}, (at) =>
    Math.round(30 + 300 * season(at.hour)),
  );
  target.gauge("process_max_fds", {}, 1024);
}

function jvm(target: Target): void {
  target.gauge(
    "jvm_memory_used_bytes",
    { area: "heap", pool: "old" },
    (at) => 2e9 * (0.35 + 0.5 * sawtooth(at, 600)),
  );
  target.gauge("jvm_memory_max_bytes", { area: "heap", pool: "old" }, 2e9);
  target.amount("jvm_gc_collection_seconds_sum", { gc: "G1" }, (at) =>
    inPause(at) ? 0.2 : 0.01,
  );
  target.amount("jvm_gc_collection_seconds_count", { gc: "G1" }, 0.2);
  target.gauge("jvm_threads_deadlocked", {}, 0);
  target.gauge("jvm_threads_state", { state: "BLOCKED" }, (at) =>
    at.noise() > 0.8 ? 12 : 1,
  );
  target.gauge("jvm_buffer_pool_used_bytes", { pool: "direct" }, 6e8);
  target.gauge(
    "jvm_classes_currently_loaded",
    {},
    (at) => 12_000 + Math.round(50 * season(at.hour)),
  );
}
