import type { Bytes, Duration } from "../units";

/** How long spans are kept. */
export interface TraceRetention {
  readonly time: Duration;
  /** The space that the spans may take. */
  readonly size: Bytes;
  /** Expected volume per day. */
  readonly ingestPerDay?: Bytes;
}
