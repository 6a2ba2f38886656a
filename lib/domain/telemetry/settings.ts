import type { Labels } from "../names";
import type { Bytes, Duration } from "../units";
import type { LogProcessing } from "../logs/processing";
import type { LogRetention } from "../logs/retention";
import type { LogTenant } from "../logs/tenants";
import type { ServiceLogs } from "../logs/source";
import type { ScrapeJob } from "./scrape";
import type { TraceProcessing } from "../traces/processing";
import type { TraceRetention } from "../traces/retention";

/** How long samples stay; what comes first ends them. */
export interface SampleRetention {
  readonly time: Duration;
  readonly size: Bytes;
}

/** What Prometheus scrapes, how often, and how long it keeps that. */
export interface MetricsSettings {
  readonly jobs: readonly ScrapeJob[];
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration;
  /** Labels on everything that leaves this Prometheus. */
  readonly externalLabels: Labels;
  /** Default: 15 days and 8 GiB. */
  readonly retention?: SampleRetention;
}

/** Where log lines come from and how long they stay. */
export interface LogsSettings {
  readonly retention: LogRetention;
  readonly sources: readonly ServiceLogs[];
  /** What is masked and what is left out. Default: the usual kinds are masked, and all lines are kept. */
  readonly processing?: LogProcessing;
  /**
   * Labels on each alert of log lines, as on those of Prometheus; `environment` and `host` are on the lines too, unless a
   * line has its own. Default: none.
   */
  readonly externalLabels?: Labels;
  /** Whose lines are kept apart, that of nobody's first. Default: none, all lines are together. */
  readonly tenants?: readonly LogTenant[];
}

/** How long spans stay, and what becomes of them before. */
export interface TracesSettings {
  readonly retention: TraceRetention;
  /** Default: all are stored. */
  readonly processing?: TraceProcessing;
}
