import { parser } from "@prometheus-io/lezer-promql";
import type { SyntaxNode } from "@lezer/common";
import type { InvalidInputError } from "../problem";
import { requireKind } from "../shape";
import type { Duration } from "../units";
import {
  walk,
  type LabelMatcher,
  type PromqlNode,
  type PromqlSelector,
  type PromqlType,
} from "./ast";
import { buildNode } from "./build";
import { quoteLabelValue } from "./literal";
import { sourceOf, type Source } from "./source";
import { childNodes, firstError, strangeSpace } from "./tree";
import { typeOf, unknownFunction } from "./type-check";

export { quoteLabelValue };
export type { LabelMatcher, PromqlSelector, PromqlType };

/** A query that Prometheus accepts. */
export interface PromqlExpression {
  readonly text: string;
  readonly type: PromqlType;
  readonly root: PromqlNode;
  /** From left to right. */
  readonly selectors: readonly PromqlSelector[];
}

/** Queries that are remembered; about 20 MB. */
const REMEMBERED = 10_000;
const remembered = new Map<string, PromqlExpression>();

/**
 * Reads a query with the grammar of Prometheus and checks its types.
 *
 * @throws InvalidInputError that names the place, for everything that Prometheus 3 refuses without feature flags
 */
export function parsePromql(text: string): PromqlExpression {
  const known = remembered.get(text);
  if (known) {
    return known;
  }
  const expression = parse(text);
  if (remembered.size >= REMEMBERED) {
    remembered.clear();
  }
  remembered.set(text, expression);
  return expression;
}

function parse(text: string): PromqlExpression {
  requireKind("PromQL", text, "text");
  const source = sourceOf(text);
  const tree = parser.parse(text);
  const space = strangeSpace(text, tree);
  if (space) {
    throw source.fail(space, {
      code: "promql-space",
      rule: "have plain spaces between its parts",
      got: `character U+${text.charCodeAt(space.from).toString(16).padStart(4, "0")}`,
      remedy: "type the space again",
    });
  }
  const error = firstError(tree);
  const [top] = childNodes(tree.topNode);
  if (error || !top) {
    throw syntaxError(error ?? tree.topNode, source);
  }
  const root = buildNode(top, source);
  const selectors: PromqlSelector[] = [];
  walk(root, (node) => {
    if (node.kind === "selector") {
      selectors.push(node);
    }
  });
  return { text, root, selectors, type: typeOf(root, source) };
}

function syntaxError(error: SyntaxNode, source: Source): InvalidInputError {
  const before = error.prevSibling;
  const calls =
    before?.name === "Identifier" && source.textOf(error).startsWith("(");
  return calls
    ? unknownFunction(source.textOf(before), before, source)
    : source.fail(error, {
        code: "promql-malformed",
        rule: "follow the grammar of PromQL",
        remedy: "correct or complete it at this place",
      });
}

/**
 * Adds conditions to each selector of a query. A condition that a selector has already is not repeated.
 *
 * @throws InvalidInputError when the query is malformed
 */
export function addMatchers(
  text: string,
  matchers: readonly LabelMatcher[],
): string {
  return edit(text, (selector) => {
    const missing = matchers.filter(
      (wanted) =>
        !selector.matchers.some(
          ({ label, operator, value }) =>
            label === wanted.label &&
            operator === wanted.operator &&
            value === wanted.value,
        ),
    );
    if (missing.length === 0) {
      return undefined;
    }
    const list = missing
      .map(
        ({ label, operator, value }) =>
          `${label}${operator}${quoteLabelValue(value)}`,
      )
      .join(",");
    return selector.braces
      ? {
          at: selector.braces.start,
          insert: selector.braces.filled ? `${list},` : list,
        }
      : { at: selector.to, insert: `{${list}}` };
  });
}

/**
 * Turns each plain selector of a query into one that asks for the samples of `window`; those with a range keep theirs.
 *
 * @throws InvalidInputError when the query is malformed
 */
export function withRange(text: string, window: Duration): string {
  return edit(text, (selector) =>
    selector.ranged
      ? undefined
      : { at: selector.to, insert: `[${window.toPrometheus()}]` },
  );
}

function edit(
  text: string,
  change: (
    selector: PromqlSelector,
  ) => { readonly at: number; readonly insert: string } | undefined,
): string {
  let edited = "";
  let copied = 0;
  for (const selector of parsePromql(text).selectors) {
    const insertion = change(selector);
    if (insertion) {
      edited += text.slice(copied, insertion.at) + insertion.insert;
      copied = insertion.at;
    }
  }
  return edited + text.slice(copied);
}
