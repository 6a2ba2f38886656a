import { InvalidInputError } from "../../../domain/problem";
import { requireOptions } from "../../../domain/shape";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about nginx fire. */
export interface NginxThresholds {
  /**
   * How long nginx may not answer.
   * @default Duration.seconds(30)
   */
  readonly downFor?: Duration;
  /**
   * Share of the connections, from 0 to 1, that nginx may close unheard for want of room, over 5 minutes.
   * @default 0.01
   */
  readonly droppedRatio?: number;
  /**
   * Connections as a share, from 0 to 1, of those that nginx can hold.
   * @default 0.8
   */
  readonly connectionsRatio?: number;
  /**
   * Connections without a request as a share, from 0 to 1, of those that nginx can hold.
   * @default 0.6
   */
  readonly waitingRatio?: number;
  /**
   * Share of the connections, from 0 to 1, whose client may still be sending the head of its request.
   * @default 0.3
   */
  readonly readingRatio?: number;
  /**
   * Connections below which shares of them say nothing.
   * @default 20
   */
  readonly minimumConnections?: number;
  /**
   * How long requests may stay in nginx on average. Set it higher, or leave the alert out, where requests stay open on
   * purpose, as with WebSocket.
   * @default Duration.seconds(2)
   */
  readonly requestTime?: Duration;
  /**
   * Requests as a share, from 0 to 1, of those of the hour before, below which they have stopped.
   * @default 0.05
   */
  readonly trafficRatio?: number;
  /**
   * Requests per second below which durations and comparisons say nothing.
   * @default 1
   */
  readonly minimumRate?: number;
  /**
   * Starts of nginx within 15 minutes that are too many.
   * @default 3
   */
  readonly restarts?: number;
}

export const NGINX_THRESHOLDS: Required<NginxThresholds> = {
  downFor: Duration.seconds(30),
  droppedRatio: 0.01,
  connectionsRatio: 0.8,
  waitingRatio: 0.6,
  readingRatio: 0.3,
  minimumConnections: 20,
  requestTime: Duration.seconds(2),
  trafficRatio: 0.05,
  minimumRate: 1,
  restarts: 3,
};

export interface NginxAlertOptions {
  /**
   * Scrape job of the exporter; also the label `service`.
   * @default "nginx"
   */
  readonly job?: string;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /**
   * `worker_connections` of nginx.conf: what one worker can hold, connections to upstream servers included.
   * @default - unknown: NginxConnectionsNearLimit and NginxIdleConnectionsHigh are left out
   * @see https://nginx.org/en/docs/ngx_core_module.html#worker_connections
   */
  readonly workerConnections?: number;
  /**
   * `worker_processes` of nginx.conf.
   * @default 1
   */
  readonly workerProcesses?: number;
  /** @default {} */
  readonly thresholds?: NginxThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface NginxAlertSettings {
  readonly job: string;
  readonly team: string | undefined;
  /** Connections that all workers can hold together; nothing when unknown. */
  readonly limit: number | undefined;
  readonly limits: Required<NginxThresholds>;
  readonly runbookUrl: string;
}

const OPTIONS: readonly (keyof NginxAlertOptions)[] = [
  "job",
  "team",
  "workerConnections",
  "workerProcesses",
  "thresholds",
  "runbookUrl",
];

/** @throws InvalidInputError for an unknown name, and for a value out of its range */
export function nginxSettings(options: NginxAlertOptions): NginxAlertSettings {
  requireOptions("nginxAlerts", options, OPTIONS);
  const { job = "nginx", team, workerConnections, workerProcesses } = options;
  for (const [name, value] of Object.entries({
    workerConnections,
    workerProcesses,
  })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
      throw new InvalidInputError(
        "nginx-workers",
        `${name} of nginxAlerts must be a whole number above 0, got ${shown(value)}; write what nginx.conf says`,
      );
    }
  }
  return {
    job,
    team,
    limit:
      workerConnections === undefined
        ? undefined
        : workerConnections * (workerProcesses ?? 1),
    limits: withThresholds(
      "thresholds of nginxAlerts",
      NGINX_THRESHOLDS,
      options.thresholds,
    ),
    runbookUrl: options.runbookUrl ?? runbookPage("nginx"),
  };
}
