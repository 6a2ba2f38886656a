import type { Bytes } from "../units";

/** How a collector keeps within the memory that it is given, in MiB. */
export interface CollectorMemory {
  /** Settings of its memory limiter, which refuses from `limit` less `spike` on, so that senders and files wait. */
  readonly limit: number;
  readonly spike: number;
  /** `GOMEMLIMIT`: garbage is collected before the limiter begins, which is to refuse for what is in use. */
  readonly target: number;
}

/**
 * The limiter refuses from 75 % on, and the rest is room for what is being read then. The expressions of masking hold a quarter
 * of the default memory: with a target of 60 %, collecting garbage took more time than all lines.
 */
export function collectorMemory(memory: Bytes): CollectorMemory {
  const part = (share: number): number =>
    Math.floor(memory.toMebibytes() * share);
  return { limit: part(0.85), spike: part(0.1), target: part(0.7) };
}
