import type { Labels } from "../names";
import type { Duration } from "../units";
import type { LogRetention, ServiceLogs } from "./logs";
import type { ScrapeJob } from "./scrape";
import type { TraceRetention } from "./traces";

/** What Prometheus scrapes and how often. */
export interface MetricsSettings {
  readonly jobs: readonly ScrapeJob[];
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration;
  /** Labels on everything that leaves this Prometheus. */
  readonly externalLabels: Labels;
}

/** Where log lines come from and how long they stay. */
export interface LogsSettings {
  readonly retention: LogRetention;
  readonly sources: readonly ServiceLogs[];
}

/** How long spans stay. */
export interface TracesSettings {
  readonly retention: TraceRetention;
}
