import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

type Priority = "P1" | "P2" | "P3" | "P4";

const SEVERITY: Readonly<Record<Priority, string>> = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
};

export function labels(priority: Priority, more: Labels = {}): Labels {
  return {
    priority,
    severity: SEVERITY[priority],
    service: "shop",
    team: "sales",
    job: "shop",
    ...more,
  };
}

const SHOP = 'job="shop",instance="s:1"';

/** Scrapes in the series of which no other number is given; one each 15 seconds. */
const SCRAPES = 80;

function count(perScrape: number): string {
  return `0+${perScrape}x${SCRAPES}`;
}

function answers(succeeded: string, failed: string): Series {
  return {
    [`http_requests_total{${SHOP},code="200"}`]: succeeded,
    [`http_requests_total{${SHOP},code="500"}`]: failed,
  };
}

/** So many of 100 requests in each scrape fail. */
export function failing(percent: number): Series {
  return answers(count(100 - percent), count(percent));
}

/** All durations lie between two bounds. */
export function lasting(above: string, upTo: string, perScrape = 100): Series {
  const bound = (le: string, values: string): [string, string] => [
    `http_request_duration_seconds_bucket{${SHOP},le="${le}"}`,
    values,
  ];
  return {
    ...answers(count(perScrape), count(0)),
    ...Object.fromEntries([
      bound(above, count(0)),
      bound(upTo, count(perScrape)),
      bound("+Inf", count(perScrape)),
    ]),
  };
}

const AT = { step: "15s", at: "15m" };

/** Requests per second, in a service that has one per second at this hour of other weeks. */
function usualAnd(perSecond: number): Series {
  return {
    'job:http_requests:usual_least{job="shop"}': "1x80",
    'job:http_requests:usual_most{job="shop"}': "1x80",
    [`http_requests_total{${SHOP},code="200"}`]: count(perSecond * 15),
  };
}

/** The weeks themselves are compared in a test of their own. */
const GIVEN = {
  ...AT,
  given: ["job:http_requests:usual_least", "job:http_requests:usual_most"],
};

