import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const SHOP = 'job="cadvisor",instance="c:8080",id="/docker/1",name="shop"';
const UP = 'up{job="cadvisor",instance="c:8080"}';

function labels(priority: "P3" | "P4", more: Labels = {}): Labels {
  const severity = priority === "P3" ? "warning" : "info";
  const own = { priority, severity, service: "shop", name: "shop" };
  return { ...own, instance: "c:8080", ...more };
}

/** Series of one container, and of the group above all containers, which has no name. */
function container(
  values: Readonly<Record<string, string>>,
  more = 'image="shop:1"',
): Series {
  return Object.fromEntries(
    Object.entries(values).flatMap(([metric, each]) => [
      [`container_${metric}{${SHOP},${more}}`, each],
      [`container_${metric}{job="cadvisor",instance="c:8080",id="/"}`, each],
    ]),
  );
}

function seen(values: string, up = "1x400"): Series {
  return {
    ...container({ last_seen: values }),
    [UP]: up,
  };
}

function throttled(perMinute: number): Series {
  return container({
    cpu_cfs_throttled_periods_total: `0+${perMinute}x80`,
    cpu_cfs_periods_total: "0+100x80",
  });
}

function errorsPerMinute(errors: number): Series {
  return container(
    {
      network_receive_errors_total: "0x80",
      network_transmit_errors_total: `0+${errors}x80`,
      network_receive_packets_total: "0+400x80",
      network_transmit_packets_total: "0+600x80",
    },
    'interface="eth0"',
  );
}

function memory(used: number, limit = 100): Series {
  return container({
    memory_working_set_bytes: `${used}x80`,
    spec_memory_limit_bytes: `${limit}x80`,
  });
}

const HOUR = "60m";

export const CONTAINER_CASES: PackCases = {
  ContainerDown: {
    at: "80m",
    fires: seen("0+60x70"),
    expect: {
      labels: labels("P3"),
      summary: "shop does not run any more.",
      description:
        "The container shop was last seen 10m 0s ago. 1h after its end this alert ends too, for then it was meant.",
    },
    silent: seen("0+60x78 4690x5"),
    edges: {
      "cAdvisor does not answer": { series: seen("0+60x70", "1x70 0x20") },
      "it was a job of 50 minutes": {
        at: "60m",
        near: true,
        series: seen("0+60x50"),
      },
      "it is a backup of three hours, which ran yesterday too": {
        // From 60 to 240 minutes, and a day later half an hour longer.
        at: "1720m",
        near: true,
        series: seen("_x60 3600+60x180 _x1259 90000+60x210", "1x2000"),
      },
      "cAdvisor is gone": { series: seen("0+60x70", "1x70") },
      "it is gone for longer than is told": {
        at: "140m",
        near: true,
        series: seen("0+60x70"),
      },
      "it was made anew under its name": {
        series: {
          ...seen("0+60x70"),
          [`container_last_seen{${SHOP.replace("docker/1", "docker/2")}}`]:
            "_x70 4260+60x20",
        },
      },
    },
  },
  ContainerRestarting: {
    at: "20m",
    fires: container({
      cpu_usage_seconds_total: "0+1x8 0+1x2 0+1x2 0+1x20",
    }),
    expect: {
      labels: labels("P3"),
      summary: "shop restarts again and again.",
      description:
        "The container shop has started 3 times within 15 minutes; between the starts it looks healthy.",
    },
    silent: container({ cpu_usage_seconds_total: "0+1x8 0+1x2 0+1x20" }),
  },
  ContainerThrottled: {
    at: HOUR,
    fires: throttled(30),
    expect: {
      labels: labels("P4"),
      summary: "shop needs more processor time than it may have.",
      description:
        "In 30% of its periods shop was stopped because its processor time was used up; its answers come late.",
    },
    silent: throttled(24),
  },
  ContainerNetworkErrors: {
    at: HOUR,
    fires: errorsPerMinute(20),
    expect: {
      labels: labels("P3"),
      summary: "shop loses packets.",
      description: "2% of the packets of shop are faulty.",
    },
    silent: errorsPerMinute(9),
  },
  ContainerMemoryNearLimit: {
    at: HOUR,
    fires: memory(92),
    expect: {
      labels: labels("P3"),
      summary: "shop needs nearly all the memory it may have.",
      description:
        "shop uses 92% of its memory limit; above it, the kernel ends it.",
    },
    silent: memory(89),
    edges: { "it has no limit": { series: memory(92, 0) } },
  },
  ContainerOutOfMemory: {
    at: HOUR,
    fires: container({ oom_events_total: "0x55 3x20" }),
    expect: {
      labels: labels("P3"),
      summary: "The kernel has ended shop for lack of memory.",
      description: "shop was over its memory limit 3 times within 15 minutes.",
    },
    silent: container({ oom_events_total: "3x80" }),
  },
  ContainerImageDrift: {
    at: HOUR,
    fires: container({ last_seen: "0+60x80" }),
    expect: {
      labels: labels("P4", { image: "shop:1" }),
      summary: "shop does not run the declared image.",
      description:
        "The container shop has run shop:1 for 15 minutes, which is not the image that is declared for it.",
    },
    silent: container({ last_seen: "0+60x80" }, 'image="shop:2"'),
    edges: {
      "the old one is gone": {
        series: {
          ...container({ last_seen: "0+60x50" }),
          ...container({ last_seen: "_x50 3060+60x30" }, 'image="shop:2"'),
        },
      },
    },
  },
  ContainerMetricsUnreadable: {
    at: HOUR,
    fires: {
      'container_scrape_error{job="cadvisor",instance="c:8080"}': "0x80",
      'machine_scrape_error{job="cadvisor",instance="c:8080"}': "1x80",
    },
    expect: {
      // It is about no container, and so about no service.
      labels: { priority: "P4", severity: "info", instance: "c:8080" },
      summary: "c:8080 cannot read the numbers of containers.",
      description:
        "cAdvisor at c:8080 has told of errors while reading the numbers of containers or of the machine for 15 minutes; alerts about containers may be blind.",
    },
    silent: {
      'container_scrape_error{job="cadvisor",instance="c:8080"}': "0x50 1x30",
      'machine_scrape_error{job="cadvisor",instance="c:8080"}': "0x80",
    },
    alsoFires: {
      "errors of single containers": {
        'container_scrape_error{job="cadvisor",instance="c:8080"}': "1x80",
      },
    },
  },
};
