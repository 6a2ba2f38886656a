import type { Labels } from "../../lib/domain/names";
import type { PackCases, Series } from "./pack-suite";

const SHOP = 'job="shop",instance="s:1"';

const SEVERITY: Readonly<Record<string, string>> = {
  P1: "critical",
  P2: "critical",
  P3: "warning",
  P4: "info",
};

export function labels(priority: string, more: Labels = {}): Labels {
  const severity = SEVERITY[priority] ?? "";
  const own = { priority, severity, service: "shop", team: "sales" };
  return { ...own, job: "shop", ...more };
}

/** A counter that grows by so much in each 30 seconds. */
function count(perScrape: number): string {
  return `0+${perScrape}x60`;
}

function operations(ok: string, failed: string, name = "Cart"): Series {
  const of = `${SHOP},operation="${name}",type="query"`;
  return {
    [`graphql_operations_total{${of},status="ok"}`]: ok,
    [`graphql_operations_total{${of},status="error"}`]: failed,
  };
}

/** So many of 100 operations are answered with errors. */
export function failing(percent: number): Series {
  return operations(count(100 - percent), count(percent));
}

/** So many of 100 requests fail as such. */
export function httpFailing(percent: number): Series {
  return {
    [`http_requests_total{${SHOP},code="200"}`]: count(100 - percent),
    [`http_requests_total{${SHOP},code="500"}`]: count(percent),
  };
}

/** A histogram whose observations all lie between two bounds. */
function observed(
  name: string,
  above: string,
  upTo: string,
  perScrape = 100,
  more = "",
): Series {
  const bound = (le: string, values: string): [string, string] => [
    `${name}_bucket{${SHOP}${more},le="${le}"}`,
    values,
  ];
  return Object.fromEntries([
    bound(above, count(0)),
    bound(upTo, count(perScrape)),
    bound("+Inf", count(perScrape)),
  ]);
}

const CART = ',operation="Cart",type="query"';
const PRICE = ',type="Product",field="price"';

const slow = (above: string, upTo: string, perScrape = 100): Series => ({
  ...operations(count(perScrape), count(0)),
  ...observed(
    "graphql_operation_duration_seconds",
    above,
    upTo,
    perScrape,
    CART,
  ),
});

const resolver = (above: string, upTo: string, perScrape = 100): Series => ({
  ...operations(count(perScrape), count(0)),
  ...observed(
    "graphql_resolver_duration_seconds",
    above,
    upTo,
    perScrape,
    PRICE,
  ),
});

const costing = (
  name: "complexity" | "depth",
  above: string,
  upTo: string,
  perScrape = 100,
): Series => ({
  ...operations(count(perScrape), count(0)),
  ...observed(`graphql_operation_${name}`, above, upTo, perScrape),
});

function persisted(hits: number, misses: number): Series {
  return {
    ...operations(count(hits + misses), count(0)),
    [`graphql_persisted_queries_total{${SHOP},result="hit"}`]: count(hits),
    [`graphql_persisted_queries_total{${SHOP},result="miss"}`]: count(misses),
  };
}

function subscriptions(values: string): Series {
  return { [`graphql_subscriptions_active{${SHOP}}`]: values };
}

const AT = { step: "30s", at: "25m" };

