import { nearestName } from "../names";
import type {
  AggregateNode,
  BinaryNode,
  CallNode,
  PromqlNode,
  PromqlType,
} from "./ast";
import {
  AGGREGATION_PARAMETERS,
  EXPERIMENTAL_FUNCTIONS,
  PROMQL_FUNCTIONS,
} from "./functions";
import type { Source } from "./source";

const COMPARISONS: ReadonlySet<string> = new Set([
  "==",
  "!=",
  "<=",
  "<",
  ">=",
  ">",
]);
const SET_OPERATORS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

const TYPE_NAMES: Readonly<Record<PromqlType, string>> = {
  vector: "an instant vector",
  matrix: "a range vector",
  scalar: "a scalar",
  string: "a text",
};

/** Whether the operator compares, and so filters or needs `bool`. */
export function isComparison(operator: string): boolean {
  return COMPARISONS.has(operator);
}

/** Finds the type of `node` and checks those of all its parts, as Prometheus does when it loads a rule. */
export function typeOf(node: PromqlNode, source: Source): PromqlType {
  switch (node.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return node.ranged ? "matrix" : "vector";
    case "paren":
      return typeOf(node.expr, source);
    case "unary": {
      const type = typeOf(node.expr, source);
      if (type === "matrix" || type === "string") {
        throw mismatch(node.expr, source, "apply a sign to numbers", type);
      }
      return type;
    }
    case "subquery":
      expect(node.expr, "vector", "a subquery", source);
      return "matrix";
    case "call":
      return typeOfCall(node, source);
    case "aggregate":
      return typeOfAggregate(node, source);
    case "binary":
      return typeOfBinary(node, source);
  }
}

function typeOfCall(node: CallNode, source: Source): PromqlType {
  const { name, args } = node;
  const called = PROMQL_FUNCTIONS.get(name);
  if (!called) {
    throw unknownFunction(name, node, source);
  }
  const most = called.repeatLast ? Infinity : called.args.length;
  const least = called.args.length - called.optional;
  if (args.length < least || args.length > most) {
    const expected =
      least === most
        ? `${least}`
        : most === Infinity
          ? `at least ${least}`
          : `${least} to ${most}`;
    throw source.fail(node, {
      code: "promql-arguments",
      rule: `give ${name}() ${expected} argument${expected === "1" ? "" : "s"}`,
      got: `${args.length} given`,
      remedy: `see the signature of ${name}()`,
    });
  }
  args.forEach((argument, index) => {
    const type = called.args[Math.min(index, called.args.length - 1)];
    if (type) {
      expect(argument, type, `${name}()`, source);
    }
  });
  return called.returns;
}

/** The error for a call of something that Prometheus does not offer. */
export function unknownFunction(
  name: string,
  at: { readonly from: number; readonly to: number },
  source: Source,
) {
  if (EXPERIMENTAL_FUNCTIONS.has(name)) {
    return source.fail(at, {
      code: "promql-experimental",
      rule: "do without experimental functions",
      got: `${name}() is one`,
      remedy: "write the query without it",
    });
  }
  const nearest = nearestName(name, PROMQL_FUNCTIONS.keys());
  return source.fail(at, {
    code: "promql-unknown-function",
    rule: "call functions of Prometheus only",
    got: `${name}() is unknown`,
    remedy: nearest
      ? `did you mean ${nearest}()?`
      : "see the functions of PromQL",
  });
}

function typeOfAggregate(node: AggregateNode, source: Source): PromqlType {
  const { operator, args } = node;
  if (EXPERIMENTAL_FUNCTIONS.has(operator)) {
    throw unknownFunction(operator, node, source);
  }
  const parameter = AGGREGATION_PARAMETERS[operator];
  const expected = parameter ? 2 : 1;
  if (args.length !== expected) {
    throw source.fail(node, {
      code: "promql-arguments",
      rule: `give ${operator}() ${expected} argument${expected === 1 ? "" : "s"}`,
      got: `${args.length} given`,
      remedy: parameter
        ? `write ${operator}(${parameter === "scalar" ? "5" : '"label"'}, metric)`
        : `write ${operator}(metric)`,
    });
  }
  const [first, second] = args;
  if (parameter && first && second) {
    expect(first, parameter, `${operator}()`, source);
    expect(second, "vector", `${operator}()`, source);
  } else if (first) {
    expect(first, "vector", `${operator}()`, source);
  }
  return "vector";
}

function typeOfBinary(node: BinaryNode, source: Source): PromqlType {
  const { operator, matching } = node;
  const sides = [node.left, node.right].map((side) => {
    const type = typeOf(side, source);
    if (type === "matrix" || type === "string") {
      throw mismatch(side, source, `combine numbers with "${operator}"`, type);
    }
    return type;
  });
  const vectors = sides.filter((type) => type === "vector").length;
  const refuse = (rule: string, remedy: string): Error =>
    source.fail(node, { code: "promql-operator", rule, remedy });
  if (node.bool && !isComparison(operator)) {
    throw refuse("use bool with comparisons only", "leave bool out");
  }
  if (vectors === 0 && isComparison(operator) && !node.bool) {
    throw refuse(
      "compare two scalars with bool",
      `write "${operator} bool", or compare a metric`,
    );
  }
  if (vectors < 2 && SET_OPERATORS.has(operator)) {
    throw refuse(
      `have an instant vector on both sides of "${operator}"`,
      "write vector(...) around the scalar",
    );
  }
  if (vectors < 2 && matching && matching.labels.length > 0) {
    throw refuse(
      "use on and ignoring between instant vectors only",
      "leave the matching out",
    );
  }
  const both = matching?.on
    ? matching.group?.include.find((label) => matching.labels.includes(label))
    : undefined;
  if (both !== undefined) {
    throw refuse(
      "name a label in on or in the group modifier, not in both",
      `leave "${both}" out of the group modifier`,
    );
  }
  if (vectors === 2 && matching?.group && SET_OPERATORS.has(operator)) {
    throw refuse(
      `use no group modifier with "${operator}"`,
      "leave group_left or group_right out",
    );
  }
  return vectors > 0 ? "vector" : "scalar";
}

function expect(
  node: PromqlNode,
  expected: PromqlType,
  where: string,
  source: Source,
): void {
  const type = typeOf(node, source);
  if (type !== expected) {
    throw mismatch(
      node,
      source,
      `pass ${TYPE_NAMES[expected]} to ${where}`,
      type,
      expected,
    );
  }
}

function mismatch(
  node: PromqlNode,
  source: Source,
  rule: string,
  type: PromqlType,
  expected?: PromqlType,
) {
  return source.fail(node, {
    code: "promql-type",
    rule,
    got: TYPE_NAMES[type],
    remedy: remedyFor(type, expected),
  });
}

function remedyFor(type: PromqlType, expected?: PromqlType): string {
  if (expected === "matrix" && type === "vector") {
    return "add a range such as [5m]";
  }
  if (type === "matrix") {
    return "leave the range out, or put it into a function such as rate(...)";
  }
  if (expected === "vector" && type === "scalar") {
    return "put it into vector(...)";
  }
  if (expected === "scalar" && type === "vector") {
    return "put a number here, or scalar(...) around it";
  }
  return expected === "string"
    ? "put it in quotes"
    : "correct the expression here";
}
