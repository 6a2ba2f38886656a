import { spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../../..");
const TSX = join(REPOSITORY, "node_modules/tsx/dist/cli.mjs");
const TSX_OPTIONS = ["--tsconfig", join(REPOSITORY, "tsconfig.json")];

export interface CliResult {
  readonly status: number | null;
  readonly output: string;
}

/** A copy of an example in a folder of its own, as somebody has it who works with it. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "observability-e2e-"));

  constructor(example: string) {
    cpSync(join(REPOSITORY, "examples", example), this.folder, {
      recursive: true,
    });
    symlinkSync(
      join(REPOSITORY, "node_modules"),
      join(this.folder, "node_modules"),
    );
    // Programs that are compiled with the stack import packages of this repository.
    writeFileSync(
      join(this.folder, "tsconfig.json"),
      JSON.stringify({ extends: join(REPOSITORY, "tsconfig.json") }),
    );
    const app = ["node", TSX, ...TSX_OPTIONS, "main.ts"].join(" ");
    writeFileSync(
      join(this.folder, "cdktf.json"),
      JSON.stringify({
        language: "typescript",
        app,
        sendCrashReports: "false",
      }),
    );
  }

  /** Replaces text of the program that must be there. */
  edit(before: string, after: string): void {
    const path = join(this.folder, "main.ts");
    const program = readFileSync(path, "utf8");
    if (!program.includes(before)) {
      throw new Error(`main.ts of the example does not contain: ${before}`);
    }
    writeFileSync(
      path,
      program.replace(before, () => after),
    );
  }

  /** Puts a secret where people put theirs. */
  writeSecret(name: string, content: string): void {
    mkdirSync(join(this.folder, ".secrets"), { recursive: true, mode: 0o700 });
    const path = join(this.folder, ".secrets", name);
    writeFileSync(path, content, { mode: 0o600 });
    if (process.getuid?.() === 0) {
      chownSync(path, 0, 0);
    }
  }

  /** Runs the program itself, as `cdktf synth` does. */
  synthesize(): Promise<CliResult> {
    return this.run(process.execPath, [TSX, ...TSX_OPTIONS, "main.ts"]);
  }

  /** Runs the command line program to its end. */
  cli(...args: readonly string[]): Promise<CliResult> {
    return this.run(process.execPath, [
      TSX,
      ...TSX_OPTIONS,
      join(REPOSITORY, "cli/main.ts"),
      ...args,
    ]);
  }

  /** Runs Terraform on what is synthesized. */
  terraform(...args: readonly string[]): Promise<CliResult> {
    const program = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
    return this.run(program, [
      `-chdir=${join(this.folder, "cdktf.out/stacks/monitoring")}`,
      ...args,
    ]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(command: string, args: readonly string[]): Promise<CliResult> {
    return new Promise((resolve) => {
      const child = spawn(command, args, {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      child.stderr.on("data", (chunk) => (output += String(chunk)));
      child.on("error", (error) => (output += error.message));
      child.on("close", (status) => resolve({ status, output }));
    });
  }
}
