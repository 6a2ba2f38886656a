import { SETTINGS } from "./settings";
import { cached } from "./cache";
import { query } from "./database";
import { Switch } from "./faults";
import { log } from "./log";
import { logins, orders, signups } from "./metrics";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
}

/** While on, the payment of one order in three fails. */
export const paymentFault = new Switch();

/** Something that the customer did wrong; it is no failure of the shop. */
export class Refused extends Error {
  constructor(
    readonly code: 400 | 401 | 404,
    message: string,
  ) {
    super(message);
  }
}

export function products(): Promise<readonly Product[]> {
  return cached("products", () =>
    query<Product>(
      "SELECT products",
      "select id, name, cents from products order by id limit 20",
    ),
  );
}

export async function product(id: number): Promise<Product> {
  const [found] = await cached(`product:${id}`, () =>
    query<Product>(
      "SELECT product",
      "select id, name, cents from products where id = $1",
      [id],
    ),
  );
  if (found === undefined) {
    throw new Refused(404, "no such product");
  }
  return found;
}

/** Orders one piece of a product. */
export async function order(id: number): Promise<{ readonly order: number }> {
  const { cents } = await product(id);
  if (paymentFault.on && Math.random() < 1 / 3) {
    throw new Error("payment refused by the bank");
  }
  const [placed] = await query<{ readonly id: number }>(
    "INSERT orders",
    "insert into orders (product) values ($1) returning id::int",
    [id],
  );
  orders.placed.inc();
  orders.revenue.inc(cents / 100);
  log("info", "order placed", { order: placed?.id, product: id });
  return { order: placed?.id ?? 0 };
}

/** Signs a customer in; the only right password is that of the demonstration. */
export function login(
  user: string,
  password: string,
  source: string,
): { readonly user: string } {
  const accepted = password === "demonstration";
  logins.inc({ result: accepted ? "success" : "failure" });
  log(
    accepted ? "info" : "warn",
    accepted ? "login accepted" : "login failed",
    {
      event: accepted ? "login_success" : "login_failure",
      user,
      source,
    },
  );
  if (!accepted) {
    throw new Refused(401, "wrong user or password");
  }
  return { user };
}

export function signUp(): { readonly version: string } {
  signups.inc();
  return { version: SETTINGS.version };
}
