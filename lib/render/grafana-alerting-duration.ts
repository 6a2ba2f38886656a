import type { Duration } from "../domain/units";

/** Units as Prometheus' library prints them: the first three only for a whole number of them. */
const WHOLE_UNITS = [
  ["y", 31_536_000],
  ["w", 604_800],
  ["d", 86_400],
] as const;

/**
 * The form in which Grafana gives a length of time back, so that Terraform finds no difference.
 *
 * @see https://pkg.go.dev/github.com/prometheus/common/model#Duration.String
 */
export function grafanaDuration(duration: Duration): string {
  const seconds = duration.toSeconds();
  for (const [unit, length] of WHOLE_UNITS) {
    if (seconds >= length && seconds % length === 0) {
      return `${seconds / length}${unit}`;
    }
  }
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [Math.floor(seconds % 60), "s"],
    [Math.round((seconds % 1) * 1000), "ms"],
  ] as const;
  return (
    parts
      .map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : ""))
      .join("") || "0s"
  );
}
