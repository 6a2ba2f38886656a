import type {
  Container,
  ContainerVolumes,
} from "@cdktf/provider-docker/lib/container";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ContainerSpec } from "../../domain/telemetry/component";
import { hardenedContainer, type PublishedPort } from "./hardened-container";
import type { Late } from "../platform";
import { projectLabels, type DockerLabel } from "./labels";
import { lateBlocks } from "./late";
import type { MountBlock } from "./mounts";
import type { Networks } from "./network";

export interface SpecContainerProps {
  readonly spec: ContainerSpec;
  readonly project: string;
  /** Name of the container on the host. */
  readonly containerName: string;
  /** Name under which the other containers find it. */
  readonly alias: string;
  /** Terraform's own id of the image. */
  readonly image: string;
  readonly networks: Networks;
  readonly ports: Late<readonly PublishedPort[]>;
  /** Most processes and threads of the spec's user on this host. */
  readonly processes: number;
  readonly mounts: () => readonly MountBlock[];
  /** The only capabilities that it has. Default: none. */
  readonly capabilities?: readonly string[];
  /** Whether it sees the processes of the host. Default: false. */
  readonly hostProcesses?: boolean;
  /** Default: none. */
  readonly volumes?: readonly ContainerVolumes[];
  /** Labels beside those of the project. Default: none. */
  readonly labels?: readonly DockerLabel[];
  /** Default: nothing. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** A published port with what it is for. */
export interface NamedPort extends PublishedPort {
  readonly name: string;
}

/** Ports of the host under which a container is reached, with the names that the spec gives them. */
export function publishedPorts(
  { ports }: ContainerSpec,
  address: string,
): readonly NamedPort[] {
  return ports.flatMap(({ name, port, publish, address: own = address }) =>
    publish === undefined
      ? []
      : [
          {
            name,
            internal: port,
            external: publish,
            address: own,
            protocol: "tcp",
          },
        ],
  );
}

/** The container that a spec describes, in the networks of the platform. */
export function specContainer(
  scope: Construct,
  id: string,
  props: SpecContainerProps,
): Container {
  const { spec, capabilities, hostProcesses } = props;
  return hardenedContainer(scope, id, {
    name: props.containerName,
    image: props.image,
    user: spec.user,
    command: spec.command,
    environment: spec.environment ?? {},
    memory: spec.memory,
    cpus: spec.cpus,
    processes: props.processes,
    ...(capabilities !== undefined && { capabilities }),
    ...(hostProcesses !== undefined && { hostProcesses }),
    tmpfs: spec.tmpfs ?? [],
    ports: props.ports,
    networks: () =>
      props.networks.connect({
        aliases: [props.alias],
        outside: spec.egress || props.ports().length > 0,
      }),
    volumes: props.volumes ?? [],
    mounts: lateBlocks(props.mounts),
    ...(spec.health !== undefined && { health: spec.health }),
    stopGrace: spec.stopGrace,
    labels: [
      ...projectLabels(props.project, props.alias),
      ...(props.labels ?? []),
    ],
    dependsOn: props.dependsOn ?? [],
  });
}
