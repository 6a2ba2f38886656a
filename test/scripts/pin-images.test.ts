import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { IMAGE_TABLE } from "../../lib/platforms/docker/image-table";
import {
  pinImages,
  registryOf,
  replaceTable,
  resolveDigest,
} from "../../scripts/pin-images";

const DIGEST = `sha256:${"ab".repeat(32)}`;
const TABLE_FILE = join(__dirname, "../../lib/platforms/docker/image-table.ts");

describe("a registry", () => {
  let server: Server;
  let address: string;
  const seen: { method: string; url: string; accept: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, accept: headers.accept ?? "" });
      if (url.startsWith("/token")) {
        response.end(JSON.stringify({ token: `for ${url}` }));
      } else if (url.includes("/limited/")) {
        response.writeHead(429).end();
      } else if (url.includes("/private/")) {
        response.writeHead(401, { "www-authenticate": "Basic" }).end();
      } else if (headers.authorization === undefined) {
        response
          .writeHead(401, {
            "www-authenticate": `Bearer realm="${address}/token",service="registry",scope="repository:prom/prometheus:pull"`,
          })
          .end();
      } else if (url.endsWith("/manifests/gone")) {
        response.writeHead(404).end();
      } else if (url.endsWith("/manifests/odd")) {
        response.writeHead(200).end();
      } else {
        response.writeHead(200, { "docker-content-digest": DIGEST }).end();
      }
    });
    await new Promise<void>((ready) =>
      server.listen(0, "127.0.0.1", () => ready()),
    );
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  const resolve = (repository: string, tag: string) =>
    resolveDigest({ repository, tag }, () => address);

  it("gives the digest of the index to whoever fetches a token", async () => {
    seen.length = 0;
    expect(await resolve("prom/prometheus", "v3")).toBe(DIGEST);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "HEAD /v2/prom/prometheus/manifests/v3",
      "GET /token?service=registry&scope=repository%3Aprom%2Fprometheus%3Apull",
      "HEAD /v2/prom/prometheus/manifests/v3",
    ]);
    expect(seen[2]?.accept).toMatch(/^application\/vnd\.oci\.image\.index/);
  });

  it.each([
    ["prom/prometheus", "gone", /got 404; there is no such tag/],
    ["limited/image", "v1", /got 429; too many requests; try again later/],
    ["private/image", "v1", /got 401; the image is not public/],
    ["prom/prometheus", "odd", /must answer with a digest, got none/],
  ])("explains what is wrong with %s:%s", async (repository, tag, message) => {
    await expect(resolve(repository, tag)).rejects.toThrow(message);
  });

  it("pins every image of the table", async () => {
    const pinned = await pinImages(IMAGE_TABLE, () => address);
    expect(Object.keys(pinned)).toEqual(Object.keys(IMAGE_TABLE));
    expect(new Set(Object.values(pinned).map(({ digest }) => digest))).toEqual(
      new Set([DIGEST]),
    );
  });
});

describe("names of images", () => {
  it.each([
    ["nginx", "registry-1.docker.io", "library/nginx"],
    ["prom/prometheus", "registry-1.docker.io", "prom/prometheus"],
    ["ghcr.io/google/cadvisor", "ghcr.io", "google/cadvisor"],
    ["localhost:5000/a/b", "localhost:5000", "a/b"],
  ])("finds %s at %s", (repository, host, name) => {
    expect(registryOf(repository)).toEqual({ host, name });
  });
});

describe("the table of images", () => {
  const source = readFileSync(TABLE_FILE, "utf8");

  it("is written back as it was when nothing changed", () => {
    expect(replaceTable(source, IMAGE_TABLE)).toBe(source);
  });

  it("takes digests and loses them again without a trace", () => {
    const pinned = Object.fromEntries(
      Object.entries(IMAGE_TABLE).map(([key, image]) => [
        key,
        { ...image, digest: DIGEST },
      ]),
    );
    const written = replaceTable(source, pinned);
    expect(written.split(DIGEST)).toHaveLength(
      Object.keys(IMAGE_TABLE).length + 1,
    );
    expect(replaceTable(written, IMAGE_TABLE)).toBe(source);
  });
});

describe("npm run images:pin", () => {
  it("ends with 1 and one clear line where no registry can be reached", () => {
    const before = readFileSync(TABLE_FILE, "utf8");
    const script = join(__dirname, "../../scripts/pin-images.ts");
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        "--import",
        "tsx",
        "--import",
        `data:text/javascript,globalThis.fetch=()=>Promise.reject(new Error("getaddrinfo ENOTFOUND"))`,
        script,
      ],
      { encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(stderr).toBe(
      'prom/alertmanager:v0.31.1: registry-1.docker.io must be reachable, got "getaddrinfo ENOTFOUND"; run this where there is network\n',
    );
    expect(readFileSync(TABLE_FILE, "utf8")).toBe(before);
  });
});
