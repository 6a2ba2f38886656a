import { unwrap, type BinaryNode, type PromqlNode } from "../promql/ast";
import type { PromqlSelector } from "../promql/expr";
import { excludesEmpty } from "../promql/selector";
import type { SeriesIndex } from "./series";

/** What is known of the labels of a result. */
export interface ResultLabels {
  /** Labels that its series have; those that an aggregation names are taken for present. */
  readonly has: ReadonlySet<string>;
  /** All labels that they can have; `any` when the query does not say. */
  readonly can: ReadonlySet<string> | "any";
  /** Labels that they cannot have, where they may have any other. */
  readonly lost: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
const UNKNOWN: ResultLabels = { has: NONE, can: "any", lost: NONE };
const WITHOUT: ResultLabels = { has: NONE, can: NONE, lost: NONE };

/** Labels that Prometheus gives to each series of a scraped target. */
const OF_TARGETS: readonly string[] = ["job", "instance"];

/** Recording rules that use each other are followed this deep. */
const DEPTH = 5;

export function canHave({ can, lost }: ResultLabels, label: string): boolean {
  return can === "any" ? !lost.has(label) : can.has(label);
}

/** Whether the node gives one number without labels, which pairs with every series. */
export function isNumber(node: PromqlNode): boolean {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "number":
    case "string":
      return true;
    case "unary":
      return isNumber(inner.expr);
    case "binary":
      return isNumber(inner.left) && isNumber(inner.right);
    case "call":
      return ["time", "scalar", "pi"].includes(inner.name);
    default:
      return false;
  }
}

/** The labels of what a query returns, as far as it, the jobs and the recording rules tell. */
export function labelsOf(
  node: PromqlNode,
  series: SeriesIndex,
  depth = 0,
): ResultLabels {
  const of = (part: PromqlNode): ResultLabels => labelsOf(part, series, depth);
  const inner = unwrap(node);
  switch (inner.kind) {
    case "selector":
      return ofSelector(inner, series, depth);
    case "subquery":
    case "unary":
      return of(inner.expr);
    case "number":
    case "string":
      return WITHOUT;
    case "aggregate": {
      const operand = inner.args.at(-1);
      const from = operand ? of(operand) : UNKNOWN;
      if (inner.operator === "count_values") {
        return UNKNOWN;
      }
      if (["topk", "bottomk"].includes(inner.operator)) {
        return from;
      }
      const { without, labels } = inner.grouping ?? {
        without: false,
        labels: [],
      };
      const kept = new Set(labels.filter((label) => canHave(from, label)));
      return without
        ? less(from, labels)
        : { has: kept, can: kept, lost: NONE };
    }
    case "binary":
      return ofBinary(inner, of);
    case "call": {
      const [first] = inner.args;
      const vector = inner.args.find((each) => !isNumber(each));
      switch (inner.name) {
        case "label_replace":
        case "label_join": {
          const [, target] = inner.args;
          return first && target?.kind === "string"
            ? more(of(first), target.value)
            : UNKNOWN;
        }
        case "absent":
        case "absent_over_time":
          return first ? ofAbsent(unwrap(first)) : WITHOUT;
        case "histogram_quantile":
        case "histogram_fraction":
          return vector ? less(of(vector), ["le"]) : WITHOUT;
        default:
          return vector ? of(vector) : WITHOUT;
      }
    }
  }
}

function ofSelector(
  { metric, matchers }: PromqlSelector,
  series: SeriesIndex,
  depth: number,
): ResultLabels {
  const named = matchers
    .filter((matcher) => matcher.label !== "__name__" && excludesEmpty(matcher))
    .map(({ label }) => label);
  const lost = matchers
    .filter(({ operator, value }) => operator === "=" && value === "")
    .map(({ label }) => label);
  const known = less(ofMetric(metric, series, depth), lost);
  // A condition is no proof where it contradicts, but the contradiction is told elsewhere.
  return {
    ...known,
    has: new Set([...known.has, ...named]),
    can: known.can === "any" ? "any" : new Set([...known.can, ...named]),
  };
}

const OF_METRICS = new WeakMap<SeriesIndex, Map<string, ResultLabels>>();

