import { InvalidInputError } from "../problem";
import { requireSecretRef } from "../secret";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../shape";
import { shown, typeOf } from "../shown";
import type { SearchTraceStorage, TraceStorage } from "./storage";

const KINDS = ["badger", "elasticsearch", "opensearch"];

/** What may stand in the name of an index. https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create */
const PREFIX = /^[a-z0-9](?:[a-z0-9_.-]{0,98}[a-z0-9])?$/;

/** A log-in is `user:password`, so the first colon ends the user. */
const USER = /^[^:\p{Cc}]+$/u;

const CERTIFICATES =
  /^\s*(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;

const ADDRESS =
  /^https?:\/\/(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9_.-]+)(?::\d{1,5})?(?:\/[^\s?#@]*)?$/;

/** @throws InvalidInputError for an unknown kind or option, and for the first that is malformed; no secret is repeated */
export function requireTraceStorage(storage: TraceStorage): void {
  requireKind("storage of traces", storage, "record");
  requireOneOf("kind of the storage of traces", storage.kind, KINDS);
  if (storage.kind === "badger") {
    requireOnlyKind(storage);
  } else {
    requireSearchStorage(storage);
  }
}

function requireOnlyKind(storage: { readonly kind: "badger" }): void {
  const other = Object.keys(storage).find((name) => name !== "kind");
  if (other !== undefined) {
    throw new InvalidInputError(
      "trace-storage-badger",
      `options of the storage "badger" must be its kind alone, got ${shown(other)}; its files are on the volume of the one Jaeger, for more than one node use { kind: "elasticsearch", urls: [...] } or "opensearch"`,
    );
  }
}

function requireSearchStorage(storage: SearchTraceStorage): void {
  const what = `the storage "${storage.kind}"`;
  requireOptions(what, storage, [
    "kind",
    "urls",
    "user",
    "password",
    "ca",
    "indexPrefix",
    "rotation",
    "shards",
    "replicas",
  ]);
  requireShape(what, storage, {
    urls: "texts",
    indexPrefix: "text?",
    shards: "number?",
    replicas: "number?",
  });
  requireAddresses(what, storage.urls);
  requireLogIn(what, storage);
  requireCertificates(what, storage);
  const { indexPrefix, rotation } = storage;
  if (indexPrefix !== undefined && !PREFIX.test(indexPrefix)) {
    throw new InvalidInputError(
      "trace-storage-prefix",
      `indexPrefix of ${what} must be lower-case letters, digits, "_", "." and "-" that begin and end with a letter or digit, got ${shown(indexPrefix)}; write it like "shop"`,
    );
  }
  if (rotation !== undefined) {
    requireOneOf(`rotation of ${what}`, rotation, ["day", "hour"]);
  }
  requireCount(`shards of ${what}`, storage.shards, 1, 1024);
  requireCount(`replicas of ${what}`, storage.replicas, 0, 10);
}

function requireAddresses(what: string, urls: readonly string[]): void {
  if (urls.length === 0) {
    throw new InvalidInputError(
      "trace-storage-urls",
      `urls of ${what} must name at least one node, got none; write them like ["https://search-1:9200"]`,
    );
  }
  for (const url of urls) {
    if (!ADDRESS.test(url) || !URL.canParse(url)) {
      const got = url.includes("@")
        ? "an address with a user or a password"
        : shown(url);
      throw new InvalidInputError(
        "trace-storage-urls",
        `each of urls of ${what} must be an http or https address without a log-in, got ${got}; write it like "https://search-1:9200", with user and password as options`,
      );
    }
  }
  const twice = urls.find((url, index) => urls.indexOf(url) !== index);
  if (twice !== undefined) {
    throw new InvalidInputError(
      "trace-storage-urls",
      `urls of ${what} must differ, got ${shown(twice)} twice; name each node once`,
    );
  }
}

function requireLogIn(
  what: string,
  { user, password }: SearchTraceStorage,
): void {
  if ((user === undefined) !== (password === undefined)) {
    throw new InvalidInputError(
      "trace-storage-log-in",
      `${what} must have both user and password or neither, got only the ${user === undefined ? "password" : "user"}; add the other one`,
    );
  }
  if (user !== undefined && (typeof user !== "string" || !USER.test(user))) {
    throw new InvalidInputError(
      "trace-storage-log-in",
      `user of ${what} must be a text without ":" and line breaks, got ${typeOf(user)}; write it like "jaeger"`,
    );
  }
  if (password !== undefined) {
    requireSecretRef(`password of ${what}`, password);
  }
}

function requireCertificates(
  what: string,
  { ca, urls }: SearchTraceStorage,
): void {
  if (ca === undefined) {
    return;
  }
  // What was given instead may be a key.
  if (typeof ca !== "string" || !CERTIFICATES.test(ca)) {
    throw new InvalidInputError(
      "trace-storage-ca",
      `ca of ${what} must be certificates in PEM and nothing else, got ${typeOf(ca)}; pass the text of the file, like readFileSync("ca.pem", "utf8")`,
    );
  }
  const plain = urls.find((url) => !url.startsWith("https:"));
  if (plain !== undefined) {
    throw new InvalidInputError(
      "trace-storage-ca",
      `urls of ${what} must begin with "https:" where there is a ca, got ${shown(plain)}; write https, or leave ca out`,
    );
  }
}

function requireCount(
  what: string,
  count: number | undefined,
  least: number,
  most: number,
): void {
  if (
    count !== undefined &&
    !(Number.isSafeInteger(count) && count >= least && count <= most)
  ) {
    throw new InvalidInputError(
      "trace-storage-count",
      `${what} must be a whole number from ${least} to ${most}, got ${shown(count)}; leave it out for the default`,
    );
  }
}
