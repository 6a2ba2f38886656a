import type { SliceMeasurement } from "../measurement";
import type { NoTraffic } from "../policy";
import { badShareLimit, RATE_INTERVAL } from "../rates";
import { at, CounterWindow, NOTHING, type RateWindow } from "./rate-window";
import { share } from "./recorded-series";
import type { Scrapes } from "./scrapes";

/** How bad each slice of time was, as far as it is known. */
export class SliceHistory {
  private readonly ends: number[] = [];
  /** Sum of the slices before each one, and of all at the end. */
  private readonly sums: number[] = [0];

  add(now: number, value: number): void {
    this.ends.push(now);
    this.sums.push((this.sums.at(-1) ?? 0) + value);
  }

  get count(): number {
    return this.ends.length;
  }

  endOf(index: number): number {
    return this.ends[index] ?? Infinity;
  }

  sumFrom(index: number): number {
    return (this.sums.at(-1) ?? 0) - (this.sums[index] ?? 0);
  }
}

/**
 * How bad the slice is that has just ended, or nothing between the ends and where it is not known.
 *
 * @returns a function of the seconds since the start, the last scrape and whether the latest found the metrics
 */
export function sliceValueOf(
  { slice, value }: SliceMeasurement,
  scrapes: Scrapes,
  noTraffic: NoTraffic,
): (now: number, last: number, isFound: boolean) => number {
  const seconds = slice.toSeconds();
  const isEnd = (now: number) => now % seconds < RATE_INTERVAL.toSeconds();
  switch (value.kind) {
    case "share": {
      const window = new CounterWindow(scrapes, value.of.partIs, seconds);
      const limit =
        value.atLeast === undefined ? undefined : badShareLimit(value.atLeast);
      const silent =
        noTraffic === "ignore" ? NOTHING : Number(noTraffic === "bad");
      return (now, last) => {
        window.moveTo(now, last);
        if (!isEnd(now)) {
          return NOTHING;
        }
        if (window.total === 0) {
          return silent;
        }
        const ratio = share(window.bad, window.total);
        return limit === undefined || Number.isNaN(ratio)
          ? ratio
          : Number(ratio > limit);
      };
    }
    case "condition":
      return (now, last, isFound) =>
        isFound && last >= 0 && isEnd(now)
          ? at(scrapes.bad, last) - (last === 0 ? 0 : at(scrapes.bad, last - 1))
          : NOTHING;
  }
}

/** Slices of which each is an event. */
export class SliceWindow implements RateWindow {
  total = NOTHING;
  bad = NOTHING;
  private first = 0;

  constructor(
    private readonly slices: SliceHistory,
    private readonly seconds: number,
  ) {}

  moveTo(now: number): void {
    const { slices, seconds } = this;
    while (slices.endOf(this.first) <= now - seconds) {
      this.first++;
    }
    const count = slices.count - this.first;
    this.total = count === 0 ? NOTHING : count / seconds;
    this.bad = count === 0 ? NOTHING : slices.sumFrom(this.first) / seconds;
  }
}
