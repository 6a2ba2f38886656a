import { InvalidInputError } from "../../../domain/problem";
import {
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { requireGrades, withThresholds } from "../thresholds";

/** From which values on the alerts about a PostgreSQL server fire. `P1` is the most urgent priority. */
export interface PostgresqlThresholds {
  /**
   * How long the server may be out of reach.
   * @default Duration.seconds(30)
   */
  readonly downFor?: Duration;
  /**
   * Share of the connections that are in use, from 0 to 1, for priority P2. Those reserved for superusers do not count.
   * @default 0.9
   */
  readonly poolRatioP2?: number;
  /**
   * The same for priority P3.
   * @default 0.8
   */
  readonly poolRatioP3?: number;
  /**
   * Mean time of the slowest statement, over 5 minutes.
   * @default Duration.seconds(1), strict: Duration.millis(150)
   */
  readonly statementTime?: Duration;
  /**
   * Calls per second from which on a statement is looked at; what seldom runs may take its time.
   * @default 0.05
   */
  readonly statementRate?: number;
  /**
   * How far a replica may be behind what it has received, for priority P2.
   * @default Duration.minutes(5), strict: Duration.minutes(1)
   */
  readonly replicationLagP2?: Duration;
  /**
   * The same for priority P3.
   * @default Duration.seconds(10), strict: Duration.seconds(5)
   */
  readonly replicationLagP3?: Duration;
  /**
   * Bytes of the write-ahead log that may be kept for one replication slot.
   * @default 5 * 2 ** 30
   */
  readonly slotBytes?: number;
  /**
   * Deadlocks within 15 minutes that are too many.
   * @default 3
   */
  readonly deadlocks?: number;
  /**
   * Share of the transactions that are rolled back, from 0 to 1, over 5 minutes.
   * @default 0.05, strict: 0.01
   */
  readonly rollbackRatio?: number;
  /**
   * Transactions per second below which that share says nothing.
   * @default 1
   */
  readonly transactionRate?: number;
  /**
   * Queries within 15 minutes that a replica ends to go on replaying, that are too many.
   * @default 5
   */
  readonly conflicts?: number;
  /**
   * How long a transaction of a client may be open, but for that of `pg_dump`.
   * @default Duration.minutes(15), strict: Duration.minutes(5)
   */
  readonly transactionAge?: Duration;
  /**
   * How long a transaction may be open whose client does nothing, but for that of `pg_dump`.
   * @default Duration.minutes(5), strict: Duration.minutes(1)
   */
  readonly idleTransactionAge?: Duration;
  /**
   * Sessions of one database that may wait for locks.
   * @default 5
   */
  readonly lockWaits?: number;
  /**
   * Share of the blocks that PostgreSQL finds in its own cache, from 0 to 1, over 15 minutes.
   * @default 0.9, strict: 0.99
   */
  readonly cacheHitRatio?: number;
  /**
   * Blocks per second below which that share says nothing.
   * @default 100
   */
  readonly blockRate?: number;
  /**
   * Share of the rows of a table that may be dead, from 0 to 1. Autovacuum begins at 0.2 by default.
   * @default 0.3
   */
  readonly deadRowRatio?: number;
  /**
   * Dead rows below which that share says nothing.
   * @default 10000
   */
  readonly deadRows?: number;
  /**
   * Share of the transaction or multixact ids that are used up, from 0 to 1, for priority P2. At about 1 the server accepts
   * no more writes. https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND
   * @default 0.7
   */
  readonly wraparoundRatioP2?: number;
  /**
   * The same for priority P3. Autovacuum freezes old rows at 0.09 by default.
   * @default 0.25
   */
  readonly wraparoundRatioP3?: number;
  /**
   * Growth of a database within a day, as a share of its size a day ago.
   * @default 0.5
   */
  readonly growthRatio?: number;
  /**
   * Growth within a day, in bytes, below which that share says nothing.
   * @default 2 ** 30
   */
  readonly growthBytes?: number;
}

export const POSTGRESQL_THRESHOLDS: Required<PostgresqlThresholds> = {
  downFor: Duration.seconds(30),
  poolRatioP2: 0.9,
  poolRatioP3: 0.8,
  statementTime: Duration.seconds(1),
  statementRate: 0.05,
  replicationLagP2: Duration.minutes(5),
  replicationLagP3: Duration.seconds(10),
  slotBytes: 5 * 2 ** 30,
  deadlocks: 3,
  rollbackRatio: 0.05,
  transactionRate: 1,
  conflicts: 5,
  transactionAge: Duration.minutes(15),
  idleTransactionAge: Duration.minutes(5),
  lockWaits: 5,
  cacheHitRatio: 0.9,
  blockRate: 100,
  deadRowRatio: 0.3,
  deadRows: 10_000,
  wraparoundRatioP2: 0.7,
  wraparoundRatioP3: 0.25,
  growthRatio: 0.5,
  growthBytes: 2 ** 30,
};

/** For a database behind a service that promises 150 ms. */
const STRICT: PostgresqlThresholds = {
  statementTime: Duration.millis(150),
  replicationLagP2: Duration.minutes(1),
  replicationLagP3: Duration.seconds(5),
  rollbackRatio: 0.01,
  transactionAge: Duration.minutes(5),
  idleTransactionAge: Duration.minutes(1),
  cacheHitRatio: 0.99,
};

/** What is expected of a server, whoever asks. */
export interface PostgresqlTuning {
  /**
   * `strict` for a server behind a service that must answer within 150 ms.
   * @default "standard"
   */
  readonly preset?: "standard" | "strict";
  /**
   * Replaces single values of the preset.
   * @default {}
   */
  readonly thresholds?: PostgresqlThresholds;
  /**
   * Replicas that each primary of the job must have; with 0 their number is not watched.
   * @default 0
   */
  readonly replicas?: number;
  /**
   * Whether the times of statements are asked for: the server must load pg_stat_statements, and the database that the
   * exporter is connected with must have it as an extension.
   * @default true
   */
  readonly statements?: boolean;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export interface PostgresqlAlertOptions extends PostgresqlTuning {
  /** Scrape job of the exporter; also the label `service`. */
  readonly job: string;
  /**
   * Who owns the server; the label `team`.
   * @default - none
   */
  readonly team?: string;
}

/** The choices with all defaults. */
export type PostgresqlSettings = Required<
  Omit<PostgresqlAlertOptions, "team" | "preset" | "thresholds">
> & {
  readonly team: string | undefined;
  readonly limits: Required<PostgresqlThresholds>;
};

const OPTIONS: readonly (keyof PostgresqlAlertOptions)[] = [
  "job",
  "team",
  "preset",
  "thresholds",
  "replicas",
  "statements",
  "runbookUrl",
];

/**
 * @throws InvalidInputError for an unknown name, a value of another kind or out of its range, and grades in the wrong order
 */
export function postgresqlSettings(
  options: PostgresqlAlertOptions,
): PostgresqlSettings {
  requireOptions("the PostgreSQL alerts", options, OPTIONS);
  const what = `the alerts of PostgreSQL "${options.job}"`;
  requireShape(what, options, {
    job: "text",
    team: "text?",
    replicas: "number?",
    statements: "flag?",
    runbookUrl: "text?",
  });
  const { preset = "standard", replicas = 0 } = options;
  requireOneOf(`preset of ${what}`, preset, ["standard", "strict"]);
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw new InvalidInputError(
      "alert-replicas",
      `replicas of ${what} must be a whole number of at least 0, got ${replicas}; give the number of replicas of each primary`,
    );
  }
  const thresholds = `thresholds of ${what}`;
  const limits = withThresholds(
    thresholds,
    { ...POSTGRESQL_THRESHOLDS, ...(preset === "strict" && STRICT) },
    options.thresholds,
  );
  for (const grades of [
    "poolRatio",
    "replicationLag",
    "wraparoundRatio",
  ] as const) {
    requireGrades(thresholds, limits, "below", `${grades}P2`, `${grades}P3`);
  }
  return {
    job: options.job,
    team: options.team,
    replicas,
    statements: options.statements ?? true,
    runbookUrl: options.runbookUrl ?? runbookPage("postgresql"),
    limits,
  };
}
