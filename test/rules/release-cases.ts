import type { Labels } from "../../lib/domain/names";
import type { PackCase, PackCases, Series } from "./pack-suite";

const SHOP = 'job="shop"';

function version(name: string, values: string, instance = "a"): Series {
  return {
    [`app_build_info{${SHOP},instance="${instance}",version="${name}"}`]:
      values,
  };
}

/** Version 1 for an hour, then version 2. */
const DEPLOYED = { ...version("1", "1x59"), ...version("2", "_x59 1x90") };

/** Before and after the deployment. */
function requests(
  errors: readonly [number, number],
  latency: readonly [number, number],
  rate = 0.5,
): Series {
  const of = (values: readonly [number, number]): string =>
    `${values[0]}x62 ${values[1]}x90`;
  return {
    ...DEPLOYED,
    [`job:http_requests:error_ratio_rate5m{${SHOP}}`]: of(errors),
    [`job:http_request_duration_seconds:p95_rate5m{${SHOP}}`]: of(latency),
    [`job:http_requests:rate5m{${SHOP}}`]: `${rate}x150`,
  };
}

const failing = (before: number, after: number, rate?: number): Series =>
  requests([before, after], [0.2, 0.2], rate);

const slow = (before: number, after: number, rate?: number): Series =>
  requests([0, 0], [before, after], rate);

/** Starts of the one instance at some minutes. */
function starts(...minutes: readonly number[]): Series {
  const values = Array.from({ length: 100 }, (_, minute) =>
    Math.max(0, ...minutes.filter((start) => start <= minute)),
  );
  return {
    ...DEPLOYED,
    [`process_start_time_seconds{${SHOP},instance="a"}`]: values.join(" "),
  };
}

function up(...instances: readonly string[]): Series {
  return {
    ...DEPLOYED,
    ...Object.fromEntries(
      instances.map((values, index) => [
        `up{${SHOP},instance="${index}"}`,
        values,
      ]),
    ),
  };
}

/** A new version after each of the times, in minutes. */
function deployments(...minutes: readonly number[]): Series {
  return Object.fromEntries(
    [0, ...minutes].map((from, index) => {
      const to = minutes[index] ?? 150;
      const before = from === 0 ? "" : `_x${from - 1} `;
      return [
        `app_build_info{${SHOP},instance="a",version="${index}"}`,
        `${before}1x${to - from - 1}`,
      ];
    }),
  );
}

const LONG = { step: "4h", given: ["service:deployed:timestamp_seconds"] };

function lastDeployed(day: number): Series {
  return {
    'service:deployed:timestamp_seconds{service="shop",version="2"}': `${day * 86400}x200`,
  };
}

function labels(more: Labels = {}): Labels {
  return {
    severity: "warning",
    priority: "P3",
    service: "shop",
    team: "sales",
    ...more,
  };
}

const P4 = { severity: "info", priority: "P4" };

/** Both versions run, the new one since some minutes. */
function mixed(minute: number): Series {
  return {
    ...version("1", `1x${minute - 1}`),
    ...version("2", `_x${minute - 1} 1x90`),
    ...version("1", "1x150", "b"),
  };
}

const late = (series: Series): Pick<PackCase, "edges"> => ({
  edges: {
    "the deployment was long ago": { near: true, at: "105m", series },
    "nothing was deployed": {
      series: Object.fromEntries([
        ...Object.entries(series).filter(
          ([name]) => !name.includes('version="2"'),
        ),
        ...Object.entries(version("1", "1x150")),
      ]),
    },
  },
});

