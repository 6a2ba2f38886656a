import { suggestion } from "../../domain/names";
import { InvalidInputError } from "../../domain/problem";
import { requireKind, requireProperties } from "../../domain/shape";
import { isSecretSetting, secretSettings } from "../../domain/secret-text";
import { shown } from "../../domain/shown";
import type {
  ComponentPort,
  ComponentSpec,
  DataVolume,
  HealthProbe,
} from "../../domain/telemetry/component";
import type { MetricSpec } from "../../domain/telemetry/scrape";
import { Bytes, Duration } from "../../domain/units";

/** Changes to one component of the platform. */
export interface ComponentOptions {
  /**
   * Most memory; the program is ended when it needs more.
   * @default - what it needs under a small load, see the component
   */
  readonly memory?: Bytes;
  /**
   * Most processor time, in cores.
   * @default - see the component
   */
  readonly cpus?: number;
  /**
   * How many of it work as one, 1 or 2, so that alerts survive the end of either. Only Prometheus and Alertmanager can have
   * two; the second is named `prometheus-2` or `alertmanager-2` and has data of its own.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Ports of the host, by the name of the component's port; `false` publishes it nowhere. Those of a second replica have
   * names that end in `-2`, such as `http-2`.
   * @default - Grafana 3000, Prometheus 9090, Alertmanager 9093, Jaeger 16686, OTLP 4317 and 4318, none of a second replica
   */
  readonly publish?: Readonly<Record<string, number | false>>;
  /**
   * Address under which people reach its pages, for links in notifications.
   * @default - the published port on this machine
   */
  readonly publicUrl?: string;
  /**
   * Space for its data.
   * @default - see the component
   */
  readonly volumeSize?: Bytes;
  /**
   * Merged deeply into its main configuration file, unchecked.
   * @default - nothing
   */
  readonly extraConfig?: Readonly<Record<string, unknown>>;
  /**
   * Environment variables beside those that the platform sets. They are stored in the Terraform state: no secrets.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Folders of the host that the collector may read log files from; of no use to other components.
   * @default ["/var/log"]
   */
  readonly logFolders?: readonly string[];
  /**
   * Folder of the host with text files of metrics that the node exporter reads, such as those of jobs and the checksums of
   * `fileChecksums`; of no use to other components.
   * @default - none
   */
  readonly textfileFolder?: string;
  /**
   * What these text files tell. Rules and panels may use nothing else of them, so that a typing error is found.
   * @default []
   */
  readonly textfileMetrics?: readonly MetricSpec[];
  /**
   * Components that the collector's image holds beside those that every build must: `logdedup` for deduplication of logs,
   * `journald` for the journal. Of no use to other components of the platform.
   * @default []
   */
  readonly provides?: readonly string[];
  /**
   * Whether Prometheus takes series that others send, among them what Loki records from log lines. Whoever reaches its
   * port can then write any series, those of alerts included: publish it to nobody that you do not trust. Of use to
   * Prometheus only.
   * @default false
   */
  readonly remoteWriteReceiver?: boolean;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * What types promise of the options of one component.
 *
 * @throws InvalidInputError for an unknown option, one of another kind, a malformed name of a variable, and a secret
 */
export function requireComponentOptions(
  what: string,
  options: ComponentOptions,
): void {
  requireProperties<ComponentOptions>(what, options, {
    memory: "size?",
    cpus: "number?",
    replicas: "number?",
    publish: "record?",
    publicUrl: "text?",
    volumeSize: "size?",
    extraConfig: "record?",
    environment: "record?",
    logFolders: "texts?",
    textfileFolder: "text?",
    textfileMetrics: "list?",
    provides: "texts?",
    remoteWriteReceiver: "flag?",
  });
  requireEnvironment(what, options.environment ?? {});
  const [secret] = secretSettings(options.extraConfig);
  if (secret !== undefined) {
    throw new InvalidInputError(
      "secret-in-settings",
      `extraConfig of ${what} must hold no secret, which the synthesized files and the state of Terraform would show, got one at ${secret}; use the setting that takes a file, such as password_file`,
    );
  }
}

/**
 * @throws InvalidInputError for a name that no program could ask for, a value that is no text, and a secret; the value is not
 *   repeated
 */
export function requireEnvironment(
  what: string,
  environment: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!VARIABLE.test(name)) {
      throw new InvalidInputError(
        "environment-name",
        `environment of ${what} must have names of letters, digits, "_", "." and "-", got ${shown(name)}; rename the variable`,
      );
    }
    requireKind(`environment variable ${name} of ${what}`, value, "text");
    if (isSecretSetting(name, value)) {
      throw new InvalidInputError(
        "secret-in-settings",
        `environment variable ${name} of ${what} must be no secret, which the state of Terraform and "docker inspect" would show, got one; put it into a file by SecretRef, and name the file in a variable such as ${name}_FILE`,
      );
    }
  }
}

