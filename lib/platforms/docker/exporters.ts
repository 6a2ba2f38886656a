import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import type { ContainerSpec } from "../../domain/telemetry/component";
import type { ExportersPort } from "../platform";
import { agentBundle } from "./agent-bundle";
import { requireContainerSpec, requireFreeName } from "./container-input";
import type { DockerDeployment } from "./deployment";
import { gatewayContainers } from "./gateway";

/** Runs each exporter and each gateway in a container beside the components, and writes what agents are installed from. */
export function exportersPort(deployment: DockerDeployment): ExportersPort {
  const run = (
    what: string,
    scope: Construct,
    name: string,
    spec: ContainerSpec,
  ): void => {
    requireFreeName(name, deployment.deployed);
    requireContainerSpec(`${what} "${name}"`, spec);
    if (TerraformStack.of(scope) !== TerraformStack.of(deployment)) {
      throw new InvalidInputError(
        "exporter-stack",
        `${what} "${name}" must stand in the stack of its platform, got another one; create it there, or pass \`address\` for one that runs elsewhere`,
      );
    }
    deployment.runExporter(scope, name, spec);
  };
  return {
    run: (scope, name, spec) => run("exporter", scope, name, spec),
    runGateway: (scope, name, spec) => {
      const { front, collector } = gatewayContainers(
        name,
        spec,
        deployment.plan,
      );
      run("gateway", scope, front.name, front.spec);
      run(
        "gateway",
        new Construct(scope, "collector"),
        collector.name,
        collector.spec,
      );
      deployment.addGateway({ path: scope.node.path, name, spec });
    },
    writeAgent: (scope, name, spec) =>
      agentBundle(scope, name, spec, deployment),
  };
}
