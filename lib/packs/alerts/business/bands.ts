import { Anomaly } from "../../../domain/anomaly/anomaly";
import type { AnomalyBand } from "../../../domain/anomaly/band";
import type { SeasonalOptions } from "../../../domain/anomaly/seasonal";
import { slug } from "../../../domain/names";
import { quoteLabelValue } from "../../../domain/promql/expr";
import type {
  BusinessMetric,
  BusinessMetrics,
  BusinessSettings,
} from "./options";

/** What is compared with its usual value. */
export type BusinessNumber =
  | "orders"
  | "cancellations"
  | "revenue"
  | "sign_ups"
  | "conversion"
  | "active_users"
  | "stock";

/** Long enough for a number that means something, short enough to notice within the hour. */
const WINDOW = "30m";

/** The bands of all numbers that the metrics of a service tell of. */
export function businessBands({
  service,
  metrics,
  weeks,
  limits,
}: BusinessSettings): Readonly<Partial<Record<BusinessNumber, AnomalyBand>>> {
  const of = (name: keyof BusinessMetrics): string | undefined =>
    metrics[name] && amount(service, metrics[name], name);
  const band = (
    name: BusinessNumber,
    expr: string | undefined,
    options: SeasonalOptions,
  ): Readonly<Partial<Record<BusinessNumber, AnomalyBand>>> =>
    expr === undefined
      ? {}
      : {
          [name]: Anomaly.seasonal({
            name: seriesName(service, name),
            expr,
            weeks,
            direction: "below",
            ...options,
          }),
        };
  const orders = of("orders");
  const visits = of("visits");
  const cancelled = of("cancellations");
  const { minimumEvents } = limits;
  const restsOn = (expr: string | undefined) =>
    expr === undefined ? {} : { traffic: { expr, minimum: minimumEvents } };
  const counted = { counted: true, minimum: minimumEvents } as const;
  return {
    ...band("orders", orders, {
      ...counted,
      tolerance: limits.ordersTolerance,
    }),
    ...band(
      "cancellations",
      share(cancelled && `(${cancelled} or vector(0))`, orders),
      {
        ...restsOn(orders),
        direction: "above",
        counted: true,
        tolerance: limits.cancellationsTolerance,
        minimum: limits.cancellationsRatio,
      },
    ),
    ...band("revenue", of("revenue"), {
      ...(orders !== undefined && {
        traffic: { expr: orders, minimum: limits.revenueMinimumOrders },
      }),
      tolerance: limits.revenueTolerance,
    }),
    ...band("sign_ups", of("signUps"), {
      ...counted,
      tolerance: limits.signUpsTolerance,
    }),
    ...band("conversion", share(orders, visits), {
      ...restsOn(visits),
      counted: true,
      tolerance: limits.conversionTolerance,
    }),
    ...band("active_users", of("activeUsers"), {
      ...counted,
      tolerance: limits.activeUsersTolerance,
    }),
    ...band("stock", of("stock"), { tolerance: limits.stockTolerance }),
  };
}

/** Part of the names of the recorded series of a service. */
export function seriesName(service: string, name: BusinessNumber): string {
  return `business_${slug(service).replaceAll("-", "_")}_${name}`;
}

/** PromQL for the amount within the window, or the present amount of a gauge. */
function amount(
  service: string,
  metric: BusinessMetric,
  role: keyof BusinessMetrics,
): string {
  const {
    name,
    type = role === "activeUsers" || role === "stock" ? "gauge" : "counter",
    matchers,
  } = typeof metric === "string" ? { name: metric } : metric;
  const conditions = [
    `job=${quoteLabelValue(service)}`,
    ...(matchers === undefined ? [] : [matchers]),
  ].join(",");
  return type === "counter"
    ? `sum(increase(${name}{${conditions}}[${WINDOW}]))`
    : `sum(${name}{${conditions}})`;
}

function share(
  part: string | undefined,
  all: string | undefined,
): string | undefined {
  return part === undefined || all === undefined
    ? undefined
    : `${part} / (${all} > 0)`;
}
