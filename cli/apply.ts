import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { DockerEngine } from "./docker";
import { Failure } from "./failure";
import { runProcess } from "./process";
import { elapsed, type Output } from "./progress";
import type { Project, SynthesizedStack } from "./project";
import type { Engine } from "./terraform";

const SHOWN_ON_FAILURE = 40;

export interface Tools {
  /** Path of the program of cdktf-cli. */
  readonly cdktf: string;
  readonly docker: DockerEngine;
  readonly engine: Engine;
}

/**
 * Runs `cdktf <action>` on the stacks that are synthesized already, and shows what it has come to in one line; all of its
 * output goes to a log file.
 *
 * @throws Failure with the errors that it told, and where the log is
 */
export async function runCdktf(
  action: "deploy" | "destroy" | "diff",
  project: Project,
  stacks: readonly SynthesizedStack[],
  tools: Tools,
  output: Output,
): Promise<readonly string[]> {
  const start = Date.now();
  const log = join(project.outdir, `${action}.log`);
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, "");
  const lines: string[] = [];
  const counts = { done: 0, planned: 0 };
  const args = [
    tools.cdktf,
    action,
    ...stacks.map(({ name }) => name),
    "--skip-synth",
    ...(action === "diff" ? [] : ["--auto-approve"]),
    ...["--output", project.outdir],
  ];
  const { status } = await runProcess(process.execPath, args, {
    cwd: project.folder,
    env: environment(tools),
    onLine: (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      appendFileSync(log, `${line}\n`);
      lines.push(line);
      const event = readEvent(line, counts);
      if (event !== undefined) {
        output.live(
          `${action}: ${counts.done} of ${counts.planned}  ${event}  ${elapsed(start)}`,
        );
      }
    },
  });
  if (status !== 0) {
    throw new Failure(
      `cdktf ${action} must succeed, it ended with code ${status}`,
      `${errorsOf(lines)}\nall of its output is in ${log}`,
    );
  }
  if (action !== "diff") {
    output.good(`${action}: ${counts.done} changes (${elapsed(start)})`);
  }
  return lines;
}

/** Neither program asks, colours or looks for updates, and the provider finds the daemon that the client uses. */
function environment({ docker, engine }: Tools): Record<string, string> {
  return {
    CI: "true",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    TERRAFORM_BINARY_NAME: engine.command,
    DOCKER_HOST: docker.host,
  };
}

/** What a line of Terraform's output tells of the progress. */
export function readEvent(
  line: string,
  counts: { done: number; planned: number },
): string | undefined {
  const plan = /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/.exec(
    line,
  );
  if (plan !== null) {
    counts.planned += plan
      .slice(1)
      .reduce((sum, each) => sum + Number(each), 0);
    return "planned";
  }
  const done =
    /(\S+): (Creation|Modifications|Destruction) complete after/.exec(line);
  if (done !== null) {
    counts.done += 1;
    return done[1];
  }
  return /(\S+): (?:Creating|Modifying|Destroying|Still creating)/.exec(
    line,
  )?.[1];
}

/** The errors of Terraform, or the end of the output when it told none. */
function errorsOf(lines: readonly string[]): string {
  const text = lines.map((line) =>
    line.replace(/^\S+ {2}/, "").replace(/^\s*(?:[│╷╵]\s?)?/, ""),
  );
  // The text of a file that changes can hold the word anywhere.
  const first = text.findIndex((line) => /^\s*Error: /.test(line));
  const shown =
    first >= 0
      ? text.slice(first, first + SHOWN_ON_FAILURE)
      : text.filter((line) => line.trim() !== "").slice(-SHOWN_ON_FAILURE);
  return shown.filter((line) => line.trim() !== "").join("\n");
}