export const GRAPHQL_CASES: PackCases = {
  GraphqlErrorRatioSevere: {
    ...AT,
    fires: failing(10.3),
    expect: {
      labels: labels("P1"),
      summary: "Many operations of shop are answered with errors.",
      description:
        "10.3% of the operations of shop were answered with errors within 5 minutes.",
    },
    silent: failing(9.8),
    alsoFires: {
      "all requests succeed as such": { ...failing(10.3), ...httpFailing(0) },
    },
    edges: {
      "the requests fail as such, which pages": {
        series: { ...failing(10.3), ...httpFailing(6) },
      },
      "the server starts again": {
        series: operations("9000+92x40 0+92x20", "900+8x40 0+8x20"),
      },
      "no operations are told of": { series: {} },
      "nothing has failed yet": {
        series: {
          [`graphql_operations_total{${SHOP},operation="Cart",status="ok"}`]:
            count(100),
        },
      },
      "there are hardly any": {
        near: true,
        series: operations(count(0), count(2.8)),
      },
    },
  },
  GraphqlErrorRatioHigh: {
    ...AT,
    fires: failing(5.2),
    expect: {
      labels: labels("P2"),
      summary: "Operations of shop are answered with errors.",
      description:
        "5.2% of the operations of shop were answered with errors within 5 minutes.",
    },
    silent: failing(4.9),
    edges: {
      "the worse alert fires": { series: failing(12) },
      "the requests fail as such, which pages": {
        series: { ...failing(7), ...httpFailing(7) },
      },
      "the server starts again": {
        series: operations("9000+95.5x40 0+95.5x20", "900+4.5x40 0+4.5x20"),
      },
      "no operations are told of": { series: {} },
    },
  },
  GraphqlErrorRatioElevated: {
    ...AT,
    fires: failing(1.04),
    expect: {
      labels: labels("P3"),
      summary: "Some operations of shop are answered with errors.",
      description:
        "1.04% of the operations of shop were answered with errors within 5 minutes.",
    },
    silent: failing(0.96),
  },
  GraphqlOperationFailing: {
    ...AT,
    fires: {
      ...failing(0),
      ...operations(count(1.92), count(2.08), "Checkout"),
    },
    expect: {
      labels: labels("P3", { operation: "Checkout" }),
      summary: "The operation Checkout of shop fails.",
      description:
        "52% of the answers to Checkout hold errors, however few that are of all operations.",
    },
    silent: operations(count(51), count(49)),
    edges: {
      "it is hardly asked for": {
        near: true,
        series: operations(count(0), count(2.8), "Checkout"),
      },
    },
  },
  GraphqlOperationSlow: {
    ...AT,
    fires: slow("1", "1.04"),
    expect: {
      labels: labels("P3", { operation: "Cart" }),
      summary: "The operation Cart of shop is slow.",
      description: "5 % of the requests for Cart take longer than 1.038s.",
    },
    silent: slow("0.5", "0.98"),
    edges: {
      "it is hardly asked for": { near: true, series: slow("1", "2", 2.8) },
    },
  },
  GraphqlResolverSlow: {
    ...AT,
    fires: resolver("0.5", "0.52"),
    expect: {
      labels: labels("P3", { type: "Product", field: "price" }),
      summary: "A resolver of shop is slow.",
      description:
        "5 % of the calls of the resolver Product.price take longer than 519ms.",
    },
    silent: resolver("0.2", "0.49"),
    edges: {
      "there are hardly any operations": {
        near: true,
        series: resolver("0.5", "2", 2.8),
      },
    },
  },
  GraphqlComplexityHigh: {
    ...AT,
    fires: costing("complexity", "500", "520"),
    expect: {
      labels: labels("P3"),
      summary: "Operations of shop are costly.",
      description:
        "1 % of the operations cost 519.8 or more; a few such clients can use up the server.",
    },
    silent: costing("complexity", "100", "490"),
  },
  GraphqlDepthHigh: {
    ...AT,
    fires: costing("depth", "10", "10.4"),
    expect: {
      labels: labels("P4"),
      summary: "Operations of shop are deep.",
      description: "1 % of the operations have 10.4 levels of fields or more.",
    },
    silent: costing("depth", "4", "9.8"),
  },
  GraphqlPersistedQueryMisses: {
    ...AT,
    fires: persisted(79.4, 20.6),
    expect: {
      labels: labels("P4"),
      summary: "shop does not know what its clients ask for by hash.",
      description:
        "20.6% of the persisted queries are unknown, so clients send them a second time and in full.",
    },
    silent: persisted(80.5, 19.5),
    edges: {
      "there are hardly any": { near: true, series: persisted(0, 2.8) },
      "there are none": { series: persisted(0, 0) },
    },
  },
  GraphqlSubscriptionsMany: {
    ...AT,
    fires: subscriptions("5200x60"),
    expect: {
      labels: labels("P3", { instance: "s:1" }),
      summary: "An instance of shop has many subscriptions.",
      description:
        "s:1 has 5.2k open subscriptions; each holds a connection and memory.",
    },
    silent: subscriptions("4900x60"),
  },
  GraphqlSubscriptionsDropped: {
    at: "60m",
    // The mean of the last hour is 92.7.
    fires: subscriptions("100x52 45x10"),
    expect: {
      labels: labels("P3"),
      summary: "Many subscriptions of shop have ended.",
      description:
        "shop has 48.56% of the subscriptions that it had on average within the last hour; their clients see no news.",
    },
    silent: subscriptions("100x52 48x10"),
    edges: {
      "there were few": {
        near: true,
        series: subscriptions("20x52 2x10"),
      },
      "there are none for long": { series: subscriptions("0x70") },
      "nothing is told of": { series: {} },
    },
  },
};
