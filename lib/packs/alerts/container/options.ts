import { requireKind, requireNames, requireShape } from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about containers fire. */
export interface ContainerThresholds {
  /**
   * How long a container may be gone.
   * @default Duration.minutes(2)
   */
  readonly downFor?: Duration;
  /**
   * How long a container must have lived, under its name, to be missed; what ends sooner was a job that was done. So was
   * what runs for less than half of the time, such as a backup of each night, from its second run on.
   * @default Duration.hours(1)
   */
  readonly missedAfter?: Duration;
  /**
   * How long a container that is gone is told of.
   * @default Duration.hours(1)
   */
  readonly downToldFor?: Duration;
  /**
   * Starts of a container within 15 minutes that are too many.
   * @default 3
   */
  readonly restarts?: number;
  /**
   * Share of its periods in which the processor limit may stop a container, from 0 to 1.
   * @default 0.25
   */
  readonly throttledRatio?: number;
  /**
   * How much of its memory limit a container may use, from 0 to 1.
   * @default 0.9
   */
  readonly memoryRatio?: number;
  /**
   * Share of the packets of a container that may be faulty, from 0 to 1.
   * @default 0.01
   */
  readonly networkErrorRatio?: number;
}

export const CONTAINER_THRESHOLDS: Required<ContainerThresholds> = {
  downFor: Duration.minutes(2),
  missedAfter: Duration.hours(1),
  downToldFor: Duration.hours(1),
  restarts: 3,
  throttledRatio: 0.25,
  memoryRatio: 0.9,
  networkErrorRatio: 0.01,
};

export interface ContainerAlertOptions {
  /**
   * Scrape job of cAdvisor. That of the platform, "cadvisor", is watched already: see `platformAlerts` of the platform,
   * whose threshold `container` tunes this pack.
   */
  readonly job: string;
  /**
   * The image that each container must run, by the container's name, as cAdvisor's label `image` shows it: what the
   * container was made from, a name with its tag or an id (`sha256:...`).
   * @default - images are not watched
   */
  readonly images?: Readonly<Record<string, string>>;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: ContainerThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export type ContainerAlertSettings = Required<
  Omit<ContainerAlertOptions, "team" | "thresholds">
> &
  Required<ContainerThresholds> & { readonly team: string | undefined };

const OPTIONS: readonly (keyof ContainerAlertOptions)[] = [
  "job",
  "images",
  "team",
  "thresholds",
  "runbookUrl",
];

/** @throws InvalidInputError for an option or a threshold that does not exist or is of another kind */
export function containerSettings(
  options: ContainerAlertOptions,
): ContainerAlertSettings {
  const what = "options of containerAlerts";
  requireNames(what, options, OPTIONS);
  requireShape(what, options, {
    job: "text",
    images: "record?",
    team: "text?",
    runbookUrl: "text?",
  });
  const { job, images = {}, team } = options;
  for (const [name, image] of Object.entries(images)) {
    requireKind(
      `image of container "${name}" of containerAlerts`,
      image,
      "text",
    );
  }
  return {
    ...withThresholds(
      "thresholds of containerAlerts",
      CONTAINER_THRESHOLDS,
      options.thresholds,
    ),
    job,
    images,
    team,
    runbookUrl: options.runbookUrl ?? runbookPage("container"),
  };
}
