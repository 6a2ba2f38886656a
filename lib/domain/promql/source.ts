import type { SyntaxNode } from "@lezer/common";
import type { InvalidInputError } from "../problem";
import type { Span } from "./ast";
import { unquote } from "./literal";
import { queryError, type QueryFault } from "./query-error";

/** The text of one query and the way to report a fault in it. */
export interface Source {
  readonly text: string;
  textOf(node: SyntaxNode): string;
  fail(at: Span, fault: QueryFault): InvalidInputError;
}

export function sourceOf(text: string): Source {
  return {
    text,
    textOf: (node) => text.slice(node.from, node.to),
    fail: (at, fault) => queryError("PromQL", text, at, fault),
  };
}

/** The text of a string literal. */
export function stringValue(node: SyntaxNode, source: Source): string {
  const value = unquote(source.textOf(node));
  if (value === undefined) {
    throw source.fail(node, {
      code: "promql-string",
      rule: "have texts that end with their quote and use escapes of Go only",
      remedy: 'close the quote, and write a backslash as "\\\\"',
    });
  }
  return value;
}
