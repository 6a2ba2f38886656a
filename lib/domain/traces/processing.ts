import { requireOptions } from "../shape";
import { requireSampling } from "./sampling-input";
import type { TraceSampling } from "./sampling";
import type { TraceStorage } from "./storage";
import { requireTraceStorage } from "./storage-input";

/** What becomes of spans from the services that send them to the storage. */
export interface TraceProcessing {
  /**
   * Which traces are stored; `{}` for errors, slow and marked ones and 5 % of the rest.
   * @default - all
   */
  readonly sampling?: TraceSampling;
  /**
   * Where Jaeger keeps them.
   * @default { kind: "badger" }: files on a volume of its own
   */
  readonly storage?: TraceStorage;
}

/** @throws InvalidInputError for an unknown option, and for what is wrong in one */
export function requireTraceProcessing(traces: TraceProcessing): void {
  requireOptions("traces", traces, ["sampling", "storage"]);
  if (traces.sampling !== undefined) {
    requireSampling(traces.sampling);
  }
  if (traces.storage !== undefined) {
    requireTraceStorage(traces.storage);
  }
}
