import { problem, type Problem } from "../../domain/problem";
import { DockerDeployment } from "./deployment";
import type { PublishedPort } from "./hardened-container";

/** A container and what it takes for itself on its Docker host. */
interface Occupant {
  /** Construct path. */
  readonly path: string;
  readonly deployment: DockerDeployment;
  readonly containerName: string;
  /** Name in the networks of its platform. */
  readonly alias: string;
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
      each.deployed.map(({ node, alias, containerName, ports }) => ({
        path: node.path,
        deployment: each,
        containerName,
        alias,
        ports,
      })),
    ),
    ...neighbours.flatMap((each) =>
      each.guests.map(({ node, containerName, alias, ports }) => ({
        path: node.path,
        deployment: each,
        containerName,
        alias,
        ports,
      })),
    ),
  ];
  return occupants.flatMap((occupant, index) =>
    occupant.deployment === deployment
      ? conflictsOf(occupant, occupants.slice(0, index))
      : [],
  );
}

function conflictsOf(
  occupant: Occupant,
  earlier: readonly Occupant[],
): readonly Problem[] {
  const { path, containerName, ports } = occupant;
  return [
    ...nameConflicts(occupant, earlier),
    ...ports.flatMap((port, index) => {
      const holder = [
        ...earlier,
        { ...occupant, ports: ports.slice(0, index) },
      ].find((each) => each.ports.some((held) => exclude(held, port)));
      return holder === undefined
        ? []
        : [
            problem(
              "port-taken",
              path,
              `published port of ${containerName} must be free, got ${port.external}${port.protocol === "udp" ? " of udp" : ""}, which ${holder.containerName} publishes at ${holder.path}; give one of them another port, or false`,
            ),
          ];
    }),
  ];
}

/** One name for two containers, on the host or in the networks of the platform. */
function nameConflicts(
  { path, deployment, containerName, alias }: Occupant,
  earlier: readonly Occupant[],
): readonly Problem[] {
  const namesake = earlier.find((each) => each.containerName === containerName);
  if (namesake !== undefined) {
    return [
      problem(
        "container-name-taken",
        path,
        `name of a container must be unique on its Docker host, got "${containerName}" at ${namesake.path} and at ${path}; pass another \`name\``,
      ),
    ];
  }
  const double = earlier.find(
    (each) => each.deployment === deployment && each.alias === alias,
  );
  return double === undefined
    ? []
    : [
        problem(
          "container-alias-taken",
          path,
          `name of a container must mean one in the networks of the platform, got "${alias}" at ${double.path} and at ${path}; pass another \`name\``,
        ),
      ];
}

const EVERYWHERE: readonly string[] = ["0.0.0.0", "::"];

/** An address and "all addresses" exclude each other; TCP and UDP count apart. */
function exclude(a: PublishedPort, b: PublishedPort): boolean {
  return (
    a.external === b.external &&
    a.protocol === b.protocol &&
    (a.address === b.address ||
      EVERYWHERE.includes(a.address) ||
      EVERYWHERE.includes(b.address))
  );
}
