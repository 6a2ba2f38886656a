import type {
  Dashboard,
  DashboardRow,
  Panel,
} from "../../../domain/dashboard/model";
import { DATA_SOURCE } from "../../../domain/names";
import {
  traceProgram,
  type DeploymentPlan,
  type TraceProgram,
} from "../../../domain/telemetry/plan";
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
  traces,
} from "../panels";
import { SERVICE_GRAPH_QUERY as GRAPH, TRACE_QUERY as Q } from "./queries";
import { selfTimeRow } from "./self-time-row";

const OPERATION = "{{service_name}}: {{span_name}}";
const OPERATION_COLUMNS = [
  { label: "service", title: "Service" },
  { label: "span_name", title: "Operation" },
];

/** Which operations take the time and fail, who calls whom, and the traces themselves. */
export function tracesDashboard(plan: DeploymentPlan): Dashboard {
  return {
    uid: "traces",
    title: "Traces",
    description:
      "Which operations take the time of requests and which fail, who calls whom, and the newest traces.",
    tags: [MONITORING_TAG, "traces"],
    folder: "Services",
    range: "1h",
    variables: [
      {
        kind: "query",
        name: "service",
        label: "Service",
        metric: "traces_span_metrics_calls_total",
        of: "service_name",
        multi: true,
      },
      {
        kind: "query",
        name: "operation",
        label: "Operation",
        metric: "traces_span_metrics_calls_total",
        of: "span_name",
        multi: true,
      },
      {
        kind: "query",
        name: "detail",
        label: "In detail",
        metric: "traces_span_metrics_calls_total",
        of: "service_name",
      },
    ],
    links: [ALL_DASHBOARDS],
    rows: [
      GLANCE,
      attribution(plan),
      selfTimeRow(plan),
      DURATIONS,
      dependencies(plan),
      NEWEST,
      WEEK,
    ],
  };
}

const GLANCE: DashboardRow = {
  title: "At a glance",
  panels: [
    stat(
      "Calls",
      "Calls per second that services answered, as counted in spans.",
      [prometheus(Q.calls)],
      { unit: "reqps", width: 6 },
    ),
    stat(
      "Errors",
      "Share of these calls whose span says that they failed.",
      [prometheus(Q.errorRatio)],
      {
        unit: "percentunit",
        decimals: 2,
        width: 6,
        thresholds: LIMIT.errorRatio,
      },
    ),
    stat(
      "Duration, 95 %",
      "Time within which 95 % of these calls end.",
      [prometheus(Q.p95)],
      { unit: "s", width: 6, thresholds: LIMIT.latency },
    ),
    stat(
      "Operations",
      "Names of spans. Many thousands mean that a name holds an id, and all series of a service run into one.",
      [prometheus(Q.operations)],
      { unit: "short", decimals: 0, width: 6 },
    ),
  ],
};

function attribution(plan: DeploymentPlan): DashboardRow {
  return {
    title: "Where the time goes",
    panels: [
      table(
        "Operations",
        "Each operation by the time that it takes of all requests together, greatest first: making a frequent one a little faster can be worth more than a rare one.",
        [
          prometheus(Q.time, "Seconds per second", { unit: "none" }),
          prometheus(Q.timeShare, "Share of the time", { unit: "percentunit" }),
          prometheus(Q.callsEach, "Calls", { unit: "reqps" }),
          prometheus(Q.errorsEach, "Errors", {
            unit: "percentunit",
            thresholds: LIMIT.errorRatio,
          }),
          prometheus(Q.p95Each, "Duration, 95 %", {
            unit: "s",
            thresholds: LIMIT.latency,
          }),
        ],
        {
          decimals: 2,
          height: 10,
          columns: OPERATION_COLUMNS,
          dataLinks: serviceLinks(plan),
        },
      ),
      timeseries(
        "Time by operation",
        "Seconds of work in each second, of the ten operations that take most.",
        [prometheus(Q.timeByOperation, OPERATION)],
        { unit: "none", min: 0, stacked: true },
      ),
      timeseries(
        "Errors by operation",
        "Failed calls per second, of the ten operations that fail most.",
        [prometheus(Q.errorsByOperation, OPERATION)],
        { unit: "reqps", min: 0 },
      ),
    ],
  };
}

