import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { InvalidInputError } from "../../domain/problem";

/** The release that the classes were made for, 3.6.2, deletes a stopped container during a mere plan. */
const PROVIDER_VERSION = "~> 4.5";

/**
 * Makes sure that the stack has a Docker provider, and that its version is one this library can rely on. A provider that
 * the user made stays as it is.
 *
 * @param host address of the daemon, such as `ssh://user@machine`; nothing for the usual one of this machine
 * @throws InvalidInputError when the stack already talks to another daemon
 */
export function requireDockerProvider(scope: Construct, host?: string): void {
  const stack = TerraformStack.of(scope);
  stack.addOverride(
    "terraform.required_providers.docker.version",
    PROVIDER_VERSION,
  );
  const existing = stack.node.findAll().find(isDefaultDockerProvider);
  if (existing === undefined) {
    new DockerProvider(stack, "docker", host === undefined ? {} : { host });
  } else if (host !== undefined && existing.host !== host) {
    throw new InvalidInputError(
      "docker-host",
      `stack must talk to one Docker daemon, got ${host} beside ${existing.host ?? "the local one"}; put the second platform in a stack of its own`,
    );
  }
}

function isDefaultDockerProvider(
  this: void,
  construct: IConstruct,
): construct is DockerProvider {
  return (
    TerraformProvider.isTerraformProvider(construct) &&
    construct.terraformResourceType === "docker" &&
    construct.alias === undefined
  );
}
