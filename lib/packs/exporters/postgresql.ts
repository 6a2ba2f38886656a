import { InvalidInputError } from "../../domain/problem";
import { requireSecretRef, type SecretRef } from "../../domain/secret";
import {
  requireKind,
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../domain/shape";
import { shown } from "../../domain/shown";
import type { ExporterSpec } from "../../domain/telemetry/exporter";
import { requireHost, requirePort } from "../../domain/telemetry/scrape-input";
import { Bytes, Duration } from "../../domain/units";
import { postgresqlRules } from "../alerts/postgresql/alerts";
import {
  postgresqlSettings,
  type PostgresqlTuning,
} from "../alerts/postgresql/options";
import { httpProbe } from "../components/options";
import { databaseDashboard } from "../dashboards/database/dashboard";
import { postgresqlMetrics } from "./postgresql-metrics";

/** How the connection is protected, as the driver of the exporter knows it; it knows neither `prefer` nor `allow`. */
export type PostgresqlSslMode =
  "disable" | "require" | "verify-ca" | "verify-full";

const SSL_MODES: readonly PostgresqlSslMode[] = [
  "disable",
  "require",
  "verify-ca",
  "verify-full",
];

export interface PostgresqlExporterOptions extends PostgresqlTuning {
  /** Name of the server as the exporter reaches it, such as that of its container. */
  readonly host: string;
  /** @default 5432 */
  readonly port?: number;
  /**
   * The database to connect with. The times of statements are asked for here, and tables are told of only here.
   * @default "postgres"
   */
  readonly database?: string;
  /** Role to log in as; a member of pg_monitor. */
  readonly user: string;
  /**
   * Its password: the file holds nothing else. It must not hold a space, on which this exporter fails, and which makes it
   * write the password into its log.
   */
  readonly password: SecretRef;
  /**
   * `require` encrypts and trusts any certificate, the two `verify` check it. Choose `disable` only for a server without TLS on
   * a network that nobody else is on.
   * @default "require"
   */
  readonly sslMode?: PostgresqlSslMode;
  /**
   * Certificate of the authority that `verify-ca` and `verify-full` trust, in PEM form.
   * @default - those that the image trusts
   */
  readonly caCertificate?: SecretRef;
  /**
   * Whether the server runs outside the networks of the platform.
   * @default false
   */
  readonly egress?: boolean;
}

/** The options that are about the connection. */
const OWN = [
  "host",
  "port",
  "database",
  "user",
  "password",
  "sslMode",
  "caCertificate",
  "egress",
] as const satisfies readonly (keyof PostgresqlExporterOptions)[];

const TUNING: readonly (keyof PostgresqlTuning)[] = [
  "preset",
  "thresholds",
  "replicas",
  "statements",
  "runbookUrl",
];

const PORT = 9187;

/** Beside the usual ones. What they cost is a query each, of views that the server keeps in memory. */
const COLLECTORS = [
  "database_wraparound",
  "long_running_transactions",
  "postmaster",
  "stat_activity_autovacuum",
  "stat_checkpointer",
  "stat_wal_receiver",
];

/** They would tell what no rule or panel asks for, with a series for each role or eight for each table. */
const LEFT_OUT = ["roles", "statio_user_tables"];

/**
 * postgres_exporter for one PostgreSQL server, with its alerts and its dashboard. A primary and its replicas have an
 * exporter each.
 *
 * The server needs a role for it, and for the times of statements `shared_preload_libraries = 'pg_stat_statements'`:
 *
 * ```sql
 * CREATE ROLE monitor LOGIN PASSWORD '...' CONNECTION LIMIT 5;
 * GRANT pg_monitor TO monitor;
 * CREATE EXTENSION IF NOT EXISTS pg_stat_statements; -- in the database that the exporter connects with
 * ```
 *
 * From PostgreSQL 16 on, `GRANT pg_use_reserved_connections TO monitor` with `reserved_connections = 2` lets the exporter in
 * when clients have used up all other connections. Waiting for the disk is told of with `track_io_timing = on`.
 *
 * @throws InvalidInputError for an unknown name, a malformed host, port, database or user, a password that is no SecretRef,
 *   and a threshold out of its range
 */
export function postgresqlExporter(
  options: PostgresqlExporterOptions,
): ExporterSpec {
  const what = "postgresqlExporter";
  requireOptions(`${what}`, options, [...OWN, ...TUNING]);
  const {
    egress = false,
    statements = true,
    password,
    caCertificate,
  } = options;
  const uri = connection(what, options);
  requireSecretRef(`password of ${what}`, password);
  if (caCertificate !== undefined) {
    requireSecretRef(`caCertificate of ${what}`, caCertificate);
  }
  requireKind(`egress of ${what}`, egress, "flag");
  const tuning = Object.fromEntries(
    TUNING.filter((name) => options[name] !== undefined).map((name) => [
      name,
      options[name],
    ]),
  ) as PostgresqlTuning;
  const settings = postgresqlSettings({ job: what, ...tuning });
  return {
    technology: "postgresql",
    container: {
      image: "postgres-exporter",
      user: "65534:65534",
      command: [
        ...COLLECTORS.map((name) => `--collector.${name}`),
        ...(statements ? ["--collector.stat_statements"] : []),
        ...LEFT_OUT.map((name) => `--no-collector.${name}`),
      ],
      environment: {
        DATA_SOURCE_URI: uri,
        DATA_SOURCE_USER: options.user,
        DATA_SOURCE_PASS_FILE: `/run/secrets/${password.name}`,
        GOMEMLIMIT: "57MiB",
      },
      ports: [{ name: "http", port: PORT }],
      memory: Bytes.mebibytes(64),
      cpus: 0.25,
      processes: 64,
      secrets: [
        password,
        ...(caCertificate === undefined ? [] : [caCertificate]),
      ],
      health: httpProbe(PORT, "/"),
      egress,
      stopGrace: Duration.seconds(10),
    },
    port: PORT,
    metrics: postgresqlMetrics,
    alerts: (scope) => postgresqlRules({ ...settings, ...scope }),
    dashboards: (scope) => [databaseDashboard({ ...settings, ...scope })],
  };
}

/** Where and how to connect, without user and password. */
function connection(what: string, options: PostgresqlExporterOptions): string {
  requireShape(`options of ${what}`, options, {
    host: "text",
    port: "number?",
    database: "text?",
    user: "text",
  });
  const {
    host,
    port = 5432,
    database = "postgres",
    user,
    sslMode = "require",
    caCertificate,
  } = options;
  requireHost(what, host);
  requirePort(what, port);
  for (const [name, value] of Object.entries({ database, user })) {
    // A space divides what the exporter makes of it.
    if (!/^[^\s\p{Cc}]+$/u.test(value)) {
      throw new InvalidInputError(
        "postgresql-connection",
        `${name} of ${what} must be a name without spaces, got ${shown(value)}; give it as PostgreSQL knows it`,
      );
    }
  }
  requireOneOf(`sslMode of ${what}`, sslMode, SSL_MODES);
  if (caCertificate !== undefined && !sslMode.startsWith("verify-")) {
    throw new InvalidInputError(
      "postgresql-connection",
      `caCertificate of ${what} must come with a sslMode that checks it, got "${sslMode}"; choose "verify-full"`,
    );
  }
  const authority =
    caCertificate === undefined
      ? ""
      : `&sslrootcert=/run/secrets/${caCertificate.name}`;
  // A name that is gone takes Docker 10 s to refuse, longer than a scrape may last; the exporter must say before that the
  // server is down.
  return `${host}:${port}/${encodeURIComponent(database)}?sslmode=${sslMode}&connect_timeout=2${authority}`;
}
