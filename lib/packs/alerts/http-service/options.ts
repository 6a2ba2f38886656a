import { InvalidInputError } from "../../../domain/problem";
import { requireOneOf, requireProperties } from "../../../domain/shape";
import { Duration } from "../../../domain/units";
import { runbookPage } from "../priority";
import { withThresholds } from "../thresholds";

/** From which values on the alerts about a service fire. `P1` is the most urgent priority. */
export interface HttpServiceThresholds {
  /**
   * Share of failed requests for priority P1, from 0 to 1; over 2 minutes, while that over 5 minutes is above P2's.
   * @default 0.1, strict: 0.02
   */
  readonly errorRatioP1?: number;
  /**
   * Share of failed requests for priority P2, from 0 to 1, over 5 minutes.
   * @default 0.05, strict: 0.002
   */
  readonly errorRatioP2?: number;
  /**
   * Share of failed requests for priority P3, from 0 to 1, over 5 minutes.
   * @default 0.01, strict: 0.001
   */
  readonly errorRatioP3?: number;
  /**
   * Time within which 95 % of the requests are answered, for priority P1. The greatest finite bucket of the histogram must
   * be above it.
   * @default Duration.seconds(5), strict: Duration.seconds(1)
   */
  readonly latencyP1?: Duration;
  /**
   * The same for priority P2.
   * @default Duration.seconds(2), strict: Duration.millis(150)
   */
  readonly latencyP2?: Duration;
  /**
   * The same for priority P3.
   * @default Duration.seconds(1), strict: Duration.millis(100)
   */
  readonly latencyP3?: Duration;
  /**
   * Requests as a share of the fewest in the same hour of earlier weeks, below which too few come.
   * @default 0.5
   */
  readonly trafficDropRatio?: number;
  /**
   * Requests as a multiple of the most in the same hour of earlier weeks, above which too many come.
   * @default 3
   */
  readonly trafficSurgeFactor?: number;
  /**
   * Requests per second below which shares, durations and comparisons say nothing.
   * @default 0.1
   */
  readonly minimumRate?: number;
  /**
   * Requests that one instance can answer at the same time.
   * @default 100
   */
  readonly inFlight?: number;
  /**
   * Share of the allowed file descriptors that may be open, from 0 to 1.
   * @default 0.8
   */
  readonly openFilesRatio?: number;
  /**
   * How long no instance may answer.
   * @default Duration.seconds(30)
   */
  readonly downFor?: Duration;
}

export const HTTP_SERVICE_THRESHOLDS: Required<HttpServiceThresholds> = {
  errorRatioP1: 0.1,
  errorRatioP2: 0.05,
  errorRatioP3: 0.01,
  latencyP1: Duration.seconds(5),
  latencyP2: Duration.seconds(2),
  latencyP3: Duration.seconds(1),
  trafficDropRatio: 0.5,
  trafficSurgeFactor: 3,
  minimumRate: 0.1,
  inFlight: 100,
  openFilesRatio: 0.8,
  downFor: Duration.seconds(30),
};

/** Pages from 0.2 % of errors and from 150 ms on. */
const STRICT: HttpServiceThresholds = {
  errorRatioP1: 0.02,
  errorRatioP2: 0.002,
  errorRatioP3: 0.001,
  latencyP1: Duration.seconds(1),
  latencyP2: Duration.millis(150),
  latencyP3: Duration.millis(100),
};

/** The metrics by which a service tells of its requests. */
export interface HttpServiceMetrics {
  /**
   * Counter of requests answered.
   * @default "http_requests_total"
   */
  readonly requests?: string;
  /**
   * Matchers of those of them that failed by fault of the service.
   * @default 'code=~"5.."'
   */
  readonly failed?: string;
  /**
   * Histogram of durations in seconds.
   * @default "http_request_duration_seconds"
   */
  readonly duration?: string;
  /**
   * Gauge of requests being answered.
   * @default "http_requests_in_flight"
   */
  readonly inFlight?: string;
}

export interface HttpServiceAlertOptions {
  /** Name of the service; also its scrape job. */
  readonly service: string;
  /**
   * Who owns it; the label `team`.
   * @default - none
   */
  readonly team?: string;
  /** @default - the conventional names */
  readonly metrics?: HttpServiceMetrics;
  /**
   * What is expected of a service: `strict` for one that pages from 0.2 % of errors and 150 ms on.
   * @default "standard"
   */
  readonly preset?: "standard" | "strict";
  /**
   * Replaces single values of the preset.
   * @default {}
   */
  readonly thresholds?: HttpServiceThresholds;
  /**
   * Earlier weeks with whose same hour the traffic is compared. Samples must be kept for a day longer.
   * @default 2
   */
  readonly weeks?: number;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export type HttpServiceSettings = Required<
  Omit<HttpServiceAlertOptions, "team" | "thresholds" | "preset" | "metrics">
> & {
  readonly team: string | undefined;
  readonly metrics: Required<HttpServiceMetrics>;
  readonly limits: Required<HttpServiceThresholds>;
};

/**
 * @throws InvalidInputError for an unknown threshold or one of another kind, when a more urgent threshold is not above a less
 * urgent one, or for a number of weeks that is no whole number above 0
 */
export function httpServiceSettings(
  options: HttpServiceAlertOptions,
): HttpServiceSettings {
  requireProperties("httpServiceAlerts", options, {
    service: "text",
    team: "text?",
    metrics: "record?",
    preset: "any",
    thresholds: "record?",
    weeks: "number?",
    runbookUrl: "text?",
  });
  const { service, team, preset = "standard", weeks = 2 } = options;
  requireOneOf("preset of httpServiceAlerts", preset, ["standard", "strict"]);
  requireProperties("metrics of httpServiceAlerts", options.metrics ?? {}, {
    requests: "text?",
    failed: "text?",
    duration: "text?",
    inFlight: "text?",
  });
  const limits = withThresholds<Required<HttpServiceThresholds>>(
    `thresholds of the alerts of service "${service}"`,
    {
      ...HTTP_SERVICE_THRESHOLDS,
      ...(preset === "strict" && STRICT),
    },
    options.thresholds,
  );
  const { errorRatioP1, errorRatioP2, errorRatioP3 } = limits;
  requireOrder(service, "errorRatio", [
    errorRatioP1,
    errorRatioP2,
    errorRatioP3,
  ]);
  requireOrder(
    service,
    "latency",
    [limits.latencyP1, limits.latencyP2, limits.latencyP3].map((each) =>
      each.toSeconds(),
    ),
  );
  if (!Number.isInteger(weeks) || weeks < 1) {
    throw new InvalidInputError(
      "alert-weeks",
      `weeks of the alerts of service "${service}" must be a whole number of at least 1, got ${weeks}; give the number of earlier weeks to compare with`,
    );
  }
  return {
    service,
    team,
    weeks,
    limits,
    metrics: {
      requests: "http_requests_total",
      failed: 'code=~"5.."',
      duration: "http_request_duration_seconds",
      inFlight: "http_requests_in_flight",
      ...options.metrics,
    },
    runbookUrl: options.runbookUrl ?? runbookPage("http-service"),
  };
}

function requireOrder(
  service: string,
  name: string,
  values: readonly number[],
): void {
  const [p1 = 0, p2 = 0, p3 = 0] = values;
  if (!(p1 > p2 && p2 > p3 && p3 > 0)) {
    throw new InvalidInputError(
      "alert-threshold-order",
      `${name} of the alerts of service "${service}" must fall from P1 to P3 and stay above 0, got ${values.join(", ")}; give the more urgent priority the greater value`,
    );
  }
}
