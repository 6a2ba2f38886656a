import type { Construct, Node } from "constructs";
import type { SecretRef } from "../../domain/secret";
import type { ContainerSpec } from "../../domain/telemetry/component";
import type { Guest } from "./guest";
import type { MountBlock } from "./mounts";
import type { Networks } from "./network";
import { pulledImage } from "./pulled-image";
import {
  publishedPorts,
  specContainer,
  type NamedPort,
} from "./spec-container";

export interface ExporterContainerProps {
  /** Name under which the other containers find it; unique in the platform. */
  readonly name: string;
  readonly spec: ContainerSpec;
  readonly project: string;
  /** Reference of the image. */
  readonly image: string;
  readonly networks: Networks;
  readonly publishAddress: string;
  /** Most processes and threads of the spec's user on this host. */
  readonly processes: number;
  readonly mountSecrets: (
    secrets: readonly SecretRef[],
  ) => readonly MountBlock[];
}

/** A program that asks another one for its state and tells it as metrics. Its resources are children of `scope`. */
export class ExporterContainer implements Guest {
  readonly node: Node;
  readonly spec: ContainerSpec;
  readonly alias: string;
  readonly containerName: string;
  readonly user: string;
  readonly ports: readonly NamedPort[];
  readonly secrets: readonly SecretRef[];

  constructor(scope: Construct, props: ExporterContainerProps) {
    const { spec, project, name } = props;
    this.node = scope.node;
    this.spec = spec;
    this.alias = name;
    this.containerName = `${project}-${name}`;
    this.user = spec.user;
    this.ports = publishedPorts(spec, props.publishAddress);
    this.secrets = spec.secrets ?? [];
    specContainer(scope, "Resource", {
      spec,
      project,
      containerName: this.containerName,
      alias: name,
      image: pulledImage(scope, "image", props.image).imageId,
      networks: props.networks,
      ports: () => this.ports,
      processes: props.processes,
      mounts: () => props.mountSecrets(this.secrets),
    });
  }
}
