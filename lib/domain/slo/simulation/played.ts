import type { Slo } from "../objective";
import type { ExcludedTime } from "./counted-window";
import type { RateHistory } from "./rate-history";
import type { RecordedSeriesSet } from "./recorded-series";
import type { Scrapes } from "./scrapes";

/** An objective in a scenario, and what is known of it until now. */
export interface Played {
  readonly slo: Slo;
  readonly scrapes: Scrapes;
  readonly history: RateHistory;
  readonly series: RecordedSeriesSet;
  readonly excluded: ExcludedTime;
  /** Seconds from 1970 to the start of the scenario. */
  readonly startTime: number;
}
