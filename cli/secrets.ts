import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, basename } from "node:path";
import { Failure } from "./failure";
import type { PlannedSecret } from "./manifest";
import { runProcess } from "./process";

/** 192 random bits: 32 letters, digits, "-" and "_". */
const RANDOM_BYTES = 24;
const OWNER_MAY_READ = 0o400;
const OTHERS = 0o007;

export interface SecretsResult {
  /** Names of those that were created now. */
  readonly created: readonly string[];
}

/**
 * Sees to it that each secret is a file that its reader, and nobody else, may read: creates those that can be generated,
 * and gives those that people have made to their reader.
 *
 * @param images images at hand; one of them changes owners when this user may not
 * @throws Failure for a secret that only people can make, and for one that is empty or open to everybody; then nothing
 *   has been created
 */
export async function ensureSecrets(
  secrets: readonly PlannedSecret[],
  images: readonly string[],
): Promise<SecretsResult> {
  const missing = secrets.filter(({ file }) => !existsSync(file));
  const wrong = [
    ...secrets.flatMap((secret) => contested(secret, secrets) ?? []),
    ...missing.filter(({ generated }) => !generated).map(absent),
    ...secrets
      .filter(({ file }) => existsSync(file))
      .flatMap((secret) => defect(secret) ?? []),
  ];
  const [only, ...others] = wrong;
  if (only !== undefined) {
    throw others.length === 0
      ? only
      : new Failure(
          `${wrong.length} secrets must be put right`,
          wrong.map(String).join("\n"),
        );
  }
  for (const secret of missing) {
    writeSecret(secret.file, randomBytes(RANDOM_BYTES).toString("base64url"));
  }
  for (const secret of secrets) {
    await giveToReader(secret, images);
  }
  return { created: missing.map(({ name }) => name) };
}

/** A file has one owner, and who does not own it cannot read it. */
function contested(
  { name, file, owner }: PlannedSecret,
  all: readonly PlannedSecret[],
): Failure | undefined {
  const first = all.find((other) => other.file === file);
  return first === undefined || first.owner === owner
    ? undefined
    : new Failure(
        `secret "${name}" must be read by one user only, ${first.owner} and ${owner} need it`,
        "use a second secret with the same content",
      );
}

function absent({ name, file }: PlannedSecret): Failure {
  return new Failure(
    `secret "${name}" must be in the file ${file}, there is none`,
    `make it, with the secret as its only content:\n  install -m 600 /dev/null ${file} && cat >${file}\n  then paste the secret, and press Enter and Ctrl-D`,
  );
}

function defect({ name, file }: PlannedSecret): Failure | undefined {
  const { size, mode } = statSync(file);
  if (!statSync(file).isFile()) {
    return new Failure(
      `secret "${name}" must be a file, ${file} is not one`,
      "remove it and run this again",
    );
  }
  if (size === 0) {
    return new Failure(
      `secret "${name}" must not be empty, ${file} is`,
      "write the secret into it, or remove it to have one generated where that is possible",
    );
  }
  if ((mode & OTHERS) !== 0) {
    return new Failure(
      `secret "${name}" must not be readable by everybody, ${file} has mode ${(mode & 0o777).toString(8)}`,
      `chmod 600 ${file}; change the secret if others use this machine`,
    );
  }
  return undefined;
}

/** Writes beside the file and renames, so that an interrupted run leaves no empty secret. */
export function writeSecret(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, content, { mode: OWNER_MAY_READ, flag: "wx" });
  renameSync(draft, file);
}

async function giveToReader(
  secret: PlannedSecret,
  images: readonly string[],
): Promise<void> {
  const { file, owner } = secret;
  const [uid = 0, gid = 0] = owner.split(":").map(Number);
  const stat = statSync(file);
  const right = stat.uid === uid && (stat.mode & 0o777) === OWNER_MAY_READ;
  if (right) {
    return;
  }
  if (process.getuid?.() === 0) {
    chownSync(file, uid, gid);
    chmodSync(file, OWNER_MAY_READ);
    return;
  }
  await chownByContainer(secret, images);
}

/** A user who is not root cannot give files away; a container that lives for a moment can. */
async function chownByContainer(
  { name, file, owner }: PlannedSecret,
  images: readonly string[],
): Promise<void> {
  const image = images.find((each) =>
    /(prometheus|grafana):|alpine/.test(each),
  );
  const target = `/secrets/${basename(file)}`;
  const script = `chown ${owner} ${target} && chmod 400 ${target}`;
  const result =
    image === undefined
      ? undefined
      : await runProcess("docker", [
          "run",
          "--rm",
          "--network=none",
          "--user=0:0",
          `--volume=${dirname(file)}:/secrets`,
          "--entrypoint=/bin/sh",
          image,
          "-c",
          script,
        ]);
  if (result?.status !== 0) {
    throw new Failure(
      `secret "${name}" must belong to ${owner}, the user of the container that reads it`,
      `sudo chown ${owner} ${file} && sudo chmod 400 ${file}`,
    );
  }
}
