import type { Labels } from "../../lib/domain/names";
import {
  between,
  coldness,
  DEPLOYS,
  ROLLOUT_SECONDS,
  season,
  secondAt,
  type Moment,
  type Target,
  type Trace,
} from "./healthy-day";

const INSTANCES = [0, 1];
const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One after the other gets a new version. */
function startsOf(instance: number): readonly number[] {
  return DEPLOYS.map((deploy) => deploy + instance * ROLLOUT_SECONDS);
}

function versionAt({ seconds, age }: Moment): number {
  const started = seconds - age;
  return 1 + DEPLOYS.filter((deploy) => started >= deploy).length;
}

/** A service whose instances share the requests of the day, with a failure here and there. */
export function service(
  trace: Trace,
  job: string,
  busiest: number,
  more: (target: Target, requests: (at: Moment) => number) => void = () =>
    undefined,
): void {
  for (const instance of INSTANCES) {
    const target = trace.target(
      job,
      `${job}-${instance + 1}:9464`,
      startsOf(instance),
    );
    const requests = (at: Moment): number =>
      (busiest / INSTANCES.length) * season(at.hour);
    http(target, requests);
    process(target, busiest);
    for (const version of [1, 2, 3]) {
      target.gauge("app_build_info", { version: `1.${version}.0` }, (at) =>
        versionAt(at) === version ? 1 : undefined,
      );
    }
    more(target, requests);
  }
}

function http(target: Target, requests: (at: Moment) => number): void {
  const answers: Readonly<Record<string, (at: Moment) => number>> = {
    "200": () => 0.95,
    "401": () => 0.02,
    "404": () => 0.0295,
    "429": () => 0.0002,
    // A bad minute at the busiest hour, and what a start breaks off.
    "500": (at) =>
      between(at, 19.5, 19.52) ? 0.04 : at.age < 60 ? 0.002 : 0.0003,
  };
  for (const [code, share] of Object.entries(answers)) {
    target.counter(
      "http_requests_total",
      { code, method: "GET" },
      (at) => requests(at) * share(at),
    );
  }
  target.histogram(
    "http_request_duration_seconds",
    {},
    requests,
    (at) => latency(at),
    BOUNDS,
  );
  target.gauge("http_requests_in_flight", {}, (at) =>
    Math.round(requests(at) * latency(at) * (2 + at.noise())),
  );
}

/** Slower under load, and while a cache is cold. */
function latency(at: Moment): number {
  return 0.07 * (1 + 0.6 * season(at.hour)) * (1 + 1.5 * coldness(at));
}

function process(target: Target, busiest: number): void {
  target.gauge(
    "process_start_time_seconds",
    {},
    ({ seconds, age }) => seconds - age,
  );
  target.gauge("process_open_fds", {}, (at) =>
    Math.round(40 + busiest * season(at.hour) * (3 + at.noise())),
  );
  target.gauge("process_max_fds", {}, 1024);
}

const OPERATIONS = [
  ["cart", 0.6],
  ["checkout", 0.05],
  ["search", 0.35],
] as const;

export function graphql(
  target: Target,
  requests: (at: Moment) => number,
): void {
  for (const [operation, share] of OPERATIONS) {
    const rate = (at: Moment): number => requests(at) * 0.7 * share;
    target.counter(
      "graphql_operations_total",
      { operation, status: "ok" },
      rate,
    );
    target.counter(
      "graphql_operations_total",
      { operation, status: "error" },
      (at) => rate(at) * 0.001,
    );
    target.histogram(
      "graphql_operation_duration_seconds",
      { operation },
      rate,
      latency,
      BOUNDS,
    );
    target.histogram(
      "graphql_resolver_duration_seconds",
      { type: "Query", field: operation },
      rate,
      (at) => latency(at) / 2,
      BOUNDS,
    );
  }
  const complexity = [10, 50, 100, 250, 500, 1000];
  const all = (at: Moment): number => requests(at) * 0.7;
  target.histogram(
    "graphql_operation_complexity",
    {},
    all,
    () => 40,
    complexity,
  );
  target.histogram(
    "graphql_operation_depth",
    {},
    all,
    () => 3,
    [2, 4, 6, 8, 10, 15],
  );
  target.counter("graphql_persisted_queries_total", { result: "hit" }, all);
  target.counter(
    "graphql_persisted_queries_total",
    { result: "miss" },
    (at) => all(at) * (0.01 + 0.5 * coldness(at)),
  );
  target.gauge("graphql_subscriptions_active", {}, (at) =>
    Math.round(
      season(at.hour) * (150 + 5 * at.noise()) * (1 - 0.6 * coldness(at)),
    ),
  );
}

