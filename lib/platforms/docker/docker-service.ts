import type { Container } from "@cdktf/provider-docker/lib/container";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SecretRef } from "../../domain/secret";
import type { ComponentName } from "../../domain/telemetry/component";
import { requireKind } from "../../domain/shape";
import { Bytes, Duration } from "../../domain/units";
import { validated } from "../validation";
import { ConfigFiles, type FileContents } from "./config-files";
import { ConfigVolume } from "./config-volume";
import { requireFreeName } from "./container-input";
import {
  mountDataVolumes,
  namedVolumes,
  type NamedVolume,
} from "./data-volumes";
import { DockerDeployment } from "./deployment";
import {
  commonFolder,
  requireServiceProps,
  type DockerServiceProps,
} from "./docker-service-props";
import type { Guest } from "./guest";
import { hardenedContainer, type PublishedPort } from "./hardened-container";
import { DOCKER_LABEL, projectLabels } from "./labels";
import { lateBlocks, lateText } from "./late";
import { processLimit } from "./process-limit";
import { pulledImage } from "./pulled-image";

const SERVICE = Symbol.for("cdktf-observability/DockerService");

/** Runs a container of one's own beside the platform, in its networks and as restricted as its components are. */
export class DockerService extends Construct implements Guest {
  static isDockerService(this: void, value: unknown): value is DockerService {
    return typeof value === "object" && value !== null && SERVICE in value;
  }

  readonly containerName: string;
  /** Name under which the other containers find it. */
  readonly alias: string;
  /** Numeric `uid:gid`. */
  readonly user: string;
  /** Secrets that it reads as files. */
  readonly secrets: readonly SecretRef[];
  readonly container: Container;
  /** The platform beside which it runs. */
  readonly deployment: DockerDeployment;
  /** Ports of the host that it takes. */
  readonly ports: readonly PublishedPort[];
  /** Data that outlives it. */
  readonly volumes: readonly NamedVolume[];

  /**
   * @throws ValidationError for a malformed name, image, user, port, path, variable or limit, and in a stack without a
   *   platform on Docker
   */
  constructor(scope: Construct, id: string, props: DockerServiceProps) {
    super(scope, id);
    Object.defineProperty(this, SERVICE, { value: true });
    const { deployment, name, ports } = validated(this, () =>
      this.check(id, props),
    );
    this.deployment = deployment;
    this.containerName = name;
    this.alias = name;
    this.user = props.user ?? "65532:65532";
    this.secrets = props.secrets ?? [];
    this.ports = ports;
    this.volumes = namedVolumes(
      `${deployment.project}-${name}`,
      props.volumes ?? [],
    );
    this.container = validated(this, () => this.makeContainer(props));
    deployment.addService(this);
  }

  private check(id: string, props: DockerServiceProps) {
    requireKind("options of a DockerService", props, "record");
    const deployment = DockerDeployment.of(this);
    const name = props.name ?? id;
    requireServiceProps(name, props);
    requireFreeName(name, deployment.deployed);
    const { publishAddress: address } = deployment;
    const ports = (props.ports ?? []).flatMap(({ port, publish }) =>
      publish === undefined
        ? []
        : [
            {
              internal: port,
              external: publish,
              address,
              protocol: "tcp" as const,
            },
          ],
    );
    return { deployment, name, ports };
  }

  private makeContainer(props: DockerServiceProps): Container {
    const { deployment, user, secrets } = this;
    const image = pulledImage(this, "image", props.image).imageId;
    const config = this.makeConfig(deployment.project, image, props.files);
    return hardenedContainer(this, "Resource", {
      name: this.containerName,
      image,
      user,
      command: props.command ?? [],
      environment: props.environment ?? {},
      memory: props.memory ?? Bytes.mebibytes(128),
      cpus: props.cpus ?? 0.5,
      processes: processLimit(
        user,
        deployment.deployed.map(({ spec }) => spec),
      ),
      tmpfs: props.tmpfs ?? ["/tmp"],
      ports: () => this.ports,
      networks: () =>
        deployment.networks.connect({
          aliases: [this.alias],
          outside: props.egress === true || this.ports.length > 0,
        }),
      volumes: [
        ...(config === undefined ? [] : [config.volume.mount]),
        ...mountDataVolumes(
          this,
          deployment.project,
          this.containerName,
          this.volumes,
          deployment.dataVolumes,
        ),
      ],
      ...(secrets.length > 0 && {
        mounts: lateBlocks(() => deployment.mountSecrets(secrets)),
      }),
      ...(props.health !== undefined && { health: props.health }),
      stopGrace: Duration.seconds(10),
      labels: [
        ...projectLabels(deployment.project, this.containerName),
        ...(config === undefined
          ? []
          : [
              {
                label: DOCKER_LABEL.config,
                value: lateText(() => config.files.hash()),
              },
            ]),
      ],
      dependsOn: [
        ...(config === undefined ? [] : [config.volume.seeder]),
        ...(props.startAfter ?? []).flatMap((first) =>
          typeof first === "string" ? componentOf(deployment, first) : [first],
        ),
      ],
    });
  }

  private makeConfig(
    project: string,
    image: string,
    contents: FileContents = {},
  ) {
    const paths = Object.keys(contents);
    if (paths.length === 0) {
      return undefined;
    }
    const folder = commonFolder(paths);
    const files = new ConfigFiles(folder);
    files.add(() =>
      Object.fromEntries(
        Object.entries(contents).map(([path, content]) => [
          path.slice(folder.length + 1),
          content,
        ]),
      ),
    );
    const volume = new ConfigVolume(this, "config", {
      project,
      component: this.containerName,
      containerName: this.containerName,
      image,
      files,
    });
    // Now, so that what is wrong with a file is told with this construct's path.
    volume.uploads();
    return { files, volume };
  }
}

function componentOf(
  deployment: DockerDeployment,
  name: ComponentName,
): readonly ITerraformDependable[] {
  return deployment.deployed
    .filter(({ spec }) => spec.name === name)
    .map(({ container }) => container);
}
