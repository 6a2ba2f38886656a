import { requireKind, requireOptions } from "../../../domain/shape";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about log lines fire. */
export interface LogThresholds {
  /**
   * Share of the lines of a service that may be of another format than its source declares, from 0 to 1, over 5 minutes.
   * @default 0.05
   */
  readonly unparsedRatio?: number;
  /**
   * Such lines within 5 minutes below which shares of them say nothing.
   * @default 10
   */
  readonly minimumLines?: number;
  /**
   * Lines of a service within 5 minutes that are longer than what is kept of a line, 256 KiB: so many are told of.
   * @default 1
   */
  readonly cutLines?: number;
}

/** What the alerts about log lines are for. */
export interface LogAlertOptions {
  /** Who is told. */
  readonly team: string;
  /**
   * From which values on they fire.
   * @default {}
   */
  readonly thresholds?: LogThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

export const LOG_THRESHOLDS: Required<LogThresholds> = {
  unparsedRatio: 0.05,
  minimumLines: 10,
  cutLines: 1,
};

/** The options with all defaults. */
export interface LogSettings {
  readonly team: string;
  readonly limits: Required<LogThresholds>;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for options and thresholds that do not exist, or of another kind than their default */
export function logSettings(options: LogAlertOptions): LogSettings {
  requireOptions("logAlerts", options, ["team", "thresholds", "runbookUrl"]);
  const { team, thresholds = {}, runbookUrl = runbookPage("logs") } = options;
  requireKind("team of logAlerts", team, "text");
  requireKind("runbookUrl of logAlerts", runbookUrl, "text");
  return {
    team,
    runbookUrl,
    limits: withThresholds(
      "thresholds of logAlerts",
      LOG_THRESHOLDS,
      thresholds,
    ),
  };
}