const DURATIONS: DashboardRow = {
  title: "Durations",
  panels: [
    timeseries(
      "Duration of calls",
      "Time within which 50, 95 and 99 % of the calls of the service chosen under “In detail” end. The dots are single calls; click on one to see its trace.",
      [
        prometheus(Q.p50Line, "50 %"),
        prometheus(Q.p95Line, "95 %", { exemplars: true }),
        prometheus(Q.p99Line, "99 %"),
      ],
      { unit: "s", min: 0 },
    ),
    heatmap(
      "All durations",
      "Calls per second of that service by duration: two bands mean two kinds of calls.",
      [prometheus(Q.allDurations)],
      { unit: "s" },
    ),
  ],
};

const MAP_TEXT: Readonly<Record<TraceProgram, string>> = {
  jaeger:
    "Services and the calls between them, as Jaeger finds them in the stored traces of the time shown. The number is that of the calls. With a cluster as its storage, a job of yours, spark-dependencies, has to find them.",
  tempo:
    "Services and the calls between them, their durations and failures, as Tempo counts them in the traces that it is given.",
};

function mapPanel(plan: DeploymentPlan): Panel {
  return {
    kind: "nodeGraph",
    title: "Who calls whom",
    description: MAP_TEXT[traceProgram(plan)],
    queries: [{ dataSource: DATA_SOURCE.jaeger, expr: "dependencies" }],
  };
}

const EDGES = table(
  "Calls between services",
  "Each pair of a caller and a callee, most calls first, as Tempo counts them. Where traces are sampled these are the kept ones: ratios and durations are not those of all calls.",
  [
    prometheus(GRAPH.calls, "Calls", { unit: "reqps" }),
    prometheus(GRAPH.errors, "Errors", {
      unit: "percentunit",
      thresholds: LIMIT.errorRatio,
    }),
    prometheus(GRAPH.p95, "Duration, 95 %", {
      unit: "s",
      thresholds: LIMIT.latency,
    }),
  ],
  {
    decimals: 2,
    columns: [
      { label: "client", title: "Caller" },
      { label: "server", title: "Callee" },
    ],
  },
);

const dependencies = (plan: DeploymentPlan): DashboardRow => ({
  title: "Dependencies",
  panels: [
    mapPanel(plan),
    ...(traceProgram(plan) === "tempo" ? [EDGES] : []),
    table(
      "Calls to others",
      "What services wait for: calls to databases and other services, by the time that they take, greatest first.",
      [
        prometheus(Q.outgoing, "Seconds per second", { unit: "none" }),
        prometheus(Q.outgoingCalls, "Calls", { unit: "reqps" }),
        prometheus(Q.outgoingErrors, "Errors", {
          unit: "percentunit",
          thresholds: LIMIT.errorRatio,
        }),
      ],
      {
        decimals: 2,
        columns: [
          { label: "service", title: "Caller" },
          { label: "span_name", title: "Call" },
        ],
      },
    ),
  ],
});

const NEWEST: DashboardRow = {
  title: "Traces",
  panels: [
    {
      kind: "traces",
      title: "Newest traces with errors",
      description:
        "The newest traces in which the service chosen under “In detail” took part and something failed. Open one to see which span.",
      queries: [
        {
          dataSource: DATA_SOURCE.jaeger,
          expr: "$detail",
          tags: "error=true",
        },
      ],
    },
    traces(
      "$detail",
      "The newest traces in which the service chosen under “In detail” took part.",
    ),
  ],
};

const WEEK: DashboardRow = {
  title: "A week",
  collapsed: true,
  panels: [
    timeseries(
      "Calls in a week",
      "Calls per second over 7 days, of the ten services that have most now.",
      [prometheus(Q.week, "{{service}}")],
      { unit: "reqps", min: 0, range: "7d" },
    ),
    timeseries(
      "Failed calls in a week",
      "Failed calls per second over 7 days, of the ten services that have most now.",
      [prometheus(Q.weekErrors, "{{service}}")],
      { unit: "reqps", min: 0, range: "7d" },
    ),
  ],
};
