import { InvalidInputError } from "../problem";
import { parsePromql } from "../promql/expr";
import { requireKind } from "../shape";
import { shown, typeOf } from "../shown";
import type { Duration } from "../units";

/** It becomes part of the names of recorded series. */
export function requireSeriesName(what: string, name: string): void {
  requireKind(`name of ${what}`, name, "text");
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new InvalidInputError(
      "anomaly-name",
      `name of ${what} must be lower-case letters, digits and "_", got ${shown(name)}; write it like "shop_orders"`,
    );
  }
}

/** @throws InvalidInputError unless `expr` is PromQL that gives an instant vector */
export function requireVector(what: string, expr: string): void {
  requireKind(what, expr, "text");
  const { type } = parsePromql(expr);
  if (type !== "vector") {
    throw new InvalidInputError(
      "anomaly-expression",
      `${what} must give an instant vector, got a ${type}; ask for series, such as sum(rate(orders_placed_total[30m]))`,
    );
  }
}

/** @throws InvalidInputError unless the number lies between `least` and `most`; `least` itself is allowed if `closed` */
export function requireNumber(
  what: string,
  value: number,
  least: number,
  { most = Infinity, closed = false } = {},
): void {
  const fits =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (closed ? value >= least : value > least) &&
    value <= most;
  if (!fits) {
    const range = `${closed ? "at least" : "above"} ${least}${most === Infinity ? "" : ` and at most ${most}`}`;
    throw new InvalidInputError(
      "anomaly-number",
      `${what} must be a number ${range}, got ${typeOf(value)}; leave it out for the default`,
    );
  }
}

/** @throws InvalidInputError unless the number is whole and lies between both */
export function requireWhole(
  what: string,
  value: number,
  least: number,
  most: number,
): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new InvalidInputError(
      "anomaly-number",
      `${what} must be a whole number from ${least} to ${most}, got ${typeOf(value)}; leave it out for the default`,
    );
  }
}

/** @throws InvalidInputError unless the time lies between both */
export function requireTime(
  what: string,
  value: Duration,
  least: Duration,
  most?: Duration,
): void {
  requireKind(what, value, "duration");
  if (
    value.compare(least) < 0 ||
    (most !== undefined && value.compare(most) > 0)
  ) {
    const range =
      most === undefined
        ? `at least ${least.toPrometheus()}`
        : `from ${least.toPrometheus()} to ${most.toPrometheus()}`;
    throw new InvalidInputError(
      "anomaly-time",
      `${what} must be ${range}, got ${value.toPrometheus()}; choose a time in that range`,
    );
  }
}
