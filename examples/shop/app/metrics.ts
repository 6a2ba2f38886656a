import { statfs } from "node:fs/promises";
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type OpenMetricsContentType,
} from "prom-client";
import { SETTINGS } from "./settings";

/** All metrics of the shop, with the names that its alerts and dashboards expect. */
export const registry = new Registry<OpenMetricsContentType>();
// The older format cannot carry exemplars.
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
collectDefaultMetrics({ register: registry });

const shared = { registers: [registry] };
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const requests = new Counter({
  ...shared,
  name: "http_requests_total",
  help: "Requests answered.",
  labelNames: ["method", "route", "code"],
});

export const durations = new Histogram<
  // The last one is for exemplars only.
  "method" | "route" | "code" | "trace_id"
>({
  ...shared,
  name: "http_request_duration_seconds",
  help: "Time to answer a request.",
  labelNames: ["method", "route", "code"],
  buckets: SECONDS,
  enableExemplars: true,
});

export const inFlight = new Gauge({
  ...shared,
  name: "http_requests_in_flight",
  help: "Requests being answered.",
});

export const orders = {
  placed: new Counter({
    ...shared,
    name: "orders_placed_total",
    help: "Orders placed.",
  }),
  cancelled: new Counter({
    ...shared,
    name: "orders_cancelled_total",
    help: "Orders cancelled.",
  }),
  revenue: new Counter({
    ...shared,
    name: "order_revenue_total",
    help: "Value of the orders placed, in the currency of the shop.",
  }),
};

export const customers = {
  signUps: new Counter({
    ...shared,
    name: "user_sign_ups_total",
    help: "Accounts opened.",
  }),
  logIns: new Counter({
    ...shared,
    name: "user_log_ins_total",
    help: "Log-ins that succeeded.",
  }),
  visits: new Counter({
    ...shared,
    name: "user_visits_total",
    help: "Visits begun.",
  }),
};

new Gauge({
  ...shared,
  name: "app_build_info",
  help: "Always 1; the labels say what runs.",
  labelNames: ["version"],
}).set({ version: SETTINGS.version }, 1);

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
    ...shared,
    name,
    help,
    labelNames: ["volume"],
    async collect() {
      this.set({ volume: "pictures" }, await space(field));
    },
  });
}
