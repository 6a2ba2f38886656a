import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";

/** From which values on the alerts about hosts fire. */
export interface HostThresholds {
  /**
   * Busy share of the processors' time that is worth a look, from 0 to 1.
   * @default 0.8
   */
  readonly cpuRatio?: number;
  /**
   * Busy share of the processors' time that pages, from 0 to 1.
   * @default 0.9
   */
  readonly cpuCriticalRatio?: number;
  /**
   * Share of the memory in use that is worth a look, from 0 to 1.
   * @default 0.8
   */
  readonly memoryRatio?: number;
  /**
   * Share of the memory in use that pages, from 0 to 1.
   * @default 0.95
   */
  readonly memoryCriticalRatio?: number;
  /**
   * Share of a file system that must be free, from 0 to 1.
   * @default 0.05
   */
  readonly diskFreeRatio?: number;
  /**
   * A file system that will be full within this time is told of.
   * @default Duration.days(1)
   */
  readonly diskFullWithin?: Duration;
  /**
   * Share of the inodes of a file system that must be free, from 0 to 1.
   * @default 0.1
   */
  readonly inodesFreeRatio?: number;
  /**
   * How long a start of the host is told of.
   * @default Duration.minutes(10)
   */
  readonly rebootToldFor?: Duration;
  /**
   * How far the clock of the host may be from that of Prometheus.
   * @default Duration.seconds(1)
   */
  readonly clockSkew?: Duration;
  /**
   * Share of the packets of an interface that may be faulty, from 0 to 1.
   * @default 0.01
   */
  readonly networkErrorRatio?: number;
  /**
   * How full the table of tracked connections may be, from 0 to 1.
   * @default 0.8
   */
  readonly conntrackRatio?: number;
  /**
   * Mean tasks per core that run or wait, over 15 minutes.
   * @default 2
   */
  readonly loadPerCore?: number;
}

export const HOST_THRESHOLDS: Required<HostThresholds> = {
  cpuRatio: 0.8,
  cpuCriticalRatio: 0.9,
  memoryRatio: 0.8,
  memoryCriticalRatio: 0.95,
  diskFreeRatio: 0.05,
  diskFullWithin: Duration.days(1),
  inodesFreeRatio: 0.1,
  rebootToldFor: Duration.minutes(10),
  clockSkew: Duration.seconds(1),
  networkErrorRatio: 0.01,
  conntrackRatio: 0.8,
  loadPerCore: 2,
};

/** Collectors of node exporter that the platform's own does not run. */
export type HostCollector = "conntrack" | "netdev" | "systemd";

export interface HostAlertOptions {
  /**
   * Scrape job of node exporter.
   * @default "node-exporter"
   */
  readonly job?: string;
  /**
   * Scrape job of the cAdvisor that tells of the network of the host, for as long as node exporter does not.
   * @default "cadvisor"
   */
  readonly networkJob?: string;
  /**
   * Collectors that this exporter runs beside those of the platform's own, which has a network of its own and cannot ask
   * systemd. Each brings its alerts: `conntrack` that of tracked connections, `systemd` that of failed units; with
   * `netdev` the errors of the network are those that node exporter counts.
   * @default []
   */
  readonly collectors?: readonly HostCollector[];
  /**
   * Whether the platform's own alerts watch the disks of this exporter already (HostDiskFillingUp and
   * HostDiskAlmostFull). Then this pack leaves them out, so that a full disk pages once.
   * @default - true for the job "node-exporter", which is that of the platform
   */
  readonly platformWatches?: boolean;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: HostThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export type HostAlertSettings = Required<
  Omit<HostAlertOptions, "team" | "thresholds">
> &
  Required<HostThresholds> & { readonly team: string | undefined };

export function hostSettings(options: HostAlertOptions): HostAlertSettings {
  const { thresholds, team, job = "node-exporter", ...rest } = options;
  return {
    networkJob: "cadvisor",
    collectors: [],
    platformWatches: job === "node-exporter",
    runbookUrl: runbookPage("host"),
    ...rest,
    ...HOST_THRESHOLDS,
    ...thresholds,
    job,
    team,
  };
}
