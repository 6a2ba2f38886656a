import {
  requireNames,
  requireOneOf,
  requireShape,
} from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

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
  /**
   * How long a text file with metrics may go without a change.
   * @default Duration.days(2)
   */
  readonly textfileUnchangedFor?: Duration;
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
  textfileUnchangedFor: Duration.days(2),
};

/** Collectors of node exporter that the platform's own does not run. */
export type HostCollector = "conntrack" | "netdev" | "systemd";

export interface HostAlertOptions {
  /**
   * Scrape job of node exporter. That of the platform, "node-exporter", is watched already: see `platformAlerts` of the
   * platform, whose threshold `host` tunes this pack.
   */
  readonly job: string;
  /**
   * Scrape job of the cAdvisor that tells of the network of the hosts, for as long as node exporter does not.
   * @default - the errors of the network are watched only with the collector `netdev`
   */
  readonly networkJob?: string;
  /**
   * Collectors that this exporter runs beside those of the platform's own, which has a network of its own and cannot ask
   * systemd. Each brings its alerts: `conntrack` that of tracked connections, `systemd` that of failed units, and `netdev`
   * that of errors of the network, as node exporter counts them.
   * @default []
   */
  readonly collectors?: readonly HostCollector[];
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
  Omit<HostAlertOptions, "team" | "thresholds" | "networkJob">
> &
  Required<HostThresholds> & {
    readonly team: string | undefined;
    readonly networkJob: string | undefined;
  };

const OPTIONS: readonly (keyof HostAlertOptions)[] = [
  "job",
  "networkJob",
  "collectors",
  "team",
  "thresholds",
  "runbookUrl",
];

const COLLECTORS: readonly HostCollector[] = ["conntrack", "netdev", "systemd"];

/** @throws InvalidInputError for an option, a collector or a threshold that does not exist or is of another kind */
export function hostSettings(options: HostAlertOptions): HostAlertSettings {
  const what = "options of hostAlerts";
  requireNames(what, options, OPTIONS);
  requireShape(what, options, {
    job: "text",
    networkJob: "text?",
    collectors: "texts?",
    team: "text?",
    runbookUrl: "text?",
  });
  const { job, networkJob, team, collectors = [] } = options;
  for (const collector of collectors) {
    requireOneOf(`each of collectors of hostAlerts`, collector, COLLECTORS);
  }
  return {
    ...withThresholds(
      "thresholds of hostAlerts",
      HOST_THRESHOLDS,
      options.thresholds,
    ),
    job,
    networkJob,
    team,
    collectors,
    runbookUrl: options.runbookUrl ?? runbookPage("host"),
  };
}
