import type { PromqlNode } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";

/** Functions that make, drop or rename labels: what is asked of their result says nothing of their argument. */
const RELABEL = ["label_replace", "label_join", "absent", "absent_over_time"];

/** Those that choose series instead of merging them. */
const CHOOSE = ["topk", "bottomk", "limitk", "limit_ratio"];

/** Calls `found` for each metric of a query with the labels that the query asks of it. */
export function labelsAsked(
  query: string,
  found: (metric: string, labels: readonly string[]) => void,
): void {
  visit(parsePromql(query).root, [], found);
}

type Found = (metric: string, labels: readonly string[]) => void;

/** `asked` are the labels that the result of `node` must have. */
function visit(node: PromqlNode, asked: readonly string[], found: Found): void {
  switch (node.kind) {
    case "number":
    case "string":
      return;
    case "selector":
      if (node.metric !== undefined) {
        const own = node.matchers
          .filter(({ operator, value }) => operator !== "=" || value !== "")
          .map(({ label }) => label);
        found(node.metric, [...own, ...asked]);
      }
      return;
    case "paren":
    case "unary":
    case "subquery":
      visit(node.expr, asked, found);
      return;
    case "call": {
      const kept = RELABEL.includes(node.name) ? [] : asked;
      node.args.forEach((arg) => visit(arg, kept, found));
      return;
    }
    case "aggregate": {
      const by = node.grouping?.without === false ? node.grouping.labels : [];
      const needed = CHOOSE.includes(node.operator) ? [...by, ...asked] : by;
      node.args.forEach((arg) => visit(arg, needed, found));
      return;
    }
    case "binary": {
      const { operator, matching, left, right } = node;
      const on = matching?.on === true ? matching.labels : [];
      const side = matching?.group?.side;
      // The result has the labels of the side with many series, or of both when all labels must be equal.
      const equal = matching === undefined && operator !== "or";
      const chosen = operator === "and" || operator === "unless";
      const asks = (which: "left" | "right", whole: boolean) => [
        ...on,
        ...(whole || side === which ? asked : []),
      ];
      visit(left, asks("left", equal || chosen), found);
      visit(right, asks("right", equal), found);
      return;
    }
  }
}
