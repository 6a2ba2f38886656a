import { executeGraphql, type GraphqlRequest } from "./graphql";
import {
  cancel,
  login,
  order,
  product,
  products,
  Refused,
  signUp,
} from "./shop";

/** What a route gets to know of its request. */
export interface Call {
  readonly id: number;
  readonly body: unknown;
  /** Address of the customer. */
  readonly source: string;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** Value of the label `route`; `:id` stands for a number. */
  readonly path: string;
  answer(call: Call): unknown;
}

export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/products", answer: () => products() },
  { method: "GET", path: "/products/:id", answer: ({ id }) => product(id) },
  {
    method: "POST",
    path: "/orders",
    answer: ({ body }) => order(numberOf(body, "product")),
  },
  {
    method: "POST",
    path: "/orders/:id/cancel",
    answer: ({ id }) => cancel(id),
  },
  {
    method: "POST",
    path: "/login",
    answer: ({ body, source }) =>
      login(textOf(body, "user"), textOf(body, "password"), source),
  },
  { method: "POST", path: "/signup", answer: () => signUp() },
  {
    method: "POST",
    path: "/graphql",
    answer: ({ body }) => executeGraphql(body as GraphqlRequest),
  },
];

export function findRoute(
  method: string,
  path: string,
): { readonly route: Route; readonly id: number } | undefined {
  const id = Number(/^\/(?:products|orders)\/(\d{1,9})\b/.exec(path)?.[1] ?? 0);
  const named = path.replace(/^\/(products|orders)\/\d{1,9}\b/, "/$1/:id");
  const route = ROUTES.find(
    (each) => each.method === method && each.path === named,
  );
  return route && { route, id };
}

function field(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function textOf(body: unknown, name: string): string {
  const value = field(body, name);
  if (typeof value !== "string") {
    throw new Refused(400, `${name} must be a text`);
  }
  return value;
}

function numberOf(body: unknown, name: string): number {
  const value = field(body, name);
  if (!Number.isSafeInteger(value)) {
    throw new Refused(400, `${name} must be a whole number`);
  }
  return value as number;
}
