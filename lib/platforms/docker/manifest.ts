import { mkdirSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { Manifest, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import {
  MANIFEST_FILE,
  type DeploymentManifest,
} from "../../domain/telemetry/manifest";
import { DockerDeployment } from "./deployment";
import { neededSecrets } from "./needed-secrets";

/** Writes the manifest of the deployment's stack with each synthesis. */
export function writeManifest(deployment: DockerDeployment): void {
  addCustomSynthesis(deployment, {
    onSynthesize(session) {
      const stack = TerraformStack.of(deployment);
      const folder = join(session.outdir, Manifest.stacksFolder, stack.node.id);
      mkdirSync(folder, { recursive: true });
      const manifest = describeStack(stack, folder);
      writeFileSync(
        join(folder, MANIFEST_FILE),
        `${JSON.stringify(manifest, null, 2)}\n`,
      );
    },
  });
}

function describeStack(
  stack: TerraformStack,
  folder: string,
): DeploymentManifest {
  const deployments = stack.node
    .findAll()
    .filter(DockerDeployment.isDockerDeployment);
  const components = deployments.flatMap(({ deployed }) => deployed);
  const exporters = deployments.flatMap((each) => each.exporters);
  const guests = deployments.flatMap((each) => each.guests);
  const running = [
    ...components.map((each) => [each.alias, each] as const),
    ...exporters.map((each) => [each.alias, each] as const),
  ];
  return {
    version: 1,
    projects: deployments.map(({ project }) => project),
    components: running.map(([name, { spec, containerName, ports }]) => {
      const main = ports.find((port) => port.name === "http");
      return {
        name,
        container: containerName,
        ...(main !== undefined && {
          url: `http://${main.address}:${main.external}`,
        }),
        probed: spec.health !== undefined,
      };
    }),
    ports: running.flatMap(([, { containerName, ports }]) =>
      ports.map(({ name, address, external, internal, protocol }) => ({
        name,
        container: containerName,
        address,
        port: external,
        internal,
        protocol,
      })),
    ),
    secrets: deployments.flatMap((deployment) =>
      neededSecrets(deployment).map(({ secret, owner, generated }) => ({
        name: secret.name,
        ...fileOf(deployment, secret.name, folder),
        owner,
        generated,
      })),
    ),
    dataVolumes: [...components, ...guests]
      .flatMap(({ volumes = [] }) => volumes.map(({ name }) => name))
      .sort(),
    images: deployments.flatMap(({ imageReferences }) => imageReferences),
  };
}

function fileOf(deployment: DockerDeployment, name: string, folder: string) {
  const { path } = deployment.secrets;
  if (path === undefined) {
    return {};
  }
  const file = join(path, name);
  return { file: isAbsolute(path) ? file : relative(folder, resolve(file)) };
}
