import type { DataSourceUid } from "../../domain/names";

/** Uids that data sources have in a Grafana that somebody else set up. */
export type DataSourceUids = Readonly<Partial<Record<DataSourceUid, string>>>;

/** A rendered dashboard that asks the data sources of `uids` instead of those with the fixed uids. */
export function withDataSources(json: string, uids: DataSourceUids): string {
  if (Object.keys(uids).length === 0) {
    return json;
  }
  const own = new Map(Object.entries(uids));
  const renamed: unknown = JSON.parse(json, (key, value: unknown) =>
    key === "datasource" && isReference(value)
      ? { ...value, uid: own.get(value.uid) ?? value.uid }
      : value,
  );
  return `${JSON.stringify(renamed, null, 2)}\n`;
}

function isReference(value: unknown): value is { readonly uid: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "uid" in value &&
    typeof value.uid === "string"
  );
}
