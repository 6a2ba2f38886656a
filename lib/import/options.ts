import { requireOptions } from "../domain/shape";
import type { SloInput } from "../domain/slo/objective";
import type { BurnRateWindow } from "../domain/slo/windows";
import { Duration } from "../domain/units";
import type { Field } from "./field";
import { jsonIn } from "./json";

/** Options of an objective that OpenSLO has no field for. */
export const OPTIONS = [
  "name",
  "id",
  "service",
  "team",
  "groupBy",
  "alertWindows",
  "minimumBadEvents",
  "minimumEvents",
  "lowTraffic",
  "noTraffic",
  "exclusions",
  "minimumCoverage",
  "budgetPolicy",
  "sla",
  "alerts",
  "labels",
  "runbookUrl",
  "dashboardUid",
] as const satisfies readonly (keyof SloInput)[];

export type AnnotatedOptions = Partial<
  Pick<SloInput, (typeof OPTIONS)[number]>
>;

const DURATIONS = ["long", "short", "for", "within"];

/** Options as JSON: durations are texts. */
export function optionsText(options: AnnotatedOptions): string {
  return JSON.stringify(options, (_, value: unknown) =>
    value instanceof Duration ? value.toPrometheus() : value,
  );
}

/** Options of an annotation; their values are checked with the objective. */
export function optionsIn(field: Field | undefined): AnnotatedOptions {
  if (field === undefined) {
    return {};
  }
  const value = jsonIn(field) as AnnotatedOptions;
  field.checked(() => requireOptions("the annotation", value, OPTIONS));
  const { alertWindows, lowTraffic } = value;
  return {
    ...value,
    ...(Array.isArray(alertWindows) && {
      alertWindows: alertWindows.map(
        (window) => withDurations(field, window) as BurnRateWindow,
      ),
    }),
    ...(lowTraffic !== undefined && {
      lowTraffic: withDurations(field, lowTraffic) as NonNullable<
        SloInput["lowTraffic"]
      >,
    }),
  };
}

function withDurations(field: Field, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [
      name,
      DURATIONS.includes(name) && typeof each === "string"
        ? field.checked(() => Duration.parse(each))
        : each,
    ]),
  );
}
