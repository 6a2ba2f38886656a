import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const NODE = 'job="node-exporter",instance="h:9100"';
const EVERY_DISK = `${NODE},device="/dev/a",fstype="ext4",mountpoint="/"`;
const WIRE = 'job="cadvisor",instance="c:8080",id="/",interface="eth0"';

function labels(priority: string, more: Labels = {}): Labels {
  const severity =
    { P2: "critical", P3: "warning", P4: "info" }[priority] ?? "";
  const own = { priority, severity, service: "h:9100", instance: "h:9100" };
  return { ...own, ...more };
}

const DISK_LABELS = {
  job: "node-exporter",
  device: "/dev/a",
  fstype: "ext4",
  mountpoint: "/",
};

/** Seconds of a minute for which one of two cores is idle. */
function idle(perMinute: number): Series {
  const values = `0+${perMinute}x80`;
  return {
    [`node_cpu_seconds_total{${NODE},mode="idle",cpu="0"}`]: values,
    [`node_cpu_seconds_total{${NODE},mode="idle",cpu="1"}`]: values,
    [`node_cpu_seconds_total{${NODE},mode="user",cpu="0"}`]: "0+1x80",
  };
}

function gauges(values: Readonly<Record<string, string | number>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [
      metric.includes("{") ? metric : `${metric}{${NODE}}`,
      typeof value === "number" ? `${value}x80` : value,
    ]),
  );
}

function memory(available: number): Series {
  return gauges({
    node_memory_MemTotal_bytes: 100,
    node_memory_MemAvailable_bytes: available,
  });
}

function disk(values: Readonly<Record<string, string | number>>): Series {
  return gauges(
    Object.fromEntries(
      Object.entries({ readonly: 0, ...values }).map(([metric, value]) => [
        `node_filesystem_${metric}{${EVERY_DISK}}`,
        value,
      ]),
    ),
  );
}

function load(perMachine: number): Series {
  return { ...idle(30), ...gauges({ node_load15: perMachine }) };
}

function errorsOnTheWire(perMinute: number): Series {
  return {
    [`container_network_receive_errors_total{${WIRE}}`]: `0+${perMinute}x80`,
    [`container_network_transmit_errors_total{${WIRE}}`]: "0x80",
    [`container_network_receive_packets_total{${WIRE}}`]: "0+600x80",
    [`container_network_transmit_packets_total{${WIRE}}`]: "0+400x80",
  };
}

const HOUR = "60m";

