import type { Bytes } from "../units";

/** How a collector keeps within the memory that it is given, in MiB. */
export interface CollectorMemory {
  /** Settings of its memory limiter, which refuses from `limit` less `spike` on, so that senders and files wait. */
  readonly limit: number;
  readonly spike: number;
  /** `GOMEMLIMIT`: garbage is collected before the limiter begins, which is to refuse for what is in use. */
  readonly target: number;
}

/** The limiter refuses from 65 % on, and the rest is room for what is being read then. */
export function collectorMemory(memory: Bytes): CollectorMemory {
  const part = (share: number): number =>
    Math.floor(memory.toMebibytes() * share);
  return { limit: part(0.8), spike: part(0.15), target: part(0.6) };
}
