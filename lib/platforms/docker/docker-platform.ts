import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { isIP } from "node:net";
import { slug } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import { requireOneOf, requireProperties } from "../../domain/shape";
import { shown, typeOf } from "../../domain/shown";
import type { DeploymentPlan } from "../../domain/telemetry/plan";
import type { Platform, PlatformPorts } from "../platform";
import { dashboardPort } from "./dashboards";
import { DATA_VOLUME_POLICIES, type DataVolumePolicy } from "./data-volumes";
import { DockerDeployment } from "./deployment";
import { exportersPort } from "./exporters";
import { requireKnownImages, type ImageOverrides } from "./images";
import { logsPort } from "./logs";
import { writeManifest } from "./manifest";
import { metricsPort } from "./metrics";
import { routingPort } from "./routing";
import { rulesPort } from "./rules";
import { SecretStore } from "./secret-store";
import { tracesPort } from "./traces";
import { validateDeployment, type PublishingPort } from "./validate";

/** How the platform runs on a Docker host. */
export interface DockerPlatformOptions {
  /** Where the files are that hold passwords, keys and addresses that must stay secret. */
  readonly secrets: SecretStore;
  /**
   * Prefix of the names of all containers, volumes and networks; unique on the host.
   * @default - the id of the stack, as lower-case letters, digits and dashes
   */
  readonly project?: string;
  /**
   * Address of the host on which ports are published. Another than the default opens them to whoever reaches that
   * address: the programs speak plain HTTP, and only Grafana asks for a password.
   * @default "127.0.0.1"
   */
  readonly publishAddress?: string;
  /**
   * What becomes of the data when the platform is destroyed.
   * @default "retain"
   */
  readonly dataVolumes?: DataVolumePolicy;
  /**
   * Other references for images, by component; for a mirror, or another version than the tested one.
   * @default - see `image-table.ts`
   */
  readonly images?: ImageOverrides;
}

/** A Docker host on another machine. */
export interface RemoteDockerOptions extends DockerPlatformOptions {
  /** Address of the daemon, such as `ssh://user@machine` or `tcp://machine:2376`. */
  readonly host: string;
}

const PROJECT = /^[a-z0-9][a-z0-9-]{0,40}$/;
const HOST = /^(?:ssh|tcp|unix|npipe|https?|fd):\/\/\S+$/;

/** Runs the platform as containers of one Docker host. */
export class DockerPlatform implements Platform {
  /**
   * The Docker daemon that the command `docker` uses on this machine, unless the environment says otherwise.
   *
   * @throws InvalidInputError for a malformed project, address or key of an image
   */
  static local(options: DockerPlatformOptions): DockerPlatform {
    return new DockerPlatform(options);
  }

  /**
   * A Docker daemon elsewhere. Its secrets are in a volume there: `SecretStore.volume(name)`.
   *
   * @throws InvalidInputError for a malformed host, project, address or key of an image
   */
  static remote(options: RemoteDockerOptions): DockerPlatform {
    requireOptions(options);
    if (typeof options.host !== "string" || !HOST.test(options.host)) {
      throw new InvalidInputError(
        "docker-host",
        `host of Docker must be an address with a scheme, got ${hostText(options.host)}; write it like "ssh://user@machine"`,
      );
    }
    if (options.secrets.path !== undefined) {
      throw new InvalidInputError(
        "docker-remote-secrets",
        `secrets of a remote Docker host must be in a volume there, got a directory of this machine; use SecretStore.volume("name")`,
      );
    }
    return new DockerPlatform(options, options.host);
  }

  readonly name = "docker";

  private constructor(
    private readonly options: DockerPlatformOptions,
    private readonly host?: string,
  ) {
    requireOptions(options);
    requireKnownImages(options.images ?? {});
    if (options.project !== undefined) {
      requireProject(options.project);
    }
    const address = options.publishAddress ?? "127.0.0.1";
    if (isIP(address) === 0) {
      throw new InvalidInputError(
        "docker-publish-address",
        `address for published ports must be an IP address of the host, got ${shown(address)}; use "127.0.0.1" to keep them on the host`,
      );
    }
  }

  bind(scope: Construct, plan: DeploymentPlan): PlatformPorts {
    const { options, host } = this;
    const project =
      options.project ?? requireProject(slug(TerraformStack.of(scope).node.id));
    // "Default" adds nothing to Terraform addresses.
    const deployment = new DockerDeployment(scope, "Default", {
      project,
      plan,
      secrets: options.secrets,
      publishAddress: options.publishAddress ?? "127.0.0.1",
      dataVolumes: options.dataVolumes ?? "retain",
      images: options.images ?? {},
      ...(host !== undefined && { host }),
    });
    writeManifest(deployment);
    const traces = tracesPort(deployment);
    const logs = logsPort(deployment, traces.processing);
    // Ports that another platform took over are given nothing.
    const given = new Set<PublishingPort>();
    const noted = <T>(
      name: PublishingPort,
      port: { publish(settings: T): void },
    ) => ({
      publish(settings: T): void {
        given.add(name);
        port.publish(settings);
      },
    });
    return {
      metrics: noted("metrics", metricsPort(deployment, logs.tenants)),
      rules: noted("rules", rulesPort(deployment, logs)),
      routing: noted("routing", routingPort(deployment)),
      logs: noted("logs", logs),
      traces: noted("traces", traces),
      dashboards: noted("dashboards", dashboardPort(deployment)),
      exporters: exportersPort(deployment),
      validate: () => validateDeployment(deployment, given),
    };
  }
}

/** A malformed address may hold a password. */
function hostText(host: unknown): string {
  return typeof host === "string" && /[@:]/.test(host)
    ? typeOf(host)
    : shown(host);
}

function requireOptions(options: DockerPlatformOptions): void {
  requireProperties<Partial<RemoteDockerOptions>>("a DockerPlatform", options, {
    secrets: "any",
    project: "text?",
    publishAddress: "text?",
    dataVolumes: "any",
    images: "record?",
    host: "any",
  });
  if (!(options.secrets instanceof SecretStore)) {
    throw new InvalidInputError(
      "docker-secrets",
      `secrets of a DockerPlatform must be a SecretStore, got ${typeOf(options.secrets)}; write it like SecretStore.directory(".secrets")`,
    );
  }
  if (options.dataVolumes !== undefined) {
    requireOneOf(
      "dataVolumes of a DockerPlatform",
      options.dataVolumes,
      DATA_VOLUME_POLICIES,
    );
  }
}

function requireProject(project: string): string {
  if (!PROJECT.test(project)) {
    throw new InvalidInputError(
      "docker-project",
      `project must be 1 to 41 lower-case letters, digits and "-", beginning with a letter or digit, got ${JSON.stringify(project)}; pass \`project\` to the DockerPlatform`,
    );
  }
  return project;
}
