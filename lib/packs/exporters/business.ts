import { catalog } from "./catalog";

/**
 * Conventional names for what a service counts and measures of its business, for services that name theirs freely. The
 * alerts and dashboards about business take any other names too.
 */
export const businessMetrics = catalog({
  counter: {
    orders_placed_total: "orders placed",
    orders_cancelled_total:
      "orders cancelled, by customers or for want of stock",
    order_revenue_total:
      "value of the orders placed, in the currency of the shop",
    user_sign_ups_total: "accounts opened",
    user_log_ins_total: "successful log-ins",
    user_visits_total: "visits begun, of which some end in an order",
  },
  gauge: {
    active_users: "people who have done something within the last 5 minutes",
    stock_items: "items that can be sold, by product",
  },
});
