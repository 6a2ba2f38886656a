import { isExcluded } from "../exclusion-rules";
import { SLO_METRIC } from "../metrics";
import type { Slo } from "../objective";
import { hasOwnRates, RATE_INTERVAL } from "../rates";
import { NOTHING, type RateWindow } from "./rate-window";
import type { Named } from "./recorded-series";

/** As in the rules: a rate looks back 5 minutes, of which none may be excluded. */
const LOOKBACK_SECONDS = 330;

/** Time that is excluded, as the rules find it. */
export class ExcludedTime {
  private latest = -Infinity;

  constructor(
    private readonly slo: Slo,
    private readonly startTime: number,
  ) {}

  /** The recording rules of local times and of the exclusion. */
  recordings(): readonly Named[] {
    return [
      [SLO_METRIC.clock, () => undefined],
      [
        SLO_METRIC.excluded,
        (now) => {
          if (isExcluded(this.slo, this.startTime + now)) {
            this.latest = now;
          }
        },
      ],
    ];
  }

  /** Whether a rate at a time has a part of excluded time. */
  reaches(now: number): boolean {
    return this.latest > now - LOOKBACK_SECONDS;
  }
}

/** Leaves out excluded time, and counts time without events as the objective says. */
export function countedWindow(
  slo: Slo,
  rate: RateWindow,
  excluded: ExcludedTime,
): RateWindow {
  const silentEvents =
    slo.noTraffic !== "ignore" && slo.sli.events.measure.kind !== "slices";
  return hasOwnRates(slo) && !silentEvents
    ? rate
    : new CountedWindow(slo, rate, excluded, silentEvents);
}

class CountedWindow implements RateWindow {
  total = NOTHING;
  bad = NOTHING;

  constructor(
    private readonly slo: Slo,
    private readonly rate: RateWindow,
    private readonly excluded: ExcludedTime,
    private readonly silentEvents: boolean,
  ) {}

  moveTo(now: number, last: number, isFound: boolean): void {
    const { rate, slo } = this;
    rate.moveTo(now, last, isFound);
    if (this.excluded.reaches(now)) {
      this.total = NOTHING;
      this.bad = NOTHING;
    } else if (this.silentEvents && rate.total === 0) {
      this.total = 1 / RATE_INTERVAL.toSeconds();
      this.bad = slo.noTraffic === "bad" ? this.total : 0;
    } else {
      this.total = rate.total;
      this.bad = rate.bad;
    }
  }
}
