import { SLO_METRIC } from "../slo/metrics";
import { unwrap, type BinaryNode, type PromqlNode } from "../promql/ast";

/** The least and the greatest value that an expression can have. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

const ANY: Bounds = { least: -Infinity, most: Infinity };
const NOT_NEGATIVE: Bounds = { least: 0, most: Infinity };
const RATIO: Bounds = { least: 0, most: 1 };

/** Metrics that are 0 or 1. */
const YES_OR_NO = /^(?:up|probe_success|ALERTS|.*_last_reload_successful)$/;

/** Begins the names of the error ratios of an objective, which end with their window. */
const ERROR_RATIO = "slo:sli_error:ratio_rate";

function boundsOfMetric(name: string): Bounds {
  if (name === SLO_METRIC.budgetRemaining) {
    return { least: -Infinity, most: 1 };
  }
  const ratio =
    YES_OR_NO.test(name) ||
    name.startsWith(ERROR_RATIO) ||
    name === SLO_METRIC.periodError ||
    name === SLO_METRIC.objective;
  return ratio ? RATIO : ANY;
}

const NOT_NEGATIVE_CALLS: ReadonlySet<string> = new Set(
  `abs changes count_over_time increase irate rate resets sqrt
  stddev_over_time stdvar_over_time`.split(/\s+/),
);

/** Aggregations and functions whose result lies between their least and greatest input. */
const BETWEEN: ReadonlySet<string> = new Set(
  `avg min max quantile topk bottomk avg_over_time min_over_time max_over_time
  last_over_time first_over_time quantile_over_time sort sort_desc
  label_replace label_join vector scalar`.split(/\s+/),
);

/** What can be proven about the values of `node`; anything may be true of a metric that is not known. */
export function boundsOf(node: PromqlNode): Bounds {
  switch (node.kind) {
    case "number":
      return { least: node.value, most: node.value };
    case "paren":
      return boundsOf(node.expr);
    case "unary": {
      const { least, most } = boundsOf(node.expr);
      return node.operator === "-"
        ? { least: -most, most: -least }
        : { least, most };
    }
    case "selector":
      return boundsOfMetric(node.metric ?? "");
    case "subquery":
      return boundsOf(node.expr);
    case "call": {
      if (node.name === "absent" || node.name === "absent_over_time") {
        return { least: 1, most: 1 };
      }
      if (BETWEEN.has(node.name)) {
        return hull(
          node.args.filter(({ kind }) => kind !== "string"),
          node.name,
        );
      }
      return NOT_NEGATIVE_CALLS.has(node.name) ? NOT_NEGATIVE : ANY;
    }
    case "aggregate": {
      if (BETWEEN.has(node.operator)) {
        return hull(node.args, node.operator);
      }
      const inner = node.args.map(boundsOf);
      return node.operator === "count" ||
        (node.operator === "sum" && inner.every(({ least }) => least >= 0))
        ? NOT_NEGATIVE
        : ANY;
    }
    case "binary":
      return boundsOfBinary(node);
    case "string":
      return ANY;
  }
}

/** The bounds of the operand; a parameter before it, such as a quantile, is no value. */
function hull(args: readonly PromqlNode[], name: string): Bounds {
  const operand = name.startsWith("label_") ? args[0] : args.at(-1);
  return operand ? boundsOf(operand) : ANY;
}

function boundsOfBinary(node: BinaryNode): Bounds {
  const left = boundsOf(node.left);
  const right = boundsOf(node.right);
  switch (node.operator) {
    case "+":
      return checked(left.least + right.least, left.most + right.most);
    case "-":
      return checked(left.least - right.most, left.most - right.least);
    case "*": {
      const corners = [left.least, left.most].flatMap((a) =>
        [right.least, right.most].map((b) => a * b),
      );
      return checked(Math.min(...corners), Math.max(...corners));
    }
    case "and":
    case "unless":
      return left;
    case "or":
      return {
        least: Math.min(left.least, right.least),
        most: Math.max(left.most, right.most),
      };
    default:
      return node.bool ? RATIO : isFilter(node.operator) ? left : ANY;
  }
}

function isFilter(operator: string): boolean {
  return ["==", "!=", "<", "<=", ">", ">="].includes(operator);
}

/** Infinity minus infinity proves nothing. */
function checked(least: number, most: number): Bounds {
  return Number.isNaN(least) || Number.isNaN(most) ? ANY : { least, most };
}

/** Whether `left operator right` is false for all values that are possible. */
export function isImpossible(
  operator: string,
  left: Bounds,
  right: Bounds,
): boolean {
  switch (operator) {
    case ">":
      return left.most <= right.least;
    case ">=":
      return left.most < right.least;
    case "<":
      return left.least >= right.most;
    case "<=":
      return left.least > right.most;
    case "==":
      return left.most < right.least || left.least > right.most;
    case "!=":
      return (
        left.least === left.most &&
        right.least === right.most &&
        left.least === right.least
      );
    default:
      return false;
  }
}

/** The comparison that keeps `node` from ever returning a series, if there is one. */
export function impossibleIn(node: PromqlNode): BinaryNode | undefined {
  const inner = unwrap(node);
  if (inner.kind === "aggregate") {
    const operand = inner.args.at(-1);
    return operand && impossibleIn(operand);
  }
  if (inner.kind !== "binary") {
    return undefined;
  }
  const { operator, left, right } = inner;
  if (operator === "or") {
    const first = impossibleIn(left);
    return first && impossibleIn(right) ? first : undefined;
  }
  if (operator === "unless") {
    return impossibleIn(left);
  }
  const own =
    !inner.bool && isImpossible(operator, boundsOf(left), boundsOf(right));
  return own ? inner : (impossibleIn(left) ?? impossibleIn(right));
}
