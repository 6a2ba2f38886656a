import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exampleNames, ROOT, runExample } from "./support/example";

const GOLDEN = join(ROOT, "test/golden/addresses");

/**
 * Terraform addresses of all resources, sorted. A changed address destroys what is there and makes it anew; where that is
 * meant, `UPDATE_ADDRESSES=1` writes the lists.
 */
function addressesOf(name: string): string {
  const { stacks } = runExample(name);
  const lines = stacks.flatMap((folder) => {
    const { resource = {} } = JSON.parse(
      readFileSync(join(folder, "cdk.tf.json"), "utf8"),
    ) as { readonly resource?: Readonly<Record<string, object>> };
    return Object.entries(resource).flatMap(([type, resources]) =>
      Object.keys(resources).map((id) => `${type}.${id}\n`),
    );
  });
  return lines.sort().join("");
}

describe("Terraform addresses", () => {
  it.each(exampleNames())(
    "of example %s are those in test/golden/addresses",
    (name) => {
      const file = join(GOLDEN, `${name}.txt`);
      const addresses = addressesOf(name);
      if (process.env.UPDATE_ADDRESSES === "1" && addresses !== "") {
        writeFileSync(file, addresses);
      }
      expect(addresses).toBe(
        existsSync(file) ? readFileSync(file, "utf8") : "",
      );
    },
    60_000,
  );

  it("are listed for examples that exist only", () => {
    const listed = readdirSync(GOLDEN).map((file) => file.replace(".txt", ""));
    expect(exampleNames()).toEqual(expect.arrayContaining(listed));
  });
});
