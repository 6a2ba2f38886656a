import {
  Container,
  type ContainerMounts,
  type ContainerNetworksAdvanced,
  type ContainerVolumes,
} from "@cdktf/provider-docker/lib/container";
import type { IResolvable, ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { InvalidInputError } from "../../domain/problem";
import type { HealthProbe } from "../../domain/telemetry/component";
import { Bytes, type Duration } from "../../domain/units";
import { terraformText } from "../terraform-text";
import type { Late } from "../platform";
import { contentHash, DOCKER_LABEL, type DockerLabel } from "./labels";
import { lateBlocks } from "./late";

/** A port of a container that the host publishes. */
export interface PublishedPort {
  readonly internal: number;
  readonly external: number;
  /** Address of the host. */
  readonly address: string;
  readonly protocol: "tcp" | "udp";
}

/** A folder in memory; what is in it counts as the container's memory, and is gone with the container. */
export interface MemoryFolder {
  readonly path: string;
  /**
   * Most that it holds.
   * @default Bytes.mebibytes(64)
   */
  readonly size?: Bytes;
}

export interface HardenedContainerProps {
  readonly name: string;
  readonly image: string;
  /** Numeric `uid:gid`. */
  readonly user: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memory: Bytes;
  readonly cpus: number;
  /** Most processes and threads of the user on this host. */
  readonly processes: number;
  /** The only capabilities that it has. */
  readonly capabilities?: readonly string[];
  readonly hostProcesses?: boolean;
  readonly tmpfs: readonly (string | MemoryFolder)[];
  readonly ports: Late<readonly PublishedPort[]>;
  readonly networks: Late<readonly ContainerNetworksAdvanced[]>;
  readonly volumes: readonly ContainerVolumes[];
  readonly mounts?: readonly ContainerMounts[] | IResolvable;
  readonly health?: HealthProbe;
  readonly stopGrace: Duration;
  readonly labels: readonly DockerLabel[];
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Room in memory for each folder that a program may write to; it counts as the container's memory. */
const TMPFS_SIZE = Bytes.mebibytes(64);

function tmpfsOptions(size: Bytes): string {
  return `rw,noexec,nosuid,nodev,size=${Math.ceil(size.toMebibytes())}m,mode=1777`;
}

/** What each container's output may take on the disk of the host: 3 files of 10 MB. */
const LOG_OPTIONS = {
  "max-size": "10m",
  "max-file": "3",
  // Each line tells the name of its container, by which the log agent finds the service.
  tag: "{{.Name}}",
};

/** A container may do nothing beyond what its user may, except for the capabilities given. */
export function privileges(capabilities: readonly string[] = []) {
  return {
    capabilities: {
      ...(capabilities.length > 0 && { add: [...capabilities].sort() }),
      drop: ["ALL"],
    },
    securityOpts: ["no-new-privileges:true"],
  };
}

/**
 * A container with a read-only root file system, without privileges, with limits on everything that it could exhaust.
 * All attributes are spelled as the Docker provider reads them back, so that a second plan is empty.
 */
export function hardenedContainer(
  scope: Construct,
  id: string,
  props: HardenedContainerProps,
): Container {
  const memory = Math.ceil(props.memory.toMebibytes());
  const grace = Math.ceil(props.stopGrace.toSeconds());
  const tmpfs = Object.fromEntries(
    props.tmpfs.map((each) => {
      const { path, size = TMPFS_SIZE } =
        typeof each === "string" ? { path: each } : each;
      return [terraformText(path), tmpfsOptions(size)];
    }),
  );
  const healthcheck = props.health && renderHealth(props.health);
  return new Container(scope, id, {
    name: terraformText(props.name),
    image: props.image,
    user: props.user,
    ...(props.command.length > 0 && { command: renderCommand(props.command) }),
    env: renderEnvironment(props.environment),
    readOnly: true,
    ...privileges(props.capabilities),
    ...(props.hostProcesses === true && { pidMode: "host" }),
    memory,
    // Equal to the memory: nothing of it may be swapped out.
    memorySwap: memory,
    cpus: cpusText(props.cpus),
    // The provider cannot limit the processes of a container, only those of its user.
    ulimit: [{ name: "nproc", soft: props.processes, hard: props.processes }],
    ...(props.tmpfs.length > 0 && { tmpfs }),
    ports: lateBlocks(() => renderPorts(props.ports())),
    networkMode: "bridge",
    networksAdvanced: lateBlocks(props.networks),
    ...(props.volumes.length > 0 && { volumes: [...props.volumes] }),
    ...(props.mounts !== undefined && {
      mounts: Array.isArray(props.mounts)
        ? [...(props.mounts as readonly ContainerMounts[])]
        : (props.mounts as IResolvable),
    }),
    restart: "unless-stopped",
    destroyGraceSeconds: grace,
    stopTimeout: grace,
    logDriver: "json-file",
    logOpts: LOG_OPTIONS,
    ...(healthcheck !== undefined && {
      healthcheck,
      wait: true,
      waitTimeout: 180,
    }),
    labels: [
      ...props.labels,
      {
        // The provider does not apply changes of these to a container that exists; a new label replaces it.
        label: DOCKER_LABEL.settings,
        value: contentHash([tmpfs, healthcheck ?? null, grace]),
      },
    ],
    dependsOn: [...props.dependsOn],
  });
}

/** Health checks as the provider reads them back: durations as Go prints them. */
function renderHealth(probe: HealthProbe) {
  return {
    test: ["CMD", ...renderCommand(probe.command)],
    interval: probe.interval.toGo(),
    timeout: probe.timeout.toGo(),
    startPeriod: probe.startPeriod.toGo(),
    retries: probe.retries,
  };
}

function renderPorts(ports: readonly PublishedPort[]) {
  return [...ports]
    .sort(
      (a, b) => a.internal - b.internal || (a.protocol < b.protocol ? -1 : 1),
    )
    .map(({ internal, external, address, protocol }) => ({
      external,
      internal,
      ip: address,
      protocol,
    }));
}

export function renderCommand(command: readonly string[]): string[] {
  if (command.includes("")) {
    throw new InvalidInputError(
      "command-empty-argument",
      `command must have no empty argument, got ${JSON.stringify(command)}; the Docker provider cannot pass one`,
    );
  }
  return command.map(terraformText);
}

function renderEnvironment(
  environment: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(environment)
    .map(([name, value]) => terraformText(`${name}=${value}`))
    .sort();
}

/**
 * Processor cores in the provider's own spelling. It rounds some amounts when it reads them back, which would replace the
 * container at each apply; those become a thousandth more.
 */
export function cpusText(cores: number): string {
  for (let milli = Math.ceil(cores * 1000); ; milli++) {
    const text = readBack(milli);
    if (Math.round(Number(text) * 1000) === milli) {
      return text;
    }
  }
}

/** https://github.com/kreuzwerker/terraform-provider-docker/blob/master/internal/provider/helpers.go, `nanoInt64ToDecimalString` */
function readBack(milli: number): string {
  const text = (milli / 1000).toFixed(9);
  return text.split("0").length - 1 === 9
    ? (milli / 1000).toFixed(1)
    : text.replace(/0+$/, "");
}
