import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import { dashboardUid } from "../../../domain/dashboard/uid";
import {
  isAvailable,
  type DeploymentPlan,
} from "../../../domain/telemetry/plan";
import type { Service } from "../../../domain/telemetry/service";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  heatmap,
  logs,
  loki,
  prometheus,
  stat,
  timeseries,
  traces,
} from "../panels";
import { choiceOf } from "../choice";
import { LIMIT } from "../limits";
import { serviceQueries } from "./queries";

type Queries = ReturnType<typeof serviceQueries>;

/** Requests, errors and durations of one service, its log lines and its traces. */
export function serviceDashboard(
  service: Service,
  plan: DeploymentPlan,
): Dashboard {
  const queries = serviceQueries(service.name);
  const hasMetrics =
    service.metrics.length > 0 && isAvailable(plan, "prometheus");
  const hasLogs = service.logs !== undefined && isAvailable(plan, "loki");
  const hasSpanMetrics =
    hasMetrics &&
    isAvailable(plan, "jaeger") &&
    plan["otel-collector"].kind === "deployed";
  const rows = [
    ...(hasMetrics ? metricRows(queries) : []),
    ...(hasLogs ? [logRow(queries)] : []),
    ...(isAvailable(plan, "jaeger")
      ? [traceRow(service.name, queries, hasSpanMetrics)]
      : []),
  ];
  return {
    uid: serviceDashboardUid(service.name),
    title: `Service: ${service.name}`,
    description: `Requests, errors and durations of ${service.name}${service.team === undefined ? "" : `, which belongs to ${service.team}`}.`,
    tags: [MONITORING_TAG, "service"],
    folder: "Services",
    variables: hasMetrics
      ? [choiceOf("instance", "Instance", `up{job="${service.name}"}`)]
      : [],
    links: [ALL_DASHBOARDS],
    annotations: hasMetrics
      ? [
          {
            name: "Alerts",
            expr: queries.firing,
            color: "red",
            text: "{{alertname}}",
          },
          {
            name: "Starts and deployments",
            expr: queries.starts,
            color: "blue",
            valueIsTime: true,
            text: "{{instance}} started",
          },
        ]
      : [],
    rows: rows.length === 0 ? [NOTHING_TO_SHOW] : rows,
  };
}

const NOTHING_TO_SHOW: DashboardRow = {
  title: "Nothing to show",
  panels: [
    {
      kind: "text",
      title: "No data",
      description: "",
      text: "Neither metrics, logs nor traces of this service are collected.",
      queries: [],
    },
  ],
};

/** Uid of the dashboard of a service, for links. */
export function serviceDashboardUid(service: string): string {
  return dashboardUid(`service-${service}`);
}

