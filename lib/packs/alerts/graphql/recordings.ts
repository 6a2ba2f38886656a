import { quoteLabelValue } from "../../../domain/promql/literal";
import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";
import type { GraphqlAlertSettings } from "./options";

/** Names of the recorded series. */
export const GRAPHQL_METRIC = {
  rate: "job:graphql_operations:rate5m",
  errorRatio: "job:graphql_operations:error_ratio_rate5m",
  httpErrorRatio: "job:graphql_http_requests:error_ratio_rate5m",
  operationRate: "operation:graphql_operations:rate5m",
  operationErrorRatio: "operation:graphql_operations:error_ratio_rate5m",
  operationLatency: "operation:graphql_operation_duration_seconds:p95_rate5m",
  resolverLatency: "field:graphql_resolver_duration_seconds:p95_rate5m",
  complexity: "job:graphql_operation_complexity:p99_rate5m",
  depth: "job:graphql_operation_depth:p99_rate5m",
  subscriptions: "job:graphql_subscriptions_active:sum",
  persistedMissRatio: "job:graphql_persisted_queries:miss_ratio_rate5m",
} as const;

/** What several alerts and the dashboard need. */
export function graphqlRecordings({
  service,
  metrics,
}: GraphqlAlertSettings): readonly RecordingRule[] {
  const own = `job=${quoteLabelValue(service)}`;
  const rate = (labels: string, counter: string, matchers = ""): string =>
    `sum by (${labels}) (rate(${counter}{${[own, matchers].filter(Boolean).join(",")}}[5m]))`;
  const share = (labels: string, counter: string, matchers: string): string =>
    `${rate(labels, counter, matchers)} / (${rate(labels, counter)} > 0)`;
  const quantile = (value: number, labels: string, name: string): string =>
    `histogram_quantile(${value}, ${rate(`${labels}, le`, `${name}_bucket`)})`;
  const { operations, failed } = metrics;
  const rules: readonly (readonly [keyof typeof GRAPHQL_METRIC, string])[] = [
    ["rate", rate("job", operations)],
    ["errorRatio", share("job", operations, failed)],
    ["httpErrorRatio", share("job", metrics.httpRequests, metrics.httpFailed)],
    ["operationRate", rate("job, operation", operations)],
    ["operationErrorRatio", share("job, operation", operations, failed)],
    ["operationLatency", quantile(0.95, "job, operation", metrics.duration)],
    [
      "resolverLatency",
      quantile(0.95, "job, type, field", metrics.resolverDuration),
    ],
    ["complexity", quantile(0.99, "job", metrics.complexity)],
    ["depth", quantile(0.99, "job", metrics.depth)],
    ["subscriptions", `sum by (job) (${metrics.subscriptions}{${own}})`],
    [
      "persistedMissRatio",
      share("job", metrics.persistedQueries, metrics.missed),
    ],
  ];
  return rules.map(([name, expr]) =>
    Rules.record({
      record: GRAPHQL_METRIC[name],
      // Nothing new, but it tells the rule from that of another job.
      labels: { job: service },
      expr,
    }),
  );
}
