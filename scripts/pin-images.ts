import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  IMAGE_TABLE,
  type ImageSource,
} from "../lib/platforms/docker/image-table";

type ImageTable = Readonly<Record<string, ImageSource>>;

/** Where the HTTP API of a registry is. */
export type RegistryLocation = (host: string) => string;

/** What is served for all processor architectures, and for one where that is all there is. */
const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Docker's own reading of names: what has no host is on Docker Hub, what has no owner there is official. */
export function registryOf(repository: string): {
  readonly host: string;
  readonly name: string;
} {
  const [first = "", ...rest] = repository.split("/");
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) {
    return { host: first, name: rest.join("/") };
  }
  return {
    host: "registry-1.docker.io",
    name: rest.length === 0 ? `library/${repository}` : repository,
  };
}

/**
 * The digest that a tag stands for now.
 *
 * @throws Error that says what to do
 */
export async function resolveDigest(
  image: ImageSource,
  locate: RegistryLocation = (host) => `https://${host}`,
): Promise<string> {
  const reference = `${image.repository}:${image.tag}`;
  const { host, name } = registryOf(image.repository);
  const url = `${locate(host)}/v2/${name}/manifests/${image.tag}`;
  let response = await request(reference, host, url, {});
  if (response.status === 401) {
    const token = await anonymousToken(reference, host, response);
    response = await request(reference, host, url, {
      authorization: `Bearer ${token}`,
    });
  }
  if (response.status !== 200) {
    throw refused(reference, host, response.status);
  }
  const digest = response.headers.get("docker-content-digest");
  if (digest === null || !DIGEST.test(digest)) {
    throw new Error(
      `${reference}: ${host} must answer with a digest, got ${digest ?? "none"}; check that nothing between here and the registry changes its answers`,
    );
  }
  return digest;
}

function request(
  reference: string,
  host: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(url, {
    method: "HEAD",
    headers: { accept: MANIFEST_TYPES, ...headers },
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw unreachable(reference, host, error);
  });
}

/** Public images need a token too; it is given to everybody. https://distribution.github.io/distribution/spec/auth/token/ */
async function anonymousToken(
  reference: string,
  host: string,
  response: Response,
): Promise<string> {
  const challenge = response.headers.get("www-authenticate") ?? "";
  const fields = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [
      key,
      value,
    ]),
  );
  const realm = fields.get("realm");
  if (!challenge.startsWith("Bearer ") || realm === undefined) {
    throw refused(reference, host, response.status);
  }
  const url = new URL(realm);
  for (const key of ["service", "scope"]) {
    const value = fields.get(key);
    if (value !== undefined) {
      url.searchParams.set(key, value);
    }
  }
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw unreachable(reference, url.host, error);
  });
  const body = answer.ok
    ? ((await answer.json()) as { token?: string; access_token?: string })
    : {};
  const token = body.token ?? body.access_token;
  if (token === undefined) {
    throw refused(reference, url.host, answer.status);
  }
  return token;
}

function unreachable(reference: string, host: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `${reference}: ${host} must be reachable, got "${reason}"; run this where there is network`,
  );
}

function refused(reference: string, host: string, status: number): Error {
  const remedies: Readonly<Record<number, string>> = {
    401: "the image is not public; correct its repository",
    403: "the image is not public; correct its repository",
    404: "there is no such tag; correct it in image-table.ts",
    429: "too many requests; try again later",
  };
  return new Error(
    `${reference}: ${host} must answer with 200, got ${status}; ${remedies[status] ?? "try again later"}`,
  );
}

/** The table with the digests that the tags stand for now. */
export async function pinImages(
  table: ImageTable,
  locate?: RegistryLocation,
): Promise<ImageTable> {
  const pinned: Record<string, ImageSource> = {};
  for (const [key, { repository, tag }] of Object.entries(table)) {
    const digest = await resolveDigest({ repository, tag }, locate);
    pinned[key] = { repository, tag, digest };
  }
  return pinned;
}

/** The source text with another table in it; all else stays. */
export function replaceTable(source: string, table: ImageTable): string {
  const start = source.indexOf("export const IMAGE_TABLE = {\n");
  const end = source.indexOf("\n} as const", start);
  if (start < 0 || end < 0) {
    throw new Error(
      "image-table.ts must hold the object IMAGE_TABLE, got none; restore the file",
    );
  }
  const entries = Object.entries(table).map(([key, image]) => {
    const name = /^[a-z]+$/.test(key) ? key : JSON.stringify(key);
    const fields = Object.entries(image).map(([field, value]) => {
      const line = `    ${field}: ${JSON.stringify(value)},`;
      return line.length <= 80
        ? line
        : `    ${field}:\n      ${JSON.stringify(value)},`;
    });
    return `  ${name}: {\n${fields.join("\n")}\n  },`;
  });
  return `${source.slice(0, start)}export const IMAGE_TABLE = {\n${entries.join("\n")}${source.slice(end)}`;
}

async function main(): Promise<void> {
  const file = join(__dirname, "../lib/platforms/docker/image-table.ts");
  const table = await pinImages(IMAGE_TABLE);
  writeFileSync(file, replaceTable(readFileSync(file, "utf8"), table));
  for (const [key, { digest }] of Object.entries(table)) {
    process.stdout.write(`${key} ${digest}\n`);
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}
