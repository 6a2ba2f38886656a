import { requireNames, requireSampling } from "./sampling-input";
import type { TraceSampling } from "./sampling";

/** What becomes of spans between the services that send them and the storage. */
export interface TraceProcessing {
  /**
   * Which traces are stored; `{}` for errors, slow and marked ones and 5 % of the rest.
   * @default - all
   */
  readonly sampling?: TraceSampling;
}

/** @throws InvalidInputError for an unknown option, and for what is wrong in one */
export function requireTraceProcessing(traces: TraceProcessing): void {
  requireNames("traces", traces, ["sampling"]);
  if (traces.sampling !== undefined) {
    requireSampling(traces.sampling);
  }
}
