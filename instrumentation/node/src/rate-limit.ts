/** Allows so much in each second, by the clock of whoever asks. */
export class RateLimit {
  private second = 0;
  private used = 0;

  constructor(private readonly perSecond: number) {}

  /** @param millis of a clock that only goes forward */
  allows(millis: number): boolean {
    const second = Math.floor(millis / 1000);
    if (second !== this.second) {
      this.second = second;
      this.used = 0;
    }
    this.used += 1;
    return this.used <= this.perSecond;
  }
}
