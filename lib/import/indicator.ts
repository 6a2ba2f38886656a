import { unwrap, type PromqlNode } from "../domain/promql/ast";
import { parsePromql } from "../domain/promql/expr";
import { countersOf, sameEvents } from "../domain/slo/event-source";
import { Sli } from "../domain/slo/sli";
import type { Field } from "./field";
import { latencyOf } from "./histogram";
import {
  countersIn,
  rangeOf,
  sameGroups,
  sumText,
  type Counters,
  type Query,
} from "./query";

/** An indicator, and the labels by which its queries told results apart. */
export interface Indicator {
  readonly sli: Sli;
  readonly groupBy: readonly string[];
}

const FORMS =
  "write it as a sum of sum(rate(counter[{{.window}}])), or record what it counts as a counter and use that";

/** Counters of all events and of the bad or good ones among them, in the fields that say so. */
export function ratioIndicator(
  partIs: "bad" | "good",
  [partField, part]: readonly [Field, Query],
  [totalField, total]: readonly [Field, Query],
): Indicator {
  const all = countersIn(total);
  if (all === undefined) {
    throw totalField.fault(
      `must be a sum of rates of counters, got another expression, which has no plain form; ${FORMS}`,
    );
  }
  const direct = countersIn(part);
  const rest = direct === undefined ? without(part, all) : undefined;
  if (direct === undefined && rest === undefined) {
    throw partField.fault(
      `must be a sum of rates of counters, or the total less such a sum, got another expression, which has no plain form; ${FORMS}`,
    );
  }
  const counted = direct ?? rest ?? all;
  const is = direct !== undefined ? partIs : partIs === "bad" ? "good" : "bad";
  if (!sameGroups(counted, all)) {
    throw partField.fault(
      `must be grouped by the same labels as the total, got [${counted.groupBy.join(", ")}] beside [${all.groupBy.join(", ")}]; write the same "by" in both`,
    );
  }
  return {
    sli: partField.checked(() => ratioOf(is, counted, all)),
    groupBy: all.groupBy,
  };
}

/** The indicator of a histogram where the counters are one, else of the counters. */
export function ratioOf(
  partIs: "bad" | "good",
  part: Counters,
  total: Counters,
): Sli {
  const latency = partIs === "good" ? latencyOf(part, total) : undefined;
  const sli =
    latency ??
    Sli.ratio(
      partIs === "bad"
        ? { errors: sumText(part), total: sumText(total) }
        : { good: sumText(part), total: sumText(total) },
    );
  // What is wrong with it is told when it is read, which belongs to the field.
  void sli.events;
  return sli;
}

/** The counters that are taken from the total in `total - counters`. */
function without(
  query: Query,
  total: Counters,
  node: PromqlNode = query.root,
): Counters | undefined {
  const inner = unwrap(node);
  if (
    inner.kind !== "binary" ||
    inner.operator !== "-" ||
    inner.matching !== undefined
  ) {
    return undefined;
  }
  const left = countersIn(query, inner.left);
  const right = countersIn(query, inner.right);
  return left !== undefined &&
    right !== undefined &&
    sameGroups(left, total) &&
    sameEvents(
      countersOf("total", sumText(left)),
      countersOf("total", sumText(total)),
    )
    ? right
    : undefined;
}

/** A ratio of errors that is worked out by the query itself. */
export function rawIndicator(field: Field, query: Query): Indicator {
  const root = unwrap(query.root);
  const isRest =
    root.kind === "binary" && root.operator === "-" && isNumber(root.left, 1);
  const ratio = unwrap(isRest ? root.right : root);
  if (ratio.kind === "binary" && ratio.operator === "/") {
    const gauge = meanOf(query, ratio.left, ratio.right);
    if (gauge !== undefined && isRest) {
      return {
        sli: field.checked(() => read(Sli.probe(gauge.selector))),
        groupBy: gauge.groupBy,
      };
    }
    const total = countersIn(query, ratio.right);
    const direct = countersIn(query, ratio.left);
    const rest =
      total !== undefined && direct === undefined
        ? without(query, total, ratio.left)
        : undefined;
    const part = direct ?? rest;
    if (
      total !== undefined &&
      part !== undefined &&
      ratio.matching === undefined &&
      sameGroups(part, total)
    ) {
      const isGood = isRest === (direct !== undefined);
      return {
        sli: field.checked(() => ratioOf(isGood ? "good" : "bad", part, total)),
        groupBy: total.groupBy,
      };
    }
  }
  throw field.fault(
    "must be a sum of rates divided by another, 1 less such a ratio, or 1 less the mean of a gauge, got another expression, which has no plain form; use events with error_query and total_query, or record the bad and all events as counters",
  );
}

/** The gauge in `sum(sum_over_time(gauge[...])) / sum(count_over_time(gauge[...]))`. */
function meanOf(query: Query, above: PromqlNode, below: PromqlNode) {
  const sum = aggregated(query, above, "sum_over_time");
  const count = aggregated(query, below, "count_over_time");
  return sum !== undefined &&
    count !== undefined &&
    sameGroups(sum, count) &&
    sameEvents(
      { kind: "samples", selector: sum.selector },
      { kind: "samples", selector: count.selector },
    )
    ? sum
    : undefined;
}

function aggregated(query: Query, node: PromqlNode, name: string) {
  const inner = unwrap(node);
  const [argument] = inner.kind === "aggregate" ? inner.args : [];
  if (
    inner.kind !== "aggregate" ||
    inner.operator !== "sum" ||
    inner.grouping?.without === true ||
    argument === undefined
  ) {
    return undefined;
  }
  const selector = rangeOf(query, argument, [name]);
  return selector === undefined
    ? undefined
    : { selector, groupBy: inner.grouping?.labels ?? [] };
}

function isNumber(node: PromqlNode, value: number): boolean {
  const inner = unwrap(node);
  return inner.kind === "number" && inner.value === value;
}

/** Asks for the events, so that what is wrong is told now. */
export function read(sli: Sli): Sli {
  void sli.events;
  return sli;
}

/** Whether a text is the selector of series and nothing else. */
export function isSelector(text: string): boolean {
  return unwrap(parsePromql(text).root).kind === "selector";
}
