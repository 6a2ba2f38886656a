import { InvalidInputError } from "../../problem";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../shape";
import { shown } from "../../shown";
import type { JourneyPart, SliEvents } from "../measurement";

/** A user's way through several services, each with an objective of its own. */
export interface JourneySli {
  readonly parts: readonly {
    /** The objective of the part, as `createSlo` returns it; its rules must be evaluated by the same Prometheus. */
    readonly slo: Omit<JourneyPart, "weight">;
    /**
     * How much the part counts, against the others.
     * @default 1
     */
    readonly weight?: number;
  }[];
  /**
   * `events`: each event counts by the weight of its part, so that a busy part counts more. `ratios`: the weighted mean
   * of the error ratios of the parts that have traffic, so that each part counts by its weight alone.
   * @default "ratios"
   */
  readonly method?: "events" | "ratios";
}

/** The events of `Sli.journey`. */
export function journeyEvents(input: JourneySli): SliEvents {
  requireOptions("Sli.journey", input, ["parts", "method"]);
  requireShape("the indicator", input, { parts: "list" });
  const { method = "ratios" } = input;
  requireOneOf("method of the indicator", method, ["events", "ratios"]);
  const parts = input.parts.map(partOf);
  const names = parts.map(({ id, service }) => `${id} of ${service}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (parts.length < 2 || twice !== undefined) {
    throw new InvalidInputError(
      "slo-journey",
      `parts of a journey must be at least two different objectives, got ${twice === undefined ? parts.length : `${twice} twice`}; use the objective itself where there is but one`,
    );
  }
  return {
    measure: { kind: "journey", method, parts },
    method: method === "events" ? "Occurrences" : "RatioTimeslices",
    required: [],
    unit: method === "events" ? "weighted events" : "weighted parts",
    badVerb: "failed",
  };
}

function partOf({ slo, weight = 1 }: JourneySli["parts"][number]): JourneyPart {
  requireKind("slo of a part of a journey", slo, "record");
  requireShape("the objective of a part of a journey", slo, {
    id: "text",
    service: "text",
    groupBy: "texts",
  });
  if (!(typeof weight === "number" && weight > 0 && Number.isFinite(weight))) {
    throw new InvalidInputError(
      "slo-journey",
      `weight of a part of a journey must be a number above 0, got ${shown(weight)}; leave the part out if it is not to count`,
    );
  }
  return { id: slo.id, service: slo.service, groupBy: slo.groupBy, weight };
}
