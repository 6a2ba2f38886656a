import { runCdktf } from "./apply";
import { findCdktf } from "./cdktf";
import { Failure } from "./failure";
import { readStackPlan } from "./manifest";
import { prepareMachine } from "./prepare-machine";
import { runProcess } from "./process";
import type { Output } from "./progress";
import { agreed } from "./prompt";
import { readProject, synthesize } from "./project";

/** Removes what was deployed. Data volumes stay unless asked, and secrets always. */
export async function destroy(
  output: Output,
  options: {
    readonly volumes: boolean;
    readonly yes: boolean;
    readonly stack: string | undefined;
  },
): Promise<void> {
  const project = readProject(process.cwd());
  const cdktf = findCdktf(project);
  const tools = { cdktf, ...(await prepareMachine(output, false)) };
  const stacks = await synthesize(project, options.stack);
  const volumes = await existing(
    stacks.map(readStackPlan).flatMap(({ dataVolumes }) => dataVolumes),
  );
  const names = stacks.map(({ name }) => name).join(", ");
  const data = options.volumes ? ` and its data in ${volumes.join(", ")}` : "";
  if (!options.yes && !(await agreed(`Remove ${names}${data}?`))) {
    throw new Failure(
      "the removal must be agreed to, it was not",
      "answer y on a terminal, or give --yes",
    );
  }
  await runCdktf("destroy", project, stacks, tools, output);
  if (options.volumes) {
    await removeVolumes(volumes);
    output.good(`removed ${volumes.length} data volumes`);
  } else if (volumes.length > 0) {
    output.line(
      `the data stays in ${volumes.join(", ")}; --volumes removes it`,
    );
  }
}

async function existing(volumes: readonly string[]): Promise<string[]> {
  const args = ["volume", "ls", "--format", "{{.Name}}"];
  const { stdout } = await runProcess("docker", args);
  const present = new Set(stdout.split("\n"));
  return volumes.filter((name) => present.has(name));
}

async function removeVolumes(volumes: readonly string[]): Promise<void> {
  if (volumes.length === 0) {
    return;
  }
  const args = ["volume", "rm", "--force", ...volumes];
  const { status, stderr } = await runProcess("docker", args);
  if (status !== 0) {
    throw new Failure(
      `the data volumes must be removed, they are not: ${stderr.trim()}`,
      `docker ${args.join(" ")}`,
    );
  }
}
