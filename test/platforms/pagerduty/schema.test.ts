import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DATA_SOURCES, RESOURCES } from "./schema";

const BINDINGS = dirname(
  require.resolve("@cdktf/provider-pagerduty/package.json"),
);

type Blocks = typeof RESOURCES;
type Block = Blocks[string];

function pascal(snake: string): string {
  return snake
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** Properties of an interface of the bindings: `time_zone` is `string`, and `?` says that it may be left out. */
function properties(text: string, name: string): Map<string, string> {
  const body = new RegExp(
    `^export interface ${name}\\b[^{]*\\{([^]*?)^\\}`,
    "m",
  )
    .exec(text)?.[1]
    ?.replace(/\/\*\*[^]*?\*\//g, "");
  if (body === undefined) {
    throw new Error(`the bindings have no ${name}`);
  }
  return new Map(
    [...body.matchAll(/readonly (\w+)(\??): ([^;]+);/g)].map(
      ([, property = "", mark = "", type = ""]) => [
        property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        `${mark}${type.replace(" | cdktf.IResolvable", "")}`,
      ],
    ),
  );
}

const TYPES = new Map([
  ["string", "string"],
  ["number", "number"],
  ["bool", "boolean"],
  ["list,string", "string[]"],
  ["set,string", "string[]"],
]);

function differences(
  text: string,
  name: string,
  { attributes = {}, blocks = {} }: Block,
  top = true,
): readonly string[] {
  // A block named like the interface of all arguments got a letter more.
  const known = properties(text, top ? `${name}Config` : name);
  const given = Object.entries(attributes).filter(
    ([, [, use]]) => use !== "computed",
  );
  return [
    ...given.flatMap(([attribute, [type, use]]) => {
      const expected = `${use === "required" ? "" : "?"}${TYPES.get(String(type))}`;
      const got = known.get(attribute);
      return got === expected
        ? []
        : [`${name}.${attribute} is ${got}, not ${expected}`];
    }),
    ...[...known].flatMap(([property, type]) =>
      type.startsWith("?") || property in attributes || property in blocks
        ? []
        : [`${name}.${property} is missing`],
    ),
    ...Object.entries(blocks).flatMap(([block, each]) => {
      const plain = block.replace("?", "");
      const nested = `${name}${pascal(plain)}`;
      return [
        ...(known.has(plain) ? [] : [`${name}.${plain} is unknown`]),
        ...differences(
          text,
          plain === "config" ? `${nested}A` : nested,
          each,
          false,
        ),
      ];
    }),
  ];
}

describe("the schema that the tests of PagerDuty use", () => {
  it.each([
    ...Object.entries(RESOURCES).map(
      ([type, block]) => [type, "", block] as const,
    ),
    ...Object.entries(DATA_SOURCES).map(
      ([type, block]) => [type, "data-", block] as const,
    ),
  ])("says of %s (%s) what the bindings say", (type, prefix, block) => {
    const resource = type.replace("pagerduty_", "").replaceAll("_", "-");
    const folder = `${prefix}${prefix === "" ? "" : "pagerduty-"}${resource}`;
    const name = pascal(folder.replaceAll("-", "_"));
    const text = readFileSync(
      join(BINDINGS, "lib", folder, "index.d.ts"),
      "utf8",
    );
    expect(differences(text, name, block)).toEqual([]);
  });
});
