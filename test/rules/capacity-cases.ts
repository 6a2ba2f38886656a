import type { Labels } from "../../lib/domain/names";
import type { PackCase, PackCases, Series } from "./pack-suite";

/** How much of everything there is. */
const ALL = 1_000_000;

interface Trend {
  /** Minutes between two values. */
  readonly step: number;
  /** Steps that the trend is taken over. */
  readonly steps: number;
  readonly labels: Labels;
  readonly summary: string;
  readonly subject: string;
  readonly left: string;
  readonly over: string;
  /** The series that tell of this free amount, and of what there is. */
  readonly series: (free: string, used: string) => Series;
}

/** The amount falls evenly to a share that is free at the end, by another within the time of the trend. */
function trend({ step, steps, series, ...expected }: Trend): PackCase {
  const total = Math.ceil((steps * 7) / 6) + 6;
  const falling = (end: number, perTrend: number): Series => {
    const perStep = (perTrend * ALL) / steps;
    // Not at a full second, where the last digit would be a matter of rounding.
    const start = end * ALL + perStep * (total + 0.3 / (step * 60));
    return series(
      `${start}-${perStep}x${total + 6}`,
      `${ALL - start}+${perStep}x${total + 6}`,
    );
  };
  const { labels, summary, subject, left, over } = expected;
  return {
    step: `${step}m`,
    at: `${total * step}m`,
    fires: falling(0.22, 0.12),
    expect: {
      labels: { severity: "warning", priority: "P3", team: "it", ...labels },
      summary,
      description: `${subject} in ${left} if the last ${over} go on.`,
    },
    silent: falling(0.45, 0.024),
    edges: {
      "it hardly grows": { near: true, series: falling(0.01, 0.01) },
      "much is free": { near: true, series: falling(0.6, 0.32) },
      "there is little history": {
        at: `${Math.floor(steps * 0.9) * step}m`,
        series: falling(0.22, 0.12),
      },
      "nothing is told of": { series: {} },
    },
  };
}

const DAY = { step: 40, steps: 36, over: "1d" };
const DISK =
  'job="node-exporter",instance="h",device="/dev/sda",fstype="ext4",mountpoint="/data"';
const DISK_LABELS = {
  job: "node-exporter",
  instance: "h",
  device: "/dev/sda",
  fstype: "ext4",
  mountpoint: "/data",
  service: "h",
};
const CLAIM = 'namespace="shop",persistentvolumeclaim="orders"';
const CONSTANT = `${ALL}x400`;

export const CAPACITY_CASES: PackCases = {
  CapacityDiskExhaustion: trend({
    ...DAY,
    labels: DISK_LABELS,
    summary: "A disk of h will be full.",
    subject: "/data of h has no space left",
    left: "1d 20h 0m 0s",
    series: (free) => ({
      [`node_filesystem_avail_bytes{${DISK}}`]: free,
      [`node_filesystem_size_bytes{${DISK}}`]: CONSTANT,
      [`node_filesystem_readonly{${DISK}}`]: "0x400",
    }),
  }),
  CapacityInodesExhaustion: trend({
    ...DAY,
    labels: DISK_LABELS,
    summary: "A file system of h will have no inodes left.",
    subject: "/data of h has no inodes left",
    left: "1d 20h 0m 0s",
    series: (free) => ({
      [`node_filesystem_files_free{${DISK}}`]: free,
      [`node_filesystem_files{${DISK}}`]: CONSTANT,
      [`node_filesystem_readonly{${DISK}}`]: "0x400",
    }),
  }),
  CapacityMemoryExhaustion: trend({
    step: 20,
    steps: 18,
    over: "6h",
    labels: { job: "node-exporter", instance: "h", service: "h" },
    summary: "The memory of h will be used up.",
    subject: "h has no memory left",
    left: "11h 0m 0s",
    series: (free) => ({
      'node_memory_MemAvailable_bytes{job="node-exporter",instance="h"}': free,
      'node_memory_MemTotal_bytes{job="node-exporter",instance="h"}': CONSTANT,
    }),
  }),
  CapacityConnectionsExhaustion: trend({
    step: 6,
    steps: 20,
    over: "2h",
    labels: { job: "postgresql", instance: "d", service: "d" },
    summary: "The database d will have no connections left.",
    subject: "d has no connections left",
    left: "3h 40m 0s",
    series: (_, used) => ({
      'pg_stat_activity_count{job="postgresql",instance="d",backend_type="client backend",state="idle"}':
        used,
      'pg_stat_activity_count{job="postgresql",instance="d",backend_type="checkpointer"}':
        "1x400",
      'pg_settings_max_connections{job="postgresql",instance="d"}': CONSTANT,
    }),
  }),
  CapacityVolumeExhaustion: trend({
    ...DAY,
    labels: {
      namespace: "shop",
      persistentvolumeclaim: "orders",
      service: "shop/orders",
    },
    summary: "The volume shop/orders will be full.",
    subject: "shop/orders has no space left",
    left: "1d 20h 0m 0s",
    series: (free) => ({
      [`kubelet_volume_stats_available_bytes{job="kubelet",node="a",${CLAIM}}`]:
        free,
      [`kubelet_volume_stats_capacity_bytes{job="kubelet",node="a",${CLAIM}}`]:
        CONSTANT,
    }),
  }),
  CapacitySeriesExhaustion: trend({
    ...DAY,
    labels: {
      job: "prometheus",
      instance: "p",
      service: "prometheus",
      severity: "info",
      priority: "P4",
    },
    summary: "Prometheus will hold more series than it has memory for.",
    subject: "Prometheus holds 1000000 series",
    left: "1d 20h 0m 0s",
    series: (_, used) => ({
      'prometheus_tsdb_head_series{job="prometheus",instance="p"}': used,
    }),
  }),
};
