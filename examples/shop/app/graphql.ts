import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  graphql,
  type GraphQLFieldResolver,
} from "graphql";
import { Counter, Histogram } from "prom-client";
import { registry } from "./metrics";
import { order, product, products, type Product } from "./shop";

const shared = { registers: [registry] };

const operations = new Counter({
  ...shared,
  name: "graphql_operations_total",
  help: "Operations executed, by name and result.",
  labelNames: ["operation", "result"],
});

const resolvers = new Histogram({
  ...shared,
  name: "graphql_resolver_duration_seconds",
  help: "Time of one resolver.",
  labelNames: ["field"],
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
});

/** A resolver whose time is measured. */
function timed<Arguments>(
  field: string,
  resolve: (values: Arguments) => Promise<unknown>,
): GraphQLFieldResolver<unknown, unknown, Arguments> {
  return async (_, values) => {
    const end = resolvers.startTimer({ field });
    try {
      return await resolve(values);
    } finally {
      end();
    }
  };
}

const ID = { id: { type: new GraphQLNonNull(GraphQLInt) } };

const PRODUCT = new GraphQLObjectType({
  name: "Product",
  fields: {
    id: { type: new GraphQLNonNull(GraphQLInt) },
    name: { type: new GraphQLNonNull(GraphQLString) },
    price: {
      type: new GraphQLNonNull(GraphQLFloat),
      resolve: ({ cents }: Product) => cents / 100,
    },
  },
});

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: "Query",
    fields: {
      products: {
        type: new GraphQLList(PRODUCT),
        resolve: timed("Query.products", products),
      },
      product: {
        type: PRODUCT,
        args: ID,
        resolve: timed("Query.product", ({ id }: Pick<Product, "id">) =>
          product(id),
        ),
      },
    },
  }),
  mutation: new GraphQLObjectType({
    name: "Mutation",
    fields: {
      order: {
        type: GraphQLInt,
        args: ID,
        resolve: timed(
          "Mutation.order",
          async ({ id }: Pick<Product, "id">) => {
            const placed = await order(id);
            return placed.order;
          },
        ),
      },
    },
  }),
});

/** Names of operations that have series of their own; what a client invents must not become one. */
const KNOWN_OPERATIONS = ["Products", "Product", "Order"];

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export async function executeGraphql(request: GraphqlRequest) {
  const result = await graphql({
    schema,
    source: request.query,
    operationName: request.operationName ?? null,
    variableValues: request.variables ?? null,
  });
  const name = request.operationName ?? "";
  operations.inc({
    operation: KNOWN_OPERATIONS.includes(name) ? name : "other",
    result: result.errors === undefined ? "success" : "error",
  });
  return result;
}
