import { NOTHING } from "./rate-window";

/** The value of a recorded series at its latest evaluation. */
export interface RecordedSeries {
  value: number;
}

/**
 * One evaluation of a recording rule.
 *
 * @param now seconds since the start
 * @param last number of the last scrape until then that found the metrics, or -1
 * @param isFound whether the latest scrape found the metrics
 */
export type Recording = (now: number, last: number, isFound: boolean) => void;

/** A rule with the name of its metric. */
export type Named = readonly [metric: string, Recording];

/** Recorded series by the name of their metric. */
export class RecordedSeriesSet {
  private readonly byName = new Map<string, RecordedSeries>();

  /** The series of that name, which has no value before its first evaluation. */
  get(name: string): RecordedSeries {
    const known = this.byName.get(name) ?? { value: NOTHING };
    this.byName.set(name, known);
    return known;
  }
}

/** `part / (all > 0)` */
export function share(part: number, all: number): number {
  return all > 0 ? part / all : NOTHING;
}
