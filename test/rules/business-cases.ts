import type { PackCase, PackCases, Series } from "./pack-suite";

const WEEKS = [1, 2, 3, 4];

/** The same hour of earlier weeks, as the rules hand them on. */
function usual(name: string, value: number): Series {
  return Object.fromEntries(
    WEEKS.map((week) => [
      `seasonal:business_shop_${name}:week{week="${week}"}`,
      `${value}x30`,
    ]),
  );
}

/** A counter with so many within 30 minutes. */
function counter(metric: string, within30Minutes: number): Series {
  return { [`${metric}{job="shop"}`]: `0+${within30Minutes / 6}x30` };
}

function gauge(metric: string, value: number): Series {
  return { [`${metric}{job="shop"}`]: `${value}x30` };
}

const LESS = "of what is usual at this hour of the week";
const FROM = "Compared where more than 20 are usual.";

interface Business {
  readonly number: string;
  readonly summary: string;
  readonly description: string;
  readonly page?: true;
}

function of({ number, summary, description, page }: Business) {
  return {
    step: "5m",
    at: "2h",
    given: [`seasonal:business_shop_${number}:week`],
    expect: {
      labels: {
        severity: page ? "critical" : "warning",
        priority: page ? "P2" : "P3",
        service: "shop",
        team: "sales",
      },
      summary,
      description,
    },
  } satisfies Partial<PackCase>;
}

function orders(now: number, before = 100): Series {
  return { ...usual("orders", before), ...counter("orders_placed_total", now) };
}

function signUps(now: number, before = 100): Series {
  return {
    ...usual("sign_ups", before),
    ...counter("user_sign_ups_total", now),
  };
}

function cancelled(share: number, before = 0.04, all = 600): Series {
  return {
    ...usual("cancellations", before),
    ...counter("orders_placed_total", all),
    ...counter("orders_cancelled_total", share * all),
  };
}

function conversion(share: number, all = 1200): Series {
  return {
    ...usual("conversion", 0.1),
    ...counter("user_visits_total", all),
    ...counter("orders_placed_total", share * all),
  };
}

function revenue(now: number, placed = 300): Series {
  return {
    ...usual("revenue", 9000),
    ...counter("order_revenue_total", now),
    ...counter("orders_placed_total", placed),
  };
}

function users(now: number, before = 200): Series {
  return { ...usual("active_users", before), ...gauge("active_users", now) };
}

function stock(now: number): Series {
  return { ...usual("stock", 1000), ...gauge("stock_items", now) };
}

const { 'orders_placed_total{job="shop"}': _, ...onlyUsual } = orders(40);

export const BUSINESS_CASES: PackCases = {
  BusinessOrdersLow: {
    ...of({
      number: "orders",
      page: true,
      summary: "Far fewer orders than usual reach shop.",
      description: `39 orders within 30 minutes, less than 50 % ${LESS}, and nothing else of shop pages. ${FROM}`,
    }),
    fires: orders(39),
    silent: orders(60),
    edges: {
      "the service starts again": {
        series: {
          ...orders(90),
          'orders_placed_total{job="shop"}': "9000+15x20 0+15x10",
        },
      },
      "the counter is missing": { series: onlyUsual },
      "there is one earlier week": {
        series: {
          ...counter("orders_placed_total", 0),
          'seasonal:business_shop_orders:week{week="1"}': "100x30",
        },
      },
      "few orders are usual": { near: true, series: orders(0, 19) },
      "the service pages already": {
        series: {
          ...orders(40),
          'ALERTS{alertname="HttpServiceDown",alertstate="firing",severity="critical",service="shop"}':
            "1x30",
        },
      },
    },
  },
  BusinessCancellationsHigh: {
    ...of({
      number: "cancellations",
      summary: "More orders of shop than usual are cancelled.",
      description:
        "15% of the orders within 30 minutes are cancelled, 150 % more than usual at this hour of the week and more than 5 %.",
    }),
    fires: cancelled(0.15),
    silent: cancelled(0.08),
    edges: {
      "hardly any were cancelled before": {
        near: true,
        series: cancelled(0.04, 0.005),
      },
      "there are few orders": { near: true, series: cancelled(1, 0.01, 18) },
    },
  },
  BusinessRevenueLow: {
    ...of({
      number: "revenue",
      summary: "shop earns far less than usual.",
      description: `The orders within 30 minutes are worth 3k, less than 50 % ${LESS}. Compared where there are more than 100.`,
    }),
    fires: revenue(3000),
    silent: revenue(5000),
    edges: {
      "there are few orders": { near: true, series: revenue(3000, 90) },
    },
  },
  BusinessSignUpsLow: {
    ...of({
      number: "sign_ups",
      summary: "Far fewer people than usual open an account at shop.",
      description: `39 accounts opened within 30 minutes, less than 50 % ${LESS}. ${FROM}`,
    }),
    fires: signUps(39),
    silent: signUps(60),
    edges: { "few are usual": { near: true, series: signUps(0, 19) } },
  },
  BusinessConversionLow: {
    ...of({
      number: "conversion",
      summary: "Fewer visits to shop than usual end in an order.",
      description: `4% of the visits within 30 minutes end in an order, less than 60 % ${LESS}.`,
    }),
    fires: conversion(0.04),
    silent: conversion(0.065),
    edges: {
      "there are few visits": { near: true, series: conversion(0, 15) },
      "nobody comes": { series: conversion(0, 0) },
    },
  },
  BusinessActiveUsersLow: {
    ...of({
      number: "active_users",
      summary: "Far fewer people than usual use shop.",
      description: `80 people are active, less than 50 % ${LESS}. ${FROM}`,
    }),
    fires: users(80),
    silent: users(120),
    edges: { "few are usual": { near: true, series: users(0, 19) } },
  },
  BusinessStockLow: {
    ...of({
      number: "stock",
      summary: "shop has far less to sell than usual.",
      description: `400 items are in stock, less than 50 % ${LESS}.`,
    }),
    fires: stock(400),
    silent: stock(600),
  },
};
