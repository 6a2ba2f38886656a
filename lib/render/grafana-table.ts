import type {
  DataTransformerConfig,
  FieldConfigSource,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Panel, PanelQuery } from "../domain/dashboard/model";
import { thresholdSteps } from "./grafana-thresholds";
import { refId } from "./grafana-query";
import type { Plain } from "./plain";

/**
 * Joins the results of a table's queries into one row for each set of labels, and shows only the chosen labels, then the
 * values, under their titles. Grafana names the value of a single query `Value`, and of several `Value #A` and so on.
 */
export function tableTransformations(panel: Panel): readonly object[] {
  const fields = [
    ...(panel.columns ?? []).map(({ label, title }) => [label, title] as const),
    ...panel.queries.flatMap((query, index) =>
      valueFields(query, index, panel),
    ),
  ];
  const names = fields.map(([field]) => field);
  const transformations: Plain<DataTransformerConfig>[] = [
    { id: "merge", options: {} },
  ];
  if (panel.columns !== undefined) {
    transformations.push({
      id: "filterFieldsByName",
      options: { include: { names } },
    });
  }
  transformations.push({
    id: "organize",
    options: {
      excludeByName: { Time: true },
      indexByName: Object.fromEntries(
        names.map((name, index) => [name, index]),
      ),
      renameByName: Object.fromEntries(fields),
    },
  });
  return transformations;
}

/** The unit and the colours of single columns. */
export function tableOverrides(panel: Panel): readonly object[] {
  return panel.queries.flatMap((query) => {
    const thresholds = query.thresholds ?? panel.thresholds;
    const baseColor = query.baseColor ?? panel.baseColor ?? "green";
    const unit = query.unit ?? panel.unit;
    const properties = [
      ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
      ...(thresholds === undefined
        ? []
        : [
            { id: "thresholds", value: thresholdSteps(baseColor, thresholds) },
            { id: "color", value: { mode: "thresholds" } },
            { id: "custom.cellOptions", value: { type: "color-text" } },
          ]),
    ];
    return properties.length === 0
      ? []
      : [
          {
            matcher: { id: "byName", options: columnTitle(query) },
            properties,
          } satisfies Plain<FieldConfigSource["overrides"][number]>,
        ];
  });
}

function columnTitle(query: PanelQuery): string {
  return query.legend ?? "Value";
}

function valueFields(
  query: PanelQuery,
  index: number,
  panel: Panel,
): readonly (readonly [string, string])[] {
  const title = columnTitle(query);
  const numbered = [`Value #${refId(index)}`, title] as const;
  return panel.queries.length === 1 ? [["Value", title], numbered] : [numbered];
}
