import { isLabelName, slug } from "../domain/names";
import { createSlo, type SloInput } from "../domain/slo/objective";
import { LONGEST_DAYS } from "../domain/slo/calendar";
import { Duration } from "../domain/units";
import { ANNOTATION } from "./annotations";
import {
  alertName,
  idOf,
  imported,
  labelsIn,
  percentOf,
  type Imported,
} from "./common";
import type { Field } from "./field";
import { alertWindowsIn } from "./openslo-alerts";
import { journeyIn, type JourneyParts } from "./openslo-journey";
import type { OpenSloObjects } from "./openslo-objects";
import { openSloSli } from "./openslo-sli";
import { windowIn } from "./openslo-window";
import { optionsIn } from "./options";

/** The objectives of the SLO documents of a file (https://github.com/OpenSLO/OpenSLO). */
export function openSloObjectives(
  objects: OpenSloObjects,
): readonly Imported[] {
  const single: Imported[] = [];
  const composite: Field[] = [];
  for (const slo of objects.slos) {
    slo.attempt(() => {
      const objectives = slo.peek("spec").peek("objectives").list();
      if (
        objectives.some(
          (each) => each.isRecord && indicatorOf(each) !== undefined,
        )
      ) {
        composite.push(slo);
      } else {
        single.push(...sloIn(slo, objects));
      }
    });
  }
  const journeys = composite.flatMap(
    (slo) => slo.attempt(() => compositeIn(slo, objects, single)) ?? [],
  );
  return [...single, ...journeys];
}

/** The field that says what an SLO or an objective measures. */
function indicatorOf(field: Field): Field | undefined {
  return [field.peek("indicator"), field.peek("indicatorRef")].find(
    ({ isMissing }) => !isMissing,
  );
}

/** What all objectives of an SLO have in common. */
function shared(root: Field, objects: OpenSloObjects) {
  const get = root.record({
    known: ["apiVersion", "kind", "metadata", "spec"],
  });
  const metadata = get("metadata").record({
    known: ["name", "labels", "annotations"],
    harmless: ["displayName"],
  });
  const spec = get("spec").record({
    known: [
      "service",
      "indicator",
      "indicatorRef",
      "timeWindow",
      "budgetingMethod",
      "objectives",
      "alertPolicies",
    ],
    harmless: ["description"],
  });
  const annotations = metadata("annotations").entries();
  const own: readonly string[] = [ANNOTATION.options, ANNOTATION.journey];
  for (const [name, at] of annotations) {
    if (!own.includes(name)) {
      at.warn("has no meaning for objectives of ours and is left out");
    }
  }
  const window = windowIn(spec("timeWindow"));
  const period =
    window instanceof Duration
      ? window
      : Duration.days(LONGEST_DAYS[window.unit]);
  const policies = alertWindowsIn(spec("alertPolicies"), period, objects);
  const options = optionsIn(annotations.get(ANNOTATION.options));
  if (policies.length > 0 && options.alertWindows !== undefined) {
    throw spec("alertPolicies").fault(
      "must not be beside alertWindows in the annotation; keep one of them",
    );
  }
  const { labels, ...team } = labelsIn(metadataLabels(metadata("labels")));
  const all = { ...labels, ...options.labels };
  return {
    spec,
    name: metadata("name"),
    journey: annotations.get(ANNOTATION.journey),
    input: {
      service: spec("service").text(),
      window,
      ...team,
      ...(policies.length > 0 && { alertWindows: policies }),
      ...options,
      ...(Object.keys(all).length > 0 && { labels: all }),
    },
  };
}

/** Labels of OpenSLO describe an object; those that could be labels of alerts become some. */
function metadataLabels(field: Field): ReadonlyMap<string, Field> {
  const labels = new Map<string, Field>();
  for (const [name, at] of field.entries()) {
    const values = at.isList ? at.list() : [at];
    const [only] = values;
    if (!isLabelName(name) || only === undefined || values.length !== 1) {
      at.warn(
        "is left out, because a label of alerts has one value and a name of letters, digits and _",
      );
    } else {
      labels.set(name, only);
    }
  }
  return labels;
}

