import type { Scrapes } from "../domain/slo/simulation/scrapes";

/** The value at each scrape that found the metrics. */
export type ValueAt = (scrape: number) => number;

/**
 * Writes the values of a series. A scrape that finds the metrics no more ends it, as Prometheus does it.
 *
 * @param every leaves out what lies between multiples of so many seconds; the default leaves out nothing
 */
export function valuesText(
  scrapes: Scrapes,
  valueAt: ValueAt,
  every = 1,
): string {
  return written(scrapes, valueAt, (values, first) =>
    every === 1
      ? progressions(values)
      : values.map((value, index) =>
          (scrapes.times[first + index] ?? 0) % every === 0
            ? String(value)
            : "_",
        ),
  );
}

/** Writes the values of a native histogram with good observations in one bucket and bad ones in a higher one. */
export function histogramText(
  scrapes: Scrapes,
  threshold: number,
  counts: (scrape: number) => readonly [good: number, bad: number],
): string {
  const log = Math.log2(threshold);
  const lower = Math.floor(log);
  // Bucket i of schema 0 ends at 2^i: https://prometheus.io/docs/specs/native_histograms/#buckets.
  const between = Array<number>(Math.ceil(log) - lower).fill(0);
  return written(scrapes, counts, (values) =>
    values.map(
      ([good, bad]) =>
        `{{schema:0 offset:${lower} count:${good + bad} sum:0 buckets:[${[good, ...between, bad].join(" ")}]}}`,
    ),
  );
}

function written<T>(
  { found }: Scrapes,
  valueAt: (scrape: number) => T,
  write: (values: readonly T[], first: number) => readonly string[],
): string {
  const texts: string[] = [];
  const steady: T[] = [];
  const flush = () => {
    texts.push(...write(steady, scrape - steady.length));
    steady.length = 0;
  };
  let scrape = 0;
  found.forEach((isFound, index) => {
    if (isFound === 1) {
      steady.push(valueAt(scrape));
      scrape++;
    } else {
      flush();
      texts.push(found[index - 1] === 1 ? "stale" : "_");
    }
  });
  flush();
  return texts.join(" ");
}

/** Writes values that grow evenly as `first+stepxtimes`. */
function progressions(values: readonly number[]): readonly string[] {
  const texts: string[] = [];
  let index = 0;
  while (index < values.length) {
    const first = values[index] ?? 0;
    const step = (values[index + 1] ?? first) - first;
    let times = 0;
    while (
      index + times + 1 < values.length &&
      values[index + times + 1] === first + step * (times + 1)
    ) {
      times++;
    }
    texts.push(
      times < 2
        ? String(first)
        : `${first}${step < 0 ? "-" : "+"}${Math.abs(step)}x${times}`,
    );
    index += times < 2 ? 1 : times + 1;
  }
  return texts;
}
