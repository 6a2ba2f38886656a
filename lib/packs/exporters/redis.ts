import { requireSecretRef, type SecretRef } from "../../domain/secret";
import { InvalidInputError } from "../../domain/problem";
import { requireKind, requireOptions, requireShape } from "../../domain/shape";
import { shown } from "../../domain/shown";
import type { ExporterSpec } from "../../domain/telemetry/exporter";
import { requireHost, requirePort } from "../../domain/telemetry/scrape-input";
import { Bytes, Duration } from "../../domain/units";
import { redisRules } from "../alerts/redis/alerts";
import { redisSettings, type RedisTuning } from "../alerts/redis/options";
import { cachingDashboard } from "../dashboards/caching/dashboard";
import { redisMetrics } from "./redis-metrics";

export interface RedisExporterOptions extends RedisTuning {
  /** Name of the server as the exporter reaches it, such as that of its container. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
  /**
   * User to log in as, for servers with access control lists.
   * @default - the default user of Redis
   */
  readonly user?: string;
  /**
   * Its password. The exporter reads no plain password from a file: the file must hold a JSON object with the server's
   * address, `{"redis://cache:6379": "the password"}`. With `user` that is `redis://USER@cache:6379`, with `tls` it begins
   * with `rediss://`. For any other address the exporter logs in without a password, and the server is told as down.
   * @default - the server asks for none
   */
  readonly password?: SecretRef;
  /**
   * Whether the server is reached over TLS.
   * @default false
   */
  readonly tls?: boolean;
  /**
   * Whether the server runs outside the networks of the platform.
   * @default false
   */
  readonly egress?: boolean;
}

const OWN = [
  "host",
  "port",
  "user",
  "password",
  "tls",
  "egress",
] as const satisfies readonly (keyof RedisExporterOptions)[];

const TUNING: readonly (keyof RedisTuning)[] = [
  "preset",
  "thresholds",
  "replicas",
  "runbookUrl",
];

const PORT = 9121;

/**
 * redis_exporter for one Redis server, with its alerts and its dashboard. A primary and its replicas have an exporter each.
 * Its image holds no program that could probe it, so that its scrapes tell whether it runs.
 *
 * A user of its own needs no key and few commands:
 *
 * ```
 * ACL SETUSER monitor on >PASSWORD resetkeys -@all +ping +info +client|setname +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram
 * ```
 *
 * @throws InvalidInputError for an unknown name, a malformed host, port or user, a password that is no SecretRef, and a
 *   threshold out of its range
 */
export function redisExporter(options: RedisExporterOptions): ExporterSpec {
  const what = "redisExporter";
  requireOptions(`${what}`, options, [...OWN, ...TUNING]);
  const { user, password, egress = false } = options;
  const address = addressOf(what, options);
  if (password !== undefined) {
    requireSecretRef(`password of ${what}`, password);
  }
  requireKind(`egress of ${what}`, egress, "flag");
  const tuning = Object.fromEntries(
    TUNING.filter((name) => options[name] !== undefined).map((name) => [
      name,
      options[name],
    ]),
  ) as RedisTuning;
  const settings = redisSettings({ job: what, ...tuning });
  return {
    technology: "redis",
    container: {
      image: "redis-exporter",
      user: "59000:59000",
      command: [
        `--redis.addr=${address}`,
        ...(user === undefined ? [] : [`--redis.user=${user}`]),
        ...(password === undefined
          ? []
          : [`--redis.password-file=/run/secrets/${password.name}`]),
        // A name that is gone takes Docker 10 s to refuse, longer than a scrape may last.
        "--connection-timeout=2s",
        // Sixteen databases, of which mostly one is used, would have three series each.
        "--include-metrics-for-empty-databases=false",
      ],
      environment: { GOMEMLIMIT: "57MiB" },
      ports: [{ name: "http", port: PORT }],
      memory: Bytes.mebibytes(64),
      cpus: 0.25,
      processes: 64,
      ...(password !== undefined && { secrets: [password] }),
      egress,
      stopGrace: Duration.seconds(10),
    },
    port: PORT,
    metrics: redisMetrics,
    alerts: (scope) => redisRules({ ...settings, ...scope }),
    dashboards: (scope) => [cachingDashboard({ ...settings, ...scope })],
  };
}

function addressOf(what: string, options: RedisExporterOptions): string {
  requireShape(`options of ${what}`, options, {
    host: "text",
    port: "number?",
    user: "text?",
    tls: "flag?",
  });
  const { host, port = 6379, user, password, tls = false } = options;
  requireHost(what, host);
  requirePort(what, port);
  if (user !== undefined && !/^[^\s\p{Cc}@]+$/u.test(user)) {
    throw new InvalidInputError(
      "redis-user",
      `user of ${what} must be a name without spaces and "@", got ${shown(user)}; give it as Redis knows it`,
    );
  }
  if (user !== undefined && password === undefined) {
    throw new InvalidInputError(
      "redis-user",
      `user of ${what} must come with a password, got ${shown(user)} alone; pass \`password\``,
    );
  }
  return `${tls ? "rediss" : "redis"}://${host}:${port}`;
}
