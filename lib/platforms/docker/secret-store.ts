import { readFileSync, statSync, type Stats } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { InvalidInputError, problem, type Problem } from "../../domain/problem";
import type { SecretRef } from "../../domain/secret";
import { requireKind } from "../../domain/shape";
import { shown } from "../../domain/shown";
import { terraformText } from "../terraform-text";
import type { MountBlock } from "./mounts";
import { userId } from "./process-limit";

/** Where programs find their secrets. */
export const SECRETS_FOLDER = "/run/secrets";

/** A secret that a component reads as a file. */
export interface NeededSecret {
  /** Construct path of what reads it. Default: that of the platform. */
  readonly path?: string;
  readonly secret: SecretRef;
  /** What reads it. */
  readonly component: string;
  /** Numeric `uid:gid` of the program that reads it. */
  readonly owner: string;
  /** Whether any random text will do: nobody else has to know it. */
  readonly generated: boolean;
}

const VOLUME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Path under which a program reads a secret. */
export function secretPath(secret: SecretRef): string {
  return `${SECRETS_FOLDER}/${secret.name}`;
}

/**
 * Where the secrets are that programs read as files, one file for each, named like the secret. The content never passes
 * through this library or Terraform.
 */
export class SecretStore {
  private constructor(
    private readonly place:
      | { readonly kind: "directory"; readonly path: string }
      | { readonly kind: "volume"; readonly name: string },
  ) {}

  /**
   * A folder on the machine that runs Docker, which must be the one that runs Terraform. Each file belongs to the user of
   * the program that reads it, mode 0400; `npm run secrets` makes them so.
   *
   * @param path relative to the folder of the program, or absolute
   * @throws InvalidInputError for no path
   */
  static directory(path: string): SecretStore {
    requireKind("path of a secret store", path, "text");
    if (path.trim() === "") {
      throw new InvalidInputError(
        "secret-store",
        `path of a secret store must not be empty, got ${shown(path)}; write it like ".secrets"`,
      );
    }
    return new SecretStore({ kind: "directory", path });
  }

  /**
   * A Docker volume that holds the files, for a daemon on another machine. It is mounted as a whole in each container
   * that needs a secret; the owner of each file decides who can read it.
   */
  static volume(name: string): SecretStore {
    requireKind("volume of a secret store", name, "text");
    if (!VOLUME.test(name)) {
      throw new InvalidInputError(
        "secret-store",
        `volume of a secret store must be named by letters, digits, "_", "." and "-", got ${shown(name)}; give the name of a volume on the Docker host`,
      );
    }
    return new SecretStore({ kind: "volume", name });
  }

  /** Path of the folder as the user gave it; nothing for a volume. */
  get path(): string | undefined {
    return this.place.kind === "directory" ? this.place.path : undefined;
  }

  /**
   * Mounts that show a container its secrets, read-only.
   *
   * @param workingFolder where Terraform will run
   */
  mounts(
    secrets: readonly SecretRef[],
    workingFolder: string,
  ): readonly MountBlock[] {
    const { place } = this;
    if (place.kind === "volume") {
      const source = terraformText(place.name);
      const whole = { type: "volume", source, target: SECRETS_FOLDER } as const;
      return secrets.length === 0 ? [] : [{ ...whole, read_only: true }];
    }
    return secrets.map((secret) => ({
      type: "bind",
      source: hostPath(workingFolder, join(place.path, secret.name)),
      target: secretPath(secret),
      read_only: true,
    }));
  }

  /**
   * What is in the file of a secret, for checks of its meaning; it goes nowhere else. Nothing of a volume, or when there is no
   * such file.
   */
  read(secret: SecretRef): Uint8Array | "denied" | undefined {
    if (this.path === undefined) {
      return undefined;
    }
    try {
      return readFileSync(join(this.path, secret.name));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EACCES"
        ? "denied"
        : undefined;
    }
  }

  /** What is wrong with the files. Their content is not read. Of a volume nothing is known here. */
  check(path: string, needed: readonly NeededSecret[]): readonly Problem[] {
    const { place } = this;
    return place.kind === "volume"
      ? []
      : needed.flatMap((each) =>
          checkFile(each.path ?? path, place.path, each),
        );
  }
}

/**
 * A path of the host that does not name this machine's folders: relative to where Terraform runs. What the user gave as an
 * absolute path stays one.
 */
function hostPath(workingFolder: string, path: string): string {
  if (isAbsolute(path)) {
    return terraformText(path);
  }
  const fromThere = relative(resolve(workingFolder), resolve(path));
  return `\${abspath("\${path.root}/${quoteInTerraform(fromThere)}")}`;
}

/** Text inside a quoted string of a Terraform expression. */
function quoteInTerraform(path: string): string {
  const portable = path.split(sep).join("/");
  return terraformText(
    portable.replaceAll("\\", "\\\\").replaceAll('"', '\\"'),
  );
}

const WORLD_READABLE = 0o004;

function checkFile(
  path: string,
  folder: string,
  { secret, component, owner }: NeededSecret,
): readonly Problem[] {
  const uid = userId(owner);
  const file = join(folder, secret.name);
  const own = `chown ${uid} ${file} && chmod 0400 ${file}`;
  const wrong = (code: string, got: string, remedy: string) => [
    problem(
      code,
      path,
      `secret "${secret.name}" of ${component} must be a file that only user ${uid} can read, got ${got}; ${remedy}`,
    ),
  ];
  const found = look(file);
  if (found === "missing") {
    return wrong(
      "secret-missing",
      `no file ${file}`,
      `run "npm run secrets", or write the secret to ${file} and then ${own}`,
    );
  }
  if (found === "denied") {
    return wrong(
      "secret-folder-unreadable",
      `no permission to look at ${file}`,
      `run as the owner of ${folder}, or chmod 0711 ${folder}`,
    );
  }
  if (!found.isFile()) {
    return wrong(
      "secret-not-a-file",
      `a folder or special file at ${file}`,
      `remove it and write the secret to a file of that name`,
    );
  }
  if (found.size === 0) {
    return wrong(
      "secret-empty",
      `an empty file ${file}`,
      `write the secret to it`,
    );
  }
  if ((found.mode & WORLD_READABLE) !== 0) {
    return wrong(
      "secret-world-readable",
      `mode ${modeOf(found)} of ${file}`,
      `${own}, and change the secret if others use this machine`,
    );
  }
  const got =
    found.uid === uid ? `mode ${modeOf(found)}` : `owner ${found.uid}`;
  return readableBy(uid, found)
    ? []
    : wrong("secret-owner", `${got} of ${file}`, own);
}

function modeOf(file: Stats): string {
  return (file.mode & 0o777).toString(8).padStart(4, "0");
}

function look(file: string): Stats | "missing" | "denied" {
  try {
    return statSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "EACCES" ? "denied" : "missing";
  }
}

/**
 * Without capabilities root too reads only what its owner or group may. Docker Desktop gives shared files to whoever asks,
 * so the owner matters on Linux only.
 */
function readableBy(uid: number, file: Stats): boolean {
  return (
    process.platform !== "linux" ||
    (file.uid === uid && (file.mode & 0o400) !== 0)
  );
}
