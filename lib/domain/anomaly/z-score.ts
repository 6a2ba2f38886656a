import { Rules } from "../rules/build";
import { requireOptions } from "../shape";
import { decimalText } from "../slo/decimal";
import { Duration } from "../units";
import {
  bandOf,
  greaterOf,
  presentValue,
  requireDirection,
  seriesNames,
  type AnomalyBand,
  type AnomalyDirection,
} from "./band";
import {
  requireNumber,
  requireSeriesName,
  requireTime,
  requireVector,
} from "./input";

/** How a value is compared with its own mean. */
export interface ZScoreOptions {
  /**
   * Time that the mean and the standard deviation are taken over, from 1 hour to 7 days. Each evaluation reads all samples
   * of it: 1440 a series for a day at an interval of a minute.
   * @default Duration.days(1)
   */
  readonly window?: Duration;
  /**
   * Standard deviations from the mean that are no anomaly.
   * @default 3
   * @see https://about.gitlab.com/blog/2019/07/23/anomaly-detection-using-prometheus/
   */
  readonly threshold?: number;
  /** @default "both" */
  readonly direction?: AnomalyDirection;
  /**
   * The standard deviation is taken to be at least this share of the mean, so that the noise of a steady series is no
   * anomaly.
   * @default 0.05
   */
  readonly floor?: number;
  /**
   * In the unit of the value: a mean up to this is too small for anything to be missing, and a present value up to this
   * is never too great.
   * @default 0
   */
  readonly minimum?: number;
  /**
   * How long there must have been values before anything is compared.
   * @default - `window`
   */
  readonly warmUp?: Duration;
}

export interface ZScoreInput extends ZScoreOptions {
  /** Lower-case letters, digits and "_"; part of the names of the recorded series, so unique in the model. */
  readonly name: string;
  /** PromQL for the present value, never below 0. It has few series. */
  readonly expr: string;
}

/** Names of the options that say how to compare. */
export const Z_SCORE_OPTIONS: readonly string[] = [
  ...["window", "threshold", "direction", "floor", "minimum", "warmUp"],
];

const SHORTEST = Duration.hours(1);
const LONGEST = Duration.days(7);

/** The newest values are left out of the mean, which an anomaly would pull to itself. */
const GAP = Duration.minutes(15);

/**
 * A band around the mean of the time before: mean ± threshold * max(standard deviation, floor * mean). For values without
 * a season; a season within `window` makes the band wide. Silent until there have been values for `warmUp`.
 *
 * @throws InvalidInputError for a malformed name or query, a number out of range, and an unknown option
 */
export function zScore(input: ZScoreInput): AnomalyBand {
  const what = "an anomaly by standard deviations";
  requireOptions(what, input, ["name", "expr", ...Z_SCORE_OPTIONS]);
  requireSeriesName(what, input.name);
  requireVector(`expr of ${what}`, input.expr);
  const { window, threshold, direction, floor, minimum, warmUp } =
    requireZScore(`anomaly "${input.name}"`, input);
  const names = seriesNames("zscore", input.name);
  const { value, usual, spread } = names;
  const samples = `${value}[${window.toPrometheus()}] offset ${GAP.toPrometheus()}`;
  return bandOf(names, {
    before: [
      presentValue(value, input.expr),
      Rules.record({
        record: usual,
        expr: `avg_over_time(${samples}) and present_over_time(${value}[1h] offset ${warmUp.toPrometheus()})`,
      }),
      Rules.record({
        record: spread,
        expr: greaterOf(
          `stddev_over_time(${samples})`,
          `${decimalText(floor)} * ${usual}`,
        ),
      }),
    ],
    width: `${decimalText(threshold)} * ${spread}`,
    direction,
    minimum,
  });
}

/** @throws InvalidInputError for options that are out of range */
export function requireZScore(what: string, options: ZScoreOptions) {
  const {
    window = Duration.days(1),
    threshold = 3,
    direction = "both",
    floor = 0.05,
    minimum = 0,
    warmUp = window,
  } = options;
  requireTime(`window of ${what}`, window, SHORTEST, LONGEST);
  requireTime(`warmUp of ${what}`, warmUp, SHORTEST, window);
  requireDirection(what, direction);
  requireNumber(`threshold of ${what}`, threshold, 0);
  requireNumber(`floor of ${what}`, floor, 0);
  requireNumber(`minimum of ${what}`, minimum, 0, { closed: true });
  return { window, threshold, direction, floor, minimum, warmUp };
}
