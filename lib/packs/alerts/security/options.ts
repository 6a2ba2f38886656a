import { InvalidInputError } from "../../../domain/problem";
import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";
import {
  applicationSettings,
  auditSettings,
  authSettings,
  accessSettings,
  fileSettings,
  requestSettings,
} from "./settings";
import type { SecurityLogs, SecurityMetrics } from "./sources";

/** From which values on the alerts fire that read logs. */
export interface SecurityLogThresholds {
  /**
   * Failed log-ins per minute from one address.
   * @default 5
   */
  readonly loginFailuresPerSource?: number;
  /**
   * Failed log-ins per minute in all.
   * @default 100
   */
  readonly loginFailures?: number;
  /**
   * Failed log-ins from one address within 15 minutes, after which one that succeeds was guessed.
   * @default 10
   */
  readonly bruteForceFailures?: number;
  /**
   * Accounts that one address tries in vain within 15 minutes.
   * @default 10
   */
  readonly accountsPerSource?: number;
  /**
   * Addresses that try one account in vain within 15 minutes.
   * @default 20
   */
  readonly sourcesPerAccount?: number;
  /**
   * Share of the log-ins to services that fail within 15 minutes, from 0 to 1.
   * @default 0.5
   */
  readonly loginFailureRatio?: number;
  /**
   * Log-ins to a service within 15 minutes below which their share says nothing.
   * @default 20
   */
  readonly minimumLogins?: number;
  /**
   * How far back a network must have been seen to be known. Log lines must be kept for a day longer.
   * @default Duration.days(6)
   */
  readonly knownNetworks?: Duration;
  /**
   * Forged or broken tokens per minute that a service gets.
   * @default 20
   */
  readonly tokenRejections?: number;
  /**
   * Requests with the signature of an attack within 5 minutes, of each kind.
   * @default 10
   */
  readonly attackRequests?: number;
  /**
   * Requests per minute that are refused since too many come.
   * @default 1000
   */
  readonly rateLimitHits?: number;
  /**
   * How long the audit log may say nothing.
   * @default Duration.minutes(15)
   */
  readonly auditSilence?: Duration;
  /**
   * How long auditd may be stopped, as while a machine restarts; shorter than `auditSilence`.
   * @default Duration.minutes(3)
   */
  readonly auditdStop?: Duration;
}

/** From which values on the alerts fire that read metrics. */
export interface SecurityMetricThresholds {
  /**
   * Share of the requests that are refused for want of a valid log-in or right, from 0 to 1.
   * @default 0.3
   */
  readonly authFailureRatio?: number;
  /**
   * Requests per second below which their share says nothing.
   * @default 0.5
   */
  readonly minimumRate?: number;
  /**
   * Requests per minute that are refused since too many come.
   * @default 1000
   */
  readonly rateLimitHits?: number;
  /**
   * How old the checksums of files may be.
   * @default Duration.minutes(15)
   */
  readonly checksumAge?: Duration;
}

export type SecurityThresholds = SecurityLogThresholds &
  SecurityMetricThresholds;

export const SECURITY_LOG_THRESHOLDS: Required<SecurityLogThresholds> = {
  loginFailuresPerSource: 5,
  loginFailures: 100,
  bruteForceFailures: 10,
  accountsPerSource: 10,
  sourcesPerAccount: 20,
  loginFailureRatio: 0.5,
  minimumLogins: 20,
  knownNetworks: Duration.days(6),
  tokenRejections: 20,
  attackRequests: 10,
  rateLimitHits: 1000,
  auditSilence: Duration.minutes(15),
  auditdStop: Duration.minutes(3),
};

export const SECURITY_METRIC_THRESHOLDS: Required<SecurityMetricThresholds> = {
  authFailureRatio: 0.3,
  minimumRate: 0.5,
  rateLimitHits: 1000,
  checksumAge: Duration.minutes(15),
};

/** What the pack and the dashboard of security read, and from which values on they warn. */
export interface SecurityAlertOptions {
  /** @default {} */
  readonly logs?: SecurityLogs;
  /** @default {} */
  readonly metrics?: SecurityMetrics;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: SecurityThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - two pages of this repository, one for logs and one for metrics
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults; a source that does not exist is left out. */
export interface SecuritySettings {
  readonly auth: ReturnType<typeof authSettings> | undefined;
  readonly audit: ReturnType<typeof auditSettings> | undefined;
  readonly access: ReturnType<typeof accessSettings> | undefined;
  readonly application: ReturnType<typeof applicationSettings> | undefined;
  readonly requests: ReturnType<typeof requestSettings> | undefined;
  readonly files: ReturnType<typeof fileSettings> | undefined;
  readonly team: string | undefined;
  readonly limits: Required<SecurityThresholds>;
  readonly runbooks: { readonly logs: string; readonly metrics: string };
}

/** How far back networks can be known: a day to learn and something before it; Loki reads at most 30 days at once. */
const MEMORY = { least: Duration.days(2), most: Duration.days(30) } as const;

/**
 * @throws InvalidInputError for an unknown name, with the nearest one, a value of another kind, a query or pattern that
 *   Loki refuses, a threshold out of range, and when no source is given
 */
export function securitySettings(
  options: SecurityAlertOptions,
): SecuritySettings {
  requirePackOptions("options of securityAlerts", options, {
    logs: "record?",
    metrics: "record?",
    team: "text?",
    thresholds: "record?",
    runbookUrl: "text?",
  });
  const { logs = {}, metrics = {}, team, runbookUrl } = options;
  requirePackOptions("logs of securityAlerts", logs, {
    auth: "record?",
    audit: "record?",
    access: "record?",
    application: "record?",
  });
  requirePackOptions("metrics of securityAlerts", metrics, {
    requests: "record?",
    files: "record?",
  });
  const sources: readonly unknown[] = Object.values({ ...logs, ...metrics });
  if (sources.every((source) => source === undefined)) {
    throw new InvalidInputError(
      "security-sources",
      "options of securityAlerts must name at least one source, got none; write it like { logs: { auth: {} } }",
    );
  }
  const limits = withThresholds(
    "thresholds of securityAlerts",
    { ...SECURITY_LOG_THRESHOLDS, ...SECURITY_METRIC_THRESHOLDS },
    options.thresholds,
  );
  const { knownNetworks } = limits;
  if (
    knownNetworks.compare(MEMORY.least) < 0 ||
    knownNetworks.compare(MEMORY.most) > 0
  ) {
    throw new InvalidInputError(
      "alert-threshold",
      `knownNetworks of thresholds of securityAlerts must be between ${MEMORY.least.toString()} and ${MEMORY.most.toString()}, got ${knownNetworks.toString()}; leave it out for the default`,
    );
  }
  const { auditdStop, auditSilence } = limits;
  if (auditdStop.compare(auditSilence) >= 0) {
    throw new InvalidInputError(
      "alert-threshold",
      `auditdStop of thresholds of securityAlerts must be shorter than auditSilence (${auditSilence.toString()}), got ${auditdStop.toString()}; leave it out for the default`,
    );
  }
  return {
    auth: logs.auth && authSettings(logs.auth),
    audit: logs.audit && auditSettings(logs.audit),
    access: logs.access && accessSettings(logs.access),
    application: logs.application && applicationSettings(logs.application),
    requests: metrics.requests && requestSettings(metrics.requests),
    files: metrics.files && fileSettings(metrics.files),
    team,
    limits,
    runbooks: {
      logs: runbookUrl ?? runbookPage("security"),
      metrics: runbookUrl ?? runbookPage("security-metrics"),
    },
  };
}
