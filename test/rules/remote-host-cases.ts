import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const OF = 'host="web-1",instance="web-1",job="observability-agent"';

function labels(priority: "P2" | "P3", more: Labels = {}): Labels {
  return {
    priority,
    severity: priority === "P2" ? "critical" : "warning",
    service: "web-1",
    team: "shop",
    host: "web-1",
    ...more,
  };
}

const clock = (values: string): Series => ({
  [`otelcol_process_uptime_total{${OF}}`]: values,
});

const queue = (values: string, kind = "logs"): Series => ({
  [`otelcol_exporter_queue_size{${OF},data_type="${kind}"}`]: values,
  [`otelcol_exporter_queue_capacity{${OF},data_type="${kind}"}`]: "1000x60",
});

const lost = (what: string, values: string): Series => ({
  [`otelcol_exporter_${what}_total{${OF}}`]: values,
});

const disk = (used: string, free: string): Series => ({
  [`system_filesystem_usage_bytes{${OF},mountpoint="/",state="used"}`]: used,
  [`system_filesystem_usage_bytes{${OF},mountpoint="/",state="free"}`]: free,
});

const memory = (used: string, free: string): Series => ({
  [`system_memory_usage_bytes{${OF},state="used"}`]: used,
  [`system_memory_usage_bytes{${OF},state="free"}`]: free,
  [`system_memory_usage_bytes{${OF},state="slab_reclaimable"}`]: "900x60",
});

const up = (job: string, values: string): Series => ({
  [`up{job="${job}",instance="${job}"}`]: values,
});

export const REMOTE_HOST_CASES: PackCases = {
  RemoteHostSilent: {
    at: "25m",
    // What came last is told for some minutes more.
    fires: { ...clock("0+60x10 600x5 _x40"), ...up("gateway", "1x60") },
    expect: {
      labels: labels("P2"),
      summary: "nothing comes from web-1 any more.",
      description:
        "The agent of the host web-1 has sent nothing for 10m, while the gateway gateway answers. What it collects waits on its disk, if it runs.",
    },
    silent: clock("0+60x60"),
    edges: {
      "it has just stopped": { series: clock("0+60x17 1020x40") },
      "its agent was started again": {
        series: clock("0+60x20 0+60x40"),
      },
      "the gateway is down, which is told": {
        series: { ...clock("0+60x5"), ...up("gateway", "0x60") },
      },
      "the collector is down, which is told": {
        series: { ...clock("0+60x5"), ...up("otel-collector", "0x60") },
      },
    },
    alsoFires: { "it never sent anything": up("gateway", "1x60") },
  },
  RemoteHostQueueFills: {
    at: "40m",
    fires: { ...queue("600x60"), ...queue("10x60", "traces") },
    expect: {
      labels: labels("P3"),
      summary: "data of web-1 waits on its disk.",
      description:
        "The queue of the agent of web-1 is 60% full: it collects more than it gets rid of. Once it is full, lines are read later and what programs send is refused.",
    },
    silent: queue("490x60"),
    edges: { "it was so for a moment": { series: queue("900x35 0x20") } },
    alsoFires: { "with spans": queue("600x60", "traces") },
  },
  RemoteHostDataLost: {
    at: "40m",
    fires: lost("send_failed_log_records", "0+2x60"),
    expect: {
      labels: labels("P3"),
      summary: "data of web-1 is lost.",
      description:
        "30 lines, points and spans of web-1 within 15 minutes were refused for good by the gateway, or found no room in the queue of the agent.",
    },
    silent: lost("send_failed_log_records", "30x60"),
    edges: { "its agent was started again": { series: clock("9x20 0x40") } },
    alsoFires: {
      "for the first time": lost("send_failed_spans", "_x30 30x30"),
      "with no room": lost("enqueue_failed_metric_points", "0+2x60"),
    },
  },
  RemoteHostDiskFull: {
    at: "40m",
    fires: disk("92x60", "8x60"),
    expect: {
      labels: labels("P3", { mountpoint: "/" }),
      summary: "a disk of web-1 is nearly full.",
      description: "The file system / of web-1 is 92% full.",
    },
    silent: disk("89x60", "11x60"),
    edges: { "it has no room at all": { series: disk("0x60", "0x60") } },
  },
  RemoteHostMemoryFull: {
    at: "40m",
    fires: memory("97x60", "3x60"),
    expect: {
      labels: labels("P3"),
      summary: "the memory of web-1 is nearly full.",
      description: "97% of the memory of web-1 is in use, caches left out.",
    },
    silent: memory("94x60", "6x60"),
    edges: { "nothing is known": { series: memory("_x60", "_x60") } },
  },
};
