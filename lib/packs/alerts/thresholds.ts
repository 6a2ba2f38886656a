import { InvalidInputError } from "../../domain/problem";
import { requireKind, requireNames } from "../../domain/shape";
import { Duration } from "../../domain/units";

/** What is true of all: a name with `Ratio` in it is that of a share, from 0 to 1. */
export type Thresholds = Readonly<Record<string, number | Duration>>;

/**
 * The defaults, with single ones replaced.
 *
 * @param what names the thresholds in messages
 * @throws InvalidInputError for an unknown name, and for a value that is of another kind, not above 0 or, as a share,
 *   above 1
 */
export function withThresholds<T extends object>(
  what: string,
  defaults: T,
  given: Partial<T> = {},
): T {
  const names = Object.keys(defaults) as (keyof T & string)[];
  requireNames(what, given, names);
  const set = names.filter((name) => given[name] !== undefined);
  for (const name of set) {
    requireThreshold(
      `${name} of ${what}`,
      given[name],
      defaults[name] instanceof Duration ? "duration" : "number",
      /Ratio/.test(name) ? 1 : Infinity,
    );
  }
  const replaced = Object.fromEntries(set.map((name) => [name, given[name]]));
  return { ...defaults, ...replaced };
}

function requireThreshold(
  what: string,
  value: unknown,
  kind: "duration" | "number",
  most: number,
): void {
  requireKind(what, value, kind);
  const amount = value instanceof Duration ? value.toMillis() : Number(value);
  if (!(amount > 0 && amount <= most && Number.isFinite(amount))) {
    throw new InvalidInputError(
      "alert-threshold",
      `${what} must be ${most === 1 ? "above 0 and at most 1" : "above 0 and finite"}, got ${String(value)}; leave it out for the default`,
    );
  }
}

/**
 * Checks that the more urgent of two grades is the farther away from what is healthy.
 *
 * @param healthy on which side of both the healthy values are
 * @throws InvalidInputError for grades in the wrong order
 */
export function requireGrades<T extends object>(
  what: string,
  limits: T,
  healthy: "below" | "above",
  urgent: keyof T & string,
  lesser: keyof T & string,
): void {
  const [first, second] = [limits[urgent], limits[lesser]].map((each) =>
    each instanceof Duration ? each.toMillis() : Number(each),
  );
  const apart = (first ?? 0) - (second ?? 0);
  if (!(healthy === "below" ? apart > 0 : apart < 0)) {
    throw new InvalidInputError(
      "alert-threshold-order",
      `${urgent} of ${what} must be ${healthy === "below" ? "above" : "below"} ${lesser}, got ${String(limits[urgent])} and ${String(limits[lesser])}; the more urgent alert fires later`,
    );
  }
}
