import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { serveFaults, Switch } from "./faults";

/** The customers: they look around, order, cancel and log in, through the front door. */
const SHOP = "http://shop-web:8080";
const FAULTS_PORT = 8091;
const REQUESTS_PER_SECOND = 10;
const AT_A_TIME = 40;
/** One request in so many is the last of its visit. */
const REQUESTS_PER_VISIT = 8;
const FORGOTTEN_PASSWORDS = 0.05;
const CANCELLED = 0.05;
const WATCHERS = 3;
const GUESSER = "203.0.113.66";

/** While on, somebody tries passwords. */
const passwordGuessing = new Switch();
serveFaults(FAULTS_PORT, { "failed-logins": passwordGuessing });

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** An address of a range that is reserved for tests. */
const someAddress = (): string => `198.18.${below(256)}.${below(256)}`;

async function call<T>(
  source: string,
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  try {
    const response = await fetch(`${SHOP}${path}`, {
      signal: AbortSignal.timeout(10_000),
      method: body === undefined ? "GET" : "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": source,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  } catch {
    // The shop counts its failures itself.
    return undefined;
  }
}

const someProduct = (): number => 1 + below(40);

interface Answer {
  readonly errors?: readonly { readonly message: string }[];
}

/** Asks by the hash of the query first. */
async function ask(
  source: string,
  query: string,
  variables: unknown,
): Promise<void> {
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const short = { variables, extensions: { persistedQuery: { sha256Hash } } };
  const answer = await call<Answer>(source, "/graphql", short);
  if (answer?.errors?.[0]?.message === "PersistedQueryNotFound") {
    await call(source, "/graphql", { query, ...short });
  }
}

async function buy(source: string): Promise<void> {
  const body = { product: someProduct() };
  const placed = await call<{ readonly order?: number }>(
    source,
    "/orders",
    body,
  );
  if (placed?.order !== undefined && Math.random() < CANCELLED) {
    await call(source, `/orders/${placed.order}/cancel`, {});
  }
}

type Habit = (source: string) => Promise<unknown>;

const HABITS: readonly (readonly [weight: number, act: Habit])[] = [
  [5, (source) => call(source, "/products")],
  [8, (source) => call(source, `/products/${someProduct()}`)],
  [1, buy],
  [
    3,
    (source) =>
      ask(
        source,
        "query Product($id: Int!) { product(id: $id) { name price } }",
        { id: someProduct() },
      ),
  ],
  [
    1,
    (source) =>
      ask(source, "mutation Order($id: Int!) { order(id: $id) }", {
        id: someProduct(),
      }),
  ],
  [
    1,
    (source) =>
      call(source, "/login", {
        user: `customer-${source}`,
        password:
          Math.random() < FORGOTTEN_PASSWORDS ? "forgotten" : "demonstration",
      }),
  ],
  [0.3, (source) => call(source, "/signup", {})],
];
const TOTAL = HABITS.reduce((sum, [weight]) => sum + weight, 0);

function next(): Habit {
  let left = Math.random() * TOTAL;
  for (const [weight, act] of HABITS) {
    left -= weight;
    if (left <= 0) {
      return act;
    }
  }
  return (source) => call(source, "/products");
}

async function visit(): Promise<never> {
  const present = Array.from({ length: AT_A_TIME }, someAddress);
  for (;;) {
    const place = below(AT_A_TIME);
    void next()(present[place] ?? "");
    if (Math.random() < 1 / REQUESTS_PER_VISIT) {
      present[place] = someAddress();
    }
    if (passwordGuessing.on) {
      const password = String(Math.random());
      void call(GUESSER, "/login", { user: "admin", password });
    }
    await sleep(1000 / REQUESTS_PER_SECOND);
  }
}

/** Somebody who looks at the orders as they come, for as long as the connection lasts. */
async function watch(): Promise<never> {
  const source = someAddress();
  for (;;) {
    try {
      const response = await fetch(`${SHOP}/graphql/stream`, {
        method: "POST",
        headers: { "x-forwarded-for": source },
        body: JSON.stringify({ query: "subscription Orders { orderPlaced }" }),
      });
      for await (const _ of response.body ?? []) {
        // It is enough to be there.
      }
    } catch {
      // The next attempt follows.
    }
    await sleep(1_000);
  }
}

process.once("SIGTERM", () => process.exit(0));
void visit();
for (let watcher = 0; watcher < WATCHERS; watcher += 1) {
  void watch();
}
