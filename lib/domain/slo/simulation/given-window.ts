import type { JourneyMeasurement } from "../measurement";
import { RATE_INTERVAL } from "../rates";
import { at, NOTHING, type RateWindow } from "./rate-window";
import { share } from "./recorded-series";
import { givenRates, type GivenRates, type Scrapes } from "./scrapes";

/** Rates of 5 minutes that are recorded elsewhere. */
export class GivenWindow implements RateWindow {
  total = NOTHING;
  bad = NOTHING;
  private readonly rates: GivenRates;

  constructor(
    scrapes: Scrapes,
    private readonly journey?: JourneyMeasurement,
  ) {
    this.rates = givenRates(scrapes);
  }

  moveTo(_now: number, last: number, isFound: boolean): void {
    if (!isFound || last < 0) {
      this.total = NOTHING;
      this.bad = NOTHING;
      return;
    }
    const total = at(this.rates.total, last);
    const bad = at(this.rates.bad, last);
    const { journey } = this;
    if (journey?.method === "ratios") {
      const interval = RATE_INTERVAL.toSeconds();
      const ratio = share(bad, total);
      this.total = Number(total > 0) / interval;
      this.bad = Number.isNaN(ratio) ? 0 : ratio / interval;
      return;
    }
    const weight =
      journey?.parts.reduce((sum, part) => sum + part.weight, 0) ?? 1;
    this.total = total * weight;
    this.bad = bad * weight;
  }
}

/** Bad events of all parts of a journey, as their own series tell, which are recorded every 30 seconds. */
export class PartFailures {
  /** By interval since the start: the sum of the rates of all parts until then. */
  private readonly sums: number[] = [0];

  constructor(scrapes: Scrapes, parts: number) {
    const { bad } = givenRates(scrapes);
    const every = RATE_INTERVAL.toSeconds();
    for (let scrape = 0; scrape < scrapes.count; scrape++) {
      const time = at(scrapes.times, scrape);
      if (time % every === 0) {
        this.fill(time / every + 1);
        this.sums.push((this.sums.at(-1) ?? 0) + at(bad, scrape) * parts);
      }
    }
  }

  /** Their number within the window that ends at `now`. */
  count(now: number, seconds: number): number {
    const every = RATE_INTERVAL.toSeconds();
    const until = (time: number) =>
      this.sums[
        Math.max(
          0,
          Math.min(Math.floor(time / every) + 1, this.sums.length - 1),
        )
      ] ?? 0;
    return (until(now) - until(now - seconds)) * every;
  }

  /** Nothing is added while the parts are not known. */
  private fill(length: number): void {
    while (this.sums.length < length) {
      this.sums.push(this.sums.at(-1) ?? 0);
    }
  }
}
