/**
 * Generates the bindings of the provider from `schema.json` into `lib/<resource>/index.{js,d.ts}`, without Terraform and
 * without a network. Does nothing when they are up to date. An argument names another folder, from which the package
 * `cdktf` must be visible.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { TerraformProviderGenerator } from "@cdktf/provider-generator";
import ts from "typescript";

/**
 * What programs with these bindings accept: from the version that the schema is of, because older ones lack some of its
 * attributes, to the next major version, which may take some away. An exact version would force it on every user.
 */
const PROVIDER = "grafana/grafana@~> 4.45";

const SCHEMA = join(__dirname, "schema.json");
const STAMP = ".stamp";

/** Answers whether there was something to do. */
async function generate(folder: string): Promise<boolean> {
  const stamp = fingerprint();
  const stampFile = join(folder, STAMP);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    return false;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const source = join(folder, ".source");
  await writeSource(source);
  compile(source, folder);
  rmSync(source, { recursive: true });
  // Written last: an interrupted run starts again.
  writeFileSync(stampFile, stamp);
  return true;
}

/** Changes with everything that the bindings depend on. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const file of [
    SCHEMA,
    __filename,
    require.resolve("@cdktf/provider-generator/package.json"),
    require.resolve("typescript/package.json"),
  ]) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

/**
 * When it is loaded, the generator asks Terraform for its version, logs when there is none, and tells its makers. None of
 * that is needed here.
 */
async function loadGenerator() {
  process.env.TERRAFORM_BINARY_NAME = "true";
  process.env.CDKTF_LOG_LEVEL = "OFF";
  process.env.CHECKPOINT_DISABLE = "1";
  return import("@cdktf/provider-generator");
}

async function writeSource(folder: string): Promise<void> {
  const { CodeMaker, TerraformProviderConstraint, TerraformProviderGenerator } =
    await loadGenerator();
  const codeMaker = new CodeMaker();
  const schema = JSON.parse(
    readFileSync(SCHEMA, "utf8"),
  ) as ConstructorParameters<typeof TerraformProviderGenerator>[1];
  const generator = new TerraformProviderGenerator(codeMaker, schema);
  // The generator reads source, name and version of its target only, which the constraint has too.
  const target = new TerraformProviderConstraint(
    PROVIDER,
  ) as unknown as Parameters<TerraformProviderGenerator["generate"]>[0];
  generator.generate(target);
  await codeMaker.save(folder);
  const made = join(folder, "providers", "grafana");
  for (const entry of readdirSync(made, { withFileTypes: true })) {
    // The package has no root entry: it would load every class.
    if (entry.isDirectory()) {
      cpSync(
        join(made, entry.name, "index.ts"),
        join(folder, entry.name, "index.ts"),
      );
    }
  }
  rmSync(join(folder, "providers"), { recursive: true });
}

/** @throws Error with everything that the compiler says */
function compile(source: string, outDir: string): void {
  const files = readdirSync(source).map((name) =>
    join(source, name, "index.ts"),
  );
  const program = ts.createProgram(files, {
    rootDir: source,
    outDir,
    declaration: true,
    // As the prebuilt providers are compiled.
    target: ts.ScriptTarget.ES2018,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  });
  const { diagnostics } = program.emit();
  const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (all.length > 0) {
    throw new Error(
      ts.formatDiagnostics(all, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => source,
        getNewLine: () => "\n",
      }),
    );
  }
}

const folder = resolve(process.argv[2] ?? join(__dirname, "lib"));
void generate(folder).then((made) => {
  process.stdout.write(
    made ? `generated ${folder}\n` : `${folder} is up to date\n`,
  );
});
