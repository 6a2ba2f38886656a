import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { requireGrades, withThresholds } from "../thresholds";

/** From which values on the alerts about probes fire. */
export interface BlackboxThresholds {
  /**
   * How long a probe must fail before it is told of.
   * @default Duration.minutes(1)
   */
  readonly downFor?: Duration;
  /**
   * Time of a whole probe, on average over 5 minutes. The modules of the platform give up after 5 s.
   * @default Duration.seconds(2)
   */
  readonly slow?: Duration;
  /**
   * Time of one phase of a request (name lookup, connection, TLS handshake, wait for the first byte, transfer), on average
   * over 5 minutes.
   * @default Duration.seconds(1)
   */
  readonly slowPhase?: Duration;
  /**
   * Time left to a certificate below which it is told of, within a day.
   * @default Duration.days(30)
   */
  readonly certificateWithin?: Duration;
  /**
   * Time left to a certificate below which somebody is paged.
   * @default Duration.days(7)
   */
  readonly certificateSoon?: Duration;
  /**
   * Redirects up to the answer that are too many; one comes from `http` to `https`, a second one from a name to another.
   * @default 3
   */
  readonly redirects?: number;
  /**
   * Changes between success and failure within an hour that are too many.
   * @default 6
   */
  readonly flaps?: number;
}

export const BLACKBOX_THRESHOLDS: Required<BlackboxThresholds> = {
  downFor: Duration.minutes(1),
  slow: Duration.seconds(2),
  slowPhase: Duration.seconds(1),
  certificateWithin: Duration.days(30),
  certificateSoon: Duration.days(7),
  redirects: 3,
  flaps: 6,
};

export interface BlackboxAlertOptions {
  /** Scrape job of the probes. */
  readonly job: string;
  /**
   * Label `service` of the alerts.
   * @default - the name of the job
   */
  readonly service?: string;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: BlackboxThresholds;
  /**
   * Dashboard that the alerts link to.
   * @default "probes"
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export type BlackboxAlertSettings = Required<
  Omit<BlackboxAlertOptions, "team" | "thresholds">
> & {
  readonly team: string | undefined;
  readonly limits: Required<BlackboxThresholds>;
  readonly dashboardIsDefault: boolean;
};

/** @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense */
export function blackboxSettings(
  options: BlackboxAlertOptions,
): BlackboxAlertSettings {
  requirePackOptions("options of blackboxAlerts", options, {
    job: "text",
    service: "text?",
    team: "text?",
    thresholds: "record?",
    dashboardUid: "text?",
    runbookUrl: "text?",
  });
  const what = "thresholds of blackboxAlerts";
  const limits = withThresholds(what, BLACKBOX_THRESHOLDS, options.thresholds);
  requireGrades(what, limits, "above", "certificateSoon", "certificateWithin");
  return {
    job: options.job,
    service: options.service ?? options.job,
    team: options.team,
    limits,
    dashboardUid: options.dashboardUid ?? "probes",
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("blackbox"),
  };
}
