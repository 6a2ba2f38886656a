import type { MetricSpec } from "../../lib/domain/telemetry/scrape";

/** Endings of names that leave no doubt. */
const SURE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/_ratio$/, "ratio"],
  [/_info$/, "always 1"],
];

/** What the texts of the catalogue say, the first that fits. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\bUnix time in milliseconds\b/, "Unix time in milliseconds"],
  [/\bUnix time\b/, "Unix time"],
  [/^always 1\b/, "always 1"],
  [/^1 (?:when|if|for|while|where)\b/, "0 or 1"],
  [/\bin (nanoseconds|microseconds|milliseconds|seconds)\b/, ""],
  [/, in bytes\b|^bytes\b/, "bytes"],
  [/^kibibytes\b/, "kibibytes"],
  [/\b0 to 1\b|^share of\b|, as a ratio\b/, "ratio"],
];

/** Endings of names by which metrics are usually named, for texts that say nothing. */
const USUAL_NAMES: readonly (readonly [RegExp, string])[] = [
  [/_(seconds|milliseconds|bytes|percent|percentage|celsius)$/, ""],
];

/**
 * Unit of a metric by the naming conventions of Prometheus and by what the catalogue says of it, which is more exact: the
 * name of a time stamp ends in `_seconds` too. A counter without a unit counts.
 *
 * @see https://prometheus.io/docs/practices/naming/
 */
export function unitOf({ name, type, help = "" }: MetricSpec): string {
  const plain = name.replace(/_total$/, "");
  return (
    firstUnit(SURE_NAMES, plain) ??
    firstUnit(TEXTS, help) ??
    firstUnit(USUAL_NAMES, plain) ??
    (type === "counter" ? "count" : "number")
  );
}

/** A pattern without a unit has found the unit itself. */
function firstUnit(
  patterns: readonly (readonly [RegExp, string])[],
  text: string,
): string | undefined {
  for (const [pattern, unit] of patterns) {
    const match = pattern.exec(text);
    if (match !== null) {
      return unit || match[1];
    }
  }
  return undefined;
}
