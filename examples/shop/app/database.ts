import { Client, Pool, type QueryResultRow } from "pg";
import type { Fault } from "./faults";
import { kit } from "./kit";
import { SETTINGS, secret } from "./settings";

const CONNECTION = {
  host: SETTINGS.databaseHost,
  database: "shop",
  user: "shop",
  password: () => secret("shop-db-password"),
  connectionTimeoutMillis: 2_000,
};

const CONNECTIONS = 4;
/** Their number never changes, so that the shop goes on when somebody else takes all others. */
const pool = new Pool({
  ...CONNECTION,
  max: CONNECTIONS,
  idleTimeoutMillis: 0,
});
// A connection that breaks while nobody uses it is replaced with the next query.
pool.on("error", (error) =>
  kit.logger.warn({ error: error.message }, "database connection lost"),
);
kit.onShutdown(() => pool.end());

/** Runs one statement. */
export async function query<Row extends QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await pool.query<Row>(text, [...values]);
  return rows;
}

/** Makes the tables and the goods, once. */
export async function prepareDatabase(): Promise<void> {
  await pool.query(`
    create table if not exists products (
      id integer primary key, name text not null, cents integer not null
    );
    create table if not exists orders (
      id bigint generated always as identity primary key,
      product integer not null references products, placed timestamptz not null default now()
    );
    insert into products
      select n, 'Product ' || n, 500 + n * 7 from generate_series(1, 200) n
      on conflict do nothing;
  `);
  const open = () => pool.query("select pg_sleep(0.1)");
  await Promise.all(Array.from({ length: CONNECTIONS }, open));
}

/** Takes all connections that the shop may have, as a leaking program would. */
export class ConnectionLeak implements Fault {
  private readonly held: Client[] = [];

  async begin(): Promise<void> {
    for (let taken = 0; taken < 100; taken += 1) {
      const client = new Client({
        ...CONNECTION,
        password: secret("shop-db-password"),
      });
      client.on("error", () => undefined);
      try {
        await client.connect();
      } catch {
        return;
      }
      this.held.push(client);
    }
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.held.splice(0).map((client) => client.end()));
  }
}
