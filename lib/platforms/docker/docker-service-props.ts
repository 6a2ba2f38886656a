import type { ITerraformDependable } from "cdktf";
import { InvalidInputError } from "../../domain/problem";
import {
  requireKind,
  requireOneOf,
  requireProperties,
  requireShape,
} from "../../domain/shape";
import { requireSecretRef, type SecretRef } from "../../domain/secret";
import { shown, typeOf } from "../../domain/shown";
import type {
  ComponentName,
  DataVolume,
  HealthProbe,
} from "../../domain/telemetry/component";
import { COMPONENT_NAMES } from "../../domain/telemetry/component-name";
import type { Bytes } from "../../domain/units";
import {
  requireCpus,
  requireEnvironment,
  requireMemory,
} from "../../packs/components/options";
import type { FileContents } from "./config-files";
import {
  requireFolder,
  requireHealth,
  requireName,
  requirePorts,
  requireUser,
} from "./container-input";
import type { MemoryFolder } from "./hardened-container";
import { requireReference } from "./images";

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
   * Folders in memory that the program may write to; its root file system is read-only. A folder holds 64 MiB unless it
   * says otherwise.
   * @default ["/tmp"]
   */
  readonly tmpfs?: readonly (string | MemoryFolder)[];
  /**
   * Data that must outlive the container, on volumes named after project, container and volume; `dataVolumes` of the platform
   * says what becomes of them. The image must let the user write there.
   * @default []
   */
  readonly volumes?: readonly DataVolume[];
  /**
   * Secrets that the program reads as files in `/run/secrets`, named like them. The files belong to its user.
   * @default []
   */
  readonly secrets?: readonly SecretRef[];
  /**
   * The probe that decides when it is ready.
   * @default - it is taken for ready at once
   */
  readonly health?: HealthProbe;
  /**
   * Components and other resources that must be ready first. A component that does not run here is not waited for.
   * @default []
   */
  readonly startAfter?: readonly (ComponentName | ITerraformDependable)[];
  /**
   * Whether it may open connections to the world outside.
   * @default false
   */
  readonly egress?: boolean;
}

/**
 * Checks everything that can be seen in the properties alone.
 *
 * @param name of the container
 * @throws InvalidInputError for the first thing that is wrong
 */
export function requireServiceProps(
  name: string,
  props: DockerServiceProps,
): void {
  requireName(name);
  const what = `container "${name}"`;
  requireProperties(what, props, {
    image: "text",
    name: "text?",
    command: "texts?",
    files: "record?",
    environment: "record?",
    ports: "list?",
    memory: "size?",
    cpus: "number?",
    user: "text?",
    tmpfs: "list?",
    volumes: "list?",
    health: "record?",
    startAfter: "list?",
    secrets: "list?",
    egress: "flag?",
  });
  requireReference(`image of ${what}`, props.image);
  requireEnvironment(what, props.environment ?? {});
  for (const [path, content] of Object.entries(props.files ?? {})) {
    requireKind(`content of file ${path} of ${what}`, content, "text");
  }
  requirePorts(what, props.ports ?? []);
  if (props.memory !== undefined) {
    requireMemory(`memory of ${what}`, props.memory);
  }
  if (props.cpus !== undefined) {
    requireCpus(`cpus of ${what}`, props.cpus);
  }
  if (props.user !== undefined) {
    requireUser(what, props.user);
  }
  props.tmpfs?.forEach((folder) => requireMemoryFolder(what, folder));
  if (props.health !== undefined) {
    requireHealth(`health of ${what}`, props.health);
  }
  requireVolumes(what, props.volumes ?? []);
  props.secrets?.forEach((each) =>
    requireSecretRef(`each of secrets of ${what}`, each),
  );
  props.startAfter?.forEach((first) => requireFirst(what, first));
}

function requireFirst(
  what: string,
  first: ComponentName | ITerraformDependable,
): void {
  if (typeof first === "string") {
    requireOneOf(`each of startAfter of ${what}`, first, COMPONENT_NAMES);
  } else if (typeOf(first) !== "an object" || typeof first.fqn !== "string") {
    throw new InvalidInputError(
      "container-start-after",
      `each of startAfter of ${what} must be a component or a resource, got ${typeOf(first)}; pass the name of a component, or the \`container\` of a DockerService`,
    );
  }
}

/** The deepest folder that holds all files. */
export function commonFolder(paths: readonly string[]): string {
  const folders = paths.map((path) => {
    if (!/^\/[^/]+(?:\/[^/]+)+$/.test(path) || /\/\.\.?(?:\/|$)/.test(path)) {
      throw new InvalidInputError(
        "config-file-path",
        `file of a service must have an absolute path in a folder of its own, got ${shown(path)}; write it like "/app/server.js"`,
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

function requireVolumes(what: string, volumes: readonly DataVolume[]): void {
  const names = new Set<string>();
  for (const volume of volumes) {
    requireShape(`each of volumes of ${what}`, volume, {
      name: "text",
      path: "text",
      size: "size?",
    });
    const { name, path } = volume;
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name) || names.has(name)) {
      throw new InvalidInputError(
        "container-volume",
        `name of each of volumes of ${what} must be of small letters, digits and "-", and its own, got ${shown(name)}; write it like "data"`,
      );
    }
    names.add(name);
    requireFolder(what, path, "volumes");
  }
}

function requireMemoryFolder(
  what: string,
  folder: string | MemoryFolder,
): void {
  if (typeof folder === "string") {
    requireFolder(what, folder);
    return;
  }
  requireShape(`each of tmpfs of ${what}`, folder, {
    path: "text",
    size: "size?",
  });
  requireFolder(what, folder.path);
}
