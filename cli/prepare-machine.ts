import type { DockerEngine } from "./docker";
import { Failure } from "./failure";
import { offerInstall } from "./install";
import { checkMachine } from "./preflight";
import type { Output } from "./progress";
import type { Engine } from "./terraform";

/** What a machine that is ready has. */
export interface ReadyMachine {
  readonly docker: DockerEngine;
  readonly engine: Engine;
}

/**
 * Prints what the machine has, and installs what is missing where that is agreed.
 *
 * @throws Failure with everything that is still missing
 */
export async function prepareMachine(
  output: Output,
  yes: boolean,
): Promise<ReadyMachine> {
  let machine = await checkMachine(process.env);
  const failures: Failure[] = [];
  let installed = false;
  for (const finding of machine.findings) {
    if (finding.ok) {
      continue;
    }
    const failure =
      finding.install === undefined
        ? finding.failure
        : await offerInstall(finding.install, finding.failure, yes);
    if (failure === undefined) {
      installed = true;
    } else {
      failures.push(failure);
    }
  }
  if (installed && failures.length === 0) {
    machine = await checkMachine(process.env);
    failures.push(
      ...machine.findings.flatMap((each) => (each.ok ? [] : [each.failure])),
    );
  }
  for (const finding of machine.findings) {
    if (finding.ok) {
      output.good(finding.text);
    }
  }
  const { docker, engine } = machine;
  if (failures.length > 0 || docker === undefined || engine === undefined) {
    throw together(failures);
  }
  return { docker, engine };
}

function together(failures: readonly Failure[]): Failure {
  const [only, ...others] = failures;
  return only !== undefined && others.length === 0
    ? only
    : new Failure(
        `this machine must be put right in ${failures.length} places`,
        failures.map(String).join("\n"),
      );
}
