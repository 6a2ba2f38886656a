import type { Container } from "@cdktf/provider-docker/lib/container";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import type {
  ComponentName,
  HealthProbe,
} from "../../domain/telemetry/component";
import { Bytes, Duration } from "../../domain/units";
import { ConfigFiles, type FileContents } from "./config-files";
import { ConfigVolume } from "./config-volume";
import { DockerDeployment, pulledImage } from "./deployment";
import { hardenedContainer, type PublishedPort } from "./hardened-container";
import { DOCKER_LABEL, projectLabels } from "./labels";
import { lateText } from "./late";
import { processLimit } from "./process-limit";

const SERVICE = Symbol.for("cdktf-observability/DockerService");

export interface DockerServiceProps {
  /** Reference of the image, with a tag or digest. */
  readonly image: string;
  /**
   * Name of the container; other containers of the platform reach it under this name, and `LogSource.container` finds its
   * lines by it.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * Arguments of the image's program.
   * @default - those of the image
   */
  readonly command?: readonly string[];
  /**
   * Contents of files by their absolute path; all in one folder or below it, which then holds nothing else. A change
   * replaces the container.
   * @default {}
   */
  readonly files?: FileContents;
  /**
   * Environment variables. They are stored in the Terraform state: no secrets.
   * @default {}
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Ports on which it listens. Other containers of the platform reach all of them; one with `publish` is reached under that
   * port of the host too, on the address on which the platform publishes its own.
   * @default []
   */
  readonly ports?: readonly {
    readonly port: number;
    readonly publish?: number;
  }[];
  /**
   * Most memory; the program is ended when it needs more.
   * @default Bytes.mebibytes(128)
   */
  readonly memory?: Bytes;
  /**
   * Most processor time, in cores.
   * @default 0.5
   */
  readonly cpus?: number;
  /**
   * Numeric `uid:gid`.
   * @default "65532:65532", a user who owns nothing
   */
  readonly user?: string;
  /**
   * Folders in memory that the program may write to; its root file system is read-only.
   * @default ["/tmp"]
   */
  readonly tmpfs?: readonly string[];
  /**
   * The probe that decides when it is ready.
   * @default - it is taken for ready at once
   */
  readonly health?: HealthProbe;
  /**
   * Components and other resources that must be ready first.
   * @default []
   */
  readonly startAfter?: readonly (ComponentName | ITerraformDependable)[];
  /**
   * Whether it may open connections to the world outside.
   * @default false
   */
  readonly egress?: boolean;
}

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

/** Runs a container of one's own beside the platform, in its networks and as restricted as its components are. */
export class DockerService extends Construct {
  static isDockerService(this: void, value: unknown): value is DockerService {
    return typeof value === "object" && value !== null && SERVICE in value;
  }

  readonly containerName: string;
  readonly container: Container;
  /** Ports of the host that it takes. */
  readonly ports: readonly PublishedPort[];

  /**
   * @throws InvalidInputError for a malformed name, user or path, and in a stack without a platform on Docker
   */
  constructor(scope: Construct, id: string, props: DockerServiceProps) {
    super(scope, id);
    Object.defineProperty(this, SERVICE, { value: true });
    const deployment = DockerDeployment.of(this);
    const user = requireUser(props.user ?? "65532:65532");
    this.containerName = requireName(props.name ?? id);
    this.ports = (props.ports ?? []).flatMap(({ port, publish }) =>
      publish === undefined
        ? []
        : [
            {
              internal: requirePort(port),
              external: requirePort(publish),
              address: deployment.publishAddress,
            },
          ],
    );
    const image = pulledImage(this, "image", props.image).imageId;
    const config = this.makeConfig(deployment.project, image, props.files);
    this.container = hardenedContainer(this, "Resource", {
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
      ports: this.ports,
      networks: deployment.networks.connect({
        aliases: [this.containerName],
        outside: props.egress === true || this.ports.length > 0,
      }),
      volumes: config === undefined ? [] : [config.volume.mount],
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
    return { files, volume };
  }
}

function componentOf(
  deployment: DockerDeployment,
  name: ComponentName,
): readonly ITerraformDependable[] {
  const found = deployment.deployed.find(({ spec }) => spec.name === name);
  return found === undefined ? [] : [found.container];
}

/** The deepest folder that holds all files. */
function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => {
    if (!/^\/[^/]+(?:\/[^/]+)+$/.test(path)) {
      throw new InvalidInputError(
        "config-file-path",
        `file of a service must have an absolute path in a folder of its own, got ${JSON.stringify(path)}; write it like "/app/server.js"`,
      );
    }
    return path.split("/").slice(0, -1);
  });
  const [first = [], ...others] = folders;
  const depth = first.findIndex((part, index) =>
    others.some((other) => other[index] !== part),
  );
  const common = depth < 0 ? first : first.slice(0, depth);
  if (common.length < 2) {
    throw new InvalidInputError(
      "config-file-path",
      `files of a service must be in one folder below "/", got ${paths.join(", ")}; move them into one`,
    );
  }
  return common.join("/");
}

function requireName(name: string): string {
  if (!CONTAINER_NAME.test(name)) {
    throw new InvalidInputError(
      "container-name",
      `name of a container must be letters, digits, "_", "." and "-", got ${JSON.stringify(name)}; pass \`name\``,
    );
  }
  return name;
}

function requirePort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidInputError(
      "container-port",
      `port of a container must be between 1 and 65535, got ${port}; choose another`,
    );
  }
  return port;
}

function requireUser(user: string): string {
  if (!/^\d+:\d+$/.test(user)) {
    throw new InvalidInputError(
      "container-user",
      `user of a container must be a numeric uid:gid, got ${JSON.stringify(user)}; write it like "1000:1000"`,
    );
  }
  return user;
}
