import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { readable } from "./terraform-text";
import { WITH_TSX } from "./tsx";

export const ROOT = resolve(__dirname, "../..");

/** Names of all examples. */
export function exampleNames(): readonly string[] {
  return readdirSync(join(ROOT, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What an example made in a folder of its own. */
export interface ExampleRun {
  readonly folder: string;
  /** What it printed. */
  readonly output: string;
  /** Contents of the files, by path below the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders of the synthesized stacks. */
  readonly stacks: readonly string[];
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * Runs examples in the order of their names, each in an empty folder, as somebody does who has no secrets yet.
 *
 * @returns what one of them made; throws an Error with what it complained of
 * @throws Error with everything that the program said
 */
export function runExamples(
  names: readonly string[],
): (name: string) => ExampleRun {
  const parent = mkdtempSync(join(tmpdir(), "observability-examples-"));
  folders.push(parent);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      // The framework notes for each token where it was made, which costs a tenth of the time and nobody reads.
      "--stack-trace-limit=0",
      ...[...WITH_TSX, join(__dirname, "run-examples.ts"), parent, ...names],
    ],
    {
      cwd: parent,
      encoding: "utf8",
      env: {
        ...process.env,
        TSX_TSCONFIG_PATH: join(ROOT, "tsconfig.json"),
        CDKTF_CONTEXT_JSON: JSON.stringify({
          "cdktf-observability:secrets": "unchecked",
        }),
      },
    },
  );
  if (status !== 0) {
    throw new Error(`examples ended with ${status}:\n${stdout}${stderr}`);
  }
  return (name) => runIn(parent, name);
}

function runIn(parent: string, name: string): ExampleRun {
  const folder = join(parent, name);
  const error = `${folder}.error`;
  if (existsSync(error)) {
    throw new Error(`example ${name}: ${readFileSync(error, "utf8")}`);
  }
  const files = Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // In the list of stacks the framework keeps stack traces of warnings.
      .filter((entry) => entry.isFile() && entry.name !== "manifest.json")
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [
        relative(folder, file),
        readable(readFileSync(file, "utf8")),
      ])
      .sort(),
  ) as Record<string, string>;
  return {
    folder,
    output: readFileSync(`${folder}.out`, "utf8"),
    files,
    stacks: Object.keys(files)
      .filter((file) => file.endsWith("/cdk.tf.json"))
      .map((file) => join(folder, file, "..")),
  };
}
