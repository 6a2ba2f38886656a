import {
  unwrap,
  type PromqlNode,
  type PromqlSelector,
} from "../domain/promql/ast";
import { parsePromql } from "../domain/promql/expr";
import { Duration } from "../domain/units";
import type { Field } from "./field";

/**
 * Which ranges a query may have: `template` only `[{{.window}}]`, as Sloth; `any` that one, any other, or none at all, as
 * OpenSLO leaves it open. Ours replace all of them.
 */
export type Ranges = "template" | "any";

/** Counters that are added up, for each value of some labels. */
export interface Counters {
  readonly selectors: readonly string[];
  readonly groupBy: readonly string[];
}

/** A query whose template is filled in. */
export interface Query {
  readonly text: string;
  readonly root: PromqlNode;
  readonly ranges: Ranges;
}

/** Nobody writes this range, so that it tells which ones came from the template; it is as long as `{{.window}}`. */
const WINDOW = Duration.seconds(863_999);
const TEMPLATE = /\{\{-?\s*\.window\s*-?\}\}/g;

/** Reads the PromQL of a field. */
export function queryIn(field: Field, ranges: Ranges): Query {
  const written = field.text();
  const text = written.replace(TEMPLATE, (template) =>
    WINDOW.toPrometheus().padEnd(template.length),
  );
  if (text.includes("{{")) {
    throw field.fault(
      "must have no other template than {{.window}}, got one; write out what it stands for",
    );
  }
  if (ranges === "template" && text === written) {
    throw field.fault(
      "must have [{{.window}}] as its range, got a query without; write it like sum(rate(http_requests_total[{{.window}}]))",
    );
  }
  const { root } = field.checked(
    () => parsePromql(text),
    (message) => message.replaceAll(WINDOW.toPrometheus(), "{{.window}}"),
  );
  return { text, root, ranges };
}

/** A sum of counters, or nothing when the query is something else. */
export function countersIn(
  query: Query,
  node: PromqlNode = query.root,
): Counters | undefined {
  const inner = unwrap(node);
  switch (inner.kind) {
    case "binary": {
      const left = countersIn(query, inner.left);
      if (inner.operator === "or" && isZero(inner.right)) {
        return left;
      }
      const right = countersIn(query, inner.right);
      return inner.operator === "+" &&
        inner.matching === undefined &&
        left !== undefined &&
        right !== undefined &&
        sameGroups(left, right)
        ? { ...left, selectors: [...left.selectors, ...right.selectors] }
        : undefined;
    }
    case "aggregate": {
      const [argument] = inner.args;
      if (
        inner.operator !== "sum" ||
        inner.grouping?.without === true ||
        argument === undefined
      ) {
        return undefined;
      }
      const selector = rateIn(query, argument);
      return selector === undefined
        ? undefined
        : { selectors: [selector], groupBy: inner.grouping?.labels ?? [] };
    }
    case "call":
    case "selector": {
      const selector =
        query.ranges === "any" ? rateIn(query, inner) : undefined;
      return selector === undefined
        ? undefined
        : { selectors: [selector], groupBy: [] };
    }
    default:
      return undefined;
  }
}

/** The counter in `rate(counter[...])`, or a plain one. */
function rateIn(query: Query, node: PromqlNode): string | undefined {
  const inner = unwrap(node);
  if (inner.kind === "selector" && query.ranges === "any") {
    return plainSelector(query, inner, false);
  }
  return rangeOf(query, inner, ["rate", "increase"]);
}

/** The selector in a call such as `rate(counter[...])`. */
export function rangeOf(
  query: Query,
  node: PromqlNode,
  functions: readonly string[],
): string | undefined {
  const inner = unwrap(node);
  if (inner.kind !== "call" || !functions.includes(inner.name)) {
    return undefined;
  }
  const [argument] = inner.args;
  const selector = argument && unwrap(argument);
  return selector?.kind === "selector"
    ? plainSelector(query, selector, true)
    : undefined;
}

function plainSelector(
  query: Query,
  selector: PromqlSelector,
  ranged: boolean,
): string | undefined {
  const { range, shifted, pinned } = selector;
  const fits =
    (selector.ranged ?? false) === ranged &&
    shifted !== true &&
    pinned !== true &&
    (query.ranges === "any" || range?.equals(WINDOW) === true);
  return fits ? query.text.slice(selector.from, selector.to) : undefined;
}

/** `vector(0)`, which stands for counters that do not exist yet. */
function isZero(node: PromqlNode): boolean {
  const inner = unwrap(node);
  const [argument] = inner.kind === "call" ? inner.args : [];
  const value = argument && unwrap(argument);
  return (
    inner.kind === "call" &&
    inner.name === "vector" &&
    value?.kind === "number" &&
    value.value === 0
  );
}

export function sameGroups(
  one: { readonly groupBy: readonly string[] },
  other: { readonly groupBy: readonly string[] },
): boolean {
  return [...one.groupBy].sort().join() === [...other.groupBy].sort().join();
}

/** As `Sli` takes it. */
export function sumText({ selectors }: Counters): string {
  return selectors.join(" + ");
}
