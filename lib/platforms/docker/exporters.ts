import { TerraformStack } from "cdktf";
import { InvalidInputError } from "../../domain/problem";
import type { ExportersPort } from "../platform";
import { agentBundle } from "./agent-bundle";
import { requireContainerSpec, requireFreeName } from "./container-input";
import type { DockerDeployment } from "./deployment";
import { gatewayContainer } from "./gateway";

/** Runs each exporter and each gateway in a container beside the components, and writes what agents are installed from. */
export function exportersPort(deployment: DockerDeployment): ExportersPort {
  const run: ExportersPort["run"] = (scope, name, spec) => {
    requireFreeName(name, deployment.deployed);
    requireContainerSpec(`exporter "${name}"`, spec);
    if (TerraformStack.of(scope) !== TerraformStack.of(deployment)) {
      throw new InvalidInputError(
        "exporter-stack",
        `exporter "${name}" must stand in the stack of its platform, got another one; create it there, or pass \`address\` for one that runs elsewhere`,
      );
    }
    deployment.runExporter(scope, name, spec);
  };
  return {
    run,
    runGateway: (scope, name, spec) =>
      run(scope, name, gatewayContainer(name, spec, deployment.plan)),
    writeAgent: (scope, name, spec) =>
      agentBundle(scope, name, spec, deployment),
  };
}
