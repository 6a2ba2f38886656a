import { requireKind } from "../../shape";
import { gaugeOf } from "../event-source";
import type { SliEvents } from "../measurement";

/** The events of `Sli.probe`. */
export function probeEvents(success: string): SliEvents {
  requireKind("success of the indicator", success, "text");
  const gauge = gaugeOf("success of the indicator", success);
  return {
    measure: {
      kind: "events",
      total: { kind: "samples", selector: gauge },
      part: { kind: "ones", selector: gauge },
      partIs: "good",
      missingPart: "unknown",
    },
    method: "Occurrences",
    required: [gauge],
    unit: "probes",
    badVerb: "failed",
  };
}
