import { visit, type OperationDefinitionNode } from "graphql";
import { kit } from "./kit";

/** Operations that have series of their own; what a client invents counts as `other`. */
const OPERATIONS = ["Products", "Product", "Order", "Orders"];
/** Queries, mutations and subscriptions. */
const TYPES = 3;
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const operations = kit.metrics.counter({
  name: "graphql_operations_total",
  help: "Operations answered.",
  labels: { operation: OPERATIONS, type: TYPES, status: ["ok", "error"] },
});

export const errors = kit.metrics.counter({
  name: "graphql_errors_total",
  help: "Errors in answers.",
  labels: { code: ["INTERNAL", "REFUSED"] },
});

export const durations = kit.metrics.histogram({
  name: "graphql_operation_duration_seconds",
  help: "Time to answer an operation.",
  labels: { operation: OPERATIONS, type: TYPES },
  buckets: SECONDS,
});

export const resolvers = kit.metrics.histogram({
  name: "graphql_resolver_duration_seconds",
  help: "Time of a resolver.",
  labels: { type: TYPES, field: 20 },
  buckets: SECONDS,
});

export const persisted = kit.metrics.counter({
  name: "graphql_persisted_queries_total",
  help: "Operations asked for by their hash.",
  labels: { result: ["hit", "miss"] },
});

export const subscriptions = {
  active: kit.metrics.gauge({
    name: "graphql_subscriptions_active",
    help: "Subscriptions that are open.",
  }),
  events: kit.metrics.counter({
    name: "graphql_subscription_events_total",
    help: "Events sent to subscribers.",
  }),
};

const complexity = kit.metrics.histogram({
  name: "graphql_operation_complexity",
  help: "Fields that an operation asks for.",
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
});

const depth = kit.metrics.histogram({
  name: "graphql_operation_depth",
  help: "Levels of fields in an operation.",
  buckets: [1, 2, 3, 5, 8, 12, 20],
});

// A series that begins with its first error hides that error from rate().
for (const [operation, type] of [
  ["Product", "query"],
  ["Order", "mutation"],
] as const) {
  operations.add(0, { operation, type, status: "ok" });
  operations.add(0, { operation, type, status: "error" });
}

/** Notes how much an operation asks for. */
export function measure(operation: OperationDefinitionNode): void {
  let fields = 0;
  let level = 0;
  let deepest = 0;
  visit(operation, {
    Field: {
      enter() {
        fields += 1;
        level += 1;
        deepest = Math.max(deepest, level);
      },
      leave() {
        level -= 1;
      },
    },
  });
  complexity.observe(fields);
  depth.observe(deepest);
}
