import { InvalidInputError } from "../problem";
import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { requireOptions } from "../shape";
import { decimalText } from "../slo/decimal";
import { Duration } from "../units";
import { greaterOf } from "./band";
import {
  requireNumber,
  requireSeriesName,
  requireTime,
  requireVector,
} from "./input";

/** When something of limited size will be used up. */
export interface ExhaustionInput {
  /** Lower-case letters, digits and "_"; part of the names of the recorded series, so unique in the model. */
  readonly name: string;
  /** PromQL for what is free. Give this or `used`. */
  readonly free?: string;
  /** PromQL for what is in use. Give this or `free`. */
  readonly used?: string;
  /** All there is: PromQL with the same labels, or a number for all series. */
  readonly capacity: string | number;
  /** It alerts when the rest will be used up within this time. */
  readonly within: Duration;
  /**
   * Time of the trend, at least 1 hour: longer than things are usually cleaned up in between.
   * @default - a quarter of `within`, at least 6 hours
   */
  readonly over?: Duration;
  /**
   * How long there must have been values before anything is predicted.
   * @default - `over`
   */
  readonly minimumHistory?: Duration;
  /**
   * Growth within `over` below which nothing is predicted, as a share of the capacity.
   * @default 0.02
   */
  readonly minimumGrowth?: number;
  /**
   * Free share above which nothing is predicted, from 0 to 1.
   * @default 0.5
   */
  readonly freeBelow?: number;
}

/** A prediction: what it records, and the query that tells when it is bad. */
export interface Exhaustion {
  /** Must stand in one group, in this order, before the alert. */
  readonly recordings: readonly RecordingRule[];
  /** Name of the recorded free share. */
  readonly freeRatio: string;
  /** Name of the recorded seconds until all is used up; only while that is predicted. */
  readonly secondsLeft: string;
  /** Gives the seconds that are left for each series that will be used up within the time. */
  readonly expr: string;
  /** How long it should hold before an alert: a quarter of the short time. */
  readonly for: Duration;
}

const OPTIONS = [
  ...["name", "free", "used", "capacity", "within", "over"],
  ...["minimumHistory", "minimumGrowth", "freeBelow"],
];

const SHORTEST = Duration.hours(1);
const LEAST_TREND = Duration.hours(6);

/** The short trend is this part of the long one. */
const SHORT_PART = 1 / 6;

/** For so much of the short time it must hold. */
const HOLD_PART = 1 / 4;

/**
 * Predicts by straight lines through the free share, fitted by least squares over a short time up to now (a sixth of
 * `over`) and over the long time before it:
 *
 *     seconds left = free / -max(slope over the long time, slope over the short time)
 *
 * So it must have shrunk for long and still do so: the long line is nearly flat where space is cleaned up again and
 * again, the short one where the growth is over, and a single step is in one of both only. Nothing is predicted unless
 * less has been free within the short time than ever within the long one, which a sawtooth does not reach, and unless
 * history, growth and use are above their minimum.
 *
 * @throws InvalidInputError for a malformed name or query, a number out of range, and an unknown option
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#deriv
 */
function exhaustion(input: ExhaustionInput): Exhaustion {
  const { minimumGrowth, freeBelow, over, minimumHistory } =
    requireExhaustion(input);
  const freeRatio = `forecast:${input.name}:free_ratio`;
  const secondsLeft = `forecast:${input.name}:seconds_left`;
  const short = over.times(SHORT_PART);
  const now = `${freeRatio}[${short.toPrometheus()}]`;
  const before = `${freeRatio}[${over.toPrometheus()}] offset ${short.toPrometheus()}`;
  const growth = `forecast:${input.name}:growth`;
  const slope = `forecast:${input.name}:slope`;
  const certain = [
    `min_over_time(${now}) < min_over_time(${before})`,
    `present_over_time(${now} offset ${minimumHistory.toPrometheus()})`,
  ];
  const worth = [
    `${freeRatio} < ${decimalText(freeBelow)}`,
    `${growth} > ${decimalText(minimumGrowth)}`,
  ];
  const record = (name: string, expr: string): RecordingRule =>
    Rules.record({ record: name, expr });
  return {
    recordings: [
      record(freeRatio, freeShare(input)),
      record(growth, `-deriv(${before}) * ${over.toSeconds()}`),
      record(
        slope,
        greaterOf(`${growth} / -${over.toSeconds()}`, `deriv(${now})`),
      ),
      record(
        secondsLeft,
        `${freeRatio} / -(${slope} < 0) and ${certain.join(" and ")}`,
      ),
    ],
    freeRatio,
    secondsLeft,
    expr: `${secondsLeft} < ${input.within.toSeconds()} and ${worth.join(" and ")}`,
    for: short.times(HOLD_PART),
  };
}

function freeShare({ free, used, capacity }: ExhaustionInput): string {
  const all =
    typeof capacity === "number"
      ? decimalText(capacity)
      : `((${capacity}) > 0)`;
  return free === undefined
    ? `1 - (${used ?? ""}) / ${all}`
    : `(${free}) / ${all}`;
}

function requireExhaustion(input: ExhaustionInput) {
  requireOptions("a forecast", input, OPTIONS);
  requireSeriesName("a forecast", input.name);
  const what = `forecast "${input.name}"`;
  const { free, used, capacity, within } = input;
  if ((free === undefined) === (used === undefined)) {
    throw new InvalidInputError(
      "forecast-source",
      `${what} must have either free or used, got ${free === undefined ? "neither" : "both"}; give the one that is measured`,
    );
  }
  requireVector(
    `${free === undefined ? "used" : "free"} of ${what}`,
    free ?? used ?? "",
  );
  if (typeof capacity === "string") {
    requireVector(`capacity of ${what}`, capacity);
  } else {
    requireNumber(`capacity of ${what}`, capacity, 0);
  }
  requireTime(`within of ${what}`, within, SHORTEST);
  const quarter = within.times(1 / 4);
  const { over = quarter.compare(LEAST_TREND) > 0 ? quarter : LEAST_TREND } =
    input;
  requireTime(`over of ${what}`, over, SHORTEST);
  const { minimumHistory = over } = input;
  requireTime(`minimumHistory of ${what}`, minimumHistory, SHORTEST);
  const { minimumGrowth = 0.02, freeBelow = 0.5 } = input;
  requireNumber(`minimumGrowth of ${what}`, minimumGrowth, 0, { most: 1 });
  requireNumber(`freeBelow of ${what}`, freeBelow, 0, { most: 1 });
  return { minimumGrowth, freeBelow, over, minimumHistory };
}

/** Predictions, as recording rules and queries for alerts. */
export const Forecast = { exhaustion };
