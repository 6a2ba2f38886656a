/** A mistake in the options of the kit; thrown at the start only. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** @throws OptionError for a value that is no record, and a name that is not known */
export function requireKnown(
  what: string,
  value: object,
  known: readonly string[],
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new OptionError(
      `${what} must be an object, got ${value === null ? "null" : typeof value}; give names and values`,
    );
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(
      `${what} must be among ${known.join(", ")}, got ${JSON.stringify(unknown)}; remove or correct it`,
    );
  }
}

/** @throws OptionError for what is no number within the limits */
export function requireRange(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
  whole: boolean,
): number {
  const fits =
    typeof value === "number" &&
    value >= least &&
    value <= most &&
    (!whole || Number.isInteger(value));
  if (!fits) {
    throw new OptionError(
      `${what} must be a ${whole ? "whole " : ""}number from ${least} to ${most}, got ${String(value)}; correct it or leave it out`,
    );
  }
  return value;
}

const MOST_BOUNDS = 50;

/** @throws OptionError for what are no bounds of a histogram, each above the one before, and the first above `least` */
export function requireBounds(
  what: string,
  bounds: readonly number[],
  least: number,
): readonly number[] {
  const given: readonly unknown[] = Array.isArray(bounds) ? bounds : [];
  const ascending = given.every(
    (bound, index) =>
      Number.isFinite(bound) &&
      Number(bound) > (index === 0 ? least : Number(given[index - 1])),
  );
  if (!ascending || given.length === 0 || given.length > MOST_BOUNDS) {
    throw new OptionError(
      `${what} must be 1 to ${MOST_BOUNDS} ascending numbers${least === 0 ? " of seconds above 0" : ""}, got ${JSON.stringify(bounds)}; correct them${least === 0 ? ", or leave them out for 0.005 to 10" : ""}`,
    );
  }
  return bounds;
}
