import type { BusinessAlertOptions } from "../../lib/packs/alerts/business/options";
import type { QueueAlertOptions } from "../../lib/packs/alerts/queue/options";
import type { RuntimeAlertOptions } from "../../lib/packs/alerts/runtime/options";
import type { SecurityAlertOptions } from "../../lib/packs/alerts/security/options";

/** The service of the packs and dashboards that are about one. */
export const SHOP = { service: "checkout", team: "payments" };

export const BUSINESS: BusinessAlertOptions = {
  ...SHOP,
  metrics: {
    orders: "orders_placed_total",
    cancellations: "orders_cancelled_total",
    revenue: "order_revenue_total",
    signUps: "user_sign_ups_total",
    visits: "user_visits_total",
    activeUsers: "active_users",
    stock: "stock_items",
  },
};

export const QUEUE: QueueAlertOptions = { job: "queue", ...SHOP };

export const RUNTIMES: readonly RuntimeAlertOptions[] = [
  { job: "node", runtime: "node" },
  { job: "go", runtime: "go" },
  { job: "jvm", runtime: "jvm", client: "client_java" },
];

export const SECURITY: SecurityAlertOptions = {
  logs: {
    auth: { sudoUsers: ["deploy"] },
    audit: {},
    access: {},
    application: { selector: '{service="checkout"}' },
  },
  metrics: { requests: { jobs: ["checkout"] }, files: { job: "machines" } },
  team: "security",
};
