import { isMetricName } from "../../../domain/names";
import { InvalidInputError } from "../../../domain/problem";
import {
  requireKind,
  requireNames,
  requireOneOf,
  requireShape,
} from "../../../domain/shape";
import { shown } from "../../../domain/shown";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** How far from usual the numbers of a business may be. All are of 30 minutes, against the same hour of earlier weeks. */
export interface BusinessThresholds {
  /**
   * Share of the usual orders that may be missing, below 1.
   * @default 0.5
   */
  readonly ordersTolerance?: number;
  /**
   * Share of the usual revenue that may be missing, below 1.
   * @default 0.5
   */
  readonly revenueTolerance?: number;
  /**
   * By how much the share of cancelled orders may exceed the usual one, as a part of that.
   * @default 1.5
   */
  readonly cancellationsTolerance?: number;
  /**
   * Share of the orders that may be cancelled in any case, from 0 to 1.
   * @default 0.05
   */
  readonly cancellationsRatio?: number;
  /**
   * Share of the usual sign-ups that may be missing, below 1.
   * @default 0.5
   */
  readonly signUpsTolerance?: number;
  /**
   * Share of the usual conversion that may be missing, below 1.
   * @default 0.4
   */
  readonly conversionTolerance?: number;
  /**
   * Share of the people usually active that may be missing, below 1.
   * @default 0.5
   */
  readonly activeUsersTolerance?: number;
  /**
   * Share of the usual stock that may be missing, below 1.
   * @default 0.5
   */
  readonly stockTolerance?: number;
  /**
   * Usual orders, sign-ups or people, and present orders or visits of a share, up to which nothing is compared.
   * @default 20
   */
  readonly minimumEvents?: number;
  /**
   * Present orders up to which their worth is not compared, since that of a single one decides it.
   * @default 100
   */
  readonly revenueMinimumOrders?: number;
}

export const BUSINESS_THRESHOLDS: Required<BusinessThresholds> = {
  ordersTolerance: 0.5,
  revenueTolerance: 0.5,
  cancellationsTolerance: 1.5,
  cancellationsRatio: 0.05,
  signUpsTolerance: 0.5,
  conversionTolerance: 0.4,
  activeUsersTolerance: 0.5,
  stockTolerance: 0.5,
  minimumEvents: 20,
  revenueMinimumOrders: 100,
};

/** A metric by its name, or by more than that. */
export type BusinessMetric =
  | string
  | {
      readonly name: string;
      /**
       * Whether it counts up or tells how much there is.
       * @default - gauge for active users and stock, else counter
       */
      readonly type?: "counter" | "gauge";
      /**
       * More matchers of its series, such as `region="eu"`.
       * @default - none
       */
      readonly matchers?: string;
    };

/** What a service counts and measures. Alerts and panels exist only for what is named here. */
export interface BusinessMetrics {
  /** Orders placed. @default - no alert */
  readonly orders?: BusinessMetric;
  /** Orders cancelled; their share needs `orders`. @default - no alert */
  readonly cancellations?: BusinessMetric;
  /** Value of the orders placed. @default - no alert */
  readonly revenue?: BusinessMetric;
  /** Accounts opened. @default - no alert */
  readonly signUps?: BusinessMetric;
  /** Visits; the share of them that ends in an order needs `orders`. @default - no alert */
  readonly visits?: BusinessMetric;
  /** People who use the service now. @default - no alert */
  readonly activeUsers?: BusinessMetric;
  /** Items that can be sold. @default - no alert */
  readonly stock?: BusinessMetric;
}

export interface BusinessAlertOptions {
  /** Name of the service that tells of its business; also its scrape job. */
  readonly service: string;
  /**
   * Who owns it; the label `team`.
   * @default - none
   */
  readonly team?: string;
  /** At least one. */
  readonly metrics: BusinessMetrics;
  /**
   * Earlier weeks to compare with, from 1 to 12.
   * @default 4
   */
  readonly weeks?: number;
  /** @default {} */
  readonly thresholds?: BusinessThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export const BUSINESS_METRIC_NAMES = [
  ...["orders", "cancellations", "revenue", "signUps", "visits"],
  ...["activeUsers", "stock"],
] as readonly (keyof BusinessMetrics)[];

/** The choices with all defaults. */
export interface BusinessSettings {
  readonly service: string;
  readonly team: string | undefined;
  readonly metrics: BusinessMetrics;
  readonly weeks: number;
  readonly limits: Required<BusinessThresholds>;
  readonly runbookUrl: string;
}

/**
 * @throws InvalidInputError for an unknown option, a value of another kind, no metric at all, and a metric that lacks the
 * one it is a share of
 */
export function businessSettings(
  options: BusinessAlertOptions,
): BusinessSettings {
  const what = "options of businessAlerts";
  requirePackOptions(what, options, {
    service: "text",
    team: "text?",
    metrics: "record",
    weeks: "number?",
    thresholds: "record?",
    runbookUrl: "text?",
  });
  requireBusinessMetrics(`metrics of ${what}`, options.metrics);
  return {
    service: options.service,
    team: options.team,
    metrics: options.metrics,
    weeks: options.weeks ?? 4,
    limits: withThresholds(
      "the thresholds of businessAlerts",
      BUSINESS_THRESHOLDS,
      options.thresholds,
    ),
    runbookUrl: options.runbookUrl ?? runbookPage("business"),
  };
}

/** @throws InvalidInputError for an unknown or malformed metric, none at all, and one that lacks what it is a share of */
export function requireBusinessMetrics(
  what: string,
  metrics: BusinessMetrics,
): void {
  requireNames(what, metrics, BUSINESS_METRIC_NAMES);
  const given = BUSINESS_METRIC_NAMES.filter(
    (name) => metrics[name] !== undefined,
  );
  const alone = given.every((name) =>
    ["cancellations", "visits"].includes(name),
  );
  if (alone || (metrics.cancellations !== undefined && !metrics.orders)) {
    throw new InvalidInputError(
      "business-metrics",
      `${what} must name what there is to compare, got ${given.length === 0 ? "none" : `only ${given.join(", ")}`}; name at least orders, which cancellations and visits are compared with`,
    );
  }
  for (const name of given) {
    requireMetric(`${name} of ${what}`, metrics[name] ?? "");
  }
}

function requireMetric(what: string, metric: BusinessMetric): void {
  if (typeof metric !== "string") {
    requireKind(what, metric, "record");
    requireNames(what, metric, ["name", "type", "matchers"]);
    requireShape(what, metric, { name: "text", matchers: "text?" });
    requireOneOf(`type of ${what}`, metric.type ?? "counter", [
      "counter",
      "gauge",
    ]);
  }
  const name = typeof metric === "string" ? metric : metric.name;
  if (!isMetricName(name)) {
    throw new InvalidInputError(
      "metric-name",
      `${what} must be named by letters, digits, "_" and ":", got ${shown(name)}; write it like "orders_placed_total"`,
    );
  }
}
