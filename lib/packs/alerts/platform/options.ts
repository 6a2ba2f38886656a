import { requireKind, requireNames } from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import type { ContainerThresholds } from "../container/options";
import type { HostThresholds } from "../host/options";
import type { LogThresholds } from "../logs/options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the platform's alerts about its components fire. */
export interface ComponentThresholds {
  /**
   * How long a component may be unreachable.
   * @default Duration.minutes(2)
   */
  readonly downFor?: Duration;
  /**
   * Share of failed requests, notifications or storage operations, from 0 to 1.
   * @default 0.05
   */
  readonly errorRatio?: number;
  /**
   * How full a queue may be, from 0 to 1.
   * @default 0.8
   */
  readonly queueRatio?: number;
  /**
   * How full a volume may become, from 0 to 1; that of Prometheus a tenth more.
   * @default 0.8
   */
  readonly volumeRatio?: number;
  /**
   * How much of its interval a group of rules may need, from 0 to 1.
   * @default 0.8
   */
  readonly ruleTimeRatio?: number;
  /**
   * How long requests to Loki, Grafana and the storage of Jaeger may take.
   * @default Duration.seconds(5)
   */
  readonly answerWithin?: Duration;
  /**
   * How long a target may take to tell its metrics.
   * @default Duration.seconds(5)
   */
  readonly scrapeWithin?: Duration;
  /**
   * Series that all targets of one scrape job may have together.
   * @default 50000
   */
  readonly seriesPerJob?: number;
  /**
   * How many times its series a scrape job may renew within one hour. A start renews them once.
   * @default 3
   */
  readonly seriesChurn?: number;
  /**
   * How far a remote write may lag behind.
   * @default Duration.minutes(2)
   */
  readonly remoteWriteBehind?: Duration;
  /**
   * How long log lines are kept; with the volume of Loki it gives the most that may be stored.
   * @default Duration.days(7)
   */
  readonly logRetention?: Duration;
  /**
   * Streams that Loki, or one tenant of it, may have at one time. It takes no new ones beyond 5,000.
   * @default 4000
   */
  readonly logStreams?: number;
  /**
   * Longest time between two runs of Loki's compactor, which works every 10 minutes.
   * @default Duration.hours(3)
   */
  readonly compactorOverdue?: Duration;
  /**
   * Starts of a component within 30 minutes that are too many.
   * @default 3
   */
  readonly restarts?: number;
}

/** Choices for the alerts by which the platform watches itself. */
export interface PlatformAlertOptions extends ComponentThresholds {
  /**
   * Thresholds of the pack `hostAlerts` for the hosts of the platform's own node exporter.
   * @default {}
   */
  readonly host?: HostThresholds;
  /**
   * Thresholds of the pack `containerAlerts` for the containers of the platform's own cAdvisor.
   * @default {}
   */
  readonly container?: ContainerThresholds;
  /**
   * Thresholds of the pack `logAlerts` for the lines that the platform's own agent reads.
   * @default {}
   */
  readonly logs?: LogThresholds;
  /**
   * Page that has one heading for each alert about a component.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults; those of hosts and containers are filled in by their packs. */
export type PlatformThresholds = Required<PlatformAlertOptions>;

export const COMPONENT_THRESHOLDS: Required<ComponentThresholds> = {
  downFor: Duration.minutes(2),
  errorRatio: 0.05,
  queueRatio: 0.8,
  volumeRatio: 0.8,
  ruleTimeRatio: 0.8,
  answerWithin: Duration.seconds(5),
  scrapeWithin: Duration.seconds(5),
  seriesPerJob: 50_000,
  seriesChurn: 3,
  remoteWriteBehind: Duration.minutes(2),
  logRetention: Duration.days(7),
  logStreams: 4000,
  compactorOverdue: Duration.hours(3),
  restarts: 3,
};

/** @throws InvalidInputError for a threshold that does not exist, or of another kind than its default */
export function platformThresholds(
  options: PlatformAlertOptions,
): PlatformThresholds {
  const what = "thresholds of platformAlerts";
  requireNames(what, options, [
    ...Object.keys(COMPONENT_THRESHOLDS),
    "host",
    "container",
    "logs",
    "runbookUrl",
  ]);
  const {
    host = {},
    container = {},
    logs = {},
    runbookUrl = runbookPage("platform"),
    ...own
  } = options;
  requireKind(`runbookUrl of ${what}`, runbookUrl, "text");
  return {
    ...withThresholds(what, COMPONENT_THRESHOLDS, own),
    host,
    container,
    logs,
    runbookUrl,
  };
}
