import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import type { StandardContent } from "../../recordings/standard";
import { SERVICE_METRIC } from "../../recordings/services";
import { LIMIT } from "../limits";
import { serviceLinks } from "../links";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  heatmap,
  prometheus,
  stat,
  table,
  timeseries,
} from "../panels";
import { SYSTEM_QUERY as Q } from "./queries";

/** How fast all services together are, and which of them take the time, the processors and the memory. */
export function systemDashboard(content: StandardContent): Dashboard {
  return {
    uid: "system-performance",
    title: "System performance",
    description:
      "Durations and throughput of all services together and in order, beside those of a week before.",
    tags: [MONITORING_TAG, "services"],
    folder: "Services",
    range: "7d",
    variables: [
      {
        kind: "query",
        name: "service",
        label: "Service",
        metric: SERVICE_METRIC.instances,
        of: "service",
        multi: true,
      },
      {
        kind: "query",
        name: "detail",
        label: "In detail",
        metric: SERVICE_METRIC.instances,
        of: "service",
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [GLANCE, ranking(content), trend(content), use(content), RECENT],
  };
}

const GLANCE: DashboardRow = {
  title: "At a glance",
  panels: [
    stat(
      "Requests",
      "Requests per second to all services.",
      [prometheus(Q.requests)],
      { unit: "reqps" },
    ),
    stat(
      "Errors",
      "Share of all requests that failed by fault of a service.",
      [prometheus(Q.errorRatio)],
      { unit: "percentunit", decimals: 2, thresholds: LIMIT.errorRatio },
    ),
    stat(
      "Duration, 95 %",
      "Time within which 95 % of all requests are answered, whichever service they are for.",
      [prometheus(Q.p95)],
      { unit: "s", thresholds: LIMIT.latency },
    ),
    stat("In progress", "Requests being answered.", [prometheus(Q.inFlight)], {
      unit: "short",
      decimals: 0,
    }),
    stat("Cores", "Cores that all services use.", [prometheus(Q.cores)], {
      unit: "none",
      decimals: 1,
    }),
    stat("Memory", "Physical memory of all services.", [prometheus(Q.memory)], {
      unit: "bytes",
    }),
  ],
};

function ranking({ plan, services }: StandardContent): DashboardRow {
  return {
    title: "Ranking",
    panels: [
      table(
        "Services, slowest first",
        "Time within which 50, 95 and 99 % of the requests are answered, requests per second and under way, and what they cost: processor time for one request, and memory.",
        [
          prometheus(Q.rankP95, "95 %", { thresholds: LIMIT.latency }),
          prometheus(Q.rankP50, "50 %"),
          prometheus(Q.rankP99, "99 %"),
          prometheus(Q.rankRequests, "Requests", { unit: "reqps" }),
          prometheus(Q.rankInFlight, "In progress", { unit: "short" }),
          prometheus(Q.rankCost, "Processor per request"),
          prometheus(Q.rankMemory, "Memory", { unit: "bytes" }),
        ],
        {
          unit: "s",
          decimals: 2,
          height: Math.min(Math.max(services.length + 3, 6), 18),
          columns: [{ label: "service", title: "Service" }],
          dataLinks: serviceLinks(plan),
        },
      ),
    ],
  };
}

function trend({ plan }: StandardContent): DashboardRow {
  const dataLinks = serviceLinks(plan);
  return {
    title: "Over a week",
    panels: [
      timeseries(
        "Throughput",
        "Requests per second to all services, beside those of the week before.",
        [
          prometheus(Q.requests, "requests"),
          prometheus(Q.requestsBefore, "week before"),
        ],
        { unit: "reqps", min: 0 },
      ),
      timeseries(
        "Duration of all services, 95 %",
        "Time within which 95 % of all requests are answered, beside that of the week before.",
        [prometheus(Q.p95, "95 %"), prometheus(Q.p95Before, "week before")],
        { unit: "s", min: 0 },
      ),
      timeseries(
        "Slowest services, 95 %",
        "Time within which 95 % of the requests are answered, of the ten services that are slowest now.",
        [prometheus(Q.slowest, "{{service}}")],
        { unit: "s", min: 0, thresholds: LIMIT.latency, dataLinks },
      ),
      timeseries(
        "Busiest services",
        "Requests per second, of the ten services that have most now.",
        [prometheus(Q.busiest, "{{service}}")],
        { unit: "reqps", min: 0, dataLinks },
      ),
    ],
  };
}

/** What is asked when something is slow; each is one more look at a week of all services. */
function use({ plan }: StandardContent): DashboardRow {
  const dataLinks = serviceLinks(plan);
  return {
    title: "Over a week: what it takes",
    collapsed: true,
    panels: [
      timeseries(
        "Requests in progress",
        "Requests being answered, of the ten services that have most now. If it grows while the throughput does not, the service is saturated.",
        [prometheus(Q.fullest, "{{service}}")],
        { unit: "short", min: 0, dataLinks },
      ),
      timeseries(
        "Processor time",
        "Cores in use, of the ten services that use most now.",
        [prometheus(Q.hungriest, "{{service}}")],
        { unit: "none", min: 0, decimals: 2, dataLinks },
      ),
    ],
  };
}

/** Single requests are told of by the metrics of services only, which are too many to read for a week. */
const RECENT: DashboardRow = {
  title: "The last hour, request by request",
  collapsed: true,
  panels: [
    timeseries(
      "Duration of requests",
      "Time within which 50, 95 and 99 % of the requests to the service chosen under “In detail” are answered. The dots are single requests; click on one to see its trace.",
      [
        prometheus(Q.recentP50, "50 %"),
        prometheus(Q.recentP95, "95 %", { exemplars: true }),
        prometheus(Q.recentP99, "99 %"),
      ],
      { unit: "s", min: 0, range: "1h" },
    ),
    heatmap(
      "All durations",
      "Requests per second to that service by duration: two bands mean two kinds of requests.",
      [prometheus(Q.recentBuckets)],
      { unit: "s", range: "1h" },
    ),
  ],
};
