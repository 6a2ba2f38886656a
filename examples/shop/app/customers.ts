import { setTimeout as sleep } from "node:timers/promises";
import { serveFaults, Switch } from "./faults";

/** The customers: they look around, order, sign in, through the front door. */
const SHOP = process.env.SHOP_URL ?? "http://shop-web:8080";
const FAULTS_PORT = 8091;
const REQUESTS_PER_SECOND = Number(process.env.REQUESTS_PER_SECOND ?? 20);

/** While on, somebody tries passwords. */
const passwordGuessing = new Switch();
serveFaults(FAULTS_PORT, { "failed-logins": passwordGuessing });

async function call(path: string, body?: unknown): Promise<void> {
  try {
    const response = await fetch(`${SHOP}${path}`, {
      signal: AbortSignal.timeout(10_000),
      ...(body !== undefined && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    await response.arrayBuffer();
  } catch {
    // The shop counts its failures itself.
  }
}

const someProduct = (): number => 1 + Math.floor(Math.random() * 40);

const HABITS: readonly (readonly [weight: number, act: () => Promise<void>])[] =
  [
    [5, () => call("/products")],
    [8, () => call(`/products/${someProduct()}`)],
    [1, () => call("/orders", { product: someProduct() })],
    [
      3,
      () =>
        call("/graphql", {
          operationName: "Product",
          query: "query Product($id: Int!) { product(id: $id) { name price } }",
          variables: { id: someProduct() },
        }),
    ],
    [
      1,
      () =>
        call("/graphql", {
          operationName: "Order",
          query: "mutation Order($id: Int!) { order(id: $id) }",
          variables: { id: someProduct() },
        }),
    ],
    [1, () => call("/login", { user: "ada", password: "demonstration" })],
    [0.3, () => call("/signup", {})],
  ];
const TOTAL = HABITS.reduce((sum, [weight]) => sum + weight, 0);

function next(): () => Promise<void> {
  let left = Math.random() * TOTAL;
  for (const [weight, act] of HABITS) {
    left -= weight;
    if (left <= 0) {
      return act;
    }
  }
  return () => call("/products");
}

async function visit(): Promise<never> {
  for (;;) {
    void next()();
    if (passwordGuessing.on) {
      const password = String(Math.random());
      void call("/login", { user: "admin", password });
    }
    await sleep(1000 / REQUESTS_PER_SECOND);
  }
}

process.once("SIGTERM", () => process.exit(0));
void visit();
