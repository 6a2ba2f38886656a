import type { SliEvents } from "../sli";
import type { Scrapes } from "./scrapes";

/** No series. Comparisons with it are false, as in PromQL nothing comes of nothing. */
export const NOTHING = NaN;

/** The events per second within a sliding window, as `rate()` or `count_over_time()` give them. */
export class RateWindow {
  /** Events per second. */
  total = NOTHING;
  /** Bad events per second. */
  bad = NOTHING;
  /** Of the scrapes, the first one within the window. */
  private first = 0;

  constructor(
    private readonly scrapes: Scrapes,
    private readonly events: SliEvents,
    private readonly seconds: number,
  ) {}

  /**
   * Moves the window on.
   *
   * @param now its end in seconds; it starts just after `now` less its length
   * @param last the last scrape within it, or -1
   */
  moveTo(now: number, last: number): void {
    const { times } = this.scrapes;
    const start = now - this.seconds;
    while (this.first <= last && at(times, this.first) <= start) {
      this.first++;
    }
    if (this.events.total.kind === "counters") {
      this.rates(now, last);
    } else {
      this.shares(last);
    }
  }

  /**
   * The increase between the first and the last sample, extended to the whole window when the samples come near its
   * ends, else by half of their distance: https://github.com/prometheus/prometheus/blob/main/promql/functions.go,
   * `extrapolatedRate`. Counters are taken to have run for long, so that none is extended below zero.
   */
  private rates(now: number, last: number): void {
    const { times, total, bad } = this.scrapes;
    const { first, seconds } = this;
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
      this.events.partIs === "bad"
        ? failed * factor
        : Math.max(this.total - (all - failed) * factor, 0);
  }

  /** Each sample is an event; the good ones are 1. */
  private shares(last: number): void {
    const { bad } = this.scrapes;
    const all = last - this.first + 1;
    if (all <= 0) {
      this.total = NOTHING;
      this.bad = NOTHING;
      return;
    }
    const failed =
      at(bad, last) - (this.first === 0 ? 0 : at(bad, this.first - 1));
    this.total = all / this.seconds;
    this.bad = Math.max(this.total - (all - failed) / this.seconds, 0);
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NOTHING;
}
