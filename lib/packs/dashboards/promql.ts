/** The range of rates: long enough for at least four scrapes, whatever the width of the screen. */
const RATE = "[$__rate_interval]";

/** Events per second of a counter, summed by labels. */
export function rateOf(counter: string, ...by: readonly string[]): string {
  return `sum${by.length === 0 ? "" : ` by (${by.join(", ")})`} (rate(${counter}${RATE}))`;
}

/** The same, and zero when the program has not counted anything yet. */
export function rateOrZero(counter: string): string {
  return orZero(rateOf(counter));
}

/** What a query gives, or a plain zero when it gives nothing. */
export function orZero(expr: string): string {
  return `${expr} or on () vector(0)`;
}

/** The value below which the given share of observations lies, by labels. */
export function quantileOf(
  quantile: number,
  buckets: string,
  ...by: readonly string[]
): string {
  return `histogram_quantile(${quantile}, ${rateOf(buckets, ...by, "le")})`;
}

/**
 * The series with the greatest values at the end of the time shown, over all of it. Taken anew at each time, the greatest
 * would be others all the time, and none a whole line.
 *
 * @param selector a plain selector of series
 */
export function greatest(count: number, selector: string): string {
  return `${selector} and topk(${count}, ${selector} @ end())`;
}
