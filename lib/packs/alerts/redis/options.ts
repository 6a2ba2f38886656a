import { InvalidInputError } from "../../../domain/problem";
import {
  requireOneOf,
  requireOptions,
  requireShape,
} from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { requireGrades, withThresholds } from "../thresholds";

/** From which values on the alerts about a Redis server fire. `P1` is the most urgent priority. */
export interface RedisThresholds {
  /**
   * How long the server may be out of reach.
   * @default Duration.seconds(30)
   */
  readonly downFor?: Duration;
  /**
   * Share of the lookups that find their key, from 0 to 1, over 5 minutes, below which the alert has priority P2.
   * @default 0.5, strict: 0.7
   */
  readonly hitRatioP2?: number;
  /**
   * The same for priority P3.
   * @default 0.8, strict: 0.9
   */
  readonly hitRatioP3?: number;
  /**
   * Lookups per second below which that share says nothing.
   * @default 1
   */
  readonly lookupRate?: number;
  /**
   * Share of maxmemory in use, from 0 to 1, for priority P2. Only of servers that refuse writes when memory is full: for
   * one that may remove any key, a full memory is as it should be.
   * @default 0.95
   */
  readonly memoryRatioP2?: number;
  /**
   * The same for priority P3.
   * @default 0.85
   */
  readonly memoryRatioP3?: number;
  /**
   * Physical memory as a multiple of what is in use.
   * @default 1.5
   */
  readonly fragmentationFactor?: number;
  /**
   * Physical memory, in bytes, below which that multiple says nothing.
   * @default 256 * 2 ** 20
   */
  readonly fragmentationBytes?: number;
  /**
   * Keys removed for lack of memory, per second, over 5 minutes.
   * @default 10
   */
  readonly evictionRate?: number;
  /**
   * Connections refused within 5 minutes that are too many.
   * @default 1
   */
  readonly rejectedConnections?: number;
  /**
   * Clients as a share of maxclients, from 0 to 1.
   * @default 0.8
   */
  readonly clientRatio?: number;
  /**
   * Clients that may wait in commands such as BLPOP.
   * @default 100
   */
  readonly blockedClients?: number;
  /**
   * How long a replica may be silent.
   * @default Duration.seconds(10), strict: Duration.seconds(5)
   */
  readonly replicaLag?: Duration;
  /**
   * Time within which 99 % of the commands are processed, over 5 minutes; told by Redis from version 7 on.
   * @default Duration.millis(10), strict: Duration.millis(2)
   */
  readonly latency?: Duration;
  /**
   * Commands per second below which that time says nothing.
   * @default 1
   */
  readonly commandRate?: number;
  /**
   * New entries of the slow log within 10 minutes that are too many. Redis decides by `slowlog-log-slower-than` what is
   * slow, by default from 10 ms on.
   * @default 10
   */
  readonly slowCommands?: number;
  /**
   * Share of the commands that are answered by an error, from 0 to 1, over 5 minutes.
   * @default 0.05, strict: 0.01
   */
  readonly errorRatio?: number;
}

export const REDIS_THRESHOLDS: Required<RedisThresholds> = {
  downFor: Duration.seconds(30),
  hitRatioP2: 0.5,
  hitRatioP3: 0.8,
  lookupRate: 1,
  memoryRatioP2: 0.95,
  memoryRatioP3: 0.85,
  fragmentationFactor: 1.5,
  fragmentationBytes: 256 * 2 ** 20,
  evictionRate: 10,
  rejectedConnections: 1,
  clientRatio: 0.8,
  blockedClients: 100,
  replicaLag: Duration.seconds(10),
  latency: Duration.millis(10),
  commandRate: 1,
  slowCommands: 10,
  errorRatio: 0.05,
};

/** Pages from a hit ratio of 70 % on. */
const STRICT: RedisThresholds = {
  hitRatioP2: 0.7,
  hitRatioP3: 0.9,
  replicaLag: Duration.seconds(5),
  latency: Duration.millis(2),
  errorRatio: 0.01,
};

/** What is expected of a server, whoever asks. */
export interface RedisTuning {
  /**
   * `strict` for a cache without which its service cannot keep its promises: it pages from a hit ratio of 70 % on.
   * @default "standard"
   */
  readonly preset?: "standard" | "strict";
  /**
   * Replaces single values of the preset.
   * @default {}
   */
  readonly thresholds?: RedisThresholds;
  /**
   * Replicas that each primary of the job must have; with 0 their number is not watched.
   * @default 0
   */
  readonly replicas?: number;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export interface RedisAlertOptions extends RedisTuning {
  /** Scrape job of the exporter; also the label `service`. */
  readonly job: string;
  /**
   * Who owns the server; the label `team`.
   * @default - none
   */
  readonly team?: string;
}

/** The choices with all defaults. */
export type RedisSettings = Required<
  Omit<RedisAlertOptions, "team" | "preset" | "thresholds">
> & {
  readonly team: string | undefined;
  readonly limits: Required<RedisThresholds>;
};

const OPTIONS: readonly (keyof RedisAlertOptions)[] = [
  "job",
  "team",
  "preset",
  "thresholds",
  "replicas",
  "runbookUrl",
];

/**
 * @throws InvalidInputError for an unknown name, a value of another kind or out of its range, and grades in the wrong order
 */
export function redisSettings(options: RedisAlertOptions): RedisSettings {
  requireOptions("the Redis alerts", options, OPTIONS);
  const what = `the alerts of Redis "${options.job}"`;
  requireShape(what, options, {
    job: "text",
    team: "text?",
    replicas: "number?",
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
    { ...REDIS_THRESHOLDS, ...(preset === "strict" && STRICT) },
    options.thresholds,
  );
  requireGrades(thresholds, limits, "above", "hitRatioP2", "hitRatioP3");
  requireGrades(thresholds, limits, "below", "memoryRatioP2", "memoryRatioP3");
  return {
    job: options.job,
    team: options.team,
    replicas,
    runbookUrl: options.runbookUrl ?? runbookPage("redis"),
    limits,
  };
}
