import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import {
  graphqlSettings,
  type GraphqlAlertOptions,
  type GraphqlAlertSettings,
} from "./options";
import { GRAPHQL_METRIC, graphqlRecordings } from "./recordings";

/**
 * Alerts about the operations of one GraphQL server: how many answers hold errors, which alerts about HTTP do not see; which
 * operations and resolvers are slow; how costly operations are; and what becomes of subscriptions and persisted queries.
 *
 * @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense
 */
export function graphqlAlerts(
  options: GraphqlAlertOptions,
): readonly RuleGroup[] {
  const settings = graphqlSettings(options);
  const { service, team, runbookUrl, dashboardUid, dashboardIsDefault } =
    settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  return [
    {
      name: `graphql-${service}`,
      engine: "prometheus",
      rules: [
        ...graphqlRecordings(settings),
        ...errorAlerts(alert, settings),
        ...latencyAlerts(alert, settings),
        ...demandAlerts(alert, settings),
        ...subscriptionAlerts(alert, settings),
      ],
    },
  ];
}

/** Series of the service under a recorded name. */
function series({ service }: GraphqlAlertSettings) {
  return (name: keyof typeof GRAPHQL_METRIC): string =>
    `${GRAPHQL_METRIC[name]}{job=${quoteLabelValue(service)}}`;
}

/** Bridges the time until a worse alert fires, and short lulls. */
const KEEP = Duration.minutes(5);

/** Requests that fail as such are told of by the alerts about HTTP, whose page would be a second one for the same cause. */
function errorAlerts(
  alert: PackAlert,
  settings: GraphqlAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { service, limits } = settings;
  const { errorRatioP1, errorRatioP2, errorRatioP3, minimumRate } = limits;
  const ratio = of("errorRatio");
  const enough = `and ${of("rate")} > ${minimumRate}`;
  const http = `unless ${of("httpErrorRatio")} > ${errorRatioP2}`;
  const description = `{{ $value | humanizePercentage }} of the operations of ${service} were answered with errors within 5 minutes.`;
  return [
    alert("P1", {
      alert: "GraphqlErrorRatioSevere",
      expr: `${ratio} > ${errorRatioP1} ${enough} ${http}`,
      for: Duration.seconds(30),
      keepFiringFor: KEEP,
      summary: `Many operations of ${service} are answered with errors.`,
      description,
    }),
    alert("P2", {
      alert: "GraphqlErrorRatioHigh",
      expr: `${ratio} > ${errorRatioP2} <= ${errorRatioP1} ${enough} ${http}`,
      for: Duration.minutes(3),
      keepFiringFor: KEEP,
      summary: `Operations of ${service} are answered with errors.`,
      description,
    }),
    alert("P3", {
      alert: "GraphqlErrorRatioElevated",
      expr: `${ratio} > ${errorRatioP3} ${enough}`,
      for: Duration.minutes(5),
      summary: `Some operations of ${service} are answered with errors.`,
      description,
    }),
    alert("P3", {
      alert: "GraphqlOperationFailing",
      expr: `${of("operationErrorRatio")} > ${limits.operationErrorRatio} and ${of("operationRate")} > ${minimumRate}`,
      for: Duration.minutes(5),
      summary: `The operation {{ $labels.operation }} of ${service} fails.`,
      description: `{{ $value | humanizePercentage }} of the answers to {{ $labels.operation }} hold errors, however few that are of all operations.`,
    }),
  ];
}

/** What all operations suffer from, the alerts about HTTP page for. */
function latencyAlerts(
  alert: PackAlert,
  settings: GraphqlAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { service, limits } = settings;
  const enough = `and ${of("operationRate")} > ${limits.minimumRate}`;
  return [
    alert("P3", {
      alert: "GraphqlOperationSlow",
      expr: `${of("operationLatency")} > ${limits.operationLatency.toSeconds()} ${enough}`,
      for: Duration.minutes(5),
      summary: `The operation {{ $labels.operation }} of ${service} is slow.`,
      description:
        "5 % of the requests for {{ $labels.operation }} take longer than {{ $value | humanizeDuration }}.",
    }),
    alert("P3", {
      alert: "GraphqlResolverSlow",
      expr: `${of("resolverLatency")} > ${limits.resolverLatency.toSeconds()} and on (job) ${of("rate")} > ${limits.minimumRate}`,
      for: Duration.minutes(10),
      summary: `A resolver of ${service} is slow.`,
      description:
        "5 % of the calls of the resolver {{ $labels.type }}.{{ $labels.field }} take longer than {{ $value | humanizeDuration }}.",
    }),
  ];
}

function demandAlerts(
  alert: PackAlert,
  settings: GraphqlAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { service, limits } = settings;
  const enough = `and ${of("rate")} > ${limits.minimumRate}`;
  return [
    alert("P3", {
      alert: "GraphqlComplexityHigh",
      expr: `${of("complexity")} > ${limits.complexity} ${enough}`,
      for: Duration.minutes(10),
      summary: `Operations of ${service} are costly.`,
      description:
        "1 % of the operations cost {{ $value | humanize }} or more; a few such clients can use up the server.",
    }),
    alert("P4", {
      alert: "GraphqlDepthHigh",
      expr: `${of("depth")} > ${limits.depth} ${enough}`,
      for: Duration.minutes(10),
      summary: `Operations of ${service} are deep.`,
      description:
        "1 % of the operations have {{ $value | humanize }} levels of fields or more.",
    }),
    alert("P4", {
      alert: "GraphqlPersistedQueryMisses",
      expr: `${of("persistedMissRatio")} > ${limits.persistedMissRatio} ${enough}`,
      for: Duration.minutes(15),
      summary: `${service} does not know what its clients ask for by hash.`,
      description:
        "{{ $value | humanizePercentage }} of the persisted queries are unknown, so clients send them a second time and in full.",
    }),
  ];
}

function subscriptionAlerts(
  alert: PackAlert,
  settings: GraphqlAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { service, metrics, limits } = settings;
  const { subscriptionDropRatio, subscriptionMinimum } = limits;
  const active = of("subscriptions");
  const usual = `avg_over_time(${active}[1h])`;
  return [
    alert("P3", {
      alert: "GraphqlSubscriptionsMany",
      expr: `sum by (job, instance) (${metrics.subscriptions}{job=${quoteLabelValue(service)}}) > ${limits.subscriptions}`,
      for: Duration.minutes(10),
      summary: `An instance of ${service} has many subscriptions.`,
      description:
        "{{ $labels.instance }} has {{ $value | humanize }} open subscriptions; each holds a connection and memory.",
    }),
    alert("P3", {
      alert: "GraphqlSubscriptionsDropped",
      expr: `${active} / (${usual} > ${subscriptionMinimum}) < ${subscriptionDropRatio}`,
      for: Duration.minutes(5),
      summary: `Many subscriptions of ${service} have ended.`,
      description: `${service} has {{ $value | humanizePercentage }} of the subscriptions that it had on average within the last hour; their clients see no news.`,
    }),
  ];
}
