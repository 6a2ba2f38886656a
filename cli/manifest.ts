import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  MANIFEST_FILE,
  type DeploymentManifest,
} from "../lib/domain/telemetry/manifest";
import type { SynthesizedStack } from "./project";

/** A port of this machine that a container takes. */
export interface PublishedPort {
  readonly container: string;
  readonly address: string;
  readonly port: number;
  /** Port inside the container. */
  readonly internal: number;
  readonly protocol: "tcp" | "udp";
  /** What it is for, such as `http` or `syslog`, as far as the platform tells. */
  readonly name: string | undefined;
}

/** A container that has to run; seeders and other helpers that end are left out. */
export interface PlannedContainer {
  readonly name: string;
  /** Whether it has a probe. */
  readonly probed: boolean;
}

/** A secret that containers read as a file. */
export interface PlannedSecret {
  readonly name: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Numeric `uid:gid` of the programs that read it. */
  readonly owner: string;
  /** Whether any random text will do. */
  readonly generated: boolean;
}

/** What a synthesized stack is going to run. */
export interface StackPlan {
  readonly stack: SynthesizedStack;
  readonly containers: readonly PlannedContainer[];
  readonly ports: readonly PublishedPort[];
  readonly images: readonly string[];
  /** Data volumes that Terraform does not know, so that destroying the stack leaves them. */
  readonly dataVolumes: readonly string[];
  readonly secrets: readonly PlannedSecret[];
}

interface DockerContainer {
  readonly name: string;
  readonly must_run?: boolean;
  readonly healthcheck?: unknown;
  readonly volumes?: readonly {
    readonly volume_name?: string;
    readonly read_only?: boolean;
  }[];
  readonly ports?: readonly {
    readonly internal: number;
    readonly external?: number;
    readonly ip?: string;
    readonly protocol?: "tcp" | "udp";
  }[];
}

/** Reads what was synthesized; stacks without containers give empty lists. */
export function readStackPlan(stack: SynthesizedStack): StackPlan {
  const { resource } = readJson<{
    readonly resource?: {
      readonly docker_container?: Readonly<Record<string, DockerContainer>>;
      readonly docker_image?: Readonly<
        Record<string, { readonly name: string }>
      >;
    };
  }>(join(stack.folder, "cdk.tf.json"));
  const running = Object.values(resource?.docker_container ?? {}).filter(
    ({ must_run }) => must_run !== false,
  );
  const file = join(stack.folder, MANIFEST_FILE);
  const manifest = existsSync(file)
    ? readJson<Partial<DeploymentManifest>>(file)
    : {};
  return {
    stack,
    containers: running.map(({ name, healthcheck }) => ({
      name,
      probed: healthcheck !== undefined,
    })),
    ports: running.flatMap(({ name, ports = [] }) =>
      ports.flatMap(({ internal, external, ip, protocol = "tcp" }) =>
        external === undefined
          ? []
          : [
              {
                container: name,
                internal,
                port: external,
                address: ip ?? "0.0.0.0",
                protocol,
                name: manifest.ports?.find(
                  (each) =>
                    each.container === name &&
                    each.internal === internal &&
                    each.protocol === protocol,
                )?.name,
              },
            ],
      ),
    ),
    images: [
      ...new Set(
        Object.values(resource?.docker_image ?? {}).map((i) => i.name),
      ),
    ].sort(),
    dataVolumes: running
      .flatMap(({ volumes = [] }) => volumes)
      .flatMap(({ volume_name = "", read_only }) =>
        read_only === true || /^$|\$\{/.test(volume_name) ? [] : [volume_name],
      ),
    secrets: (manifest.secrets ?? []).flatMap(({ file: path, ...secret }) =>
      path === undefined
        ? []
        : [{ ...secret, file: resolve(stack.folder, path) }],
    ),
  };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}
