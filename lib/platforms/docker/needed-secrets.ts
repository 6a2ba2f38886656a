import type { DockerDeployment } from "./deployment";
import type { NeededSecret } from "./secret-store";

/** All secrets that the components read as files. */
export function neededSecrets(
  deployment: DockerDeployment,
): readonly NeededSecret[] {
  return deployment.deployed.flatMap((component) => {
    const { spec } = component;
    const own = (spec.secrets ?? []).map(({ name }) => name);
    return component.secrets().map((secret) => ({
      secret,
      component: spec.name,
      owner: spec.user,
      generated: own.includes(secret.name),
    }));
  });
}
