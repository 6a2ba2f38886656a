import { Decimal } from "decimal.js";

/** Precise enough that the only rounding of an alert threshold is the one that prints it. */
const Exact = Decimal.clone({ precision: 50 });

/** The decimal number that `value` is printed as: 0.999 is 0.999, not the binary fraction next to it. */
export function exactly(value: number): Decimal {
  return new Exact(String(value));
}

/**
 * Prints without exponent, trailing zeros and binary noise. Twelve significant digits are far beyond what a ratio of
 * counters can resolve, and short enough to be read.
 */
export function decimalText(value: Decimal | number): string {
  return new Exact(String(value)).toSignificantDigits(12).toFixed();
}

/** A ratio as people read it: 0.0144 is `1.44%`. */
export function percentText(ratio: Decimal | number): string {
  return `${decimalText(new Exact(String(ratio)).times(100))}%`;
}
