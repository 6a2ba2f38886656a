import { Decimal } from "decimal.js";
import { memo } from "../memo";

/** Precise enough that the only rounding of an alert threshold is the one that prints it. */
const Exact = Decimal.clone({ precision: 50 });

/** The decimal number that `value` is printed as: 0.999 is 0.999, not the binary fraction next to it. */
export const exactly: (value: number) => Decimal = memo(
  (value: number) => new Exact(String(value)),
);

/**
 * Prints without exponent, trailing zeros and binary noise. Twelve significant digits are far beyond what a ratio of
 * counters can resolve, and short enough to be read.
 */
export function decimalText(value: Decimal | number): string {
  return typeof value === "number" ? numberText(value) : print(value);
}

/** A ratio as people read it: 0.0144 is `1.44%`. */
export function percentText(ratio: Decimal | number): string {
  return typeof ratio === "number"
    ? numberPercent(ratio)
    : `${print(new Exact(ratio.toString()).times(100))}%`;
}

function print(value: Decimal): string {
  return new Exact(value.toString()).toSignificantDigits(12).toFixed();
}

/** Objectives share few numbers. */
const numberText = memo((value: number) => print(exactly(value)));
const numberPercent = memo(
  (ratio: number) => `${print(exactly(ratio).times(100))}%`,
);
