import type { SyntaxNode } from "@lezer/common";
import type { InvalidInputError } from "../problem";
import type { PromqlNode, VectorMatching } from "./ast";
import { durationOf, secondsOf } from "./durations";
import { numberValue } from "./literal";
import { arrange, type Piece } from "./precedence";
import { buildSelector } from "./selector";
import { stringValue, type Source } from "./source";
import { childNodes } from "./tree";

/** Turns a faultless syntax tree into our own nodes. */
export function buildNode(node: SyntaxNode, source: Source): PromqlNode {
  return arrange(piecesOf(node, source), source);
}

/**
 * The operands and operators of an expression in the order of writing. The grammar lets `offset` and `[...]` apply to a
 * whole `a + b`, unlike Prometheus, so the order of operations is decided afterwards.
 */
function piecesOf(node: SyntaxNode, source: Source): readonly Piece[] {
  const children = childNodes(node);
  const first = children[0];
  switch (node.name) {
    case "BinaryExpr": {
      const operator = children[1];
      const last = children.at(-1);
      if (!first || !operator || !last) {
        break;
      }
      const modifiers = children.slice(2, -1);
      const fill = modifiers.find(({ name }) => name === "FillModifier");
      if (fill) {
        throw experimental(fill, source, "fill modifiers");
      }
      const matching = modifiers.find(
        ({ name }) => name === "MatchingModifierClause",
      );
      return [
        ...piecesOf(first, source),
        {
          kind: "infix",
          operator: source.textOf(operator).toLowerCase(),
          bool: modifiers.some(({ name }) => name === "BoolModifier"),
          ...(matching && { matching: buildMatching(matching, source) }),
        },
        ...piecesOf(last, source),
      ];
    }
    case "UnaryExpr": {
      const operand = children[1];
      if (!first || !operand) {
        break;
      }
      return [prefix(first.from, source), ...piecesOf(operand, source)];
    }
    case "NumberDurationLiteral":
      return numberPieces(node, source);
    case "OffsetExpr":
    case "StepInvariantExpr":
    case "MatrixSelector":
    case "SubqueryExpr":
      if (!first) {
        break;
      }
      return [
        ...piecesOf(first, source),
        postfix(node, children.slice(1), source),
      ];
    case "AnchoredExpr":
    case "SmoothedExpr":
      throw experimental(node, source, `the modifier of ${node.name}`);
  }
  return [{ kind: "operand", node: buildOperand(node, children, source) }];
}

function prefix(from: number, source: Source): Piece {
  const operator = source.text.charAt(from) === "-" ? "-" : "+";
  return { kind: "prefix", operator, from };
}

function numberPieces(node: SyntaxNode, source: Source): readonly Piece[] {
  const literal = source.textOf(node);
  const signed = /^[+-]\s*/.exec(literal)?.[0] ?? "";
  const from = node.from + signed.length;
  const value = numberValue(literal.slice(signed.length));
  if (value === undefined) {
    throw source.fail(node, {
      code: "promql-number",
      rule: "hold numbers that fit into 64 bits",
      remedy: "write the number in a shorter form",
    });
  }
  return [
    ...(signed === "" ? [] : [prefix(node.from, source)]),
    { kind: "operand", node: { kind: "number", value, from, to: node.to } },
  ];
}

function postfix(
  node: SyntaxNode,
  rest: readonly SyntaxNode[],
  source: Source,
): Piece {
  const durations = rest.filter(({ name }) => name === "DurationExpr");
  const modifier = node.name === "MatrixSelector" ? "range" : "subquery";
  const [range] = durations.map((child) => durationOf(child, source));
  if (durations.length > 0) {
    return { kind: "postfix", modifier, ...(range && { range }), to: node.to };
  }
  if (node.name === "OffsetExpr") {
    const [offset] = rest
      .filter(({ name }) => name === "OffsetDurationExpr")
      .map((child) => secondsOf(child, source));
    return {
      kind: "postfix",
      modifier: "offset",
      ...(offset !== undefined && { offset }),
      to: node.to,
    };
  }
  const time = rest.find(({ name }) => name === "NumberDurationLiteral");
  if (
    time &&
    !Number.isFinite(numberValue(source.textOf(time).replace(/^[+-]\s*/, "")))
  ) {
    throw source.fail(time, {
      code: "promql-number",
      rule: "have a finite time in seconds after @",
      remedy: "write a Unix time, start() or end()",
    });
  }
  return { kind: "postfix", modifier: "@", to: node.to };
}

function buildOperand(
  node: SyntaxNode,
  children: readonly SyntaxNode[],
  source: Source,
): PromqlNode {
  const { from, to } = node;
  const first = children[0];
  switch (node.name) {
    case "VectorSelector":
      return buildSelector(node, source);
    case "StringLiteral":
      return { kind: "string", value: stringValue(node, source), from, to };
    case "ParenExpr":
      if (first) {
        return { kind: "paren", expr: buildNode(first, source), from, to };
      }
      break;
    case "FunctionCall":
      if (first) {
        const args = argumentsOf(children, source);
        return { kind: "call", name: source.textOf(first), args, from, to };
      }
      break;
    case "AggregateExpr":
      if (first) {
        const modifier = children.find(
          ({ name }) => name === "AggregateModifier",
        );
        return {
          kind: "aggregate",
          operator: source.textOf(first).toLowerCase(),
          args: argumentsOf(children, source),
          ...(modifier && { grouping: buildGrouping(modifier, source) }),
          from,
          to,
        };
      }
  }
  throw source.fail(node, {
    code: "promql-malformed",
    rule: "be an expression",
    remedy: "correct it at this place",
  });
}

function argumentsOf(
  children: readonly SyntaxNode[],
  source: Source,
): readonly PromqlNode[] {
  const body = children.find(({ name }) => name === "FunctionCallBody");
  return body
    ? childNodes(body).map((argument) => buildNode(argument, source))
    : [];
}

function buildGrouping(modifier: SyntaxNode, source: Source) {
  return {
    without: modifier.firstChild?.name === "Without",
    labels: labelsOf(modifier.getChild("GroupingLabels"), source),
  };
}

function buildMatching(clause: SyntaxNode, source: Source): VectorMatching {
  const children = childNodes(clause);
  const [labels, include] = clause.getChildren("GroupingLabels");
  const side = children.find(
    ({ name }) => name.startsWith("Group") && name !== "GroupingLabels",
  );
  return {
    on: children[0]?.name === "On",
    labels: labelsOf(labels ?? null, source),
    ...(side && {
      group: {
        side: side.name === "GroupLeft" ? "left" : "right",
        include: labelsOf(include ?? null, source),
      },
    }),
  };
}

function labelsOf(list: SyntaxNode | null, source: Source): readonly string[] {
  return list === null
    ? []
    : childNodes(list).map((label) =>
        label.name === "QuotedLabelName"
          ? stringValue(label, source)
          : source.textOf(label),
      );
}

function experimental(
  node: SyntaxNode,
  source: Source,
  what: string,
): InvalidInputError {
  return source.fail(node, {
    code: "promql-experimental",
    rule: "do without experimental parts of the language",
    got: what,
    remedy: "write the query without it",
  });
}