/** The same recordings are asked for by many queries, at every level of each; they are followed once. */
function ofMetric(
  metric: string | undefined,
  series: SeriesIndex,
  depth: number,
): ResultLabels {
  const known = OF_METRICS.get(series) ?? new Map<string, ResultLabels>();
  OF_METRICS.set(series, known);
  const key = `${depth} ${metric ?? ""}`;
  const labels = known.get(key) ?? followed(metric, series, depth);
  known.set(key, labels);
  return labels;
}

function followed(
  metric: string | undefined,
  series: SeriesIndex,
  depth: number,
): ResultLabels {
  const produced = metric === undefined ? undefined : series.find(metric);
  if (metric === undefined || !produced || depth >= DEPTH) {
    return UNKNOWN;
  }
  if (!produced.recorded) {
    return { ...UNKNOWN, has: new Set(OF_TARGETS) };
  }
  const recordings = series.recordingsOf(metric);
  if (produced.jobs.size > 0 || recordings.length === 0) {
    return UNKNOWN;
  }
  return recordings
    .map(({ root, labels }) =>
      Object.keys(labels).reduce<ResultLabels>(
        (found, label) => more(found, label, true),
        root ? labelsOf(root, series, depth + 1) : UNKNOWN,
      ),
    )
    .reduce(either);
}

/** Of a missing series is known what its selector asks for exactly. */
function ofAbsent(node: PromqlNode): ResultLabels {
  const labels = new Set(
    node.kind === "selector"
      ? node.matchers
          .filter(({ operator }) => operator === "=")
          .map(({ label }) => label)
      : [],
  );
  return { has: labels, can: labels, lost: NONE };
}

function ofBinary(
  { operator, left, right, matching }: BinaryNode,
  of: (node: PromqlNode) => ResultLabels,
): ResultLabels {
  if (isNumber(left) || isNumber(right)) {
    return of(isNumber(left) ? right : left);
  }
  const [a, b] = [of(left), of(right)];
  switch (operator) {
    case "or":
      return either(a, b);
    case "and":
    case "unless":
      return a;
  }
  if (matching?.group) {
    const { side, include } = matching.group;
    const [many, one] = side === "left" ? [a, b] : [b, a];
    return include.reduce(
      (found, label) => more(found, label, one.has.has(label)),
      many,
    );
  }
  if (matching?.on === true) {
    const kept = matching.labels.filter((label) => canHave(a, label));
    return { has: new Set(kept), can: new Set(kept), lost: NONE };
  }
  const both: ResultLabels = {
    has: new Set([...a.has, ...b.has]),
    can: a.can === "any" ? b.can : a.can,
    lost: a.lost,
  };
  return matching ? less(a, matching.labels) : both;
}

function either(a: ResultLabels, b: ResultLabels): ResultLabels {
  const common = (
    one: ReadonlySet<string>,
    other: ReadonlySet<string>,
  ): ReadonlySet<string> =>
    new Set([...one].filter((label) => other.has(label)));
  return {
    has: common(a.has, b.has),
    can:
      a.can === "any" || b.can === "any"
        ? "any"
        : new Set([...a.can, ...b.can]),
    lost: new Set(
      [...a.lost, ...b.lost].filter((l) => !canHave(a, l) && !canHave(b, l)),
    ),
  };
}

function less(
  { has, can, lost }: ResultLabels,
  labels: readonly string[],
): ResultLabels {
  const kept = (from: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...from].filter((label) => !labels.includes(label)));
  return {
    has: kept(has),
    can: can === "any" ? can : kept(can),
    lost: can === "any" ? new Set([...lost, ...labels]) : lost,
  };
}

function more(
  { has, can, lost }: ResultLabels,
  label: string,
  certain = false,
): ResultLabels {
  return {
    has: certain ? new Set([...has, label]) : has,
    can: can === "any" ? can : new Set([...can, label]),
    lost: new Set([...lost].filter((each) => each !== label)),
  };
}

/** The labels as messages name them. */
export function listed({ has, can, lost }: ResultLabels): string {
  if (can === "any") {
    return lost.size === 0
      ? `${[...has].join(", ") || "any label"}`
      : `no ${[...lost].join(", ")}`;
  }
  return can.size === 0 ? "none" : [...can].join(", ");
}