/** What the shop sells; a bad value of one order in fifty is cancelled. */
export function business(
  target: Target,
  requests: (at: Moment) => number,
): void {
  const orders = (at: Moment): number => requests(at) * 0.004;
  target.counter("orders_placed_total", {}, orders);
  target.counter("orders_cancelled_total", {}, (at) => orders(at) * 0.02);
  target.counter("user_sign_ups_total", {}, (at) => requests(at) * 0.001);
  target.counter("user_visits_total", {}, (at) => requests(at) * 0.1);
  target.gauge("active_users", {}, (at) =>
    Math.round(season(at.hour) * (600 + 60 * at.noise())),
  );
  // Sold over the day, delivered in the morning.
  target.gauge("stock_items", {}, (at) =>
    Math.round(5000 - 60 * ((at.hour - 7 + 24) % 24) + 50 * at.noise()),
  );
}

/** What was recorded of earlier weeks, which were much like this one. */
export function earlierWeeks(trace: Trace): void {
  const busiest = { checkout: 40, catalog: 2 };
  for (const [job, most] of Object.entries(busiest)) {
    for (const [name, factor] of [
      ["least", 0.9],
      ["most", 1.1],
    ] as const) {
      trace.recorded(`job:http_requests:usual_${name}`, { job }, (at) =>
        at.hour < 0 ? undefined : most * season(at.hour) * factor,
      );
    }
  }
  const halfHour = 1800 * busiest.checkout * 0.004;
  const usual: Readonly<Record<string, (at: Moment) => number>> = {
    orders: (at) => halfHour * season(at.hour),
    cancellations: () => 0.02,
    revenue: (at) => halfHour * season(at.hour) * MEAN_ORDER,
    sign_ups: (at) => 1800 * busiest.checkout * 0.001 * season(at.hour),
    conversion: () => 0.04,
    active_users: (at) => 1200 * season(at.hour),
    stock: (at) => 2 * (5000 - 60 * ((at.hour - 7 + 24) % 24)),
  };
  const weeks = ["1", "2", "3", "4"];
  for (const [name, value] of Object.entries(usual)) {
    for (const week of weeks) {
      const factor = 0.88 + 0.06 * Number(week);
      trace.recorded(
        `seasonal:business_checkout_${name}:week`,
        { week },
        (at) =>
          at.seconds < secondAt(-0.4)
            ? undefined
            : value(at) * factor * (1 + 0.03 * at.noise()),
      );
    }
  }
}

/** Most orders are small, a few are ten times as great. */
const ORDERS = [
  [20, 0.6],
  [60, 0.33],
  [350, 0.07],
] as const;
const MEAN_ORDER = ORDERS.reduce(
  (sum, [price, share]) => sum + price * share,
  0,
);

/** Revenue follows the orders one by one, so that few of them make it jump. */
export function revenue(
  target: Target,
  requests: (at: Moment) => number,
): void {
  for (const [price, share] of ORDERS) {
    target.multiples(
      "order_revenue_total",
      { basket: String(price) },
      price,
      (at) => requests(at) * 0.004 * share,
    );
  }
}

