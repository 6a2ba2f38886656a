import {
  type Registry,
  type Metric,
  type OpenMetricsContentType,
} from "prom-client";

/** What each route that no framework has told counts as. */
export const OTHER_ROUTE = "other";

const OTHER_METHOD = "other";
const METHODS = new Set([
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  ...["QUERY", "CONNECT", "TRACE"],
]);

/** A template is shorter; whoever gives the path of a request instead must not fill the memory. */
const MOST_ROUTE_LENGTH = 200;

/** So many series on average that a route may have; what is beyond is told by the hundreds of its code only. */
const SERIES_PER_ROUTE = 10;

interface Series {
  readonly labels: Readonly<Record<"method" | "route" | "code", string>>;
  count: number;
  sum: number;
  /** Observations within each bound and above the one before; the last is for all above. */
  readonly buckets: Float64Array;
  readonly exemplars: (Exemplar | undefined)[];
}

interface Exemplar {
  readonly labelSet: { readonly trace_id: string };
  readonly value: number;
  readonly timestamp: number;
}

/**
 * Requests and their durations by method, route and status code. Counted in plain arrays, since this is done for each
 * request; prom-client is only asked to print them.
 */
export class RequestMetrics {
  inFlight = 0;
  private count = 0;
  /** By route, method and code; the last are numbers, so that no text is made to find a series. */
  private readonly routes = new Map<string, Map<string, Series[]>>();

  constructor(
    private readonly bounds: readonly number[],
    private readonly maxRoutes: number,
  ) {}

  /** A series that begins with its first error hides that error from `rate()`. */
  declare(method: string, route: string): void {
    this.series(method, route, 200);
    this.series(method, route, 500);
  }

  /** @param traceId of a trace that is kept */
  observe(
    method: string,
    route: string,
    code: number,
    seconds: number,
    traceId: string | undefined,
  ): void {
    const series = this.series(method, route, code);
    series.count += 1;
    series.sum += seconds;
    let bucket = 0;
    while (seconds > (this.bounds[bucket] ?? Infinity)) {
      bucket += 1;
    }
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
    if (traceId !== undefined) {
      series.exemplars[bucket] = {
        labelSet: { trace_id: traceId },
        value: seconds,
        timestamp: Date.now() / 1000,
      };
    }
  }

  register(registry: Registry<OpenMetricsContentType>): void {
    for (const metric of [
      this.counter(),
      this.histogram(),
      {
        name: "http_requests_in_flight",
        help: "Requests being answered.",
        type: "gauge",
        values: () => [{ value: this.inFlight, labels: {} }],
      },
    ]) {
      const { values, ...described } = metric;
      const registered = {
        ...described,
        // The registry takes the ending from the name of a counter, and asks for the name again.
        get: () =>
          Promise.resolve({
            ...described,
            name: registered.name,
            values: values(),
          }),
      };
      // It asks for no more than this of a metric, though its types say so.
      registry.registerMetric(registered as unknown as Metric);
    }
  }

  private series(method: string, route: string, code: number): Series {
    return (
      this.routes.get(route)?.get(method)?.[code] ??
      this.add(method, route, code)
    );
  }

  private add(method: string, route: string, code: number): Series {
    if (!METHODS.has(method) && method !== OTHER_METHOD) {
      return this.series(OTHER_METHOD, route, code);
    }
    const known = this.routes.get(route);
    const isFull = this.routes.size >= this.maxRoutes;
    const isNoRoute =
      route.length > MOST_ROUTE_LENGTH || (known === undefined && isFull);
    if (isNoRoute && route !== OTHER_ROUTE) {
      return this.series(method, OTHER_ROUTE, code);
    }
    const rest = 100 * Math.floor(code / 100);
    const isRest =
      route === OTHER_ROUTE && method === OTHER_METHOD && code === rest;
    if (this.count >= SERIES_PER_ROUTE * this.maxRoutes && !isRest) {
      return this.series(OTHER_METHOD, OTHER_ROUTE, rest);
    }
    const byMethod = known ?? new Map<string, Series[]>();
    this.routes.set(route, byMethod);
    const byCode = byMethod.get(method) ?? [];
    byMethod.set(method, byCode);
    const series: Series = {
      labels: { method, route, code: String(code) },
      count: 0,
      sum: 0,
      buckets: new Float64Array(this.bounds.length + 1),
      exemplars: [],
    };
    byCode[code] = series;
    this.count += 1;
    if (byCode[500] === undefined) {
      this.add(method, route, 500);
    }
    return series;
  }

  private all(): readonly Series[] {
    return [...this.routes.values()].flatMap((methods) =>
      [...methods.values()].flatMap((codes) => Object.values(codes)),
    );
  }

  private counter() {
    return {
      name: "http_requests_total",
      help: "Requests answered.",
      type: "counter",
      values: () =>
        this.all().map(({ labels, count: value }) => ({ labels, value })),
    };
  }

  private histogram() {
    const name = "http_request_duration_seconds";
    return {
      name,
      help: "Time to answer a request.",
      type: "histogram",
      values: () =>
        this.all()
          .filter(({ count }) => count > 0)
          .flatMap(({ labels, count, sum, buckets, exemplars }) => {
            let within = 0;
            return [
              ...[...this.bounds, Infinity].map((bound, index) => ({
                metricName: `${name}_bucket`,
                labels: {
                  le: bound === Infinity ? "+Inf" : String(bound),
                  ...labels,
                },
                value: (within += buckets[index] ?? 0),
                exemplar: exemplars[index] ?? null,
              })),
              { metricName: `${name}_sum`, labels, value: sum },
              { metricName: `${name}_count`, labels, value: count },
            ];
          }),
    };
  }
}
