/**
 * What OpenSLO has no field for, in annotations of the documents, as it is meant by
 * https://github.com/OpenSLO/OpenSLO#notes-general-schema.
 */
export const ANNOTATION = {
  /** JSON on an SLO: the options of the objective. */
  options: "cdktf-observability/options",
  /** JSON on an SLI: the whole indicator, where the fields of OpenSLO cannot tell all of it. */
  indicator: "cdktf-observability/indicator",
  /** JSON on a composite SLO: which objectives its parts are. */
  journey: "cdktf-observability/journey",
} as const;

/** Names of the data sources in exported documents. */
export const SOURCE = { metrics: "prometheus", logs: "loki" } as const;

/** What OpenSLO calls a label; others go to the annotation. */
export function isOpenSloLabel(name: string, value: string): boolean {
  return (
    /^[a-zA-Z0-9](?:[\w.-]{0,61}[a-zA-Z0-9])?$/.test(name) &&
    value.trim() !== ""
  );
}
