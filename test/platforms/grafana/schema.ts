import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface Block {
  readonly attributes?: Readonly<
    Record<string, { readonly type: unknown; readonly required?: boolean }>
  >;
  readonly block_types?: Readonly<
    Record<
      string,
      {
        readonly block: Block;
        readonly nesting_mode: string;
        readonly max_items?: number;
        readonly min_items?: number;
      }
    >
  >;
}

/** Arguments that Terraform knows of every resource. */
const META = new Set(["depends_on", "lifecycle"]);

const file = join(
  resolve(__dirname, "../../.."),
  "providers/grafana/schema.json",
);

const resources = Object.values(
  (
    JSON.parse(readFileSync(file, "utf8")) as {
      readonly provider_schemas: Readonly<
        Record<
          string,
          {
            readonly resource_schemas: Readonly<
              Record<string, { readonly block: Block }>
            >;
          }
        >
      >;
    }
  ).provider_schemas,
).flatMap(({ resource_schemas }) => Object.entries(resource_schemas));

const blocks = new Map(resources.map(([type, { block }]) => [type, block]));

/** What the schema of the provider says against the arguments of a resource. */
export function schemaProblems(
  type: string,
  settings: unknown,
): readonly string[] {
  const block = blocks.get(type);
  return block === undefined
    ? [`${type} is unknown`]
    : problemsOf(type, block, settings);
}

function problemsOf(
  place: string,
  { attributes = {}, block_types: nested = {} }: Block,
  settings: unknown,
): readonly string[] {
  if (typeof settings !== "object" || settings === null) {
    return [`${place} is no block`];
  }
  const given = new Map(Object.entries(settings));
  return [
    ...[...given.keys()].flatMap((key) =>
      key in attributes || key in nested || META.has(key)
        ? []
        : [`${place}.${key} is unknown`],
    ),
    ...Object.entries(attributes).flatMap(([key, { type, required }]) => [
      ...(required && !given.has(key) ? [`${place}.${key} is missing`] : []),
      ...(given.has(key) && !fits(type, given.get(key))
        ? [`${place}.${key} is not ${JSON.stringify(type)}`]
        : []),
    ]),
    ...Object.entries(nested).flatMap(([key, each]) => {
      const list = [given.get(key) ?? []].flat();
      const [most, least] = [each.max_items ?? Infinity, each.min_items ?? 0];
      return [
        ...(list.length > most || list.length < least
          ? [`${place}.${key} is there ${list.length} times`]
          : []),
        ...list.flatMap((one) =>
          problemsOf(`${place}.${key}`, each.block, one),
        ),
      ];
    }),
  ];
}

function fits(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) {
    const [kind, element] = type as unknown[] as [string, unknown];
    switch (kind) {
      case "list":
      case "set":
        return (
          Array.isArray(value) && value.every((each) => fits(element, each))
        );
      case "map":
        return (
          isRecord(value) &&
          Object.values(value).every((each) => fits(element, each))
        );
      case "object":
        return (
          isRecord(value) &&
          isRecord(element) &&
          Object.keys(element).sort().join() ===
            Object.keys(value).sort().join()
        );
      default:
        return false;
    }
  }
  return (
    typeof value ===
    { string: "string", number: "number", bool: "boolean" }[String(type)]
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
