import { SecretRef } from "../../../lib/domain/secret";
import { requireTraceProcessing } from "../../../lib/domain/traces/processing";
import type {
  SearchTraceStorage,
  TraceStorage,
} from "../../../lib/domain/traces/storage";

const CERTIFICATE =
  "-----BEGIN CERTIFICATE-----\nMIIB+/=\n-----END CERTIFICATE-----\n";

const cluster: SearchTraceStorage = {
  kind: "opensearch",
  urls: ["https://search-1:9200", "https://[::1]:9200/path"],
  user: "jaeger",
  password: SecretRef.file("search-password"),
  ca: CERTIFICATE + CERTIFICATE,
  indexPrefix: "shop",
  rotation: "hour",
  shards: 1,
  replicas: 0,
};

it.each<[string, TraceStorage]>([
  ["Badger", { kind: "badger" }],
  ["a cluster with everything", cluster],
  [
    "a cluster with its addresses alone",
    { kind: "elasticsearch", urls: ["http://search:9200"] },
  ],
])("takes %s", (_, storage) => {
  expect(() => requireTraceProcessing({ storage })).not.toThrow();
});

const SECRET = "hunter2";

it.each<[string, object, string]>([
  [
    "another program",
    { kind: "cassandra" },
    'kind of the storage of traces must be one of badger, elasticsearch, opensearch, got "cassandra"',
  ],
  [
    "Badger on several nodes",
    { kind: "badger", urls: ["http://a:1", "http://b:1"] },
    'must be its kind alone, got "urls"; its files are on the volume of the one Jaeger, for more than one node use { kind: "elasticsearch"',
  ],
  [
    "an option that there is not",
    { ...cluster, indexprefix: "a" },
    'got "indexprefix"; did you mean "indexPrefix"',
  ],
  ["no node", { ...cluster, urls: [] }, "must name at least one node"],
  ["one address as a text", { ...cluster, urls: "https://a:9200" }, "a list"],
  [
    "an address without a scheme",
    { ...cluster, urls: ["search:9200"] },
    'must be an http or https address without a log-in, got "search:9200"',
  ],
  [
    "an address with a log-in",
    { ...cluster, urls: [`https://jaeger:${SECRET}@search:9200`] },
    "got an address with a user or a password",
  ],
  [
    "a port beyond all",
    { ...cluster, urls: ["https://search:92000"] },
    "must be an http or https address",
  ],
  [
    "a node twice",
    { ...cluster, urls: ["https://a:9200", "https://a:9200"] },
    'must differ, got "https://a:9200" twice',
  ],
  [
    "a password in the program",
    { ...cluster, password: SECRET },
    "must be a SecretRef, got a text of 7 characters; put the secret in a file",
  ],
  [
    "a user without a password",
    { kind: "elasticsearch", urls: ["https://a:1"], user: "jaeger" },
    "must have both user and password or neither, got only the user",
  ],
  ["a user with a colon", { ...cluster, user: "a:b" }, 'a text without ":"'],
  [
    "a key in place of a certificate",
    {
      ...cluster,
      ca: `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
    },
    "must be certificates in PEM and nothing else, got a text",
  ],
  ["the path of a file", { ...cluster, ca: "./ca.pem" }, "readFileSync"],
  [
    "certificates that nobody asks for",
    { ...cluster, urls: ["http://a:9200"] },
    'must begin with "https:" where there is a ca, got "http://a:9200"',
  ],
  [
    "a name that no index can have",
    { ...cluster, indexPrefix: "Shop-" },
    'must be lower-case letters, digits, "_", "." and "-"',
  ],
  [
    "a rotation that there is not",
    { ...cluster, rotation: "week" },
    'rotation of the storage "opensearch" must be one of day, hour, got "week"',
  ],
  ["half a shard", { ...cluster, shards: 0.5 }, "from 1 to 1024, got 0.5"],
  ["fewer copies than none", { ...cluster, replicas: -1 }, "from 0 to 10"],
  ["no number", { ...cluster, replicas: NaN }, "must be a number, got NaN"],
])("refuses %s", (_, storage, message) => {
  const refused = () =>
    requireTraceProcessing({ storage: storage as TraceStorage });
  expect(refused).toThrow(message);
  expect(refused).not.toThrow(SECRET);
});
