import { COMPONENT_NAMES, type ComponentName } from "./component-name";
import type { SecretRef } from "../secret";
import type { Bytes, Duration } from "../units";
import type { MetricSpec } from "./scrape";

export { COMPONENT_NAMES, type ComponentName };

export interface ComponentPort {
  /** What the port is for, such as `http` or `otlp-grpc`. */
  readonly name: string;
  readonly port: number;
  /** Port of the host under which people and programs outside reach it. Default: not published. */
  readonly publish?: number;
  /** Address of the host on which it is published. Default: that of the platform. */
  readonly address?: string;
}

/** Data that must outlive its container. */
export interface DataVolume {
  /** Short name, unique in the component. */
  readonly name: string;
  /** Folder inside the container; the image must let the component's user write there. */
  readonly path: string;
  /** The space set aside; the check of the whole model compares it with retention and ingest. */
  readonly size?: Bytes;
}

/** A folder of the host, mounted read-only. */
export interface HostMount {
  readonly source: string;
  readonly target: string;
  /** Whether mounts made on the host later become visible. Default: false. */
  readonly followMounts?: boolean;
}

/** How a program learns of changed configuration files. */
export type ConfigReload =
  /**
   * It watches its files, save those that it reads only when it starts: files or folders, relative to the configuration
   * folder. A change of such a file replaces the container.
   */
  | { readonly kind: "watch"; readonly readAtStart?: readonly string[] }
  /** It reads them again when asked by this HTTP request, sent from a container of the same image. */
  | { readonly kind: "request"; readonly command: readonly string[] }
  /** It is replaced; its data volumes stay. */
  | { readonly kind: "restart" };

/** The probe that the container engine runs inside the container; every program it names is in the image. */
export interface HealthProbe {
  readonly command: readonly string[];
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly retries: number;
  /** Failures within this time after the start do not count. */
  readonly startPeriod: Duration;
}

/** What a container may do beyond the default of nothing; each needs a reason, which the security notes print. */
export interface PrivilegeException {
  readonly kind: "root" | "capability" | "host-pid" | "host-mount";
  /** The capability, for that kind. */
  readonly capability?: string;
  readonly reason: string;
}

/** How to run one program in a container of its own, independent of the platform that runs it. */
export interface ContainerSpec {
  /** Key of the image in the platform's table of images, or a reference with a tag or a digest. */
  readonly image: string;
  /** Numeric `uid:gid`. */
  readonly user: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports: readonly ComponentPort[];
  /** Most memory; the program is ended when it needs more. */
  readonly memory: Bytes;
  /** Most processor time, in cores. */
  readonly cpus: number;
  /** Most processes and threads. */
  readonly processes: number;
  /** Folders in memory that the program may write to. */
  readonly tmpfs?: readonly string[];
  /** Secrets that the program reads as files, beside those that its configuration names. */
  readonly secrets?: readonly SecretRef[];
  /** Absent only where the image holds no program that could probe. */
  readonly health?: HealthProbe;
  /** Whether it opens connections to the world outside, such as a chat's webhook. */
  readonly egress: boolean;
  /** Time to finish after the request to stop. */
  readonly stopGrace: Duration;
}

/** One component of the platform: its container, its data, its configuration. */
export interface ComponentSpec extends ContainerSpec {
  readonly name: ComponentName;
  /** The number of this copy, from 2, where several of the component work as one. Default: the first or only one. */
  readonly replica?: number;
  readonly volumes: readonly DataVolume[];
  readonly hostMounts?: readonly HostMount[];
  /** Folder of the configuration files; absent for programs without any. */
  readonly configFolder?: string;
  readonly reload: ConfigReload;
  /** Components that must be healthy first. */
  readonly startAfter: readonly ComponentName[];
  /** Where it tells of itself; scraped by Prometheus. */
  readonly selfMetrics: {
    readonly port: number;
    readonly path: string;
    readonly metrics: readonly MetricSpec[];
  };
  readonly exceptions?: readonly PrivilegeException[];
  /** Parts that its image is declared to hold beside those that every image must. */
  readonly provides?: readonly string[];
  /** Merged deeply into its main configuration file, unchecked. */
  readonly extraConfig?: Readonly<Record<string, unknown>>;
}

/** Name of one running program: that of its component, with a number from the second copy on. */
export function instanceName({
  name,
  replica,
}: {
  readonly name: ComponentName;
  readonly replica?: number | undefined;
}): string {
  return replica === undefined ? name : `${name}-${replica}`;
}
