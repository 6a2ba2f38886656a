import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");

/** Plain JavaScript of the library as users run it, with programs that use it, in a folder of its own. */
export class CompiledLibrary {
  private static built: CompiledLibrary | undefined;

  /** Built at the first call, removed when this process ends. */
  static get(): CompiledLibrary {
    CompiledLibrary.built ??= CompiledLibrary.build();
    return CompiledLibrary.built;
  }

  private static build(): CompiledLibrary {
    const folder = mkdtempSync(join(tmpdir(), "observability-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    // Programs in the folder find the library by the name of their own package.
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    execFileSync(
      process.execPath,
      [
        require.resolve("typescript/bin/tsc"),
        ...["-p", "tsconfig.build.json", "--outDir", join(folder, "dist")],
      ],
      { cwd: ROOT, stdio: "inherit" },
    );
    return new CompiledLibrary(folder);
  }

  private constructor(readonly folder: string) {}

  /** Adds an example with all its files; answers the path of its program. */
  addExample(name: string): string {
    const source = join(ROOT, "examples", name);
    const target = join(this.folder, "examples", name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true });
    return this.addProgram(
      join("examples", name, "main.js"),
      readFileSync(join(source, "main.ts"), "utf8"),
    );
  }

  /** Adds a program in TypeScript under the path of its compiled form. */
  addProgram(path: string, text: string): string {
    const file = join(this.folder, path);
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
      },
    });
    writeFileSync(file, outputText);
    return file;
  }

  /**
   * Runs a program in an empty folder, to which it synthesizes.
   *
   * @throws Error with what the program complained of
   */
  run(program: string, ...flags: readonly string[]): ProgramRun {
    const cwd = mkdtempSync(join(this.folder, "run-"));
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...flags, program],
      {
        cwd,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        env: {
          ...process.env,
          CDKTF_CONTEXT_JSON: JSON.stringify({
            "cdktf-observability:secrets": "unchecked",
          }),
        },
      },
    );
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) {
      throw new Error(`${program} ended with ${status}:\n${stderr}`);
    }
    return { output: stdout, seconds, cwd };
  }
}

export interface ProgramRun {
  readonly output: string;
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly cwd: string;
}

/** How many resources of each type the stacks below `cwd` have. */
export function resourceCounts(cwd: string): ReadonlyMap<string, number> {
  const stacks = join(cwd, "cdktf.out", "stacks");
  const counts = new Map<string, number>();
  for (const stack of readdirSync(stacks)) {
    const { resource } = JSON.parse(
      readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8"),
    ) as { readonly resource: Readonly<Record<string, object>> };
    for (const [type, resources] of Object.entries(resource)) {
      const count = Object.keys(resources).length;
      counts.set(type, (counts.get(type) ?? 0) + count);
    }
  }
  return counts;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
