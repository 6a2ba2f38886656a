import type { SecretRef } from "../domain/secret";
import type { TraceRetention } from "../domain/traces/retention";
import type { SearchTraceStorage } from "../domain/traces/storage";
import type { ConfigSection } from "./merge";

/** File of the certificates beside Jaeger's `config.yaml`. */
export const STORAGE_CA_FILE = "storage-ca.pem";

/** A cluster that exists already. */
export interface SearchBackend {
  readonly storage: SearchTraceStorage;
  /** Where Jaeger finds the file of a secret. */
  readonly secretPath: (secret: SecretRef) => string;
}

/** A time of the reference that Go's layouts are written by. */
const LAYOUT = { day: "2006-01-02", hour: "2006-01-02-15" } as const;

/**
 * The backend `elasticsearch` or `opensearch` of Jaeger's storage. Both find the version of the cluster out by themselves,
 * when Jaeger starts: it ends when no node answers.
 */
export function searchBackend(
  { storage, secretPath }: SearchBackend,
  { time }: TraceRetention,
): ConfigSection {
  const { urls, user, password, indexPrefix, rotation = "day" } = storage;
  const index = {
    date_layout: LAYOUT[rotation],
    // How Jaeger makes up the names that it searches; the layout alone decides what it writes.
    rollover_frequency: rotation,
    shards: storage.shards ?? 5,
    replicas: storage.replicas ?? 1,
  };
  return {
    [storage.kind]: {
      server_urls: urls,
      ...(user !== undefined &&
        password !== undefined && {
          auth: {
            basic: {
              username: user,
              password_file: secretPath(password),
              reload_interval: "1m",
            },
          },
        }),
      ...(storage.ca !== undefined && {
        tls: { ca_file: `/etc/jaeger/${STORAGE_CA_FILE}` },
      }),
      indices: {
        ...(indexPrefix !== undefined && { index_prefix: indexPrefix }),
        spans: index,
        services: index,
        dependencies: index,
        sampling: index,
      },
      // Beyond it nothing is looked for; the default is three days.
      max_span_age: time.toGo(),
    },
  };
}
