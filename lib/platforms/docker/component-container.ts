import type { Container } from "@cdktf/provider-docker/lib/container";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SecretRef } from "../../domain/secret";
import {
  instanceName,
  type ComponentSpec,
} from "../../domain/telemetry/component";
import type { Late } from "../platform";
import { ConfigFiles, type FileContents } from "./config-files";
import { ConfigVolume } from "./config-volume";
import {
  mountDataVolumes,
  namedVolumes,
  type DataVolumePolicy,
  type NamedVolume,
} from "./data-volumes";
import { DOCKER_LABEL, type DockerLabel } from "./labels";
import { lateText } from "./late";
import { hostMount, type MountBlock } from "./mounts";
import type { Networks } from "./network";
import { reloadRequest } from "./reload-request";
import {
  publishedPorts,
  specContainer,
  type NamedPort,
} from "./spec-container";

export interface ComponentContainerProps {
  readonly spec: ComponentSpec;
  readonly project: string;
  /** Terraform's own id of the image. */
  readonly image: string;
  readonly networks: Networks;
  readonly publishAddress: string;
  readonly dataVolumes: DataVolumePolicy;
  /** Most processes and threads of the spec's user on this host. */
  readonly processes: number;
  readonly mountSecrets: (
    secrets: readonly SecretRef[],
  ) => readonly MountBlock[];
  /** Containers that must be healthy first. */
  readonly startAfter: readonly ITerraformDependable[];
}

/** Grafana shows every file below this folder; the others name the files that they read. */
const SCANNED: Readonly<Partial<Record<ComponentSpec["name"], string>>> = {
  grafana: "dashboards",
};

/** One component: its container, data, configuration, and what makes it read changes. */
export class ComponentContainer extends Construct {
  readonly spec: ComponentSpec;
  /** Name under which the other containers find it. */
  readonly alias: string;
  readonly containerName: string;
  readonly container: Container;
  readonly volumes: readonly NamedVolume[];
  private readonly files: ConfigFiles | undefined;
  private readonly latePorts: Late<readonly NamedPort[]>[] = [];
  private readonly lateSecrets: Late<readonly SecretRef[]>[] = [];

  constructor(scope: Construct, id: string, props: ComponentContainerProps) {
    super(scope, id);
    const { spec, project } = props;
    this.spec = spec;
    this.alias = instanceName(spec);
    this.containerName = `${project}-${this.alias}`;
    this.volumes = namedVolumes(this.containerName, spec.volumes);
    this.latePorts.push(() => publishedPorts(spec, props.publishAddress));
    const shared = {
      project,
      component: this.alias,
      containerName: this.containerName,
      image: props.image,
    };
    const config =
      spec.configFolder === undefined
        ? undefined
        : this.makeConfig(spec.configFolder, shared);
    this.files = config?.files;
    this.container = this.makeContainer(props, config);
    if (spec.reload.kind === "request" && config !== undefined) {
      reloadRequest(this, "reload", {
        ...shared,
        user: spec.user,
        command: spec.reload.command,
        files: config.files,
        networks: props.networks,
        dependsOn: [config.volume.seeder, this.container],
      });
    }
  }

  /** Adds files to the configuration folder. */
  addFiles(files: Late<FileContents>): void {
    this.files?.add(files);
  }

  /**
   * All configuration files by their paths in the configuration folder.
   *
   * @throws InvalidInputError for what cannot be rendered
   */
  renderFiles(): FileContents {
    return this.files?.render() ?? {};
  }

  /** Publishes ports beside those of its spec. */
  addPorts(ports: Late<readonly NamedPort[]>): void {
    this.latePorts.push(ports);
  }

  /** All ports of the host under which it is reached; those that sources of logs bring are known when all is declared. */
  get ports(): readonly NamedPort[] {
    return this.latePorts.flatMap((late) => late());
  }

  /** Shows the program secrets beside those of its spec. */
  addSecrets(secrets: Late<readonly SecretRef[]>): void {
    this.lateSecrets.push(secrets);
  }

  /** All secrets that the program reads, once each, by name. */
  secrets(): readonly SecretRef[] {
    const all = [
      ...(this.spec.secrets ?? []),
      ...this.lateSecrets.flatMap((late) => late()),
    ];
    return [...new Map(all.map((each) => [each.name, each])).values()].sort(
      (a, b) => (a.name < b.name ? -1 : 1),
    );
  }

  private makeConfig(
    folder: string,
    shared: {
      readonly project: string;
      readonly component: string;
      readonly containerName: string;
      readonly image: string;
    },
  ) {
    const files = new ConfigFiles(folder);
    const scanned = SCANNED[this.spec.name];
    const volume = new ConfigVolume(this, "config", {
      ...shared,
      files,
      ...(scanned !== undefined && { scannedFolder: scanned }),
    });
    return { files, volume };
  }

  private makeContainer(
    props: ComponentContainerProps,
    config:
      | { readonly files: ConfigFiles; readonly volume: ConfigVolume }
      | undefined,
  ): Container {
    const { spec, project } = props;
    const exceptions = spec.exceptions ?? [];
    const capabilities = exceptions.flatMap(({ capability }) =>
      capability === undefined ? [] : [capability],
    );
    return specContainer(this, "Resource", {
      spec,
      project,
      containerName: this.containerName,
      alias: this.alias,
      image: props.image,
      networks: props.networks,
      ports: () => this.ports,
      processes: props.processes,
      capabilities,
      hostProcesses: exceptions.some(({ kind }) => kind === "host-pid"),
      volumes: [
        ...mountDataVolumes(
          this,
          project,
          this.alias,
          this.volumes,
          props.dataVolumes,
        ),
        ...(config === undefined ? [] : [config.volume.mount]),
      ],
      mounts: () => [
        ...(spec.hostMounts ?? []).map(hostMount),
        ...props.mountSecrets(this.secrets()),
      ],
      labels: config === undefined ? [] : this.configLabel(config.files),
      dependsOn: [
        ...(config === undefined ? [] : [config.volume.seeder]),
        ...props.startAfter,
      ],
    });
  }

  /** A label that changes, and so replaces the container, with each file that the program reads only when it starts. */
  private configLabel(files: ConfigFiles): readonly DockerLabel[] {
    const { reload } = this.spec;
    if (reload.kind === "request") {
      return [];
    }
    const within = reload.kind === "watch" ? reload.readAtStart : undefined;
    if (reload.kind === "watch" && within === undefined) {
      return [];
    }
    return [
      {
        label: DOCKER_LABEL.config,
        value: lateText(() => files.hash(within)),
      },
    ];
  }
}
