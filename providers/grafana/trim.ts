/**
 * Makes `schema.json` from a schema document of the provider, after a new version of it:
 *
 *     terraform providers schema -json > full.json
 *     npm run trim --workspace providers/grafana -- full.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PROVIDER, RESOURCES } from "./resources";

type Json = { readonly [key: string]: unknown };

/** Texts that are as long as the rest and change with every version; the generated classes link to the documentation. */
const TEXTS = new Set(["description", "description_kind"]);

function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutTexts);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      // An attribute may be named "description": a flag is a text, an attribute an object.
      .filter(([key, each]) => !TEXTS.has(key) || typeof each === "object")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, withoutTexts(each)]),
  );
}

/** One line for each resource, so that a change is seen where it is. */
function write(provider: unknown, resources: readonly [string, unknown][]) {
  const lines = resources.map(
    ([type, schema]) => `${JSON.stringify(type)}:${JSON.stringify(schema)}`,
  );
  return `{"format_version":"1.0","provider_schemas":{${JSON.stringify(PROVIDER)}:{
"provider":${JSON.stringify(provider)},
"data_source_schemas":{},
"resource_schemas":{
${lines.join(",\n")}
}}}}
`;
}

const [input] = process.argv.slice(2);
if (input === undefined) {
  throw new Error("name the schema document to trim");
}
const document = JSON.parse(
  // npm runs scripts in the folder of the workspace; the name is meant from where the user is.
  readFileSync(resolve(process.env.INIT_CWD ?? ".", input), "utf8"),
) as {
  provider_schemas: Record<string, { provider: Json; resource_schemas: Json }>;
};
const full = document.provider_schemas[PROVIDER];
if (full === undefined) {
  throw new Error(`the document must hold ${PROVIDER}`);
}
const resources = RESOURCES.map((name): [string, unknown] => {
  const type = `grafana_${name}`;
  const schema = full.resource_schemas[type];
  if (schema === undefined) {
    throw new Error(`the document must hold ${type}`);
  }
  return [type, withoutTexts(schema)];
});
writeFileSync(
  join(__dirname, "schema.json"),
  write(withoutTexts(full.provider), resources),
);
