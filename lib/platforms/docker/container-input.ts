import { isIP } from "node:net";
import { InvalidInputError } from "../../domain/problem";
import { requireSecretRef } from "../../domain/secret";
import { requireKind, requireShape } from "../../domain/shape";
import { shown } from "../../domain/shown";
import type {
  ContainerSpec,
  HealthProbe,
} from "../../domain/telemetry/component";
import {
  requireCpus,
  requireEnvironment,
  requireMemory,
} from "../../packs/components/options";

const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;

export function requireName(name: string): void {
  if (typeof name !== "string" || !CONTAINER_NAME.test(name)) {
    throw new InvalidInputError(
      "container-name",
      `name of a container must be letters, digits, "_", "." and "-", got ${shown(name)}; pass \`name\``,
    );
  }
}

function requirePort(what: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InvalidInputError(
      "container-port",
      `port of ${what} must be between 1 and 65535, got ${shown(port)}; choose another`,
    );
  }
}

export function requireFolder(
  what: string,
  folder: string,
  option = "tmpfs",
): void {
  if (!/^(?:\/[^/\0:,]+)+$/.test(folder)) {
    throw new InvalidInputError(
      `container-${option}`,
      `each of ${option} of ${what} must be an absolute path without ":" and ",", got ${shown(folder)}; write it like "/tmp"`,
    );
  }
}

export function requireHealth(what: string, health: HealthProbe): void {
  requireShape(what, health, {
    command: "texts",
    interval: "duration",
    timeout: "duration",
    retries: "number",
    startPeriod: "duration",
  });
  const { command, interval, timeout, retries } = health;
  if (command.length === 0) {
    throw new InvalidInputError(
      "container-health",
      `command of ${what} must not be empty, got []; name a program of the image and its arguments`,
    );
  }
  for (const [name, time] of Object.entries({ interval, timeout })) {
    if (time.toMillis() === 0) {
      throw new InvalidInputError(
        "container-health",
        `${name} of ${what} must be longer than 0s, got 0s; use some seconds`,
      );
    }
  }
  if (!Number.isInteger(retries) || retries < 1) {
    throw new InvalidInputError(
      "container-health",
      `retries of ${what} must be a whole number of at least 1, got ${shown(retries)}; use 3`,
    );
  }
}

/** @throws InvalidInputError for a user by name: only the image knows what it means */
export function requireUser(what: string, user: string): void {
  if (!/^\d+:\d+$/.test(user)) {
    throw new InvalidInputError(
      "container-user",
      `user of ${what} must be a numeric uid:gid, got ${shown(user)}; write it like "1000:1000"`,
    );
  }
}

/** @throws InvalidInputError for what is no list of ports */
export function requirePorts(
  what: string,
  ports: readonly {
    readonly port: number;
    readonly publish?: number;
    readonly address?: string;
  }[],
): void {
  for (const each of ports) {
    requireKind(`each of ports of ${what}`, each, "record");
    requirePort(what, each.port);
    if (each.publish !== undefined) {
      requirePort(what, each.publish);
    }
    if (each.address !== undefined && isIP(each.address) === 0) {
      throw new InvalidInputError(
        "container-port-address",
        `address of a port of ${what} must be an IP address of the host, got ${shown(each.address)}; use "127.0.0.1" to keep it on the host`,
      );
    }
  }
}

/** @throws InvalidInputError for the name of a component: in the networks of the platform a name must mean one container */
export function requireFreeName(
  name: string,
  components: readonly { readonly alias: string }[],
): void {
  requireName(name);
  if (components.some(({ alias }) => alias === name)) {
    throw new InvalidInputError(
      "container-name",
      `name of a container must not be that of a component of the platform, got "${name}"; pass another \`name\``,
    );
  }
}

/**
 * Checks everything that can be seen in the spec alone, except its image.
 *
 * @throws InvalidInputError for the first thing that is wrong
 */
export function requireContainerSpec(what: string, spec: ContainerSpec): void {
  requireShape(what, spec, {
    image: "text",
    user: "text",
    command: "texts",
    environment: "record?",
    ports: "list",
    memory: "size",
    cpus: "number",
    processes: "number",
    tmpfs: "texts?",
    secrets: "list?",
    health: "record?",
    egress: "flag",
    stopGrace: "duration",
  });
  requireUser(what, spec.user);
  requireEnvironment(what, spec.environment ?? {});
  requirePorts(what, spec.ports);
  requireMemory(`memory of ${what}`, spec.memory);
  requireCpus(`cpus of ${what}`, spec.cpus);
  if (!Number.isInteger(spec.processes) || spec.processes < 1) {
    throw new InvalidInputError(
      "container-processes",
      `processes of ${what} must be a whole number of at least 1, got ${shown(spec.processes)}; use 32`,
    );
  }
  spec.tmpfs?.forEach((folder) => requireFolder(what, folder));
  spec.secrets?.forEach((each) =>
    requireSecretRef(`each of secrets of ${what}`, each),
  );
  if (spec.health !== undefined) {
    requireHealth(`health of ${what}`, spec.health);
  }
}
