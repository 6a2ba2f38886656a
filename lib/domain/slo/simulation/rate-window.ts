import type { Scrapes } from "./scrapes";

/** No series. Comparisons with it are false, as in PromQL nothing comes of nothing. */
export const NOTHING = NaN;

/** The events per second within a sliding window. */
export interface RateWindow {
  /** All events, or nothing. */
  readonly total: number;
  /** The bad ones among them. */
  readonly bad: number;
  /**
   * Moves the window on.
   *
   * @param now its end in seconds; it starts just after `now` less its length
   * @param last the last scrape within it, or -1
   * @param isFound whether the latest scrape found the metrics
   */
  moveTo(now: number, last: number, isFound: boolean): void;
}

/** Finds the scrapes of a sliding window. */
class Slider {
  private first = 0;

  constructor(
    private readonly scrapes: Scrapes,
    private readonly seconds: number,
  ) {}

  /** The first scrape within the window that ends at `now`. */
  moveTo(now: number, last: number): number {
    const { times } = this.scrapes;
    const start = now - this.seconds;
    while (this.first <= last && at(times, this.first) <= start) {
      this.first++;
    }
    return this.first;
  }
}

/** Events of counters, as `rate()` gives them. */
export class CounterWindow implements RateWindow {
  total = NOTHING;
  bad = NOTHING;
  private readonly slider: Slider;

  constructor(
    private readonly scrapes: Scrapes,
    private readonly partIs: "bad" | "good",
    private readonly seconds: number,
  ) {
    this.slider = new Slider(scrapes, seconds);
  }

  /**
   * The increase between the first and the last sample, extended to the whole window when the samples come near its
   * ends, else by half of their distance: https://github.com/prometheus/prometheus/blob/main/promql/functions.go,
   * `extrapolatedRate`. Counters are taken to have run for long, so that none is extended below zero.
   */
  moveTo(now: number, last: number): void {
    const { times, total, bad } = this.scrapes;
    const { seconds } = this;
    const first = this.slider.moveTo(now, last);
    if (last <= first) {
      this.total = NOTHING;
      this.bad = NOTHING;
      return;
    }
    const sampled = at(times, last) - at(times, first);
    const between = sampled / (last - first);
    const near = between * 1.1;
    const toStart = at(times, first) - (now - seconds);
    const toEnd = now - at(times, last);
    const factor =
      (sampled +
        (toStart >= near ? between / 2 : toStart) +
        (toEnd >= near ? between / 2 : toEnd)) /
      sampled /
      seconds;
    const all = at(total, last) - at(total, first);
    const failed = at(bad, last) - at(bad, first);
    this.total = all * factor;
    this.bad =
      this.partIs === "bad"
        ? failed * factor
        : Math.max(this.total - (all - failed) * factor, 0);
  }
}

/** Samples of which each is an event; the good ones are 1. */
export class SampleWindow implements RateWindow {
  total = NOTHING;
  bad = NOTHING;
  private readonly slider: Slider;

  constructor(
    private readonly scrapes: Scrapes,
    private readonly seconds: number,
  ) {
    this.slider = new Slider(scrapes, seconds);
  }

  moveTo(now: number, last: number): void {
    const { bad } = this.scrapes;
    const first = this.slider.moveTo(now, last);
    const all = last - first + 1;
    if (all <= 0) {
      this.total = NOTHING;
      this.bad = NOTHING;
      return;
    }
    const failed = at(bad, last) - (first === 0 ? 0 : at(bad, first - 1));
    this.total = all / this.seconds;
    this.bad = Math.max(this.total - (all - failed) / this.seconds, 0);
  }
}

/** The value at an index, or nothing. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? NOTHING;
}
