import type { SecretRef } from "../secret";

/** Where Jaeger keeps spans. */
export type TraceStorage = LocalTraceStorage | SearchTraceStorage;

/** Badger: files on a volume of the one Jaeger, which deletes spans by their age. */
export interface LocalTraceStorage {
  readonly kind: "badger";
}

/**
 * A cluster of Elasticsearch or OpenSearch that exists already: the way past what one machine can hold. Jaeger writes an
 * index for each day or hour and looks back as far as the retention of traces says; it never deletes one.
 *
 * @see https://www.jaegertracing.io/docs/latest/storage/elasticsearch/
 */
export interface SearchTraceStorage {
  readonly kind: "elasticsearch" | "opensearch";
  /** Addresses of its nodes, without log-in, such as `https://search-1:9200`. */
  readonly urls: readonly string[];
  /**
   * Who Jaeger is, where the cluster asks for a log-in.
   * @default - it asks for none
   */
  readonly user?: string;
  /**
   * The password, which Jaeger reads from a file; a changed one counts within a minute.
   * @default - none
   */
  readonly password?: SecretRef;
  /**
   * The certificates, as text in PEM, that vouch for those of the cluster.
   * @default - those that the image trusts
   */
  readonly ca?: string;
  /**
   * Beginning of the names of the indices, where several share a cluster: `shop` for `shop-jaeger-span-2026-01-31`.
   * @default - none: `jaeger-span-2026-01-31`
   */
  readonly indexPrefix?: string;
  /**
   * How long one index is written. An hour suits more than about 50 GB a day, since whole indices are deleted.
   * @default "day"
   */
  readonly rotation?: "day" | "hour";
  /**
   * Parts of each index, spread over the nodes; 1 to 1024.
   * @default 5
   */
  readonly shards?: number;
  /**
   * Copies of each part on other nodes; 0 for a cluster of one node.
   * @default 1
   */
  readonly replicas?: number;
}

/** The secrets that Jaeger reads for its storage. */
export function storageSecrets(
  storage: TraceStorage | undefined,
): readonly SecretRef[] {
  return storage === undefined ||
    storage.kind === "badger" ||
    storage.password === undefined
    ? []
    : [storage.password];
}

/** The cluster, when there is one. */
export function searchStorage(
  storage: TraceStorage | undefined,
): SearchTraceStorage | undefined {
  return storage === undefined || storage.kind === "badger"
    ? undefined
    : storage;
}
