/** What has one result for each value of some labels. */
export interface Grouped {
  /** Labels that tell apart what is measured separately, such as `tenant`; none for one result in all. */
  readonly groupBy: readonly string[];
}

/** `sum(x)`, or `sum by (tenant) (x)` for each group. */
export function sumOf(slo: Grouped, expr: string): string {
  return aggregated("sum", slo, expr);
}

/** An aggregation that leaves nothing but the labels of the groups. */
export function aggregated(
  operator: "sum" | "min" | "max" | "count",
  { groupBy }: Grouped,
  expr: string,
): string {
  return groupBy.length === 0
    ? `${operator}(${expr})`
    : `${operator} by (${groupBy.join(", ")}) (${expr})`;
}

/** How results of one group find each other: `on ()`, or `on (tenant)`. */
export function onGroups(
  { groupBy }: Grouped,
  ...more: readonly string[]
): string {
  return `on (${[...more, ...groupBy].join(", ")})`;
}

/** Names the group in a text of an alert: ` for tenant {{ $labels.tenant }}`, or nothing. */
export function groupText({ groupBy }: Grouped): string {
  return groupBy.length === 0
    ? ""
    : ` for ${groupBy.map((label) => `${label} {{ $labels.${label} }}`).join(", ")}`;
}
