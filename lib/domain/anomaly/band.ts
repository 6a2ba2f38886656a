import { Rules } from "../rules/build";
import type { RecordingRule } from "../rules/rule";
import { requireOneOf } from "../shape";

/** Which values are unusual: those below the band, those above it, or both. */
export type AnomalyDirection = "below" | "above" | "both";

const DIRECTIONS: readonly AnomalyDirection[] = ["below", "above", "both"];

/** The usual values of some series, recorded once, and the query that tells when one leaves them. */
export interface AnomalyBand {
  /** Must stand in one group, in this order, before the alert. */
  readonly recordings: readonly RecordingRule[];
  /** Name of the recorded present value. */
  readonly value: string;
  /** Name of the recorded usual value. */
  readonly usual: string;
  /** Name of the recorded lower edge, unless only greater values are unusual. */
  readonly lower?: string;
  /** Name of the recorded upper edge, unless only lesser values are unusual. */
  readonly upper?: string;
  /** Gives the present value of each series that is outside of its band. */
  readonly expr: string;
}

export function requireDirection(
  what: string,
  direction: AnomalyDirection,
): void {
  requireOneOf(`direction of ${what}`, direction, DIRECTIONS);
}

/** Names of the recorded series of a detector. */
export function seriesNames(method: string, name: string) {
  const of = (part: string): string => `${method}:${name}:${part}`;
  return {
    value: of("value"),
    usual: of("usual"),
    spread: of("spread"),
    lower: of("lower"),
    upper: of("upper"),
    of,
  };
}

/** The present value, without what is no number: one NaN would spoil each mean that it is part of. */
export function presentValue(record: string, expr: string): RecordingRule {
  return Rules.record({ record, expr: `(${expr}) > -Inf < Inf` });
}

/** The greater one of two vectors, series by series; PromQL has no function for it. */
export function greaterOf(a: string, b: string): string {
  return `(${a} >= ${b} or ${b})`;
}

/** The edges around the usual value, and the comparison with them. */
export function bandOf(
  names: ReturnType<typeof seriesNames>,
  {
    before,
    width,
    direction,
    minimum,
    condition,
  }: {
    readonly before: readonly RecordingRule[];
    /** PromQL for the distance of each edge from the usual value. */
    readonly width: string;
    readonly direction: AnomalyDirection;
    readonly minimum: number;
    /** PromQL without which there is no band, or nothing. */
    readonly condition?: string;
  },
): AnomalyBand {
  const { value, usual, lower, upper } = names;
  const when = condition === undefined ? "" : ` and ${condition}`;
  const below = direction !== "above";
  const above = direction !== "below";
  const comparisons = [
    ...(below ? [`${value} < ${lower}`] : []),
    ...(above ? [`${value} > ${upper}`] : []),
  ];
  return {
    recordings: [
      ...before,
      ...(below
        ? [
            Rules.record({
              record: lower,
              expr: `(${usual} > ${minimum}) - ${width}${when}`,
            }),
          ]
        : []),
      ...(above
        ? [
            Rules.record({
              record: upper,
              expr: `clamp_min(${usual} + ${width}, ${minimum})${when}`,
            }),
          ]
        : []),
    ],
    value,
    usual,
    ...(below && { lower }),
    ...(above && { upper }),
    expr: comparisons.join(" or "),
  };
}
