import { problem, type Problem } from "../../domain/problem";
import { DockerDeployment } from "./deployment";
import { DockerService } from "./docker-service";
import type { PublishedPort } from "./hardened-container";

/** A container and what it takes for itself on its Docker host. */
interface Occupant {
  /** Construct path. */
  readonly path: string;
  readonly deployment: DockerDeployment;
  readonly containerName: string;
  readonly ports: readonly PublishedPort[];
}

/**
 * What a platform takes on its Docker host that something declared before it has already, in this stack or another of the
 * program: its project, names of containers, ports.
 */
export function conflicts(deployment: DockerDeployment): readonly Problem[] {
  const all = deployment.node.root.node.findAll();
  const neighbours = all
    .filter(DockerDeployment.isDockerDeployment)
    .filter(({ host }) => host === deployment.host);
  const twin = neighbours
    .slice(0, neighbours.indexOf(deployment))
    .find(({ project }) => project === deployment.project);
  if (twin !== undefined) {
    // All its containers have names that are taken; this is enough to tell.
    return [
      problem(
        "docker-project-taken",
        deployment.node.path,
        `project must be unique on its Docker host, got "${deployment.project}" here and at ${twin.node.path}; pass another \`project\` to one DockerPlatform`,
      ),
    ];
  }
  const occupants: readonly Occupant[] = [
    ...neighbours.flatMap((each) =>
      each.deployed.map(({ node, containerName, ports }) => ({
        path: node.path,
        deployment: each,
        containerName,
        ports,
      })),
    ),
    ...all
      .filter(DockerService.isDockerService)
      .filter((service) => neighbours.includes(service.deployment))
      .map(({ node, deployment: own, containerName, ports }) => ({
        path: node.path,
        deployment: own,
        containerName,
        ports,
      })),
  ];
  return occupants.flatMap((occupant, index) =>
    occupant.deployment === deployment
      ? conflictsOf(occupant, occupants.slice(0, index))
      : [],
  );
}

function conflictsOf(
  { path, containerName, ports }: Occupant,
  earlier: readonly Occupant[],
): readonly Problem[] {
  const namesake = earlier.find((each) => each.containerName === containerName);
  const names =
    namesake === undefined
      ? []
      : [
          problem(
            "container-name-taken",
            path,
            `name of a container must be unique on its Docker host, got "${containerName}" at ${namesake.path} and at ${path}; pass another \`name\``,
          ),
        ];
  return [
    ...names,
    ...ports.flatMap((port, index) => {
      const holder = [
        ...earlier,
        { path, containerName, ports: ports.slice(0, index) },
      ].find((each) => each.ports.some((held) => exclude(held, port)));
      return holder === undefined
        ? []
        : [
            problem(
              "port-taken",
              path,
              `published port of ${containerName} must be free, got ${port.external}, which ${holder.containerName} publishes at ${holder.path}; give one of them another port, or false`,
            ),
          ];
    }),
  ];
}

const EVERYWHERE = "0.0.0.0";

/** An address and "all addresses" exclude each other. */
function exclude(a: PublishedPort, b: PublishedPort): boolean {
  return (
    a.external === b.external &&
    (a.address === b.address ||
      a.address === EVERYWHERE ||
      b.address === EVERYWHERE)
  );
}