/** Lays the user's options over the defaults of a component. */
export function withOptions(
  spec: ComponentSpec,
  options: ComponentOptions,
): ComponentSpec {
  const memory = options.memory ?? spec.memory;
  requireMemory(`memory of "${spec.name}"`, memory);
  const cpus = options.cpus ?? spec.cpus;
  requireCpus(`cpus of "${spec.name}"`, cpus);
  return {
    ...spec,
    memory,
    cpus,
    ports: publishPorts(spec, options),
    volumes: spec.volumes.map((volume) => sized(volume, options.volumeSize)),
    environment: {
      // The collector of garbage works harder near the limit instead of being killed at it.
      GOMEMLIMIT: `${Math.floor(memory.toMebibytes() * 0.9)}MiB`,
      ...spec.environment,
      ...options.environment,
    },
    ...(options.extraConfig !== undefined && {
      extraConfig: options.extraConfig,
    }),
  };
}

function sized(volume: DataVolume, size: Bytes | undefined): DataVolume {
  return size === undefined ? volume : { ...volume, size };
}

function publishPorts(
  spec: ComponentSpec,
  { publish = {}, replicas = 1 }: ComponentOptions,
): readonly ComponentPort[] {
  const names = spec.ports.flatMap(({ name }) =>
    replicas === 1 ? [name] : [name, `${name}-2`],
  );
  for (const [name, port] of Object.entries(publish)) {
    if (!names.includes(name)) {
      throw new InvalidInputError(
        "component-port",
        `published port of "${spec.name}" must be one of ${names.join(", ")}, got ${shown(name)}; ${suggestion(name, names, "choose one of them")}`,
      );
    }
    if (port !== false && !isPort(port)) {
      throw new InvalidInputError(
        "component-port",
        `published port "${name}" of "${spec.name}" must be between 1 and 65535, got ${shown(port)}; choose a free port of the host or false`,
      );
    }
  }
  return spec.ports.map(({ name, port, publish: usual }) => {
    const chosen =
      spec.replica === undefined
        ? (publish[name] ?? usual ?? false)
        : (publish[`${name}-${spec.replica}`] ?? false);
    return { name, port, ...(chosen !== false && { publish: chosen }) };
  });
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** Less than any container engine accepts. */
const LEAST_MEMORY = Bytes.mebibytes(6);

/** @throws InvalidInputError for less memory than a container can have */
export function requireMemory(what: string, memory: Bytes): void {
  if (memory.compare(LEAST_MEMORY) < 0) {
    throw new InvalidInputError(
      "component-limit",
      `${what} must be at least ${LEAST_MEMORY.toString()}, got ${memory.toString()}; leave it out for the default`,
    );
  }
}

/** @throws InvalidInputError for no processor time */
export function requireCpus(what: string, cpus: number): void {
  if (!Number.isFinite(cpus) || cpus < 0.01) {
    throw new InvalidInputError(
      "component-limit",
      `${what} must be at least 0.01 cores, got ${shown(cpus)}; leave it out for the default`,
    );
  }
}

/**
 * Where people reach the pages of a component: as the user says, else on the published port of this machine.
 *
 * @returns nothing when it is not published
 * @throws InvalidInputError when the user's address is no plain http or https URL
 */
export function publicUrl(
  what: string,
  port: string,
  usual: number,
  options: ComponentOptions,
): string | undefined {
  if (options.publicUrl !== undefined) {
    return requireUrl(`public URL of "${what}"`, options.publicUrl);
  }
  const published = options.publish?.[port] ?? usual;
  return published === false ? undefined : `http://127.0.0.1:${published}`;
}

/**
 * An http or https URL without a user, a password, a query or a fragment, and without the slash at its end.
 *
 * @throws InvalidInputError whose message does not repeat what may be a password
 */
export function requireUrl(what: string, text: string): string {
  requireKind(what, text, "text");
  const match =
    /^https?:\/\/(?<host>\[[0-9a-fA-F:]+\]|[a-zA-Z0-9_.-]+|\$\{[^}]+\})(?::(?<port>\d{1,5}))?(?:\/[^\s?#@]*)?$/.exec(
      text,
    );
  if (match === null || Number(match.groups?.port ?? 1) > 65535) {
    const got = text.includes("@")
      ? "a URL with a user or a password"
      : shown(text);
    throw new InvalidInputError(
      "url-malformed",
      `${what} must be an http or https URL without a log-in, query and fragment, got ${got}; write it like "http://host:9090"`,
    );
  }
  return text.replace(/\/+$/, "");
}

/** A probe by `wget`, which the image must hold. */
export function httpProbe(port: number, path: string): HealthProbe {
  return probe([
    "wget",
    "-q",
    "-O",
    "/dev/null",
    `http://127.0.0.1:${port}${path}`,
  ]);
}

/** A probe that is in a hurry at the start, where others wait for it, and allows slow starts. */
export function probe(command: readonly string[]): HealthProbe {
  return {
    command,
    interval: Duration.seconds(5),
    timeout: Duration.seconds(5),
    retries: 6,
    startPeriod: Duration.seconds(30),
  };
}