/** A queue that gets a batch at night and a rush at noon. */
export function queue(trace: Trace): void {
  const target = trace.target("queue", "broker:9419");
  const busy = (at: Moment): boolean =>
    between(at, 3, 3.4) || between(at, 12.2, 12.3);
  const rate = (at: Moment): number => 5 * season(at.hour) + (busy(at) ? 3 : 0);
  const labels: Labels = { queue: "orders" };
  target.gauge("queue_messages_waiting", labels, (at) =>
    Math.round(
      busy(at)
        ? 600 * (1 - (at.hour - Math.floor(at.hour)) * 2) + 50
        : Math.max(0, 5 * at.noise()),
    ),
  );
  target.gauge("queue_oldest_message_age_seconds", labels, (at) =>
    busy(at) ? 150 + 50 * at.noise() : 2,
  );
  target.gauge("queue_consumers", labels, (at) =>
    DEPLOYS.some((deploy) => at.seconds >= deploy && at.seconds < deploy + 240)
      ? 1
      : 2,
  );
  target.counter("queue_messages_published_total", labels, rate);
  target.counter("queue_messages_consumed_total", labels, rate);
  target.counter(
    "queue_messages_redelivered_total",
    labels,
    (at) => rate(at) * 0.005,
  );
  target.gauge("queue_messages_dead_lettered_total", labels, 3);
}

/** What answers in front of the shop; an operator reloads it once. */
export function nginx(trace: Trace): void {
  const target = trace.target("nginx", "nginx:9113");
  const connections = (at: Moment): number => 15 * season(at.hour);
  target.gauge("nginx_up", {}, 1);
  target.counter(
    "nginx_http_requests_total",
    {},
    (at) => 42 * season(at.hour) + 1 / 15,
  );
  for (const name of ["accepted", "handled"]) {
    target.amount(`nginx_connections_${name}`, {}, connections);
  }
  const active = (at: Moment): number =>
    Math.round(2 + 260 * season(at.hour) * (1 + 0.1 * at.noise()));
  target.gauge("nginx_connections_active", {}, active);
  target.gauge("nginx_connections_reading", {}, (at) =>
    Math.round(2 + 2 * at.noise()),
  );
  target.gauge("nginx_connections_writing", {}, (at) =>
    Math.round(1 + 8 * season(at.hour)),
  );
  target.gauge("nginx_connections_waiting", {}, (at) =>
    Math.round(0.9 * active(at)),
  );
}

const DAY = 86_400;

/** Addresses asked from outside, one of which fails once, and a certificate that gets renewed. */
export function probes(trace: Trace): void {
  for (const [job, labels] of [
    ["site", {}],
    ["probe", { component: "grafana" }],
  ] as const) {
    const target = trace.target(job, `https://${job}.example.com`, [], labels);
    const failed = ({ seconds }: Moment): boolean =>
      seconds >= secondAt(10.2) && seconds < secondAt(10.2) + 60;
    target.gauge("probe_success", {}, (at) => (failed(at) ? 0 : 1));
    target.gauge("probe_http_status_code", {}, (at) =>
      failed(at) ? 502 : 200,
    );
    target.gauge("probe_duration_seconds", {}, (at) =>
      failed(at) ? 5 : 0.3 + 0.1 * at.noise() + 0.2 * season(at.hour),
    );
    for (const phase of ["connect", "processing", "resolve", "tls"]) {
      target.gauge("probe_http_duration_seconds", { phase }, (at) =>
        failed(at) ? 1.2 : 0.08 + 0.05 * at.noise(),
      );
    }
    target.gauge("probe_ip_protocol", {}, 4);
    target.gauge("probe_failed_due_to_regex", {}, 0);
    target.gauge("probe_http_redirects", {}, 1);
    target.gauge("probe_tls_version_info", { version: "TLS 1.3" }, 1);
    target.gauge("probe_ssl_earliest_cert_expiry", {}, (at) =>
      at.seconds < secondAt(6) ? 31 * DAY : 90 * DAY,
    );
  }
}
