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
