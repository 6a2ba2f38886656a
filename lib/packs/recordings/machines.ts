import { Rules } from "../../domain/rules/build";
import type { RuleGroup } from "../../domain/rules/rule";
import { Duration } from "../../domain/units";

/** Names of the series recorded of hosts, one for each node exporter, with the label `instance`. */
export const HOST_METRIC = {
  /** Share of the processors' time that was used. */
  cpu: "instance:node_cpu_busy:ratio_rate5m",
  /** Share of the memory that programs cannot get any more. */
  memory: "instance:node_memory_used:ratio",
  /** Use of the fullest file system, in space and in inodes. */
  disk: "instance:node_filesystem_used:max_ratio",
  inodes: "instance:node_filesystem_inodes_used:max_ratio",
  /** Share of the time in which the busiest disk worked. */
  diskBusy: "instance:node_disk_busy:max_rate5m",
  /** Tasks that run or wait, for each core, over 15 minutes. */
  load: "instance:node_load15:per_core",
  /** Share of the time in which some task waited for the resource. */
  cpuPressure: "instance:node_pressure_cpu_waiting:rate5m",
  memoryPressure: "instance:node_pressure_memory_waiting:rate5m",
  ioPressure: "instance:node_pressure_io_waiting:rate5m",
} as const;

/** Names of the series that hold the most that each container needed in an hour, recorded once an hour. */
export const CONTAINER_PEAK = {
  cpu: "name:container_cpu_usage_seconds:max1h",
  memory: "name:container_memory_working_set_bytes:max1h",
  memoryOfLimit: "name:container_memory_of_limit:max1h",
} as const;

/** Names of the series recorded of containers, one for each, with the labels `instance` and `name`. */
export const CONTAINER_METRIC = {
  /** Cores in use, those it may use, and the share. */
  cpu: "name:container_cpu_usage_seconds:rate5m",
  cpuLimit: "name:container_cpu_limit_cores:max",
  cpuOfLimit: "name:container_cpu_of_limit:ratio",
  /** Bytes in use, those it may use, and the share. */
  memory: "name:container_memory_working_set_bytes:sum",
  memoryLimit: "name:container_spec_memory_limit_bytes:max",
  memoryOfLimit: "name:container_memory_of_limit:ratio",
  /** Share of the periods in which its processor time was used up. */
  throttled: "name:container_cpu_throttled:ratio_rate5m",
  /** Bytes per second. */
  received: "name:container_network_receive_bytes:rate5m",
  sent: "name:container_network_transmit_bytes:rate5m",
} as const;

const INTERVAL = Duration.minutes(1);

/** The others are in memory or read-only by nature. */
const DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs"';

/** How busy, full and late each host is. */
export function hostRecordings(): readonly RuleGroup[] {
  const waiting = (resource: string): string =>
    `max by (instance) (rate(node_pressure_${resource}_waiting_seconds_total[5m]))`;
  const idle = 'node_cpu_seconds_total{mode="idle"}';
  return [
    group("host-overview", [
      // As the alert has it, waiting for a disk is not work.
      [
        HOST_METRIC.cpu,
        '1 - avg by (instance) (sum by (instance, cpu) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}[5m])))',
      ],
      [
        HOST_METRIC.memory,
        "max by (instance) (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
      ],
      [
        HOST_METRIC.disk,
        `max by (instance) (1 - node_filesystem_avail_bytes{${DISKS}} / (node_filesystem_size_bytes{${DISKS}} > 0))`,
      ],
      [
        HOST_METRIC.inodes,
        `max by (instance) (1 - node_filesystem_files_free{${DISKS}} / (node_filesystem_files{${DISKS}} > 0))`,
      ],
      [
        HOST_METRIC.diskBusy,
        "max by (instance) (rate(node_disk_io_time_seconds_total[5m]))",
      ],
      [
        HOST_METRIC.load,
        `max by (instance) (node_load15) / count by (instance) (${idle})`,
      ],
      [HOST_METRIC.cpuPressure, waiting("cpu")],
      [HOST_METRIC.memoryPressure, waiting("memory")],
      [HOST_METRIC.ioPressure, waiting("io")],
    ]),
  ];
}

/** What each container uses, beside what it may use. */
export function containerRecordings(): readonly RuleGroup[] {
  const named = '{name!=""}';
  const perSecond = (counter: string): string =>
    `sum by (instance, name) (rate(${counter}${named}[5m]))`;
  const each = (operation: string, expr: string): string =>
    `${operation} by (instance, name) (${expr})`;
  const throttled = perSecond("container_cpu_cfs_throttled_periods_total");
  const periods = perSecond("container_cpu_cfs_periods_total");
  const { cpu, cpuLimit, memory, memoryLimit } = CONTAINER_METRIC;
  return [
    group("container-overview", [
      [cpu, perSecond("container_cpu_usage_seconds_total")],
      // No quota is none, or -1 of the kernel.
      [
        cpuLimit,
        each(
          "max",
          `(container_spec_cpu_quota${named} > 0) / container_spec_cpu_period${named}`,
        ),
      ],
      [CONTAINER_METRIC.cpuOfLimit, `${cpu} / ${cpuLimit}`],
      [memory, each("sum", `container_memory_working_set_bytes${named}`)],
      [
        memoryLimit,
        each("max", `container_spec_memory_limit_bytes${named} > 0`),
      ],
      [CONTAINER_METRIC.memoryOfLimit, `${memory} / ${memoryLimit}`],
      [CONTAINER_METRIC.throttled, `${throttled} / (${periods} > 0)`],
      [
        CONTAINER_METRIC.received,
        perSecond("container_network_receive_bytes_total"),
      ],
      [
        CONTAINER_METRIC.sent,
        perSecond("container_network_transmit_bytes_total"),
      ],
    ]),
    group(
      "container-peaks",
      (["cpu", "memory", "memoryOfLimit"] as const).map((what) => [
        CONTAINER_PEAK[what],
        `max_over_time(${CONTAINER_METRIC[what]}[1h])`,
      ]),
      Duration.hours(1),
    ),
  ];
}

function group(
  name: string,
  rules: readonly (readonly [string, string])[],
  interval = INTERVAL,
): RuleGroup {
  return {
    name,
    engine: "prometheus",
    interval,
    rules: rules.map(([record, expr]) => Rules.record({ record, expr })),
  };
}
