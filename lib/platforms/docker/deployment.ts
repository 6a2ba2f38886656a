import { join } from "node:path";
import { App, Manifest, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { GatewaySpec } from "../../domain/hosts/gateway";
import { InvalidInputError } from "../../domain/problem";
import type { SecretRef } from "../../domain/secret";
import { endpointsOf } from "../../domain/telemetry/addresses";
import {
  instanceName,
  type ComponentName,
  type ComponentSpec,
  type ContainerSpec,
} from "../../domain/telemetry/component";
import {
  runningSpecs,
  type DeploymentPlan,
  type Endpoints,
} from "../../domain/telemetry/plan";
import type { Late } from "../platform";
import { ComponentContainer } from "./component-container";
import type { FileContents } from "./config-files";
import type { DataVolumePolicy } from "./data-volumes";
import { ExporterContainer } from "./exporter-container";
import type { Guest } from "./guest";
import { imageReference, type ImageOverrides } from "./images";
import type { MountBlock } from "./mounts";
import { Networks } from "./network";
import { processLimit } from "./process-limit";
import { requireDockerProvider } from "./provider";
import { pulledImage } from "./pulled-image";
import type { SecretStore } from "./secret-store";

const DEPLOYMENT = Symbol.for("cdktf-observability/DockerDeployment");

export interface DockerDeploymentProps {
  /** Prefix of the names of all containers, volumes and networks. */
  readonly project: string;
  readonly plan: DeploymentPlan;
  readonly secrets: SecretStore;
  /** Address of the host on which ports are published. */
  readonly publishAddress: string;
  readonly dataVolumes: DataVolumePolicy;
  readonly images: ImageOverrides;
  /** Address of the daemon; nothing for the usual one. */
  readonly host?: string;
}

/** A port on which a component listens, and which the host publishes under the same number. */
export interface OwnPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** A gateway that runs here, and where it is declared. */
export interface DeployedGateway {
  readonly path: string;
  readonly name: string;
  readonly spec: GatewaySpec;
}

/** Everything that one platform consists of on one Docker host. */
export class DockerDeployment extends Construct {
  static isDockerDeployment(
    this: void,
    value: unknown,
  ): value is DockerDeployment {
    return typeof value === "object" && value !== null && DEPLOYMENT in value;
  }

  /**
   * The only deployment of the stack that `scope` belongs to.
   *
   * @throws InvalidInputError when the stack has none, or several
   */
  static of(scope: IConstruct): DockerDeployment {
    const all = TerraformStack.of(scope)
      .node.findAll()
      .filter(DockerDeployment.isDockerDeployment);
    const [only, ...others] = all;
    if (only === undefined || others.length > 0) {
      throw new InvalidInputError(
        "docker-deployment",
        `stack must hold one platform on Docker, got ${all.length}; create a MonitoringStack with a DockerPlatform first, and one in each stack`,
      );
    }
    return only;
  }

  readonly project: string;
  readonly plan: DeploymentPlan;
  readonly endpoints: Endpoints;
  readonly secrets: SecretStore;
  readonly publishAddress: string;
  /** Address of the daemon; nothing for the usual one. */
  readonly host: string | undefined;
  readonly networks: Networks;
  readonly dataVolumes: DataVolumePolicy;
  private readonly imageOverrides: ImageOverrides;
  private readonly images = new Set<string>();
  /** Terraform's ids of the components' images, by their keys. */
  private readonly imageIds = new Map<string, string>();
  private readonly components: ComponentContainer[] = [];
  private readonly runExporters: ExporterContainer[] = [];
  private readonly declaredGuests: Guest[] = [];
  private readonly declaredGateways: DeployedGateway[] = [];

  constructor(scope: Construct, id: string, props: DockerDeploymentProps) {
    super(scope, id);
    Object.defineProperty(this, DEPLOYMENT, { value: true });
    requireDockerProvider(this, props.host);
    this.project = props.project;
    this.plan = props.plan;
    this.endpoints = endpointsOf(props.plan);
    this.secrets = props.secrets;
    this.publishAddress = props.publishAddress;
    this.host = props.host;
    this.dataVolumes = props.dataVolumes;
    this.imageOverrides = props.images;
    this.networks = new Networks(this, "network", props.project);
    const specs = runningSpecs(props.plan);
    for (const spec of inStartOrder(specs)) {
      this.deploy(spec, specs);
    }
  }

  /** All components that run here, in the order of their start. */
  get deployed(): readonly ComponentContainer[] {
    return [...this.components];
  }

  /** All exporters that run here, in the order of their declaration. */
  get exporters(): readonly ExporterContainer[] {
    return [...this.runExporters];
  }

  /** Everything that runs here beside the components, in the order of its declaration. */
  get guests(): readonly Guest[] {
    return [...this.declaredGuests];
  }

  /** All gateways among the exporters, in the order of their declaration. */
  get gateways(): readonly DeployedGateway[] {
    return [...this.declaredGateways];
  }

  /** Notes that an exporter is a gateway, whose certificates are looked at. */
  addGateway(gateway: DeployedGateway): void {
    this.declaredGateways.push(gateway);
  }

  /** Notes a container of the user's own. */
  addService(service: Guest): void {
    this.declaredGuests.push(service);
  }

  /** Runs an exporter; its resources stand below `scope`. */
  runExporter(scope: Construct, name: string, spec: ContainerSpec): void {
    const image = imageReference(spec.image, this.imageOverrides);
    const components = this.deployed.map((each) => each.spec);
    const exporter = new ExporterContainer(scope, {
      name,
      spec,
      project: this.project,
      image,
      networks: this.networks,
      publishAddress: this.publishAddress,
      // Without the other exporters, or one more would replace all of its user.
      processes: processLimit(spec.user, [...components, spec]),
      mountSecrets: (secrets) => this.mountSecrets(secrets),
    });
    this.images.add(image);
    this.runExporters.push(exporter);
    this.declaredGuests.push(exporter);
  }

  /** Mounts that show a container its secrets, read-only. */
  mountSecrets(secrets: readonly SecretRef[]): readonly MountBlock[] {
    return this.secrets.mounts(secrets, this.workingFolder);
  }

  /** Adds configuration files to all that run of a component. What runs elsewhere or not at all gets none. */
  configure(
    component: ComponentName,
    files: (spec: ComponentSpec) => FileContents,
  ): void {
    for (const each of this.instances(component)) {
      each.addFiles(() => files(each.spec));
    }
  }

  /** Publishes further ports of a component, each under its own number on the address of the platform. */
  publishPorts(
    component: ComponentName,
    ports: Late<readonly OwnPort[]>,
  ): void {
    for (const each of this.instances(component)) {
      each.addPorts(() =>
        ports().map(({ name, port, protocol }) => ({
          name,
          internal: port,
          external: port,
          address: this.publishAddress,
          protocol,
        })),
      );
    }
  }

  /** Shows a component further secrets. */
  provideSecrets(
    component: ComponentName,
    secrets: Late<readonly SecretRef[]>,
  ): void {
    for (const each of this.instances(component)) {
      each.addSecrets(secrets);
    }
  }

  /** References of all images of components and exporters. */
  get imageReferences(): readonly string[] {
    return [...this.images].sort();
  }

  /** Reference of the image that a component or exporter is made from, which it need not be here. */
  imageOf(key: string): string {
    return imageReference(key, this.imageOverrides);
  }

  /** Where Terraform will run. */
  get workingFolder(): string {
    const stack = TerraformStack.of(this);
    return join(App.of(this).outdir, Manifest.stacksFolder, stack.node.id);
  }

  private deploy(spec: ComponentSpec, all: readonly ComponentSpec[]): void {
    const component = new ComponentContainer(this, instanceName(spec), {
      spec,
      project: this.project,
      image: this.imageId(spec.image),
      networks: this.networks,
      publishAddress: this.publishAddress,
      dataVolumes: this.dataVolumes,
      processes: processLimit(spec.user, all),
      mountSecrets: (secrets) => this.mountSecrets(secrets),
      startAfter: spec.startAfter.flatMap((name) =>
        this.instances(name).map(({ container }) => container),
      ),
    });
    this.components.push(component);
  }

  private instances(name: ComponentName): readonly ComponentContainer[] {
    return this.components.filter(({ spec }) => spec.name === name);
  }

  /** The image of a component; several that work as one share it. */
  private imageId(key: string): string {
    const known = this.imageIds.get(key);
    if (known !== undefined) {
      return known;
    }
    const reference = imageReference(key, this.imageOverrides);
    const { imageId } = pulledImage(this, `image-${key}`, reference);
    this.images.add(reference);
    this.imageIds.set(key, imageId);
    return imageId;
  }
}

/** Each component after those it waits for. */
function inStartOrder(
  specs: readonly ComponentSpec[],
): readonly ComponentSpec[] {
  const ordered: ComponentSpec[] = [];
  let waiting = specs;
  while (waiting.length > 0) {
    const names = waiting.map(({ name }) => name);
    const [ready, later] = partition(waiting, ({ startAfter }) =>
      startAfter.every((name) => !names.includes(name)),
    );
    if (ready.length === 0) {
      throw new InvalidInputError(
        "start-order",
        `components must not wait for each other in a circle, got ${names.join(", ")}; remove one from startAfter`,
      );
    }
    ordered.push(...ready);
    waiting = later;
  }
  return ordered;
}

function partition<T>(
  items: readonly T[],
  accepts: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(accepts), items.filter((item) => !accepts(item))];
}
