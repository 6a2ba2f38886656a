import { businessAlerts } from "../../lib/packs/alerts/business/alerts";
import {
  BUSINESS_THRESHOLDS,
  type BusinessMetrics,
} from "../../lib/packs/alerts/business/options";
import { businessMetrics } from "../../lib/packs/exporters/business";
import { BUSINESS_CASES } from "./business-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

const ALL: BusinessMetrics = {
  orders: "orders_placed_total",
  cancellations: "orders_cancelled_total",
  revenue: "order_revenue_total",
  signUps: "user_sign_ups_total",
  visits: "user_visits_total",
  activeUsers: "active_users",
  stock: "stock_items",
};

const SHOP = { service: "shop", team: "sales", metrics: ALL };

function names(metrics: BusinessMetrics): readonly string[] {
  return alertsOf(businessAlerts({ ...SHOP, metrics })).map(
    ({ alert }) => alert,
  );
}

describe("businessAlerts", () => {
  describePack({
    name: "business",
    defaults: BUSINESS_THRESHOLDS,
    groups: (thresholds) => businessAlerts({ ...SHOP, thresholds }),
    dashboardUid: "business-shop",
    cases: BUSINESS_CASES,
  });

  it("asks a service only for the metrics that are named", () => {
    const web = { web: businessMetrics };
    const problems = (metrics: BusinessMetrics) =>
      problemsOf(businessAlerts({ ...SHOP, service: "web", metrics }), web);
    // The dashboard is declared beside the pack.
    expect(problems(ALL).map(({ code }) => code)).toEqual([
      "dashboard-unknown",
    ]);
    expect(JSON.stringify(problems({ orders: "order_total" }))).toContain(
      'got \\"order_total\\"',
    );
  });

  it("makes only the alerts whose metrics are named", () => {
    expect(names({ stock: "s" })).toEqual(["BusinessStockLow"]);
    expect(names({ orders: "o" })).toEqual(["BusinessOrdersLow"]);
    expect(names({ orders: "o", visits: "v" })).toEqual([
      "BusinessOrdersLow",
      "BusinessConversionLow",
    ]);
  });

  it("takes gauges for counters, matchers and another number of weeks", () => {
    const text = JSON.stringify(
      businessAlerts({
        ...SHOP,
        weeks: 2,
        metrics: {
          orders: { name: "open_orders", type: "gauge" },
          stock: { name: "sold_total", type: "counter", matchers: 'a="b"' },
        },
      }),
    );
    expect(text).toContain('(sum(open_orders{job=\\"shop\\"}))');
    expect(text).toContain(
      'sum(increase(sold_total{job=\\"shop\\",a=\\"b\\"}[30m]))',
    );
    expect(text).not.toContain('\\"3\\"');
  });

  it.each([
    [{ metrics: {} }, "got none"],
    [{ metrics: { visits: "v" } }, "got only visits"],
    [{ metrics: { cancellations: "c", stock: "s" } }, "name at least orders"],
    [{ metrics: { order: "o" } }, 'did you mean "orders"'],
    [{ metrics: { orders: "a b" } }, 'got "a b"'],
    [{ metrics: { orders: { name: "o", typ: "gauge" } } }, 'mean "type"'],
    [{ metrics: { orders: { name: "o", type: "x" } } }, "must be one of"],
    [{ service: 5 }, "service of options of businessAlerts"],
    [{ weeks: 0 }, "weeks of anomaly"],
    [{ thresholds: { ordersTolerance: 2 } }, "must be below 1, got 2"],
    [{ thresholds: { orderTolerance: 0.5 } }, 'did you mean "ordersTolerance"'],
  ])("refuses %j", (options, message) => {
    expect(() => businessAlerts({ ...SHOP, ...options } as never)).toThrow(
      message,
    );
  });
});
