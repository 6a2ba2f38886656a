import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  exampleNames,
  ROOT,
  runExamples,
  type ExampleRun,
} from "./support/example";
import { TerraformFolder } from "./support/terraform";
import { describeWithTool } from "./support/tools";

/** The agent's configuration holds layouts of times, which Go writes as one certain time. */
const TIMESTAMP = /\b(?!2006-01-02)20\d\d-\d\d-\d\d[T ]\d\d:\d\d/;

/** All that a run made. */
function made({ output, files }: ExampleRun): string {
  return [output, ...Object.entries(files).flat()].join("\n");
}

/** Tests of deployments plan, apply and destroy these. */
const DEPLOYED: readonly string[] = ["docker-quickstart", "shop"];

const GOLDEN = join(ROOT, "test/golden/addresses");

/** Terraform addresses of all resources, sorted. */
function addressesOf({ stacks }: ExampleRun): string {
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

/** All examples, made twice: in their order and against it, so that none depends on what ran before. */
const runs: ((name: string) => ExampleRun)[] = [];
beforeAll(() => {
  const names = exampleNames();
  runs.push(runExamples(names), runExamples([...names].reverse()));
}, 120_000);

describe.each(exampleNames())("example %s", (name) => {
  const runsOf = (): readonly ExampleRun[] => runs.map((runOf) => runOf(name));

  it("has a program and a page that explains it", () => {
    for (const file of ["main.ts", "README.md"]) {
      const path = join("examples", name, file);
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    }
  });

  it("makes something, and the same bytes each time", () => {
    const [first, second] = runsOf().map(made);
    expect(first).toBe(second);
    expect(first?.length).toBeGreaterThan(1000);
  });

  it("tells nothing of the machine and the time", () => {
    const [run] = runsOf();
    const text = run === undefined ? "" : made(run);
    for (const place of [ROOT, run?.folder ?? "", `${homedir()}/`]) {
      expect([place, text.includes(place)]).toEqual([place, false]);
    }
    expect(TIMESTAMP.exec(text)).toBeNull();
  });

  // A changed address destroys what is there and makes it anew; where that is meant, `UPDATE_ADDRESSES=1` writes the lists.
  it("has the Terraform addresses that test/golden/addresses lists", () => {
    const file = join(GOLDEN, `${name}.txt`);
    const [addresses = ""] = runsOf().map(addressesOf);
    if (process.env.UPDATE_ADDRESSES === "1" && addresses !== "") {
      writeFileSync(file, addresses);
    }
    expect(addresses).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
  });
});

describeWithTool("terraform-with-providers", "with Terraform", (terraform) => {
  const names = exampleNames().filter((name) => !DEPLOYED.includes(name));
  it.each(names)(
    "example %s is valid",
    (name) => {
      for (const folder of runs[0]?.(name).stacks ?? []) {
        const stack = new TerraformFolder(terraform, folder);
        // The state is of no interest here, and its place differs from run to run.
        expect(stack.command("init", "-backend=false")).toMatchObject({
          status: 0,
        });
        expect(stack.validate()).toMatchObject({ status: 0 });
      }
    },
    120_000,
  );
});

it("has no list of addresses of an example that is gone", () => {
  const listed = readdirSync(GOLDEN).map((file) => file.replace(".txt", ""));
  expect(exampleNames()).toEqual(expect.arrayContaining(listed));
});
