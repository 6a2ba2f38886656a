import { windowStart } from "../calendar";
import { exactly } from "../decimal";
import { localSeconds } from "../local-time";
import { SLO_METRIC } from "../metrics";
import type { Slo } from "../objective";
import { RATE_INTERVAL } from "../rates";
import type { Played } from "./played";
import { NOTHING } from "./rate-window";
import { share, type Named } from "./recorded-series";

/** What is recorded of the window of an objective. */
export function periodRecordings(played: Played): readonly Named[] {
  const { slo, history, series, startTime, excluded } = played;
  const { errorBudget, objective, sla } = slo;
  const interval = RATE_INTERVAL.toSeconds();
  const period = new RunningPeriod(slo, startTime);
  const bad = series.get(SLO_METRIC.periodBad);
  const total = series.get(SLO_METRIC.periodTotal);
  const error = series.get(SLO_METRIC.periodError);
  const left = series.get(SLO_METRIC.budgetRemaining);
  const slaLeft = series.get(SLO_METRIC.slaBudgetRemaining);
  const coverage = series.get(SLO_METRIC.coverage);
  const known = new Coverage();
  const nothing = () => undefined;
  return [
    [
      SLO_METRIC.objective,
      () => {
        series.get(SLO_METRIC.objective).value = objective;
      },
    ],
    [SLO_METRIC.periodStart, (now) => period.moveTo(now)],
    [SLO_METRIC.periodTotalRate, nothing],
    [SLO_METRIC.periodBadRate, nothing],
    [
      SLO_METRIC.known,
      (now) => {
        if (!excluded.reaches(now)) {
          known.add(
            now,
            !Number.isNaN(series.get(SLO_METRIC.total).value),
            slo.groupBy.length > 0,
          );
        }
      },
    ],
    [
      SLO_METRIC.coverage,
      (now) => {
        coverage.value = known.share(now - slo.window.toSeconds());
      },
    ],
    [
      SLO_METRIC.periodBad,
      (now) => {
        bad.value = history.bad(now, period.seconds(now)) * interval;
      },
    ],
    [
      SLO_METRIC.periodTotal,
      (now) => {
        total.value = history.total(now, period.seconds(now)) * interval;
      },
    ],
    [
      SLO_METRIC.periodError,
      () => {
        const isCovered =
          slo.minimumCoverage === undefined ||
          coverage.value >= slo.minimumCoverage;
        error.value = isCovered ? share(bad.value, total.value) : NOTHING;
      },
    ],
    [
      SLO_METRIC.budgetRemaining,
      () => {
        left.value = 1 - error.value / errorBudget;
      },
    ],
    [SLO_METRIC.slaObjective, nothing],
    [
      SLO_METRIC.slaBudgetRemaining,
      () => {
        const budget = exactly(1).minus(exactly(sla?.objective ?? objective));
        slaLeft.value = 1 - error.value / budget.toNumber();
      },
    ],
  ];
}

/** Knows how long the running window lasts. */
class RunningPeriod {
  private start = NOTHING;
  private began = 0;

  constructor(
    private readonly slo: Slo,
    private readonly startTime: number,
  ) {}

  moveTo(now: number): void {
    const { calendar } = this.slo;
    if (calendar !== undefined) {
      const local = localSeconds(calendar.timeZone, this.startTime + now);
      const start = windowStart(calendar, local);
      this.began = start === this.start ? this.began : now;
      this.start = start;
    }
  }

  /** A second more than since its first evaluation, which is in it. */
  seconds(now: number): number {
    const { calendar, window } = this.slo;
    return calendar === undefined ? window.toSeconds() : now - this.began + 1;
  }
}

const HOUR_SECONDS = 3_600;

/** When the indicator was known. */
class Coverage {
  private readonly times: number[] = [];
  /** How often it was known before each time, and in all. */
  private readonly sums: number[] = [0];
  private first = 0;
  private latest = -Infinity;

  /** @param isGroup whether it counts only until an hour after it was known last */
  add(now: number, isKnown: boolean, isGroup: boolean): void {
    this.latest = isKnown ? now : this.latest;
    if (isGroup && this.latest <= now - HOUR_SECONDS) {
      return;
    }
    this.times.push(now);
    this.sums.push((this.sums.at(-1) ?? 0) + Number(isKnown));
  }

  /** Of the times after `start`, the share in which it was known. */
  share(start: number): number {
    while ((this.times[this.first] ?? Infinity) <= start) {
      this.first++;
    }
    const count = this.times.length - this.first;
    const known = (this.sums.at(-1) ?? 0) - (this.sums[this.first] ?? 0);
    return count === 0 ? NOTHING : known / count;
  }
}
