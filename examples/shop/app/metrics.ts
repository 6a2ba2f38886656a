import { statfs } from "node:fs/promises";
import { Gauge } from "prom-client";
import { kit } from "./kit";
import { SETTINGS } from "./settings";

// What the shop has to tell beside what the kit tells of each service, with the names that its alerts and dashboards expect.

export const orders = {
  placed: kit.metrics.counter({
    name: "orders_placed_total",
    help: "Orders placed.",
  }),
  cancelled: kit.metrics.counter({
    name: "orders_cancelled_total",
    help: "Orders cancelled.",
  }),
  revenue: kit.metrics.counter({
    name: "order_revenue_total",
    help: "Value of the orders placed, in the currency of the shop.",
  }),
};

export const customers = {
  signUps: kit.metrics.counter({
    name: "user_sign_ups_total",
    help: "Accounts opened.",
  }),
  logIns: kit.metrics.counter({
    name: "user_log_ins_total",
    help: "Log-ins that succeeded.",
  }),
  visits: kit.metrics.counter({
    name: "user_visits_total",
    help: "Visits begun.",
  }),
};

kit.metrics
  .gauge({
    name: "app_build_info",
    help: "Always 1; the labels say what runs.",
    labels: { version: [SETTINGS.version] },
  })
  .set(1, { version: SETTINGS.version });

/** Space of the volume for pictures. */
async function space(field: "bavail" | "blocks"): Promise<number> {
  const { bsize, ...blocks } = await statfs(SETTINGS.pictures);
  return blocks[field] * bsize;
}

for (const [name, help, field] of [
  ["volume_available_bytes", "Space left in a volume.", "bavail"],
  ["volume_capacity_bytes", "Size of a volume.", "blocks"],
] as const) {
  new Gauge({
    registers: [kit.registry],
    name,
    help,
    labelNames: ["volume"],
    // Read when it is asked for.
    async collect() {
      this.set({ volume: "pictures" }, await space(field));
    },
  });
}
