/** One measured number of `npm run bench`. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value must reach, if anything. */
  readonly target?: number;
  readonly better: "lower" | "higher";
  /** Whether the target is reached; true without one. */
  readonly ok: boolean;
}

/** A result where less is better. */
export function atMost(
  name: string,
  value: number,
  unit: string,
  target?: number,
): BenchResult {
  return {
    name,
    value: Number(value.toPrecision(3)),
    unit,
    ...(target !== undefined && { target }),
    better: "lower",
    ok: target === undefined || value <= target,
  };
}

/** A result where more is better. */
export function atLeast(
  name: string,
  value: number,
  unit: string,
  target: number,
): BenchResult {
  return {
    ...atMost(name, value, unit, target),
    better: "higher",
    ok: value >= target,
  };
}
