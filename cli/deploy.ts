import { runCdktf } from "./apply";
import { findCdktf } from "./cdktf";
import { waitUntilHealthy } from "./health";
import { readStackPlan, type StackPlan } from "./manifest";
import { prepareMachine } from "./prepare-machine";
import { checkPorts, missingImages, pullImages } from "./preflight-stack";
import { elapsed, type Output } from "./progress";
import { readProject, synthesize } from "./project";
import { ensureSecrets } from "./secrets";
import { summary } from "./summary";

/** Loki is slow to be ready, a loaded machine is slower; a healthy platform takes less than one minute. */
const HEALTH_LIMIT_MS = 5 * 60_000;

/** From a checked machine to a healthy platform. */
export async function deploy(
  output: Output,
  options: {
    readonly plan: boolean;
    readonly yes: boolean;
    readonly stack: string | undefined;
  },
): Promise<void> {
  const start = Date.now();
  const project = readProject(process.cwd());
  const cdktf = findCdktf(project);
  const tools = { cdktf, ...(await prepareMachine(output, options.yes)) };
  output.live("synthesizing");
  const stacks = await synthesize(project, options.stack);
  const plans = stacks.map(readStackPlan);
  output.good(`synthesized ${stacks.map(({ name }) => name).join(", ")}`);
  stacks.flatMap(({ warnings }) => warnings).forEach(output.warn);
  if (options.plan) {
    const lines = await runCdktf("diff", project, stacks, tools, output);
    output.line(planOf(lines));
    return;
  }
  await checkPorts(plans, tools.docker);
  await pullImages(await missingImages(plans), output);
  await prepareSecrets(plans, output);
  await runCdktf("deploy", project, stacks, tools, output);
  await waitUntilHealthy(plans, output, HEALTH_LIMIT_MS);
  output.line();
  output.line(summary(plans, process.env));
  output.line(`deployed in ${elapsed(start)}`);
}

async function prepareSecrets(
  plans: readonly StackPlan[],
  output: Output,
): Promise<void> {
  const secrets = plans.flatMap((plan) => plan.secrets);
  const images = plans.flatMap((plan) => plan.images);
  const { created } = await ensureSecrets(secrets, images);
  output.good(
    created.length === 0
      ? `${secrets.length} secrets in place`
      : `created ${created.join(", ")}`,
  );
}

/** The plan itself, without what Terraform tells on its way to it. */
function planOf(lines: readonly string[]): string {
  const kept = lines.filter(
    (line) => !/Refreshing state|Processing|Synthesizing/.test(line),
  );
  const start = kept.findIndex((line) =>
    /No changes|will perform|used the selected providers/.test(line),
  );
  return kept.slice(Math.max(0, start)).join("\n").trimEnd();
}
