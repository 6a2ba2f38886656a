import { InvalidInputError } from "../problem";
import { decimalText } from "../slo/decimal";
import { Rules } from "../rules/build";
import { requireOptions, requireShape } from "../shape";
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
  requireWhole,
} from "./input";

/** How a value is compared with the same hour of earlier weeks. */
export interface SeasonalOptions {
  /**
   * Earlier weeks to compare with, from 1 to 12. From 3 on, one bad week among them changes little. Samples need not be
   * kept for longer than 8 days however many weeks there are, as each week is handed on by the rules.
   * @default 4
   */
  readonly weeks?: number;
  /**
   * Distance from the usual value that is no anomaly, as a share of it. Below 1, unless only greater values matter.
   * @default 0.5
   */
  readonly tolerance?: number;
  /**
   * The distance may be as much as this multiple of the usual spread, if that is more.
   * @default 3
   */
  readonly deviations?: number;
  /** @default "both" */
  readonly direction?: AnomalyDirection;
  /**
   * In the unit of the value: a usual value up to this is too small for anything to be missing, and a present value up to
   * this is never too great.
   * @default 0
   */
  readonly minimum?: number;
  /**
   * What the value rests on, when that is something else, such as the visits of a conversion ratio: PromQL with the same
   * labels, and the least amount with which the value says something.
   * @default - `minimum` alone
   */
  readonly traffic?: { readonly expr: string; readonly minimum: number };
  /**
   * For values that come from counting independent events, which vary by chance alone; then their spread is taken to be
   * at least sqrt(usual / n). A time is that over which events per second are counted, and n its seconds. With `true` the
   * value is a share of the events of `traffic`, which are n, or itself a number of events, for which n is 1.
   * @default - no such spread
   * @see https://en.wikipedia.org/wiki/Poisson_distribution
   */
  readonly counted?: true | Duration;
  /**
   * Weeks that must be there before anything is compared.
   * @default - 2, or 1 if `weeks` is 1
   */
  readonly warmUp?: number;
}

export interface SeasonalInput extends SeasonalOptions {
  /** Lower-case letters, digits and "_"; part of the names of the recorded series, so unique in the model. */
  readonly name: string;
  /** PromQL for the present value, never below 0. It has few series, and no label `week`. */
  readonly expr: string;
}

const OPTIONS = [
  ...["weeks", "tolerance", "deviations", "direction", "minimum"],
  ...["traffic", "counted", "warmUp"],
];

const MOST_WEEKS = 12;
const WEEK = Duration.days(7);

/** With this the hour that is compared has the present time in its middle. */
const TO_THE_MIDDLE = Duration.minutes(30);

/**
 * The median of absolute deviations times this estimates the standard deviation of normal values.
 * @see https://en.wikipedia.org/wiki/Median_absolute_deviation
 */
const MAD_TO_SIGMA = 1.4826;

/**
 * A band around the median of the same hour in earlier weeks:
 *
 *     usual ± max(tolerance * usual, deviations * spread),  spread = 1.4826 * median of |week - usual|
 *
 * Medians let one bad week pass. Each evaluation reads the last hour and one sample of each week. Silent until `warmUp`
 * weeks are there. Weeks are those of UTC: where clocks change, the season is an hour off until half of the weeks are
 * from after the change; a `tolerance` above what one hour makes of the value bridges it.
 *
 * @throws InvalidInputError for a malformed name or query, a number out of range, and an unknown option
 */
export function seasonal(input: SeasonalInput): AnomalyBand {
  const what = "a seasonal anomaly";
  requireOptions(what, input, ["name", "expr", ...OPTIONS]);
  requireSeriesName(what, input.name);
  requireVector(`expr of ${what}`, input.expr);
  const { weeks, tolerance, deviations, direction, minimum, warmUp } =
    requireSeasonal(`anomaly "${input.name}"`, input);
  const names = seriesNames("seasonal", input.name);
  const { value, usual, spread } = names;
  const hour = names.of("avg1h");
  const week = names.of("week");
  const mad = `${decimalText(MAD_TO_SIGMA * deviations)} * quantile without (week) (0.5, abs(${week} - ignoring (week) group_left () ${usual}))`;
  const { traffic, counted } = input;
  const events =
    counted instanceof Duration
      ? ` / ${counted.toSeconds()}`
      : traffic === undefined
        ? ""
        : ` / ((${traffic.expr}) > 0)`;
  const chance =
    counted && `${decimalText(deviations)} * sqrt(${usual}${events})`;
  return bandOf(names, {
    before: [
      presentValue(value, input.expr),
      Rules.record({ record: hour, expr: `avg_over_time(${value}[1h])` }),
      Rules.record({ record: week, expr: earlierWeeks(hour, week, weeks) }),
      Rules.record({
        record: usual,
        expr: `quantile without (week) (0.5, ${week}) and count without (week) (${week}) >= ${warmUp}`,
      }),
      Rules.record({
        record: spread,
        expr: chance === undefined ? mad : greaterOf(mad, chance),
      }),
    ],
    width: greaterOf(spread, `${decimalText(tolerance)} * ${usual}`),
    direction,
    minimum,
    ...(traffic && { condition: `(${traffic.expr}) > ${traffic.minimum}` }),
  });
}

/** Each week takes over what the week after it was seven days ago, so that samples are needed for a week only. */
function earlierWeeks(hour: string, week: string, weeks: number): string {
  const first = Duration.millis(WEEK.toMillis() - TO_THE_MIDDLE.toMillis());
  return Array.from({ length: weeks }, (_, index) => {
    const source =
      index === 0
        ? `${hour} offset ${first.toPrometheus()}`
        : `${week}{week="${index}"} offset ${WEEK.toPrometheus()}`;
    return `label_replace(${source}, "week", "${index + 1}", "", "")`;
  }).join(" or ");
}

/** @throws InvalidInputError for options that are unknown or out of range */
export function requireSeasonal(what: string, options: SeasonalOptions) {
  const {
    weeks = 4,
    tolerance = 0.5,
    deviations = 3,
    direction = "both",
    minimum = 0,
    traffic,
    counted,
  } = options;
  requireWhole(`weeks of ${what}`, weeks, 1, MOST_WEEKS);
  const { warmUp = Math.min(2, weeks) } = options;
  requireWhole(`warmUp of ${what}`, warmUp, 1, weeks);
  requireDirection(what, direction);
  requireNumber(`tolerance of ${what}`, tolerance, 0);
  requireNumber(`deviations of ${what}`, deviations, 0);
  requireNumber(`minimum of ${what}`, minimum, 0, { closed: true });
  if (direction !== "above" && tolerance >= 1) {
    throw new InvalidInputError(
      "anomaly-tolerance",
      `tolerance of ${what} must be below 1, got ${tolerance}; nothing is that far below the usual value, so choose less or the direction "above"`,
    );
  }
  if (traffic !== undefined) {
    requireShape(`traffic of ${what}`, traffic, {
      expr: "text",
      minimum: "number",
    });
    requireVector(`expr of the traffic of ${what}`, traffic.expr);
    requireNumber(`minimum of the traffic of ${what}`, traffic.minimum, 0, {
      closed: true,
    });
  }
  if (counted !== undefined && counted !== true) {
    requireTime(`counted of ${what}`, counted, Duration.seconds(1));
  }
  return { weeks, tolerance, deviations, direction, minimum, warmUp };
}

/** Names of the options that say how to compare. */
export const SEASONAL_OPTIONS: readonly string[] = OPTIONS;
