import { visit, type OperationDefinitionNode } from "graphql";
import { Counter, Gauge, Histogram } from "prom-client";
import { registry } from "./metrics";

const shared = { registers: [registry] };
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const operations = new Counter({
  ...shared,
  name: "graphql_operations_total",
  help: "Operations answered.",
  labelNames: ["operation", "type", "status"],
});

export const errors = new Counter({
  ...shared,
  name: "graphql_errors_total",
  help: "Errors in answers.",
  labelNames: ["code"],
});

export const durations = new Histogram({
  ...shared,
  name: "graphql_operation_duration_seconds",
  help: "Time to answer an operation.",
  labelNames: ["operation", "type"],
  buckets: SECONDS,
});

export const resolvers = new Histogram({
  ...shared,
  name: "graphql_resolver_duration_seconds",
  help: "Time of a resolver.",
  labelNames: ["type", "field"],
  buckets: SECONDS,
});

export const persisted = new Counter({
  ...shared,
  name: "graphql_persisted_queries_total",
  help: "Operations asked for by their hash.",
  labelNames: ["result"],
});

export const subscriptions = {
  active: new Gauge({
    ...shared,
    name: "graphql_subscriptions_active",
    help: "Subscriptions that are open.",
  }),
  events: new Counter({
    ...shared,
    name: "graphql_subscription_events_total",
    help: "Events sent to subscribers.",
  }),
};

const complexity = new Histogram({
  ...shared,
  name: "graphql_operation_complexity",
  help: "Fields that an operation asks for.",
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
});

const depth = new Histogram({
  ...shared,
  name: "graphql_operation_depth",
  help: "Levels of fields in an operation.",
  buckets: [1, 2, 3, 5, 8, 12, 20],
});

// A series that begins with its first error hides that error from rate().
for (const [operation, type] of [
  ["Product", "query"],
  ["Order", "mutation"],
] as const) {
  operations.inc({ operation, type, status: "ok" }, 0);
  operations.inc({ operation, type, status: "error" }, 0);
}
errors.inc({ code: "INTERNAL" }, 0);

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
