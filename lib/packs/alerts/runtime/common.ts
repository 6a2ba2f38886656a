import { Rules } from "../../../domain/rules/build";
import type { RecordingRule } from "../../../domain/rules/rule";
import type { RuntimeMetric } from "./metrics";

/** The label of one program. */
export const BY = "by (job, instance)";

/** Bytes of one MiB. */
export const MEBIBYTE = 1024 * 1024;

/** Recorded series of a job by their names; what is not told is not recorded. */
export function recordings(
  job: string,
  names: Readonly<Record<RuntimeMetric, string>>,
  rules: readonly (readonly [RuntimeMetric, string | false])[],
): readonly RecordingRule[] {
  return rules.flatMap(([name, expr]) =>
    // The label is nothing new, but it tells the rule from that of another job.
    expr === false
      ? []
      : [Rules.record({ record: names[name], expr, labels: { job } })],
  );
}

/**
 * What grows in both halves of 6 hours, to a multiple in all, as a leak does. The series is a least value of an hour, which
 * neither a busy quarter of an hour nor memory that waits for its collection moves.
 */
export function grown(floor: string, factor: number, least: number): string {
  return `${floor} / (${floor} offset 6h > 0) > ${factor} and ${floor} > ${floor} offset 3h and ${floor} offset 3h > ${floor} offset 6h and ${floor} > ${least}`;
}

/** Share of the time that a counter of seconds took. */
export function shareOfTime(seconds: string): string {
  return `sum ${BY} (rate(${seconds}[5m]))`;
}
