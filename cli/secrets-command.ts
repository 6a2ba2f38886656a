import { readStackPlan } from "./manifest";
import { silent, type Output } from "./progress";
import { readProject, SECRETS_CONTEXT, synthesize } from "./project";
import { ensureSecrets } from "./secrets";

/** Creates the secrets that can be generated and checks the others, without deploying. */
export async function secrets(
  output: Output,
  options: { readonly quiet: boolean; readonly app: string | undefined },
): Promise<void> {
  if (synthesizedUnchecked()) {
    return;
  }
  const project = readProject(process.cwd());
  const stacks = await synthesize({
    ...project,
    app: options.app ?? project.app,
  });
  const plans = stacks.map(readStackPlan);
  const planned = plans.flatMap((plan) => plan.secrets);
  const images = plans.flatMap((plan) => plan.images);
  const { created } = await ensureSecrets(planned, images);
  const { line, good } = options.quiet ? silent : output;
  for (const { name, file } of planned) {
    good(`${name}  ${file}${created.includes(name) ? " (created)" : ""}`);
  }
  if (planned.length === 0) {
    line("the program needs no secrets");
  }
}

/** `app` of cdktf.json may begin with this command; in a synthesis that asks for no secrets it has nothing to do. */
function synthesizedUnchecked(): boolean {
  const context = JSON.parse(process.env.CDKTF_CONTEXT_JSON ?? "{}") as Record<
    string,
    unknown
  >;
  return context[SECRETS_CONTEXT] === "unchecked";
}
