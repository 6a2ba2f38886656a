import type { GraphqlAlertSettings } from "../../alerts/graphql/options";
import { GRAPHQL_METRIC as M } from "../../alerts/graphql/recordings";
import { greatest, quantileOf, rateOf } from "../promql";

const JOB = 'job=~"$job"';
const ONE = `${JOB},instance=~"$instance"`;

/** What a GraphQL server tells, as far as it can recorded. */
export function graphqlQueries({ metrics }: GraphqlAlertSettings) {
  return {
    rate: `sum(${M.rate}{${JOB}})`,
    errorRatio: `${M.errorRatio}{${JOB}}`,
    httpErrorRatio: `${M.httpErrorRatio}{${JOB}}`,
    latency: (quantile: number): string =>
      quantileOf(quantile, `${metrics.duration}_bucket{${ONE}}`),
    operations: greatest(10, `${M.operationRate}{${JOB}}`),
    operationErrors: greatest(10, `${M.operationErrorRatio}{${JOB}}`),
    operationLatency: greatest(10, `${M.operationLatency}{${JOB}}`),
    resolvers: greatest(10, `${M.resolverLatency}{${JOB}}`),
    resolverCalls: `topk(10, ${rateOf(`${metrics.resolverDuration}_count{${ONE}}`, "type", "field")})`,
    complexity: `${M.complexity}{${JOB}}`,
    complexityMedian: quantileOf(0.5, `${metrics.complexity}_bucket{${ONE}}`),
    depth: `${M.depth}{${JOB}}`,
    depthMedian: quantileOf(0.5, `${metrics.depth}_bucket{${ONE}}`),
    subscriptions: `sum(${M.subscriptions}{${JOB}})`,
    subscriptionsByInstance: `sum by (instance) (${metrics.subscriptions}{${ONE}})`,
    misses: `${M.persistedMissRatio}{${JOB}}`,
  };
}
