import { Failure } from "./failure";
import { runProcess } from "./process";

/** The program that applies the plan. */
export interface Engine {
  /** Name or path of the program. */
  readonly command: string;
  readonly product: "Terraform" | "OpenTofu";
  readonly version: string;
}

const OLDEST = { Terraform: "1.5.7", OpenTofu: "1.6.0" } as const;

export const ENGINE_NEEDED = `Terraform ${OLDEST.Terraform} or OpenTofu ${OLDEST.OpenTofu} or later`;

/**
 * The engine to use: the program that TERRAFORM_BINARY_NAME names, else `terraform`, else `tofu`.
 *
 * @throws Failure when there is none or it is too old
 */
export async function findEngine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Engine> {
  const named = environment.TERRAFORM_BINARY_NAME;
  const commands = named ? [named] : ["terraform", "tofu"];
  for (const command of commands) {
    const result = await runProcess(command, ["version"], {
      env: { CHECKPOINT_DISABLE: "1" },
    });
    const match = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+)/m.exec(result.stdout);
    const [, product, version] = match ?? [];
    if (
      result.status === 0 &&
      version !== undefined &&
      (product === "Terraform" || product === "OpenTofu")
    ) {
      return requireRecent({ command, product, version });
    }
  }
  throw new EngineMissing(
    `${ENGINE_NEEDED} must be installed, found none as ${commands.map((each) => `"${each}"`).join(" or ")}`,
    named
      ? "TERRAFORM_BINARY_NAME is set: correct it or unset it"
      : "install one of them and run this again; TERRAFORM_BINARY_NAME names a program of another name",
  );
}

/** There is no Terraform or OpenTofu under the names looked for. */
export class EngineMissing extends Failure {}

function requireRecent(engine: Engine): Engine {
  const { product, version, command } = engine;
  if (compareVersions(version, OLDEST[product]) < 0) {
    throw new Failure(
      `${product} must be version ${OLDEST[product]} or later, "${command}" is ${version}`,
      `update it, or name another program in TERRAFORM_BINARY_NAME (${ENGINE_NEEDED})`,
    );
  }
  return engine;
}

/** Below zero when `a` is the older version. Only the numbers count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (text: string) => text.split(/[^0-9]+/).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
