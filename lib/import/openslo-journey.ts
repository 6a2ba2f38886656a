import type { Slo } from "../domain/slo/objective";
import { Sli } from "../domain/slo/sli";
import type { Field } from "./field";
import { read } from "./indicator";
import { jsonIn } from "./json";

/** A composite SLO whose parts are known. */
export interface JourneyParts {
  readonly field: Field;
  readonly method: Field;
  readonly objectives: readonly Field[];
  readonly targets: readonly number[];
  /** Which of `slos` the objectives are; default: all, in their order. */
  readonly annotation: Field | undefined;
  readonly slos: readonly Slo[];
}

/** The indicator of a composite SLO. */
export function journeyIn(parts: JourneyParts): {
  readonly sli: Sli;
  readonly objective: number;
} {
  const { field, objectives, targets, annotation } = parts;
  const [objective] = targets;
  const different = targets.find((target) => target !== objective);
  if (objective === undefined || different !== undefined) {
    throw field.fault(
      `must have one target, which is that of the whole, got ${objective} and ${different}; OpenSLO does not say what the target of a composite SLO is, so write the same for each`,
    );
  }
  const method = parts.method.choice(["Occurrences", "RatioTimeslices"]);
  const slos =
    annotation === undefined ? parts.slos : meant(annotation, parts.slos);
  if (slos.length !== objectives.length) {
    throw field.fault(
      `must have as many entries as the annotation of the journey, got ${objectives.length} and ${slos.length}; export the objective again`,
    );
  }
  const weighted = slos.map((slo, index) => {
    const weight = objectives[index]?.peek("compositeWeight");
    return weight === undefined || weight.isMissing
      ? { slo }
      : { slo, weight: weight.number() };
  });
  return {
    sli: field.checked(() =>
      read(
        Sli.journey({
          parts: weighted,
          method: method === "Occurrences" ? "events" : "ratios",
        }),
      ),
    ),
    objective,
  };
}

function meant(annotation: Field, slos: readonly Slo[]): readonly Slo[] {
  const listed = jsonIn(annotation);
  if (!Array.isArray(listed)) {
    throw annotation.fault("must hold a list of objectives, got another value");
  }
  const byName = new Map(slos.map((slo) => [key(slo.service, slo.id), slo]));
  return listed.map((entry: unknown) => {
    const { service, id } = (entry ?? {}) as {
      readonly service?: unknown;
      readonly id?: unknown;
    };
    const slo = byName.get(key(service, id));
    if (slo === undefined) {
      throw annotation.fault(
        `must name objectives of the file, got ${JSON.stringify(entry)?.slice(0, 120)}; add the document of that objective`,
      );
    }
    return slo;
  });
}

function key(service: unknown, id: unknown): string {
  return JSON.stringify([service, id]);
}
