import { catalog } from "./catalog";

/**
 * What a GraphQL server tells of its operations by the names of this library, since no convention exists. The label
 * `operation` is the operation's name, `type` is query, mutation or subscription, `status` is ok or error: that the answer
 * holds errors, for its HTTP status is 200 all the same.
 */
export const graphqlMetrics = catalog({
  counter: {
    graphql_operations_total:
      "operations answered, by operation, type and status",
    graphql_errors_total: "errors in answers, by code",
    graphql_persisted_queries_total:
      "operations asked for by their hash, by result: hit or miss",
    graphql_subscription_events_total: "events sent to subscribers",
  },
  gauge: {
    graphql_operations_in_flight: "operations being answered",
    graphql_subscriptions_active: "subscriptions that are open",
  },
  histogram: {
    graphql_operation_duration_seconds:
      "time to answer an operation, by operation and type, in seconds",
    graphql_resolver_duration_seconds:
      "time of a resolver, by parent type and field, in seconds",
    graphql_operation_complexity: "cost of an operation as the server reckons",
    graphql_operation_depth: "levels of fields in an operation",
  },
});
