import type { PromqlNode, PromqlSelector } from "../promql/ast";
import { parsePromql, withRange } from "../promql/expr";
import { InvalidInputError } from "../problem";
import type { Duration } from "../units";
import { decimalText } from "./decimal";
import { sumOf, type Grouped } from "./grouping";

/** Where events are counted. */
export type EventSource =
  /** Counters that grow by one with each event. */
  | { readonly kind: "counters"; readonly selectors: readonly string[] }
  /** Gauges of which each sample is an event, such as a probe. */
  | { readonly kind: "samples"; readonly selector: string }
  /** Gauges of which each sample of 1 is an event and each of 0 is none. */
  | { readonly kind: "ones"; readonly selector: string }
  /** Native histograms of which each observation is an event, or each above a limit. */
  | {
      readonly kind: "observations";
      readonly selector: string;
      readonly above?: number;
    };

const UNGROUPED: Grouped = { groupBy: [] };

/**
 * PromQL for the events per second of `source`, averaged over `window`; no series when the source has none. The share of
 * observations up to a limit is exact where a bucket ends there, else it is interpolated within the bucket.
 */
export function eventsPerSecond(
  source: EventSource,
  window: Duration,
  groups: Grouped = UNGROUPED,
): string {
  switch (source.kind) {
    case "counters":
      return sumOfRates(source.selectors, window, groups);
    case "samples":
      return perSecond("count_over_time", source.selector, window, groups);
    case "ones":
      return perSecond("sum_over_time", source.selector, window, groups);
    case "observations": {
      const rate = sumOf(groups, `rate(${withRange(source.selector, window)})`);
      const count = `histogram_count(${rate})`;
      // Without any observation the share is NaN, which no comparison lets pass.
      return source.above === undefined
        ? count
        : `((1 - histogram_fraction(-Inf, ${decimalText(source.above)}, ${rate})) * ${count} >= 0)`;
    }
  }
}

/** The selectors that `source` reads. */
export function selectorsOf(source: EventSource): readonly string[] {
  return source.kind === "counters" ? source.selectors : [source.selector];
}

function perSecond(
  operation: string,
  selector: string,
  window: Duration,
  groups: Grouped,
): string {
  return `${sumOf(groups, `${operation}(${withRange(selector, window)})`)} / ${window.toSeconds()}`;
}

/**
 * Rate first, then sum, so that the reset of one counter does not look like a reset of all. Several selectors are
 * united, not added, since one of them without any series would make the sum of all disappear; the label keeps apart
 * what is otherwise the same.
 */
function sumOfRates(
  selectors: readonly string[],
  window: Duration,
  groups: Grouped,
): string {
  const rates = selectors.map((selector) =>
    sumOf(groups, `rate(${withRange(selector, window)})`),
  );
  const [only] = rates;
  if (only !== undefined && rates.length === 1) {
    return only;
  }
  const parts = rates.map(
    (rate, index) => `label_replace(${rate}, "part", "${index}", "", "")`,
  );
  return sumOf(groups, parts.join(" or "));
}

/**
 * Reads the selector of a counter, or a sum of such selectors.
 *
 * @param what names the query in messages, such as `errors of the indicator`
 * @throws InvalidInputError for malformed PromQL, with the position, and for anything but counters
 */
export function countersOf(what: string, text: string): EventSource {
  const { root } = parsePromql(text);
  const selectors = addends(root);
  if (selectors === undefined) {
    throw new InvalidInputError(
      "slo-query",
      `${what} must be the selector of a counter, or a sum of such selectors, got ${JSON.stringify(text)}; leave out rate(), sum(), ranges and offsets, which are added for each window`,
    );
  }
  for (const selector of selectors) {
    requireName(what, selector, text);
  }
  return {
    kind: "counters",
    selectors: selectors.map(({ from, to }) => text.slice(from, to)),
  };
}

/**
 * Reads the selector of a gauge that is 0 or 1.
 *
 * @throws InvalidInputError for malformed PromQL, with the position, and for anything but a selector
 */
export function gaugeOf(what: string, text: string): string {
  const selectors = addends(parsePromql(text).root);
  const [only] = selectors ?? [];
  if (only === undefined || selectors?.length !== 1) {
    throw new InvalidInputError(
      "slo-query",
      `${what} must be the selector of a gauge, got ${JSON.stringify(text)}; write it like probe_success{job="blackbox"}`,
    );
  }
  requireName(what, only, text);
  return text.slice(only.from, only.to);
}

/** The selectors that are added up, or nothing when there is something else in it. */
function addends(node: PromqlNode): readonly PromqlSelector[] | undefined {
  if (node.kind === "paren") {
    return addends(node.expr);
  }
  if (node.kind === "selector") {
    const plain = !node.ranged && !node.shifted && !node.pinned;
    return plain ? [node] : undefined;
  }
  if (node.kind === "binary" && node.operator === "+" && !node.matching) {
    const left = addends(node.left);
    const right = addends(node.right);
    return left && right && [...left, ...right];
  }
  return undefined;
}

function requireName(
  what: string,
  { metric, matchers }: PromqlSelector,
  text: string,
): void {
  if (
    metric === undefined &&
    !matchers.some(({ label }) => label === "__name__")
  ) {
    throw new InvalidInputError(
      "slo-query",
      `${what} must name its metric, got ${JSON.stringify(text)}; write the metric before the braces`,
    );
  }
}

/** Whether two sources read the same series, whatever the spaces and the order of conditions. */
export function sameEvents(one: EventSource, other: EventSource): boolean {
  return canonical(one) === canonical(other);
}

function canonical(source: EventSource): string {
  return selectorsOf(source)
    .map((text) => {
      const [selector] = parsePromql(text).selectors;
      const conditions = selector?.matchers
        .map(({ label, operator, value }) => [label, operator, value])
        .map((condition) => JSON.stringify(condition))
        .sort();
      return JSON.stringify([selector?.metric, conditions]);
    })
    .sort()
    .join();
}
