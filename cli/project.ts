import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "./failure";
import { runProcess } from "./process";

/** What cdktf.json says, as far as this program needs it. */
export interface Project {
  /** Folder of cdktf.json. */
  readonly folder: string;
  /** Shell command that synthesizes. */
  readonly app: string;
  /** Absolute path of the folder that it writes to. */
  readonly outdir: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** A synthesized stack. */
export interface SynthesizedStack {
  readonly name: string;
  /** Absolute path of the folder of its Terraform files. */
  readonly folder: string;
  /** What the program warns of. */
  readonly warnings: readonly string[];
}

/** Level of warnings among the annotations that the framework writes. */
const WARNING_LEVEL = "@cdktf/warn";

/** Context key; with the value `unchecked` a synthesis does not look whether secrets exist. */
export const SECRETS_CONTEXT = "cdktf-observability:secrets";

/**
 * Reads cdktf.json of `folder`.
 *
 * @throws Failure when it is missing or malformed
 */
export function readProject(folder: string): Project {
  const path = join(folder, "cdktf.json");
  if (!existsSync(path)) {
    throw new Failure(
      "cdktf.json must be in this folder, found none",
      "change to the folder of your project, or make one with: npx cdktf-cli init",
    );
  }
  let content: Record<string, unknown>;
  try {
    content = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw new Failure(
      `cdktf.json must be JSON, got ${error instanceof Error ? error.message : "something else"}`,
      "correct the file",
    );
  }
  if (typeof content.app !== "string" || content.app === "") {
    throw new Failure(
      'cdktf.json must have a command "app" that synthesizes, found none',
      'add one, such as "app": "npx tsx main.ts"',
    );
  }
  const output = typeof content.output === "string" ? content.output : null;
  return {
    folder,
    app: content.app,
    outdir: resolve(folder, process.env.CDKTF_OUTDIR ?? output ?? "cdktf.out"),
    context: (content.context ?? {}) as Record<string, unknown>,
  };
}

/**
 * Runs the program without asking whether secrets exist, and returns its stacks.
 *
 * @throws Failure with what the program complained of
 */
export async function synthesize(
  project: Project,
  stack?: string,
): Promise<readonly SynthesizedStack[]> {
  const context = {
    ...project.context,
    ...(JSON.parse(process.env.CDKTF_CONTEXT_JSON ?? "{}") as object),
    [SECRETS_CONTEXT]: "unchecked",
  };
  const result = await runProcess("sh", ["-c", project.app], {
    cwd: project.folder,
    env: {
      CDKTF_OUTDIR: project.outdir,
      CDKTF_CONTEXT_JSON: JSON.stringify(context),
    },
  });
  if (result.status !== 0) {
    throw new Failure(
      "the program must synthesize, it does not",
      complaint(result.stderr || result.stdout),
    );
  }
  return selectStacks(readStacks(project.outdir), stack);
}

/** The stacks that the last synthesis has left in `outdir`. */
export function readStacks(outdir: string): readonly SynthesizedStack[] {
  const path = join(outdir, "manifest.json");
  if (!existsSync(path)) {
    throw new Failure(
      `the program must write its stacks to ${outdir}, it wrote none`,
      "end the program with app.synth(), and create the App without outdir",
    );
  }
  const { stacks } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly stacks: Readonly<
      Record<
        string,
        {
          readonly name: string;
          readonly workingDirectory: string;
          readonly annotations?: readonly {
            readonly level: string;
            readonly message: string;
          }[];
        }
      >
    >;
  };
  return Object.values(stacks).map(
    ({ name, workingDirectory, annotations = [] }) => ({
      name,
      folder: resolve(outdir, workingDirectory),
      warnings: annotations
        .filter(({ level }) => level === WARNING_LEVEL)
        .map(({ message }) => message),
    }),
  );
}

function selectStacks(
  stacks: readonly SynthesizedStack[],
  wanted: string | undefined,
): readonly SynthesizedStack[] {
  const selected =
    wanted === undefined
      ? stacks
      : stacks.filter(({ name }) => name === wanted);
  if (selected.length === 0) {
    const names = stacks.map(({ name }) => name).join(", ") || "none";
    throw new Failure(
      `stack must be one that the program declares, got ${wanted === undefined ? "none" : JSON.stringify(wanted)}`,
      `it declares: ${names}`,
    );
  }
  return selected;
}

/** What a failed synthesis says, without the frames of a stack trace. */
function complaint(output: string): string {
  const lines = output
    .split("\n")
    .filter((line) => !/^\s+at |^Node\.js v|^\s*\^+\s*$/.test(line))
    .filter((line) => line.trim() !== "");
  const start = lines.findIndex((line) => /^\w*(Error|Exception)\b/.test(line));
  return lines.slice(Math.max(0, start)).slice(0, 40).join("\n");
}
