import type { Dashboard, DashboardRow } from "../../../domain/dashboard/model";
import {
  graphqlSettings,
  type GraphqlAlertOptions,
  type GraphqlAlertSettings,
} from "../../alerts/graphql/options";
import { alertMarks, firingAlerts, jobVariables, warningAt } from "../job";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { graphqlQueries } from "./queries";

type Queries = ReturnType<typeof graphqlQueries>;
type Limits = GraphqlAlertSettings["limits"];

/**
 * The operations of one GraphQL server: how many fail, which are slow, what they cost. It reads what the rules of
 * `graphqlAlerts` record, so it takes the same options.
 *
 * @throws InvalidInputError as `graphqlAlerts`
 */
export function graphqlDashboard(options: GraphqlAlertOptions): Dashboard {
  const settings = graphqlSettings(options);
  const { service, metrics, limits, dashboardUid } = settings;
  const queries = graphqlQueries(settings);
  return {
    uid: dashboardUid,
    title: `GraphQL operations: ${service}`,
    description: `Operations, resolvers and subscriptions of ${service}.`,
    tags: [MONITORING_TAG, "graphql"],
    folder: "Services",
    variables: jobVariables(metrics.operations, service, {
      of: "instance",
      label: "Instance",
    }),
    links: [ALL_DASHBOARDS],
    annotations: [alertMarks(service)],
    rows: [
      glanceRow(service, queries, limits),
      operationRow(queries, limits),
      resolverRow(queries, limits),
      demandRow(queries, limits),
      subscriptionRow(queries, limits),
    ],
  };
}

const ERRORS = (limits: Limits) =>
  [
    {
      value: limits.errorRatioP3,
      color: "yellow",
      alert: "GraphqlErrorRatioElevated",
    },
    {
      value: limits.errorRatioP2,
      color: "orange",
      alert: "GraphqlErrorRatioHigh",
    },
    {
      value: limits.errorRatioP1,
      color: "red",
      alert: "GraphqlErrorRatioSevere",
    },
  ] as const;

function glanceRow(
  service: string,
  queries: Queries,
  limits: Limits,
): DashboardRow {
  return {
    title: "At a glance",
    panels: [
      stat(
        "Operations",
        "Operations answered per second.",
        [prometheus(queries.rate)],
        { unit: "ops" },
      ),
      stat(
        "Answers with errors",
        "Share of the operations whose answer holds errors, over 5 minutes. Their HTTP status is 200 all the same.",
        [prometheus(queries.errorRatio)],
        { unit: "percentunit", decimals: 2, thresholds: ERRORS(limits) },
      ),
      stat(
        "Duration, 95 %",
        "Time within which 95 % of all operations are answered.",
        [prometheus(queries.latency(0.95))],
        { unit: "s" },
      ),
      stat(
        "Subscriptions",
        "Subscriptions that are open.",
        [prometheus(queries.subscriptions)],
        { unit: "short" },
      ),
      firingAlerts(service),
    ],
  };
}

function operationRow(queries: Queries, limits: Limits): DashboardRow {
  return {
    title: "Operations",
    panels: [
      timeseries(
        "Errors",
        "Share of the operations whose answer holds errors, and of the HTTP requests that fail as such.",
        [
          prometheus(queries.errorRatio, "operations"),
          prometheus(queries.httpErrorRatio, "HTTP requests"),
        ],
        { unit: "percentunit", min: 0, thresholds: ERRORS(limits) },
      ),
      timeseries(
        "Duration",
        "Time within which that share of all operations is answered. Dots are single requests.",
        [
          prometheus(queries.latency(0.5), "50 %"),
          prometheus(queries.latency(0.95), "95 %", { exemplars: true }),
          prometheus(queries.latency(0.99), "99 %"),
        ],
        { unit: "s", min: 0 },
      ),
      timeseries(
        "Operations by name",
        "The 10 operations that are asked for most.",
        [prometheus(queries.operations, "{{operation}}")],
        { unit: "ops", min: 0 },
      ),
      timeseries(
        "Errors by operation",
        "The 10 operations with the greatest share of answers with errors.",
        [prometheus(queries.operationErrors, "{{operation}}")],
        {
          unit: "percentunit",
          min: 0,
          thresholds: warningAt(
            limits.operationErrorRatio,
            "GraphqlOperationFailing",
          ),
        },
      ),
      timeseries(
        "Duration by operation, 95 %",
        "The 10 slowest operations.",
        [prometheus(queries.operationLatency, "{{operation}}")],
        {
          unit: "s",
          min: 0,
          thresholds: warningAt(
            limits.operationLatency.toSeconds(),
            "GraphqlOperationSlow",
          ),
        },
      ),
    ],
  };
}

function resolverRow(queries: Queries, limits: Limits): DashboardRow {
  return {
    title: "Resolvers",
    panels: [
      timeseries(
        "Duration by resolver, 95 %",
        "The 10 slowest resolvers.",
        [prometheus(queries.resolvers, "{{type}}.{{field}}")],
        {
          unit: "s",
          min: 0,
          thresholds: warningAt(
            limits.resolverLatency.toSeconds(),
            "GraphqlResolverSlow",
          ),
        },
      ),
      timeseries(
        "Calls by resolver",
        "The 10 resolvers that are called most. One that is called many times for each operation asks for its data one by one.",
        [prometheus(queries.resolverCalls, "{{type}}.{{field}}")],
        { unit: "ops", min: 0 },
      ),
    ],
  };
}

function demandRow(queries: Queries, limits: Limits): DashboardRow {
  return {
    title: "What is asked for",
    panels: [
      timeseries(
        "Cost",
        "Cost that this share of the operations stays below, as the server reckons.",
        [
          prometheus(queries.complexityMedian, "50 %"),
          prometheus(queries.complexity, "99 %"),
        ],
        {
          unit: "short",
          min: 0,
          thresholds: warningAt(limits.complexity, "GraphqlComplexityHigh"),
        },
      ),
      timeseries(
        "Depth",
        "Levels of fields that this share of the operations stays below.",
        [
          prometheus(queries.depthMedian, "50 %"),
          prometheus(queries.depth, "99 %"),
        ],
        {
          unit: "short",
          min: 0,
          thresholds: warningAt(limits.depth, "GraphqlDepthHigh"),
        },
      ),
      timeseries(
        "Unknown persisted queries",
        "Share of the operations asked for by their hash that the server does not know.",
        [prometheus(queries.misses, "unknown")],
        {
          unit: "percentunit",
          min: 0,
          thresholds: warningAt(
            limits.persistedMissRatio,
            "GraphqlPersistedQueryMisses",
          ),
        },
      ),
    ],
  };
}

function subscriptionRow(queries: Queries, limits: Limits): DashboardRow {
  return {
    title: "Subscriptions",
    panels: [
      timeseries(
        "Subscriptions by instance",
        "Subscriptions that are open. When an instance ends, its own come back elsewhere, all at once.",
        [prometheus(queries.subscriptionsByInstance, "{{instance}}")],
        {
          unit: "short",
          min: 0,
          thresholds: warningAt(
            limits.subscriptions,
            "GraphqlSubscriptionsMany",
          ),
        },
      ),
    ],
  };
}