export const HOST_CASES: PackCases = {
  HostCpuHigh: {
    at: HOUR,
    fires: idle(9),
    expect: {
      labels: labels("P3"),
      summary: "The processors of h:9100 are busy.",
      description:
        "The processors of h:9100 have been busy for 85% of their time, for 15 minutes.",
    },
    silent: idle(12.6),
  },
  HostCpuExhausted: {
    at: HOUR,
    fires: idle(5.4),
    expect: {
      labels: labels("P2"),
      summary: "The processors of h:9100 have no time left to give.",
      description:
        "The processors of h:9100 have been busy for 91% of their time, for 15 minutes; work queues up.",
    },
    silent: idle(6.6),
    edges: {
      "the counters start again": {
        series: {
          [`node_cpu_seconds_total{${NODE},mode="idle",cpu="0"}`]:
            "9000+6.6x57 0+6.6x20",
        },
      },
      "the exporter is gone": { series: {} },
    },
  },
  HostLoadHigh: {
    at: HOUR,
    fires: load(4.5),
    expect: {
      labels: labels("P3"),
      summary: "Tasks queue up on h:9100.",
      description:
        "Over 15 minutes 2.25 tasks per core of h:9100 ran or waited for a processor or a disk.",
    },
    silent: load(3.9),
  },
  HostMemoryHigh: {
    at: HOUR,
    fires: memory(15),
    expect: {
      labels: labels("P4", { job: "node-exporter" }),
      summary: "Much of the memory of h:9100 is in use.",
      description: "Programs hold 85% of the memory of h:9100.",
    },
    silent: memory(21),
  },
  HostMemoryExhausted: {
    at: HOUR,
    fires: memory(4),
    expect: {
      labels: labels("P2", { job: "node-exporter" }),
      summary: "The memory of h:9100 is nearly exhausted.",
      description:
        "Programs hold 96% of the memory of h:9100; the kernel will soon end one of them.",
    },
    silent: memory(6),
    edges: {
      "what is available is not told": {
        series: gauges({ node_memory_MemTotal_bytes: 100 }),
      },
    },
  },
  HostOutOfMemory: {
    at: HOUR,
    fires: gauges({ node_vmstat_oom_kill: "3x55 5x20" }),
    expect: {
      labels: labels("P3", { job: "node-exporter" }),
      summary: "The kernel of h:9100 has ended a program for lack of memory.",
      description:
        "Within 10 minutes the kernel of h:9100 ended 2.222 programs, because it or a container had no memory left.",
    },
    silent: gauges({ node_vmstat_oom_kill: 3 }),
    edges: {
      "the host starts again": {
        series: gauges({ node_vmstat_oom_kill: "3x55 0x20" }),
      },
    },
  },
  HostDiskFillingUp: {
    at: "500m",
    fires: disk({
      avail_bytes: "36000000000-25000000x520",
      size_bytes: "100000000000x520",
      readonly: "0x520",
    }),
    expect: {
      labels: labels("P3", DISK_LABELS),
      summary: "A disk of h:9100 will soon be full.",
      description:
        "/ of h:9100 will be full within 1d if the last 6 hours go on; then -11.64GiB would be missing.",
    },
    silent: disk({
      avail_bytes: "36000000000-15000000x520",
      size_bytes: "100000000000x520",
      readonly: "0x520",
    }),
    edges: {
      "a host that has been known for an hour and a half": {
        at: "490m",
        series: disk({
          avail_bytes: "_x400 36000000000-50000000x100",
          size_bytes: "_x400 100000000000x100",
          readonly: "_x400 0x100",
        }),
      },
    },
  },
  HostDiskAlmostFull: {
    at: HOUR,
    fires: disk({ avail_bytes: 4, size_bytes: 100 }),
    expect: {
      labels: labels("P2", DISK_LABELS),
      summary: "A disk of h:9100 is almost full.",
      description: "/ of h:9100 has 4% of its space left.",
    },
    silent: disk({ avail_bytes: 6, size_bytes: 100 }),
    edges: {
      "the file system is read-only": {
        series: disk({ avail_bytes: 0, size_bytes: 100, readonly: 1 }),
      },
      "its size is not told": { series: disk({ avail_bytes: 4 }) },
    },
  },
  HostInodesAlmostUsedUp: {
    at: HOUR,
    fires: disk({ files_free: 8, files: 100 }),
    expect: {
      labels: labels("P3", DISK_LABELS),
      summary: "A file system of h:9100 is short of inodes.",
      description:
        "/ of h:9100 has 8% of its inodes left; without one no file can be made, however much space there is.",
    },
    silent: disk({ files_free: 11, files: 100 }),
    edges: {
      "it has no inodes": { series: disk({ files_free: 0, files: 0 }) },
    },
  },
  HostFileSystemReadOnly: {
    at: HOUR,
    fires: disk({ readonly: "0x50 1x30" }),
    expect: {
      labels: labels("P2", DISK_LABELS),
      summary: "A file system of h:9100 cannot be written any more.",
      description:
        "/ of h:9100 has become read-only, as kernels do when a disk gives errors.",
    },
    silent: disk({ readonly: "1x80" }),
    edges: {
      "it is not mounted any more": {
        series: disk({ readonly: "0x50 1 stale" }),
      },
    },
  },
  HostNetworkErrors: {
    at: HOUR,
    fires: errorsOnTheWire(20),
    expect: {
      labels: labels("P3", {
        service: "c:8080",
        instance: "c:8080",
        interface: "eth0",
      }),
      summary: "An interface of the host loses packets.",
      description:
        "2% of the packets of eth0, which c:8080 tells of, are faulty.",
    },
    silent: errorsOnTheWire(9),
  },
  HostConntrackAlmostFull: {
    at: HOUR,
    fires: gauges({
      node_nf_conntrack_entries: 85,
      node_nf_conntrack_entries_limit: 100,
    }),
    expect: {
      labels: labels("P3", { job: "node-exporter" }),
      summary: "h:9100 can soon track no more connections.",
      description:
        "The table of tracked connections of h:9100 is 85% full; when it is full, the kernel drops new connections.",
    },
    silent: gauges({
      node_nf_conntrack_entries: 79,
      node_nf_conntrack_entries_limit: 100,
    }),
  },
  HostRebooted: {
    at: "305m",
    fires: gauges({ node_boot_time_seconds: "0x298 _ 18000x30" }),
    expect: {
      labels: labels("P3", { job: "node-exporter" }),
      summary: "h:9100 has started again.",
      description:
        "h:9100 started 5m 0s ago. If nobody did it, its kernel panicked or its power failed.",
    },
    silent: gauges({ node_boot_time_seconds: "0x283 _ 17100x30" }),
    edges: {
      "the host is new": {
        series: gauges({ node_boot_time_seconds: "_x300 18000x30" }),
      },
    },
  },
  HostClockSkew: {
    at: HOUR,
    fires: gauges({ node_time_seconds: "1.5+60x80" }),
    expect: {
      labels: labels("P3", { job: "node-exporter" }),
      summary: "The clock of h:9100 is wrong.",
      description:
        "The clock of h:9100 is 1.5s away from that of Prometheus; times of logs and traces, tokens and certificates are judged wrongly.",
    },
    silent: gauges({ node_time_seconds: "0.9+60x80" }),
  },
  HostClockNotSynchronized: {
    at: HOUR,
    fires: gauges({
      node_timex_sync_status: 0,
      node_timex_maxerror_seconds: 16,
    }),
    expect: {
      labels: labels("P4", { job: "node-exporter" }),
      summary: "Nothing sets the clock of h:9100.",
      description:
        "The kernel of h:9100 has had no time from a server for so long that it does not know its error any more.",
    },
    silent: gauges({
      node_timex_sync_status: 0,
      node_timex_maxerror_seconds: 15.9,
    }),
  },
  HostUnitFailed: {
    at: HOUR,
    fires: gauges({
      [`node_systemd_unit_state{${NODE},name="db.service",state="failed"}`]: 1,
    }),
    expect: {
      labels: labels("P3", {
        job: "node-exporter",
        name: "db.service",
        state: "failed",
      }),
      summary: "db.service has failed on h:9100.",
      description:
        "The unit db.service of h:9100 has been in the state failed for 5 minutes.",
    },
    silent: gauges({
      [`node_systemd_unit_state{${NODE},name="db.service",state="failed"}`]:
        "0x55 1 1 1 0x30",
    }),
  },
  HostCollectorFailing: {
    at: HOUR,
    fires: gauges({
      [`node_scrape_collector_success{${NODE},collector="diskstats"}`]:
        "1x30 0x50",
    }),
    expect: {
      labels: labels("P3", { job: "node-exporter", collector: "diskstats" }),
      summary: "A collector of the exporter on h:9100 has begun to fail.",
      description:
        "The collector diskstats of h:9100 has found nothing for 15 minutes, though it did within the last day; what it tells of is not watched.",
    },
    silent: gauges({
      [`node_scrape_collector_success{${NODE},collector="diskstats"}`]:
        "1x50 0x30",
      [`node_scrape_collector_success{${NODE},collector="nvme"}`]: 0,
    }),
  },
  HostTextfileUnreadable: {
    at: HOUR,
    fires: gauges({ node_textfile_scrape_error: 1 }),
    expect: {
      labels: labels("P3", { job: "node-exporter" }),
      summary: "A text file with metrics of h:9100 is broken.",
      description:
        "The exporter on h:9100 could not read at least one text file with metrics for 15 minutes; what the file tells is missing.",
    },
    silent: gauges({ node_textfile_scrape_error: "0x50 1x30" }),
  },
  HostTextfileStale: {
    step: "30m",
    at: "3600m",
    fires: {
      [`node_textfile_mtime_seconds{${NODE},file="backup.prom"}`]: "0x125",
    },
    expect: {
      labels: labels("P4", { job: "node-exporter", file: "backup.prom" }),
      summary: "A text file with metrics of h:9100 is not written any more.",
      description:
        "backup.prom of h:9100 was last changed 2d 12h 0m 0s ago; its metrics are those of then.",
    },
    silent: {
      [`node_textfile_mtime_seconds{${NODE},file="backup.prom"}`]: "86400x125",
    },
  },
};
