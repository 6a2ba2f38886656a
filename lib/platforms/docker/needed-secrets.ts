import type { DockerDeployment } from "./deployment";
import { userId } from "./process-limit";
import type { NeededSecret } from "./secret-store";

/** All secrets that the containers read as files, once for each user that reads one. */
export function neededSecrets(
  deployment: DockerDeployment,
): readonly NeededSecret[] {
  const ofComponents = deployment.deployed.flatMap((component) => {
    const { spec, alias } = component;
    const own = (spec.secrets ?? []).map(({ name }) => name);
    return component.secrets().map((secret) => ({
      secret,
      component: alias,
      owner: spec.user,
      generated: own.includes(secret.name),
    }));
  });
  // What a guest reads is known to another program too, such as a database, so it cannot be any random text.
  const ofGuests = deployment.guests.flatMap(({ node, alias, user, secrets }) =>
    secrets.map((secret) => ({
      path: node.path,
      secret,
      component: alias,
      owner: user,
      generated: false,
    })),
  );
  const seen = new Set<string>();
  return [...ofComponents, ...ofGuests].filter(({ secret, owner }) => {
    const reading = `${userId(owner)} ${secret.name}`;
    const first = !seen.has(reading);
    seen.add(reading);
    return first;
  });
}
