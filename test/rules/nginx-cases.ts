import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const EDGE = '{job="nginx",instance="nginx:9113",team="web"}';

function labels(priority: "P1" | "P2" | "P3" | "P4"): Labels {
  const severity =
    priority === "P4" ? "info" : priority === "P3" ? "warning" : "critical";
  return {
    priority,
    severity,
    service: "nginx",
    team: "web",
    job: "nginx",
    instance: "nginx:9113",
  };
}

function nginx(values: Readonly<Record<string, string>>): Series {
  return Object.fromEntries(
    Object.entries(values).map(([metric, each]) => [
      `nginx_${metric}${EDGE}`,
      each,
    ]),
  );
}

const UP = { up: "1x200" };

function dropped(ofThousand: number, more: Readonly<Record<string, string>>) {
  return nginx({
    ...UP,
    connections_accepted: "0+1000x30",
    connections_handled: `0+${1000 - ofThousand}x30`,
    ...more,
  });
}

/** Three scrapes a minute; those of the exporter are requests too. */
function requests(inProgress: number, perMinute: number): Series {
  return nginx({
    ...UP,
    connections_writing: `${inProgress + 1}x120`,
    http_requests_total: `0+${perMinute / 3 + 1}x120`,
  });
}

/** 90 minutes at one rate, then another one. */
function traffic(before: number, after: number, up = "1x400"): Series {
  return nginx({
    up,
    http_requests_total: `0+${before + 1}x90 ${before * 91 + 91}+${after + 1}x40`,
  });
}

export const NGINX_CASES: PackCases = {
  NginxDown: {
    step: "15s",
    at: "3m",
    fires: nginx({ up: "1x2 0x20" }),
    expect: {
      labels: labels("P1"),
      summary: "nginx does not answer.",
      description:
        "The exporter nginx:9113 has not reached the status page of nginx for 30s.",
    },
    silent: nginx({ up: "1x10 0x20" }),
    edges: {
      "it answers again": { series: nginx({ up: "0x10 1x20" }) },
      "nothing is known of it": { series: nginx({ up: "1x2 _x20" }) },
    },
  },
  NginxRestarting: {
    at: "19m",
    fires: nginx({ connections_accepted: "0+10x5 0+10x3 0+10x3 0+10x20" }),
    expect: {
      labels: labels("P3"),
      summary: "nginx restarts again and again.",
      description:
        "The nginx behind nginx:9113 has started 3 times within 15 minutes; between the starts it looks healthy.",
    },
    silent: nginx({ connections_accepted: "0+10x5 0+10x3 0+10x24" }),
  },
  NginxConnectionsDropped: {
    at: "20m",
    fires: dropped(20, {}),
    expect: {
      labels: labels("P2"),
      summary: "nginx turns clients away.",
      description:
        "2% of the connections to the nginx behind nginx:9113 were closed unheard within 5 minutes, for want of room.",
    },
    silent: dropped(9, {}),
    edges: {
      "no connection comes": {
        series: dropped(20, {
          connections_accepted: "1000x30",
          connections_handled: "980x30",
        }),
      },
      "it has started again": {
        series: dropped(0, {
          connections_accepted: "50000+1000x17 0+1000x20",
          connections_handled: "40000+1000x17 0+1000x20",
        }),
      },
      "it is down": { series: dropped(20, { up: "1x18 0x20" }) },
    },
  },
  NginxRequestHeadsSlow: {
    at: "30m",
    fires: nginx({
      connections_reading: "40x40",
      connections_active: "100x40",
    }),
    expect: {
      labels: labels("P3"),
      summary: "Clients of nginx do not finish their requests.",
      description:
        "On 40% of the connections to the nginx behind nginx:9113 the head of a request has begun and not ended.",
    },
    silent: nginx({
      connections_reading: "28x40",
      connections_active: "100x40",
    }),
    edges: {
      "there are hardly any": {
        near: true,
        series: nginx({
          connections_reading: "10x40",
          connections_active: "19x40",
        }),
      },
      "it is a moment": {
        series: nginx({
          connections_reading: "0x24 90x2 0x20",
          connections_active: "100x40",
        }),
      },
    },
  },
  NginxConnectionsNearLimit: {
    at: "30m",
    fires: nginx({ connections_active: "900x40" }),
    expect: {
      labels: labels("P3"),
      summary: "nginx has little room for more connections.",
      description:
        "The nginx behind nginx:9113 has had 90% of the 1000 connections that it can hold, for 5 minutes.",
    },
    silent: nginx({ connections_active: "790x40" }),
  },
  NginxIdleConnectionsHigh: {
    at: "30m",
    fires: nginx({ connections_waiting: "650x40" }),
    expect: {
      labels: labels("P4"),
      summary: "Idle connections fill nginx.",
      description:
        "65% of the 1000 connections that the nginx behind nginx:9113 can hold have been without a request for 15 minutes.",
    },
    silent: nginx({ connections_waiting: "590x40" }),
  },
  NginxRequestsPilingUp: {
    step: "20s",
    at: "30m",
    // 5 requests per second, 15 of them in progress.
    fires: requests(15, 300),
    expect: {
      labels: labels("P3"),
      summary: "Requests stay long in nginx.",
      description:
        "Requests to the nginx behind nginx:9113 take 3s on average, so more and more are in progress at once.",
    },
    silent: requests(9, 300),
    edges: {
      "hardly any come": { near: true, series: requests(15, 54) },
      "only the exporter asks": { series: requests(0, 0) },
      "it has started again": {
        series: nginx({
          ...UP,
          connections_writing: "2x120",
          http_requests_total: "0+101x80 0+101x60",
        }),
      },
    },
  },
  NginxTrafficStopped: {
    at: "100m",
    // 4 per second, then 6 per minute.
    fires: traffic(240, 6),
    expect: {
      labels: labels("P2"),
      summary: "nginx gets no requests any more.",
      description:
        "The nginx behind nginx:9113 answers, but gets 2.5% of the requests of the hour before.",
    },
    silent: traffic(240, 15),
    edges: {
      "few came before": { near: true, series: traffic(54, 1) },
      "it is down": { series: traffic(240, 6, "1x95 0x40") },
      "it has started again": {
        series: nginx({
          up: "1x400",
          http_requests_total: "0+241x96 0+241x40",
        }),
      },
      "nothing is known of the hour before": {
        series: nginx({ up: "1x400", http_requests_total: "_x95 0+2x40" }),
      },
    },
  },
};
