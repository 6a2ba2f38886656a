import { DATA_SOURCE, type DataSourceUid } from "../../domain/names";
import { requireKind, requireNames } from "../../domain/shape";

/** Uids that data sources have in a Grafana that somebody else set up. */
export type DataSourceUids = Readonly<Partial<Record<DataSourceUid, string>>>;

/** @throws InvalidInputError for a data source that no dashboard or rule has, and for a uid that is no text */
export function requireDataSources(
  what: string,
  dataSources: DataSourceUids = {},
): void {
  requireNames(
    `data sources of ${what}`,
    dataSources,
    Object.values(DATA_SOURCE),
  );
  for (const [name, uid] of Object.entries(dataSources)) {
    requireKind(`uid of data source "${name}"`, uid, "text");
  }
}

/** A rendered dashboard whose variables choose the data sources of `uids` at first, instead of those with the fixed uids. */
export function withDataSources(json: string, uids: DataSourceUids): string {
  if (Object.keys(uids).length === 0) {
    return json;
  }
  const own = new Map(Object.entries(uids));
  const renamed: unknown = JSON.parse(json, (_, value: unknown) =>
    isDataSourceVariable(value)
      ? { ...value, current: chosen(value.current.value, own) }
      : value,
  );
  return `${JSON.stringify(renamed, null, 2)}\n`;
}

/** Grafana itself looks up how a data source is called. */
function chosen(uid: string, own: ReadonlyMap<string, string>) {
  const value = own.get(uid) ?? uid;
  return { text: value, value };
}

function isDataSourceVariable(
  value: unknown,
): value is { readonly current: { readonly value: string } } {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "datasource" &&
    "current" in value &&
    typeof value.current === "object" &&
    value.current !== null &&
    "value" in value.current &&
    typeof value.current.value === "string"
  );
}
