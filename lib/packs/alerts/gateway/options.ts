import { Duration } from "../../../domain/units";
import { gatewayDashboardUid } from "../../dashboards/gateway/uid";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about a gateway fire. */
export interface GatewayThresholds {
  /**
   * How long the gateway may not answer. Its senders wait on their disks meanwhile.
   * @default Duration.minutes(2)
   */
  readonly downFor?: Duration;
  /**
   * Requests with a wrong token or none within 10 minutes that are too many.
   * @default 5
   */
  readonly deniedRequests?: number;
  /**
   * Requests within 10 minutes without a certificate that the gateway accepts, that are too many.
   * @default 5
   */
  readonly strangeCertificates?: number;
  /**
   * Requests within 10 minutes that were too large or no OTLP, that are too many.
   * @default 5
   */
  readonly badRequests?: number;
  /**
   * Share of the requests, from 0 to 1, over 5 minutes that are told to come back later, since a sender sends too many or the
   * gateway has no room.
   * @default 0.05
   */
  readonly turnedAwayRatio?: number;
  /**
   * Share of the requests, from 0 to 1, over 5 minutes that the gateway could not hand over.
   * @default 0.05
   */
  readonly failedRatio?: number;
}

export const GATEWAY_THRESHOLDS: Required<GatewayThresholds> = {
  downFor: Duration.minutes(2),
  deniedRequests: 5,
  strangeCertificates: 5,
  badRequests: 5,
  turnedAwayRatio: 0.05,
  failedRatio: 0.05,
};

export interface GatewayAlertOptions {
  /** Scrape job of the gateway; also the label `service`. */
  readonly job: string;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: GatewayThresholds;
  /**
   * Dashboard that the alerts link to.
   * @default - that of the gateway
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface GatewayAlertSettings {
  readonly job: string;
  readonly team: string | undefined;
  readonly limits: Required<GatewayThresholds>;
  readonly dashboardUid: string;
  readonly dashboardIsDefault: boolean;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for an unknown name, and for a value of another kind or out of its range */
export function gatewaySettings(
  options: GatewayAlertOptions,
): GatewayAlertSettings {
  requirePackOptions("options of gatewayAlerts", options, {
    job: "text",
    team: "text?",
    thresholds: "record?",
    dashboardUid: "text?",
    runbookUrl: "text?",
  });
  return {
    job: options.job,
    team: options.team,
    limits: withThresholds(
      "thresholds of gatewayAlerts",
      GATEWAY_THRESHOLDS,
      options.thresholds,
    ),
    dashboardUid: options.dashboardUid ?? gatewayDashboardUid(options.job),
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("gateway"),
  };
}
