import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about a host with an agent fire. */
export interface RemoteHostThresholds {
  /**
   * How long nothing may come from the agent, at least 4 minutes.
   * @default Duration.minutes(10)
   */
  readonly silentFor?: Duration;
  /**
   * Share of the queue on the disk, from 0 to 1, that may be in use for 15 minutes.
   * @default 0.5
   */
  readonly queueRatio?: number;
  /**
   * Share of a file system, from 0 to 1, that may be in use.
   * @default 0.9
   */
  readonly diskRatio?: number;
  /**
   * Share of the memory, from 0 to 1, that may be in use, caches left out.
   * @default 0.95
   */
  readonly memoryRatio?: number;
}

export const REMOTE_HOST_THRESHOLDS: Required<RemoteHostThresholds> = {
  silentFor: Duration.minutes(10),
  queueRatio: 0.5,
  diskRatio: 0.9,
  memoryRatio: 0.95,
};

export interface RemoteHostAlertOptions {
  /** Label `host` of what its agent sends; also the label `service`. */
  readonly host: string;
  /** Scrape job of the gateway that it sends to. */
  readonly gateway: string;
  /**
   * Whether the agent measures the host.
   * @default true
   */
  readonly hostMetrics?: boolean;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: RemoteHostThresholds;
  /**
   * Dashboard that the alerts link to.
   * @default "remote-hosts"
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface RemoteHostAlertSettings {
  readonly host: string;
  readonly gateway: string;
  readonly hostMetrics: boolean;
  readonly team: string | undefined;
  readonly limits: Required<RemoteHostThresholds>;
  readonly dashboardUid: string;
  readonly dashboardIsDefault: boolean;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for an unknown name, and for a value of another kind or out of its range */
export function remoteHostSettings(
  options: RemoteHostAlertOptions,
): RemoteHostAlertSettings {
  requirePackOptions("options of remoteHostAlerts", options, {
    host: "text",
    gateway: "text",
    hostMetrics: "flag?",
    team: "text?",
    thresholds: "record?",
    dashboardUid: "text?",
    runbookUrl: "text?",
  });
  return {
    host: options.host,
    gateway: options.gateway,
    hostMetrics: options.hostMetrics ?? true,
    team: options.team,
    limits: withThresholds(
      "thresholds of remoteHostAlerts",
      REMOTE_HOST_THRESHOLDS,
      options.thresholds,
    ),
    dashboardUid: options.dashboardUid ?? "remote-hosts",
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("remote-host"),
  };
}