function metricRows(queries: Queries): readonly DashboardRow[] {
  return [
    {
      title: "At a glance",
      panels: [
        stat(
          "Instances up",
          "Instances that answered the last scrape.",
          [prometheus(queries.up)],
          {
            unit: "none",
            baseColor: "red",
            thresholds: [{ value: 1, color: "green" }],
          },
        ),
        stat(
          "Requests",
          "Requests per second.",
          [prometheus(queries.requests)],
          {
            unit: "reqps",
          },
        ),
        stat(
          "Errors",
          "Share of the requests that failed by fault of the service (codes 500 to 599).",
          [prometheus(queries.errorRatio)],
          { unit: "percentunit", decimals: 2, thresholds: LIMIT.errorRatio },
        ),
        stat(
          "Duration, 95 %",
          "Time within which 95 % of the requests are answered.",
          [prometheus(queries.duration(0.95))],
          { thresholds: LIMIT.latency, unit: "s" },
        ),
        stat(
          "Firing alerts",
          "Alerts of this service that fire.",
          [prometheus(queries.alerts)],
          { unit: "none", thresholds: [{ value: 1, color: "red" }] },
        ),
        stat(
          "Running for",
          "Time since the start of each instance.",
          [prometheus(queries.age, "{{instance}}")],
          { unit: "s" },
        ),
      ],
    },
    {
      title: "Requests and errors",
      panels: [
        timeseries(
          "Requests by code",
          "Requests per second by status code.",
          [prometheus(queries.requestsByCode, "{{code}}")],
          { unit: "reqps", min: 0, stacked: true },
        ),
        timeseries(
          "Errors",
          "Share of the requests that failed by fault of the service (codes 500 to 599).",
          [prometheus(queries.errorRatio, "errors")],
          { unit: "percentunit", min: 0, thresholds: LIMIT.errorRatio },
        ),
        timeseries(
          "Requests by route",
          "Requests per second by route.",
          [prometheus(queries.requestsByRoute, "{{route}}")],
          { unit: "reqps", min: 0 },
        ),
        timeseries(
          "Errors by route",
          "Share of the requests of each route that failed by fault of the service.",
          [prometheus(queries.errorRatioByRoute, "{{route}}")],
          { unit: "percentunit", min: 0 },
        ),
      ],
    },
    {
      title: "Duration",
      panels: [
        timeseries(
          "Duration of requests",
          "Time within which 50, 95 and 99 % of the requests are answered. The dots are single requests; click on one to see its trace.",
          [
            prometheus(queries.duration(0.5), "50 %"),
            prometheus(queries.duration(0.95), "95 %", { exemplars: true }),
            prometheus(queries.duration(0.99), "99 %"),
          ],
          { unit: "s", min: 0 },
        ),
        heatmap(
          "All durations",
          "Requests per second by duration: two bands mean two kinds of requests.",
          [prometheus(queries.buckets)],
          { unit: "s" },
        ),
        timeseries(
          "Duration by route, 95 %",
          "Time within which 95 % of the requests of each route are answered.",
          [prometheus(queries.durationByRoute, "{{route}}")],
          { unit: "s", min: 0, width: 24 },
        ),
      ],
    },
    {
      title: "Process",
      collapsed: true,
      panels: [
        timeseries(
          "Processor time",
          "Cores that each instance uses.",
          [prometheus(queries.cpu, "{{instance}}")],
          { unit: "none", min: 0, decimals: 3 },
        ),
        timeseries(
          "Memory",
          "Physical memory of each instance.",
          [prometheus(queries.memory, "{{instance}}")],
          { unit: "bytes", min: 0 },
        ),
      ],
    },
  ];
}

function logRow(queries: Queries): DashboardRow {
  return {
    title: "Log lines",
    panels: [
      timeseries(
        "Lines by level",
        "Lines in each interval, by level.",
        [loki(queries.logVolume, "{{level}}")],
        { unit: "short", min: 0, stacked: true },
      ),
      timeseries(
        "Error lines",
        "Lines in each interval whose level is an error or worse.",
        [loki(queries.errorLines, "errors")],
        { unit: "short", min: 0 },
      ),
      logs(
        "Newest lines",
        "The newest lines. Open a line for its labels and the link to its trace.",
        [loki(queries.logLines)],
      ),
    ],
  };
}

function traceRow(
  service: string,
  queries: Queries,
  hasSpanMetrics: boolean,
): DashboardRow {
  return {
    title: "Traces",
    collapsed: true,
    panels: [
      ...(hasSpanMetrics
        ? [
            timeseries(
              "Spans",
              "Spans per second by name, as the collector counted them.",
              [prometheus(queries.spans, "{{span_name}}")],
              { unit: "cps", min: 0 },
            ),
            timeseries(
              "Duration of spans, 95 %",
              "Time within which 95 % of the spans of each name end.",
              [prometheus(queries.spanDuration, "{{span_name}}")],
              { unit: "s", min: 0 },
            ),
          ]
        : []),
      traces(service, "The newest traces in which the service took part."),
    ],
  };
}
