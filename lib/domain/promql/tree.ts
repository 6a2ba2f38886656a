import type { SyntaxNode, Tree } from "@lezer/common";
import type { Span } from "./ast";

/** The children of `node` without comments, from left to right. */
export function childNodes(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") {
      children.push(child);
    }
  }
  return children;
}

/** The first place that the grammar could not read. */
export function firstError(tree: Tree): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  tree.iterate({
    enter(node) {
      if (found === undefined && node.type.isError) {
        found = node.node;
      }
      return found === undefined;
    },
  });
  return found;
}

/**
 * Space that the grammar skips and the real programs refuse, such as the no-break space of text copied from a web page.
 */
export function strangeSpace(text: string, tree: Tree): Span | undefined {
  for (const match of text.matchAll(/[^\S \t\r\n]/gu)) {
    const inside = tree.resolveInner(match.index, 1).name;
    if (!/String|Comment/.test(inside)) {
      return { from: match.index, to: match.index + 1 };
    }
  }
  return undefined;
}
