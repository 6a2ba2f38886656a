import { nearestName } from "../../../domain/names";
import { InvalidInputError } from "../../../domain/problem";
import { requireKind } from "../../../domain/shape";
import { Duration } from "../../../domain/units";

/** Thresholds of the platform's own alerts. */
export interface PlatformAlertOptions {
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
   * How full a volume may become, from 0 to 1.
   * @default 0.8
   */
  readonly volumeRatio?: number;
  /**
   * How much of its memory limit a container may use, from 0 to 1.
   * @default 0.9
   */
  readonly memoryRatio?: number;
  /**
   * Share of a file system of the host that must be free, from 0 to 1.
   * @default 0.05
   */
  readonly diskFreeRatio?: number;
  /**
   * A file system of the host that will be full within this time is told of.
   * @default Duration.days(1)
   */
  readonly diskFullWithin?: Duration;
  /**
   * How long log lines are kept; with the volume of Loki it gives the most that may be stored.
   * @default Duration.days(7)
   */
  readonly logRetention?: Duration;
  /**
   * Longest time between two runs of Loki's compactor, which works every 10 minutes.
   * @default Duration.hours(3)
   */
  readonly compactorOverdue?: Duration;
  /**
   * A certificate that ends within this time is told of.
   * @default Duration.days(14)
   */
  readonly certificateEndsWithin?: Duration;
  /**
   * Starts of a component within 30 minutes that are too many.
   * @default 3
   */
  readonly restarts?: number;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export type PlatformThresholds = Required<PlatformAlertOptions>;

/** @throws InvalidInputError for a threshold that does not exist, or of another kind than its default */
export function requireThresholds(options: PlatformAlertOptions): void {
  requireKind("thresholds of platformAlerts", options, "record");
  const names = Object.keys(DEFAULT_THRESHOLDS);
  for (const [name, value] of Object.entries(options)) {
    const what = `threshold "${name}" of platformAlerts`;
    const usual = DEFAULT_THRESHOLDS[name as keyof PlatformThresholds] as
      PlatformThresholds[keyof PlatformThresholds] | undefined;
    if (usual === undefined) {
      throw new InvalidInputError(
        "alert-threshold",
        `${what} must be one of ${names.join(", ")}, got "${name}"; did you mean "${nearestName(name, names) ?? names[0]}"`,
      );
    }
    if (value !== undefined) {
      requireKind(
        what,
        value,
        usual instanceof Duration
          ? "duration"
          : typeof usual === "number"
            ? "number"
            : "text",
      );
    }
  }
}

export const DEFAULT_THRESHOLDS: PlatformThresholds = {
  downFor: Duration.minutes(2),
  errorRatio: 0.05,
  queueRatio: 0.8,
  volumeRatio: 0.8,
  memoryRatio: 0.9,
  diskFreeRatio: 0.05,
  diskFullWithin: Duration.days(1),
  logRetention: Duration.days(7),
  compactorOverdue: Duration.hours(3),
  certificateEndsWithin: Duration.days(14),
  restarts: 3,
  runbookUrl:
    "https://github.com/cdktf-observability/cdktf-observability/blob/main/docs/runbooks/platform.md",
};
