import { Gauge } from "prom-client";
import { kit } from "./kit";
import { customers } from "./metrics";

const ACTIVE_MILLIS = 300_000;

/** When each address was last heard of, the longest ago first. */
const seen = new Map<string, number>();

/** A request of somebody who has not been heard of for 5 minutes begins a visit. */
export function noteVisit(source: string): void {
  forget();
  if (!seen.delete(source)) {
    customers.visits.add(1);
  }
  seen.set(source, Date.now());
}

function forget(): void {
  const limit = Date.now() - ACTIVE_MILLIS;
  for (const [source, time] of seen) {
    if (time > limit) {
      return;
    }
    seen.delete(source);
  }
}

new Gauge({
  registers: [kit.registry],
  name: "active_users",
  help: "Addresses that were heard of within 5 minutes.",
  collect() {
    forget();
    this.set(seen.size);
  },
});
