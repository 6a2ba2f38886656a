import { InvalidInputError } from "../../../domain/problem";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";
import { requireKind } from "../../../domain/shape";

/** How far ahead the alerts look, and what they leave out. */
export interface CapacityThresholds {
  /**
   * Time within which a file system will have no space left.
   * @default Duration.days(7)
   */
  readonly disksWithin?: Duration;
  /**
   * Time within which a file system will have no inodes left.
   * @default Duration.days(7)
   */
  readonly inodesWithin?: Duration;
  /**
   * Time within which a host will have no memory left.
   * @default Duration.hours(12)
   */
  readonly memoryWithin?: Duration;
  /**
   * Time within which a database will have no connections left.
   * @default Duration.hours(4)
   */
  readonly connectionsWithin?: Duration;
  /**
   * Time within which Prometheus will hold as many series as it can.
   * @default Duration.days(14)
   */
  readonly seriesWithin?: Duration;
  /**
   * Time within which a claimed volume will have no space left.
   * @default Duration.days(7)
   */
  readonly volumesWithin?: Duration;
  /**
   * Free share above which nothing is predicted, from 0 to 1.
   * @default 0.5
   */
  readonly freeRatio?: number;
  /**
   * Growth below which nothing is predicted, as a share of the capacity, within the time of the trend: a day for space,
   * inodes and series, 6 hours for memory, 2 hours for connections.
   * @default 0.02
   */
  readonly growthRatio?: number;
}

export const CAPACITY_THRESHOLDS: Required<CapacityThresholds> = {
  disksWithin: Duration.days(7),
  inodesWithin: Duration.days(7),
  memoryWithin: Duration.hours(12),
  connectionsWithin: Duration.hours(4),
  seriesWithin: Duration.days(14),
  volumesWithin: Duration.days(7),
  freeRatio: 0.5,
  growthRatio: 0.02,
};

export interface CapacityAlertOptions {
  /**
   * Scrape job of the node exporter whose disks, inodes and memory are watched; false for none.
   * @default "node-exporter"
   */
  readonly hosts?: string | false;
  /**
   * Scrape job of the exporter of PostgreSQL whose connections are watched.
   * @default - none
   */
  readonly databases?: string;
  /**
   * Scrape job of the kubelets whose claimed volumes are watched.
   * @default - none
   */
  readonly volumes?: string;
  /**
   * Series in memory that Prometheus has room for, by its memory: about 4 KiB each. They are those of the job
   * "prometheus".
   * @default - not watched
   * @see https://prometheus.io/docs/prometheus/latest/storage/
   */
  readonly maximumSeries?: number;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: CapacityThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface CapacitySettings {
  readonly hosts: string | undefined;
  readonly databases: string | undefined;
  readonly volumes: string | undefined;
  readonly maximumSeries: number | undefined;
  readonly team: string | undefined;
  readonly limits: Required<CapacityThresholds>;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for an unknown option, a value of another kind, and when nothing is watched */
export function capacitySettings(
  options: CapacityAlertOptions,
): CapacitySettings {
  requireKind("options of capacityAlerts", options, "record");
  const { hosts = "node-exporter", ...others } = options;
  requirePackOptions(
    "options of capacityAlerts",
    { ...others, ...(hosts !== false && { hosts }) },
    {
      hosts: "text?",
      databases: "text?",
      volumes: "text?",
      maximumSeries: "number?",
      team: "text?",
      thresholds: "record?",
      runbookUrl: "text?",
    },
  );
  const { databases, volumes, maximumSeries, team, thresholds } = options;
  if (
    maximumSeries !== undefined &&
    !(maximumSeries > 0 && Number.isFinite(maximumSeries))
  ) {
    throw new InvalidInputError(
      "capacity-series",
      `maximumSeries of capacityAlerts must be above 0 and finite, got ${shown(maximumSeries)}; leave it out when it is not known`,
    );
  }
  if (
    hosts === false &&
    [databases, volumes, maximumSeries].every((each) => each === undefined)
  ) {
    throw new InvalidInputError(
      "capacity-nothing",
      "options of capacityAlerts must name something to watch, got only hosts: false; name hosts, databases, volumes or maximumSeries",
    );
  }
  return {
    hosts: hosts === false ? undefined : hosts,
    databases,
    volumes,
    maximumSeries,
    team,
    limits: withThresholds(
      "the thresholds of capacityAlerts",
      CAPACITY_THRESHOLDS,
      thresholds,
    ),
    runbookUrl: options.runbookUrl ?? runbookPage("capacity"),
  };
}
