import { on } from "node:events";
import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLFieldResolver,
} from "graphql";
import { resolvers } from "./graphql-metrics";
import { order, placedOrders, product, products, type Product } from "./shop";

/** A resolver whose time is measured. */
function timed<Arguments>(
  type: string,
  field: string,
  resolve: (values: Arguments) => Promise<unknown>,
): GraphQLFieldResolver<unknown, unknown, Arguments> {
  return async (_, values) => {
    const begin = performance.now();
    try {
      return await resolve(values);
    } finally {
      resolvers.observe((performance.now() - begin) / 1000, { type, field });
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

export const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: "Query",
    fields: {
      products: {
        type: new GraphQLList(PRODUCT),
        resolve: timed("Query", "products", products),
      },
      product: {
        type: PRODUCT,
        args: ID,
        resolve: timed("Query", "product", ({ id }: Pick<Product, "id">) =>
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
          "Mutation",
          "order",
          async ({ id }: Pick<Product, "id">) => {
            const placed = await order(id);
            return placed.order;
          },
        ),
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: "Subscription",
    fields: {
      orderPlaced: {
        type: GraphQLInt,
        subscribe: () => on(placedOrders, "order"),
        resolve: ([number]: readonly [number]) => number,
      },
    },
  }),
});