export const HTTP_SERVICE_CASES: PackCases = {
  HttpErrorRatioSevere: {
    ...AT,
    fires: failing(12),
    expect: {
      labels: labels("P1"),
      summary: "Many requests to shop fail.",
      description: "12% of the requests to shop failed within 2 minutes.",
    },
    silent: failing(9.5),
    alsoFires: {
      "the service starts again": answers(
        "8000+88x56 0+88x20",
        "900+12x56 0+12x20",
      ),
    },
    edges: {
      "the service starts again": {
        series: answers("8000+92x56 0+92x20", "900+8x56 0+8x20"),
      },
      "no requests are told of": { series: {} },
      "nothing has failed yet": {
        series: { [`http_requests_total{${SHOP},code="200"}`]: count(100) },
      },
      "there are hardly any requests": {
        series: answers(count(0), count(1.4)),
      },
      "a blip in 5 minutes": {
        series: answers("0+100x57 5750 5850+100x20", "0x57 50x20"),
      },
    },
  },
  HttpErrorRatioHigh: {
    ...AT,
    fires: failing(7),
    expect: {
      labels: labels("P2"),
      summary: "Requests to shop fail.",
      description: "7% of the requests to shop failed within 5 minutes.",
    },
    silent: failing(4.9),
    edges: {
      "the worse alert fires": { series: failing(12) },
      "the service starts again": {
        series: answers("8000+95.5x56 0+95.5x20", "900+4.5x56 0+4.5x20"),
      },
      "no requests are told of": { series: {} },
    },
  },
  HttpErrorRatioElevated: {
    ...AT,
    fires: answers(count(2.94), count(0.06)),
    expect: {
      labels: labels("P3"),
      summary: "Some requests to shop fail.",
      description: "2% of the requests to shop failed within 5 minutes.",
    },
    silent: failing(0.9),
    edges: {
      "there are hardly any requests": {
        near: true,
        series: answers(count(0), count(1.4)),
      },
    },
  },
  HttpLatencySevere: {
    ...AT,
    fires: lasting("5", "10"),
    expect: {
      labels: labels("P1"),
      summary: "shop answers far too slowly.",
      description: "5 % of the requests to shop take longer than 9.75s.",
    },
    silent: lasting("2", "5"),
    edges: {
      "errors page already": {
        series: { ...lasting("5", "10"), ...failing(12) },
      },
      "there are hardly any requests": { series: lasting("5", "10", 1.4) },
      "no durations are told of": { series: failing(0) },
      "the service starts again": {
        series: Object.fromEntries(
          Object.entries(lasting("2", "5")).map(([name, values]) => [
            name,
            values.replace("x80", "x56").concat(` ${values}`),
          ]),
        ),
      },
    },
  },
  HttpLatencyHigh: {
    ...AT,
    fires: lasting("2", "5"),
    expect: {
      labels: labels("P2"),
      summary: "shop answers too slowly.",
      description: "5 % of the requests to shop take longer than 4.85s.",
    },
    silent: lasting("1", "2"),
    edges: {
      "the worse alert fires": { series: lasting("5", "10") },
      "errors page already": {
        series: { ...lasting("2", "5"), ...failing(7) },
      },
      "no durations are told of": { series: failing(0) },
    },
  },
  HttpLatencyElevated: {
    ...AT,
    fires: lasting("1", "2"),
    expect: {
      labels: labels("P3"),
      summary: "shop answers slowly.",
      description: "5 % of the requests to shop take longer than 1.95s.",
    },
    silent: lasting("0.5", "1"),
  },
  HttpTrafficDrop: {
    ...GIVEN,
    fires: usualAnd(0.4),
    expect: {
      labels: labels("P3"),
      summary: "Far fewer requests than usual reach shop.",
      description:
        "shop has 40% of the requests that it had at least in this hour of earlier weeks; something before it may be broken.",
    },
    silent: usualAnd(0.55),
    edges: {
      "there is no earlier week": { series: failing(0) },
      "there are hardly any requests at this hour": {
        series: {
          ...usualAnd(0.01),
          'job:http_requests:usual_least{job="shop"}': "0.09x80",
        },
      },
    },
  },
  HttpTrafficSurge: {
    ...GIVEN,
    fires: usualAnd(3.5),
    expect: {
      labels: labels("P4"),
      summary: "Far more requests than usual reach shop.",
      description:
        "shop has 3.5 times the requests that it had at most in this hour of earlier weeks.",
    },
    silent: usualAnd(2.9),
    edges: { "there is no earlier week": { series: failing(0) } },
  },
  HttpServiceSaturated: {
    ...AT,
    fires: { [`http_requests_in_flight{${SHOP}}`]: "120x80" },
    expect: {
      labels: labels("P3", { instance: "s:1" }),
      summary: "An instance of shop has more requests than it can answer.",
      description:
        "s:1 has been answering 120 requests at the same time, for 5 minutes; it is meant for 100.",
    },
    silent: { [`http_requests_in_flight{${SHOP}}`]: "99x80" },
  },
  HttpServiceOpenFilesHigh: {
    ...AT,
    fires: {
      [`process_open_fds{${SHOP}}`]: "850x80",
      [`process_max_fds{${SHOP}}`]: "1000x80",
    },
    expect: {
      labels: labels("P3", { instance: "s:1" }),
      summary:
        "An instance of shop can soon open no more files and connections.",
      description: "s:1 has 85% of the file descriptors open that it may have.",
    },
    silent: {
      [`process_open_fds{${SHOP}}`]: "790x80",
      [`process_max_fds{${SHOP}}`]: "1000x80",
    },
  },
  HttpServiceDown: {
    step: "15s",
    at: "12m",
    fires: { [`up{${SHOP}}`]: "1x43 0x30" },
    expect: {
      labels: labels("P1"),
      summary: "No instance of shop answers.",
      description:
        "Prometheus could not read the metrics of any instance of shop for 30s, or knows none.",
    },
    silent: { [`up{${SHOP}}`]: "1x46 0x20" },
    alsoFires: {
      "Prometheus does not know it": { 'up{job="other"}': "1x80" },
      "it has never answered": { [`up{${SHOP}}`]: "_x20 0x60" },
    },
    edges: {
      "another instance answers": {
        series: {
          [`up{${SHOP}}`]: "1x20 0x60",
          'up{job="shop",instance="s:2"}': "1x80",
        },
      },
      "it was deployed four minutes ago": {
        series: {
          [`up{${SHOP}}`]: "_x32 0x48",
          'up{job="other"}': "1x80",
        },
      },
      "Prometheus was started four minutes ago": {
        series: { 'up{job="other"}': "_x32 1x48" },
      },
    },
  },
  HttpMetricsAbsent: {
    at: "130m",
    fires: {
      [`http_requests_total{${SHOP},code="200"}`]: "0+1x100",
      [`up{${SHOP}}`]: "1x200",
    },
    expect: {
      labels: labels("P3"),
      summary: "shop tells nothing of its requests any more.",
      description:
        "shop answers the scrapes, but its 1 series of http_requests_total have been missing for 15 minutes; alerts about its requests cannot fire.",
    },
    silent: {
      [`http_requests_total{${SHOP},code="200"}`]: "0+1x117",
      [`up{${SHOP}}`]: "1x200",
    },
    edges: {
      "there was no request yet": { series: { [`up{${SHOP}}`]: "1x200" } },
      "the service is down": {
        series: {
          [`http_requests_total{${SHOP},code="200"}`]: "0+1x100",
          [`up{${SHOP}}`]: "1x100 0x100",
        },
      },
    },
  },
};