function sloIn(root: Field, objects: OpenSloObjects): readonly Imported[] {
  const { spec, name, input } = shared(root, objects);
  const objectives = spec("objectives").list();
  if (objectives.length === 0) {
    throw spec("objectives").fault(
      "must have at least one objective, got none; add one with its target",
    );
  }
  const indicator = sliOfField(root.peek("spec"), objects);
  const ids = idsIn(idOf(name, name.text()), objectives);
  return objectives.map((objective, index) => {
    const target = targetIn(objective);
    const { groupBy: groups = [], ...options } = input;
    const { sli, groupBy } = openSloSli(
      {
        sli: indicator,
        method: spec("budgetingMethod"),
        objective,
        groupBy: groups,
      },
      objects,
    );
    const id = ids[index] ?? "";
    return imported(objective, {
      name: alertName(id),
      id,
      objective: target,
      sli,
      ...options,
      ...(groupBy.length > 0 && { groupBy }),
    } satisfies SloInput);
  });
}

/** One objective has the name of the SLO; several are told apart by what they are called, or by their number. */
function idsIn(id: string, objectives: readonly Field[]): readonly string[] {
  return objectives.length === 1
    ? [id]
    : objectives.map((objective, index) => {
        const shown = objective.peek("displayName");
        const part = shown.isMissing ? "" : slug(shown.text());
        return `${id}-${part === "" ? index + 1 : part}`;
      });
}

function sliOfField(field: Field, objects: OpenSloObjects): Field {
  const [inline, reference] = [
    field.peek("indicator"),
    field.peek("indicatorRef"),
  ];
  if (inline.isMissing === reference.isMissing) {
    throw field.fault(
      `must have either indicator or indicatorRef, got ${inline.isMissing ? "neither" : "both"}; keep one of them`,
    );
  }
  if (reference.isMissing) {
    inline.record({ known: ["metadata", "spec"] });
    return inline;
  }
  return objects.find("SLI", reference);
}

function targetIn(field: Field): number {
  const get = field.record({
    known: [
      "op",
      "value",
      "target",
      "targetPercent",
      "timeSliceTarget",
      "timeSliceWindow",
      "indicator",
      "indicatorRef",
      "compositeWeight",
    ],
    harmless: ["displayName"],
  });
  const [ratio, percent] = [get("target"), get("targetPercent")];
  if (ratio.isMissing === percent.isMissing) {
    throw field.fault(
      `must have either target or targetPercent, got ${ratio.isMissing ? "neither" : "both"}; keep one of them`,
    );
  }
  return ratio.isMissing
    ? percentOf(percent, percent.number())
    : ratio.number();
}

/** Each part is an objective of its own, and all of them together are a journey. */
function compositeIn(
  root: Field,
  objects: OpenSloObjects,
  known: readonly Imported[],
): readonly Imported[] {
  const { spec, name, input, journey } = shared(root, objects);
  if (indicatorOf(root.peek("spec")) !== undefined) {
    throw root
      .peek("spec")
      .fault(
        "must have indicators of the SLO or of its objectives, got both; keep one of them",
      );
  }
  const id = idOf(name, name.text());
  const objectives = spec("objectives").list();
  const targets = objectives.map(targetIn);
  const { id: _, name: __, groupBy, ...common } = input;
  const made =
    journey === undefined
      ? objectives.map((objective, index): Imported => {
          const part = idsIn(id, objectives)[index] ?? "";
          const measured = openSloSli(
            {
              sli: sliOfField(objective, objects),
              method: spec("budgetingMethod"),
              objective,
              groupBy: groupBy ?? [],
            },
            objects,
          );
          return imported(objective, {
            name: alertName(part),
            id: part,
            objective: targets[index] ?? NaN,
            ...common,
            sli: measured.sli,
            ...(measured.groupBy.length > 0 && { groupBy: measured.groupBy }),
          });
        })
      : [];
  const parts: JourneyParts = {
    field: spec("objectives"),
    method: spec("budgetingMethod"),
    objectives,
    targets,
    annotation: journey,
    slos: (journey === undefined ? made : known).map((each) =>
      createSlo(each.input),
    ),
  };
  const { sli, objective } = journeyIn(parts);
  const groups = groupBy ?? parts.slos[0]?.groupBy ?? [];
  return [
    ...made,
    imported(root, {
      name: alertName(id),
      id,
      ...input,
      objective,
      sli,
      ...(groups.length > 0 && { groupBy: groups }),
    }),
  ];
}
