import { dashboardUid } from "../../../domain/dashboard/uid";
import { InvalidInputError } from "../../../domain/problem";
import { isMetricName, slug } from "../../../domain/names";
import { requireNames } from "../../../domain/shape";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { requireGrades, withThresholds } from "../thresholds";

/** From which values on the alerts about GraphQL fire. */
export interface GraphqlThresholds {
  /**
   * Share of operations whose answer holds errors for priority P1, from 0 to 1, over 5 minutes.
   * @default 0.1
   */
  readonly errorRatioP1?: number;
  /**
   * The same for priority P2.
   * @default 0.05
   */
  readonly errorRatioP2?: number;
  /**
   * The same for priority P3.
   * @default 0.01
   */
  readonly errorRatioP3?: number;
  /**
   * The same for a single operation.
   * @default 0.5
   */
  readonly operationErrorRatio?: number;
  /**
   * Time within which 95 % of one operation's requests are answered. The greatest finite bucket of the histogram must be
   * above it.
   * @default Duration.seconds(1)
   */
  readonly operationLatency?: Duration;
  /**
   * Time that 95 % of the calls of one resolver take at most.
   * @default Duration.millis(500)
   */
  readonly resolverLatency?: Duration;
  /**
   * Cost that 99 % of the operations stay below.
   * @default 500
   */
  readonly complexity?: number;
  /**
   * Levels of fields that 99 % of the operations stay below.
   * @default 10
   */
  readonly depth?: number;
  /**
   * Open subscriptions of one instance.
   * @default 5000
   */
  readonly subscriptions?: number;
  /**
   * Open subscriptions as a share of the last hour's mean, below which too many have ended.
   * @default 0.5
   */
  readonly subscriptionDropRatio?: number;
  /**
   * Open subscriptions on the last hour's mean, below which a drop says nothing.
   * @default 20
   */
  readonly subscriptionMinimum?: number;
  /**
   * Share of the persisted queries that the server does not know, from 0 to 1.
   * @default 0.2
   */
  readonly persistedMissRatio?: number;
  /**
   * Operations per second below which shares and durations say nothing.
   * @default 0.1
   */
  readonly minimumRate?: number;
}

export const GRAPHQL_THRESHOLDS: Required<GraphqlThresholds> = {
  errorRatioP1: 0.1,
  errorRatioP2: 0.05,
  errorRatioP3: 0.01,
  operationErrorRatio: 0.5,
  operationLatency: Duration.seconds(1),
  resolverLatency: Duration.millis(500),
  complexity: 500,
  depth: 10,
  subscriptions: 5000,
  subscriptionDropRatio: 0.5,
  subscriptionMinimum: 20,
  persistedMissRatio: 0.2,
  minimumRate: 0.1,
};

/** The metrics by which a GraphQL server tells of its work. */
export interface GraphqlMetrics {
  /**
   * Counter of operations answered.
   * @default "graphql_operations_total"
   */
  readonly operations?: string;
  /**
   * Matchers of those of them whose answer holds errors.
   * @default 'status="error"'
   */
  readonly failed?: string;
  /**
   * Histogram of operations in seconds.
   * @default "graphql_operation_duration_seconds"
   */
  readonly duration?: string;
  /**
   * Histogram of resolvers in seconds.
   * @default "graphql_resolver_duration_seconds"
   */
  readonly resolverDuration?: string;
  /**
   * Histogram of costs.
   * @default "graphql_operation_complexity"
   */
  readonly complexity?: string;
  /**
   * Histogram of levels.
   * @default "graphql_operation_depth"
   */
  readonly depth?: string;
  /**
   * Gauge of open subscriptions.
   * @default "graphql_subscriptions_active"
   */
  readonly subscriptions?: string;
  /**
   * Counter of operations asked for by their hash.
   * @default "graphql_persisted_queries_total"
   */
  readonly persistedQueries?: string;
  /**
   * Matchers of those of them that the server did not know.
   * @default 'result="miss"'
   */
  readonly missed?: string;
  /**
   * Counter of HTTP requests. While more of them fail than `errorRatioP2`, the alerts about HTTP page and those about
   * operations do not.
   * @default "http_requests_total"
   */
  readonly httpRequests?: string;
  /**
   * Matchers of the failed ones.
   * @default 'code=~"5.."'
   */
  readonly httpFailed?: string;
}

const GRAPHQL_METRICS: Required<GraphqlMetrics> = {
  operations: "graphql_operations_total",
  failed: 'status="error"',
  duration: "graphql_operation_duration_seconds",
  resolverDuration: "graphql_resolver_duration_seconds",
  complexity: "graphql_operation_complexity",
  depth: "graphql_operation_depth",
  subscriptions: "graphql_subscriptions_active",
  persistedQueries: "graphql_persisted_queries_total",
  missed: 'result="miss"',
  httpRequests: "http_requests_total",
  httpFailed: 'code=~"5.."',
};

/** Which of them are matchers and no names. */
const MATCHERS: readonly string[] = ["failed", "missed", "httpFailed"];

export interface GraphqlAlertOptions {
  /** Name of the service; also its scrape job. */
  readonly service: string;
  /**
   * Who owns it; the label `team`.
   * @default - none
   */
  readonly team?: string;
  /** @default - the names of this library */
  readonly metrics?: GraphqlMetrics;
  /** @default {} */
  readonly thresholds?: GraphqlThresholds;
  /**
   * Dashboard that the alerts link to.
   * @default - `graphql-` and the name of the service, that of `graphqlDashboard`
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface GraphqlAlertSettings {
  readonly service: string;
  readonly team: string | undefined;
  readonly metrics: Required<GraphqlMetrics>;
  readonly limits: Required<GraphqlThresholds>;
  readonly dashboardUid: string;
  readonly dashboardIsDefault: boolean;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense */
export function graphqlSettings(
  options: GraphqlAlertOptions,
): GraphqlAlertSettings {
  const own = "options of graphqlAlerts";
  requirePackOptions(own, options, {
    service: "text",
    team: "text?",
    metrics: "record?",
    thresholds: "record?",
    dashboardUid: "text?",
    runbookUrl: "text?",
  });
  const metrics = options.metrics ?? {};
  requireMetrics(`metrics of ${own}`, metrics);
  const what = "thresholds of graphqlAlerts";
  const limits = withThresholds(what, GRAPHQL_THRESHOLDS, options.thresholds);
  requireGrades(what, limits, "below", "errorRatioP1", "errorRatioP2");
  requireGrades(what, limits, "below", "errorRatioP2", "errorRatioP3");
  return {
    service: options.service,
    team: options.team,
    metrics: { ...GRAPHQL_METRICS, ...metrics },
    limits,
    dashboardUid:
      options.dashboardUid ?? dashboardUid(`graphql-${slug(options.service)}`),
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("graphql"),
  };
}

function requireMetrics(what: string, metrics: GraphqlMetrics): void {
  requireNames(what, metrics, Object.keys(GRAPHQL_METRICS));
  for (const [name, value] of Object.entries(metrics) as [string, unknown][]) {
    const isMatcher = MATCHERS.includes(name);
    const fits =
      typeof value === "string" &&
      (isMatcher ? value.trim() !== "" : isMetricName(value));
    if (!fits) {
      throw new InvalidInputError(
        "graphql-metric",
        `${name} of ${what} must be ${isMatcher ? 'matchers such as status="error"' : "the name of a metric"}, got ${shown(value)}; leave it out for the default`,
      );
    }
  }
}
