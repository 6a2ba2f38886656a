import { EventEmitter } from "node:events";
import { cached } from "./cache";
import { query } from "./database";
import { Switch } from "./faults";
import { kit } from "./kit";
import { customers, orders } from "./metrics";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
}

/** Tells of each order by an event "order" with its number. */
export const placedOrders = new EventEmitter().setMaxListeners(100);

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
    query<Product>("select id, name, cents from products order by id limit 20"),
  );
}

export async function product(id: number): Promise<Product> {
  const [found] = await cached(`product:${id}`, () =>
    query<Product>("select id, name, cents from products where id = $1", [id]),
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
    "insert into orders (product) values ($1) returning id::int",
    [id],
  );
  orders.placed.add(1);
  orders.revenue.add(cents / 100);
  kit.logger.info({ order: placed?.id, product: id }, "order placed");
  const number = placed?.id ?? 0;
  placedOrders.emit("order", number);
  return { order: number };
}

/** Cancels an order; there is none to cancel a second time. */
export async function cancel(number: number): Promise<void> {
  const [gone] = await query("delete from orders where id = $1 returning id", [
    number,
  ]);
  if (gone === undefined) {
    throw new Refused(404, "no such order");
  }
  orders.cancelled.add(1);
}

/** Logs a customer in; the only right password is that of the demonstration. */
export function login(
  user: string,
  password: string,
  source: string,
): { readonly user: string } {
  const accepted = password === "demonstration";
  kit.logger[accepted ? "info" : "warn"](
    {
      // https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html
      event: `${accepted ? "authn_login_success" : "authn_login_fail"}:${user}`,
      user,
      source_ip: source,
    },
    accepted ? "log-in accepted" : "log-in failed",
  );
  if (!accepted) {
    throw new Refused(401, "wrong user or password");
  }
  customers.logIns.add(1);
  return { user };
}

export function signUp(): { readonly welcome: true } {
  customers.signUps.add(1);
  return { welcome: true };
}
