import { NOTHING } from "./rate-window";

/** The recorded 5-minute rates, of which any window is summed at the same cost. */
export class RateHistory {
  private readonly totals: Float64Array;
  private readonly bads: Float64Array;
  private readonly counts: Float64Array;
  private length = 0;

  /**
   * @param most number of evaluations to come
   * @param every seconds between two of them
   */
  constructor(
    most: number,
    private readonly every: number,
  ) {
    this.totals = new Float64Array(most + 1);
    this.bads = new Float64Array(most + 1);
    this.counts = new Float64Array(most + 1);
  }

  /** Adds the rates of the next evaluation, which may be nothing. */
  add(total: number, bad: number): void {
    const { totals, bads, counts, length } = this;
    const some = total === total;
    totals[length + 1] = (totals[length] ?? 0) + (some ? total : 0);
    bads[length + 1] = (bads[length] ?? 0) + (some ? bad : 0);
    counts[length + 1] = (counts[length] ?? 0) + (some ? 1 : 0);
    this.length++;
  }

  /** Sum of the rates within the window that ends at `now`; nothing when there are none. */
  total(now: number, seconds: number): number {
    return this.sum(this.totals, now, seconds);
  }

  /** Sum of the rates of bad events within the window that ends at `now`. */
  bad(now: number, seconds: number): number {
    return this.sum(this.bads, now, seconds);
  }

  /** A window holds what came after its start, up to and with its end. */
  private sum(values: Float64Array, now: number, seconds: number): number {
    const from = this.indexAfter(now - seconds);
    const { counts, length } = this;
    return counts[length] === counts[from]
      ? NOTHING
      : (values[length] ?? 0) - (values[from] ?? 0);
  }

  private indexAfter(time: number): number {
    return Math.max(0, Math.floor(time / this.every) + 1);
  }
}
