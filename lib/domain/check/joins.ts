import { warning, type Problem } from "../problem";
import { walk, type AggregateNode, type BinaryNode } from "../promql/ast";
import {
  canHave,
  isNumber,
  labelsOf,
  listed,
  type ResultLabels,
} from "./result-labels";
import type { SeriesIndex } from "./series";
import type { PromqlQuery, Survey } from "./survey";

/** Operators whose sides never pair, and aggregations by labels that are gone: the query returns nothing, or too much. */
export function joinProblems(
  survey: Survey,
  series: SeriesIndex,
): readonly Problem[] {
  return survey.promql.flatMap((query) => {
    const found: Problem[] = [];
    walk(query.parsed.root, (node) => {
      if (node.kind === "aggregate") {
        found.push(...goneLabels(query, node, series));
      } else if (
        node.kind === "binary" &&
        !isNumber(node.left) &&
        !isNumber(node.right)
      ) {
        found.push(...unpaired(query, node, series));
      }
    });
    return found;
  });
}

function goneLabels(
  { path, what, parsed }: PromqlQuery,
  { grouping, args, from, to }: AggregateNode,
  series: SeriesIndex,
): readonly Problem[] {
  const operand = args.at(-1);
  if (!operand || grouping?.without !== false) {
    return [];
  }
  const labels = labelsOf(operand, series);
  return grouping.labels
    .filter((label) => !canHave(labels, label))
    .map((label) =>
      warning(
        "aggregation-label-gone",
        path,
        `${what} must aggregate by labels that are there, got "${label}" in "${shorten(parsed.text.slice(from, to))}", of which the operand has ${listed(labels)}; keep it further inside, or leave it out here`,
      ),
    );
}

function unpaired(
  { path, what, parsed }: PromqlQuery,
  node: BinaryNode,
  series: SeriesIndex,
): readonly Problem[] {
  const { operator, matching, from, to } = node;
  const [left, right] = [
    labelsOf(node.left, series),
    labelsOf(node.right, series),
  ];
  const text = `"${shorten(parsed.text.slice(from, to))}"`;
  const apart = operator === "or" ? undefined : tellsApart(node, left, right);
  const { group } = matching ?? {};
  const one = group?.side === "left" ? right : left;
  return [
    ...(apart === undefined
      ? []
      : [
          warning(
            "join-never-pairs",
            path,
            `${what} must pair series by labels that both sides have, got "${apart}" in ${text}, where the left side has ${listed(left)} and the right side ${listed(right)}; ${matching?.on === true ? `keep "${apart}" on both sides, or leave it out of on(...)` : `write on(...) with the labels of both, or ignoring(${apart})`}`,
          ),
        ]),
    ...(group?.include ?? [])
      .filter((label) => !canHave(one, label))
      .map((label) =>
        warning(
          "join-label-gone",
          path,
          `${what} must take labels that the other side has, got group_${group?.side}(${label}) in ${text}, where it has ${listed(one)}; keep the label there, or leave it out`,
        ),
      ),
  ];
}

/** A label that one side has and the other cannot have, while both must have the same value of it. */
function tellsApart(
  { matching }: BinaryNode,
  left: ResultLabels,
  right: ResultLabels,
): string | undefined {
  if (matching?.on === true) {
    return matching.labels.find(
      (label) => !canHave(left, label) || !canHave(right, label),
    );
  }
  const compared = (label: string): boolean =>
    matching?.labels.includes(label) !== true;
  return (
    [...left.has].find((label) => compared(label) && !canHave(right, label)) ??
    [...right.has].find((label) => compared(label) && !canHave(left, label))
  );
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  return flat.length <= 120 ? flat : `${flat.slice(0, 120)}...`;
}
