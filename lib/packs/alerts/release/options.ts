import { isLabelName, isMetricName } from "../../../domain/names";
import { InvalidInputError } from "../../../domain/problem";
import { quoteLabelValue, parsePromql } from "../../../domain/promql/expr";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";
import { HTTP_METRIC } from "../http-service/recordings";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about deployments fire. */
export interface ReleaseThresholds {
  /**
   * Rise of the share of failed requests, from 0 to 1, against the hour before the deployment.
   * @default 0.01
   */
  readonly errorRiseRatio?: number;
  /**
   * As many times the share of failed requests before must be exceeded too.
   * @default 2
   */
  readonly errorFactor?: number;
  /**
   * As many times the duration of requests before must be exceeded.
   * @default 1.5
   */
  readonly latencyFactor?: number;
  /**
   * Rise of the duration of requests that must be exceeded too.
   * @default Duration.millis(100)
   */
  readonly latencyRise?: Duration;
  /**
   * Requests per second up to which nothing is compared.
   * @default 0.1
   */
  readonly minimumRate?: number;
  /**
   * How long after a deployment errors, durations, restarts and instances are ascribed to it.
   * @default Duration.minutes(30)
   */
  readonly watchFor?: Duration;
  /**
   * How long a return to an earlier version is told of.
   * @default Duration.minutes(30)
   */
  readonly rollbackToldFor?: Duration;
  /**
   * Deployments within an hour that are not too many.
   * @default 4
   */
  readonly deploymentsPerHour?: number;
  /**
   * Time within which there should be a deployment.
   * @default Duration.days(30)
   */
  readonly deploymentEvery?: Duration;
  /**
   * Time within which all instances should have the new version.
   * @default Duration.minutes(15)
   */
  readonly rolloutWithin?: Duration;
  /**
   * Starts of one instance within 15 minutes after a deployment that are not too many.
   * @default 2
   */
  readonly restarts?: number;
}

export const RELEASE_THRESHOLDS: Required<ReleaseThresholds> = {
  errorRiseRatio: 0.01,
  errorFactor: 2,
  latencyFactor: 1.5,
  latencyRise: Duration.millis(100),
  minimumRate: 0.1,
  watchFor: Duration.minutes(30),
  rollbackToldFor: Duration.minutes(30),
  deploymentsPerHour: 4,
  deploymentEvery: Duration.days(30),
  rolloutWithin: Duration.minutes(15),
  restarts: 2,
};

export interface ReleaseAlertOptions {
  /** Name of the service; also its scrape job. */
  readonly service: string;
  /**
   * Who owns it; the label `team`.
   * @default - none
   */
  readonly team?: string;
  /**
   * Metric that each instance exposes with its version, such as `target_info` or `shop_build_info`.
   * @default "app_build_info"
   */
  readonly info?: string;
  /**
   * Label of that metric that holds the version.
   * @default "version"
   */
  readonly versionLabel?: string;
  /**
   * Selector of the recorded share of failed requests.
   * @default - that of the pack httpServiceAlerts, which must be there too
   */
  readonly errorRatio?: string;
  /**
   * Selector of the recorded duration of requests in seconds.
   * @default - that of the pack httpServiceAlerts, which must be there too
   */
  readonly latency?: string;
  /**
   * Selector of the recorded requests per second.
   * @default - that of the pack httpServiceAlerts, which must be there too
   */
  readonly requests?: string;
  /** @default {} */
  readonly thresholds?: ReleaseThresholds;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export type ReleaseSettings = Required<
  Omit<ReleaseAlertOptions, "team" | "thresholds">
> & {
  readonly team: string | undefined;
  readonly limits: Required<ReleaseThresholds>;
};

/** @throws InvalidInputError for an unknown option, a value of another kind, a malformed name and what is no selector */
export function releaseSettings(options: ReleaseAlertOptions): ReleaseSettings {
  const what = "options of releaseAlerts";
  requirePackOptions(what, options, {
    service: "text",
    team: "text?",
    info: "text?",
    versionLabel: "text?",
    errorRatio: "text?",
    latency: "text?",
    requests: "text?",
    thresholds: "record?",
    runbookUrl: "text?",
  });
  const { service, team, thresholds } = options;
  const job = `{job=${quoteLabelValue(service)}}`;
  const settings = {
    service,
    team,
    info: options.info ?? "app_build_info",
    versionLabel: options.versionLabel ?? "version",
    errorRatio: options.errorRatio ?? `${HTTP_METRIC.errorRatio}${job}`,
    latency: options.latency ?? `${HTTP_METRIC.latency}${job}`,
    requests: options.requests ?? `${HTTP_METRIC.rate}${job}`,
    limits: withThresholds(
      "the thresholds of releaseAlerts",
      RELEASE_THRESHOLDS,
      thresholds,
    ),
    runbookUrl: options.runbookUrl ?? runbookPage("release"),
  };
  if (!isMetricName(settings.info) || !isLabelName(settings.versionLabel)) {
    throw new InvalidInputError(
      "release-version",
      `info and versionLabel of ${what} must be names of a metric and of a label, got ${shown(settings.info)} and ${shown(settings.versionLabel)}; write them like "app_build_info" and "version"`,
    );
  }
  for (const name of ["errorRatio", "latency", "requests"] as const) {
    requireSelector(`${name} of ${what}`, settings[name]);
  }
  return settings;
}

function requireSelector(what: string, expr: string): void {
  const { root } = parsePromql(expr);
  if (root.kind !== "selector" || root.ranged || root.shifted) {
    throw new InvalidInputError(
      "release-selector",
      `${what} must select recorded series, got ${shown(expr)}; record the query and name the series`,
    );
  }
}
