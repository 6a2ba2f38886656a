import { TerraformStack } from "cdktf";
import { InvalidInputError } from "../../domain/problem";
import type { ExportersPort } from "../platform";
import { requireContainerSpec, requireFreeName } from "./container-input";
import type { DockerDeployment } from "./deployment";

/** Runs each exporter in a container beside the components. */
export function exportersPort(deployment: DockerDeployment): ExportersPort {
  return {
    run(scope, name, spec) {
      requireFreeName(name, deployment.deployed);
      requireContainerSpec(`exporter "${name}"`, spec);
      if (TerraformStack.of(scope) !== TerraformStack.of(deployment)) {
        throw new InvalidInputError(
          "exporter-stack",
          `exporter "${name}" must stand in the stack of its platform, got another one; create it there, or pass \`address\` for one that runs elsewhere`,
        );
      }
      deployment.runExporter(scope, name, spec);
    },
  };
}