export const RELEASE_CASES: PackCases = {
  ReleaseErrorsRaised: {
    at: "75m",
    fires: failing(0.01, 0.04),
    expect: {
      labels: labels({ version: "2" }),
      summary: "More requests to shop fail since its deployment.",
      description:
        "Since version 2 of shop was deployed, 3% more of the requests fail than in the hour before.",
    },
    silent: failing(0.002, 0.008),
    alsoFires: {
      "nothing had failed before": Object.fromEntries(
        Object.entries(failing(0.02, 0.03)).map(([name, values]) => [
          name,
          name.includes("error_ratio") ? "_x62 0.03x90" : values,
        ]),
      ),
    },
    edges: {
      "many failed before": { near: true, series: failing(0.1, 0.12) },
      "there are hardly any requests": {
        near: true,
        series: failing(0.01, 0.04, 0.05),
      },
      "all instances start again": {
        series: {
          ...failing(0.01, 0.04),
          ...version("1", "1x59 _x6 1x80"),
          ...version("2", "_x150"),
        },
      },
      ...late(failing(0.01, 0.04)).edges,
    },
  },
  ReleaseLatencyRaised: {
    at: "75m",
    fires: slow(0.2, 0.5),
    expect: {
      labels: labels({ version: "2" }),
      summary: "shop has answered more slowly since its deployment.",
      description:
        "Since version 2 of shop was deployed, requests take 2.5 times as long as in the hour before.",
    },
    silent: slow(0.05, 0.1),
    edges: {
      "they took long before": { near: true, series: slow(0.3, 0.42) },
      "there are hardly any requests": {
        near: true,
        series: slow(0.2, 0.5, 0.05),
      },
      ...late(slow(0.2, 0.5)).edges,
    },
  },
  ReleaseCrashLooping: {
    at: "75m",
    fires: starts(62, 64, 66, 70),
    expect: {
      labels: labels({ version: "2" }),
      summary: "shop starts again and again since its deployment.",
      description:
        "An instance of shop has started 4 times within 15 minutes since version 2 was deployed.",
    },
    silent: starts(62, 66),
    ...late(starts(92, 94, 96, 98)),
  },
  ReleaseInstancesLost: {
    at: "75m",
    fires: up("1x150", "1x59 0x90", "1x59 _x90"),
    expect: {
      labels: labels({ version: "2" }),
      summary: "Fewer instances of shop answer than before its deployment.",
      description:
        "2 instances of shop have been missing since version 2 was deployed.",
    },
    silent: up("1x59 _x90", "_x59 1x90"),
    edges: {
      ...late(up("1x150", "1x59 0x90")).edges,
      "none answers": { series: up("1x59 0x90", "1x59 0x90") },
      "the exporter is missing": { series: DEPLOYED },
    },
  },
  ReleaseIncomplete: {
    at: "85m",
    fires: mixed(60),
    expect: {
      labels: labels(),
      summary: "Not all instances of shop have the new version.",
      description:
        "1 instances of shop still run another version than the one deployed last, after more than 15m.",
    },
    silent: mixed(75),
    edges: { "the new one is gone": { series: version("1", "1x150") } },
  },
  ReleaseRolledBack: {
    at: "80m",
    fires: { ...version("1", "1x59 _x9 1x80"), ...version("2", "_x59 1x9") },
    expect: {
      labels: labels({ version: "1" }),
      summary: "A deployment of shop was taken back.",
      description:
        "shop runs version 1 again, which is older than one deployed after it.",
    },
    silent: DEPLOYED,
    alsoFires: {
      "the old version has never been away": {
        ...version("1", "1x150"),
        ...version("2", "_x59 1x9", "b"),
      },
    },
    edges: {
      "it was long ago": {
        near: true,
        at: "115m",
        series: {
          ...version("1", "1x59 _x9 1x80"),
          ...version("2", "_x59 1x9"),
        },
      },
      "all start again": { series: version("1", "1x59 _x9 1x80") },
      "the new one starts again": {
        series: {
          ...version("1", "1x59"),
          ...version("2", "_x59 1x9 _x5 1x80"),
        },
      },
      "the new one cannot be read for a while": {
        series: {
          ...version("1", "1x65", "b"),
          ...version("2", "_x59 1x9 _x1 1x80"),
        },
      },
    },
  },
  ReleasesTooFrequent: {
    at: "80m",
    fires: deployments(30, 38, 46, 54, 62, 70),
    expect: {
      labels: labels(P4),
      summary: "shop is deployed too often.",
      description:
        "shop has been deployed 6 times within an hour; what one of them broke is hard to tell.",
    },
    silent: deployments(30, 46, 62),
    edges: {
      "it only starts again and again": {
        series: version("1", "1x30 _x6 1x6 _x6 1x6 _x6 1x6 _x6 1x6"),
      },
    },
  },
  ReleaseOverdue: {
    ...LONG,
    at: "31d",
    fires: lastDeployed(0),
    expect: {
      labels: labels(P4),
      summary: "shop has not been deployed for long.",
      description:
        "The last deployment of shop was 31d 0h 0m 0s ago; corrections of what it is made of are missing.",
    },
    silent: lastDeployed(15),
    edges: { "none is known": { series: version("1", "1x200") } },
  },
};
