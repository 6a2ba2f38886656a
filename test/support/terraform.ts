import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./tools";

/** What a Terraform command ended with. `plan` ends with 2 when it would change something. */
export interface TerraformResult {
  readonly status: number;
  readonly stdout: string;
  /** Standard output and error. */
  readonly output: string;
}

/** A folder with a synthesized stack in which Terraform runs. */
export class TerraformFolder {
  constructor(
    private readonly terraform: string,
    readonly folder: string,
  ) {}

  /** Installs the providers; what one folder has installed is copied to the next, which saves the checksums. */
  init(): void {
    const seed = pluginSeed();
    if (existsSync(join(seed, ".terraform.lock.hcl"))) {
      for (const name of [".terraform", ".terraform.lock.hcl"]) {
        cpSync(join(seed, name), join(this.folder, name), { recursive: true });
      }
    }
    this.must("init");
    if (!existsSync(join(seed, ".terraform.lock.hcl"))) {
      for (const name of [".terraform", ".terraform.lock.hcl"]) {
        if (existsSync(join(this.folder, name))) {
          cpSync(join(this.folder, name), join(seed, name), {
            recursive: true,
          });
        }
      }
    }
  }

  validate(): TerraformResult {
    return this.command("validate");
  }

  /** Status 0 says that nothing would change, 2 that something would. */
  plan(): TerraformResult {
    return this.command("plan", "-detailed-exitcode");
  }

  /** @throws Error with everything that Terraform said */
  apply(): string {
    return this.must("apply", "-auto-approve").output;
  }

  /** @throws Error with everything that Terraform said */
  destroy(): string {
    return this.must("destroy", "-auto-approve").output;
  }

  /** The value of an output, parsed. */
  output(name: string): unknown {
    return JSON.parse(this.must("output", "-json", name).stdout);
  }

  command(...args: readonly [string, ...string[]]): TerraformResult {
    const [name, ...rest] = args;
    const flags = name === "output" ? [] : ["-no-color"];
    const input = ["init", "plan", "apply", "destroy"].includes(name)
      ? ["-input=false"]
      : [];
    return run(this.terraform, [name, ...flags, ...input, ...rest], {
      cwd: this.folder,
    });
  }

  private must(...args: readonly [string, ...string[]]): TerraformResult {
    const result = this.command(...args);
    if (result.status !== 0) {
      throw new Error(
        `terraform ${args[0]} ended with ${result.status}:\n${result.output}`,
      );
    }
    return result;
  }
}

let seedFolder: string | undefined;

/** One folder per test file, removed at its end. */
function pluginSeed(): string {
  seedFolder ??= mkdtempSync(join(tmpdir(), "observability-plugins-"));
  return seedFolder;
}

afterAll(() => {
  if (seedFolder !== undefined) {
    rmSync(seedFolder, { recursive: true, force: true });
    seedFolder = undefined;
  }
});
