import type { LabelMatcher, PromqlSelector } from "../domain/promql/ast";
import { parsePromql } from "../domain/promql/expr";
import type { Labels } from "../domain/names";
import { exactly } from "../domain/slo/decimal";
import { Sli } from "../domain/slo/sli";
import { Duration } from "../domain/units";
import type { Counters } from "./query";

/**
 * The indicator of a classic histogram, when `total` is its count and `good` one of its buckets, chosen by the same
 * labels. Other conditions than equality have no place in it.
 */
export function latencyOf(good: Counters, total: Counters): Sli | undefined {
  const bucket = only(good);
  const count = only(total);
  const histogram = /^(.+)_count$/.exec(count?.metric ?? "")?.[1];
  if (
    bucket === undefined ||
    count === undefined ||
    histogram === undefined ||
    bucket.metric !== `${histogram}_bucket`
  ) {
    return undefined;
  }
  const limits = bucket.matchers.filter(({ label }) => label === "le");
  const rest = bucket.matchers.filter(({ label }) => label !== "le");
  const [limit] = limits;
  const matchers = equalities(count.matchers);
  const others = equalities(rest);
  const le = limit && limitOf(limit);
  if (
    limits.length !== 1 ||
    le === undefined ||
    matchers === undefined ||
    others === undefined ||
    JSON.stringify(Object.entries(matchers).sort()) !==
      JSON.stringify(Object.entries(others).sort())
  ) {
    return undefined;
  }
  const millis = exactly(le).times(
    histogram.endsWith("_milliseconds") ? 1 : 1_000,
  );
  return millis.isInteger() && millis.gt(0)
    ? Sli.latency({
        histogram,
        threshold: Duration.millis(millis.toNumber()),
        ...(Object.keys(matchers).length > 0 && { matchers }),
      })
    : undefined;
}

function only({ selectors }: Counters): PromqlSelector | undefined {
  const [text] = selectors;
  return selectors.length === 1 && text !== undefined
    ? parsePromql(text).selectors[0]
    : undefined;
}

/** Values by label; nothing when there is another condition, or two on one label. */
export function equalities(
  matchers: readonly LabelMatcher[],
): Labels | undefined {
  const labels = new Map(
    matchers.map(({ label, value }) => [label, value] as const),
  );
  return labels.size === matchers.length &&
    matchers.every(({ operator }) => operator === "=")
    ? Object.fromEntries(labels)
    : undefined;
}

/** The limit in `le="0.5"`, `le="1.0"`, or `le=~"1(\\.0)?"`, which is the same bucket in both spellings. */
export function limitOf({ operator, value }: LabelMatcher): number | undefined {
  const text =
    operator === "=" ? value : value.replace(/^(\d+)\(\\\.0\)\?$/, "$1");
  return (operator === "=" || operator === "=~") && /^\d+(?:\.\d+)?$/.test(text)
    ? Number(text)
    : undefined;
}
