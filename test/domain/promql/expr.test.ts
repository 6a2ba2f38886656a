import * as fc from "fast-check";
import {
  addMatchers,
  parsePromql,
  quoteLabelValue,
  withRange,
} from "../../../lib/domain/promql/expr";
import { unwrap } from "../../../lib/domain/promql/ast";
import { Duration } from "../../../lib/domain/units";
import { describeWithTool } from "../../support/tools";
import { acceptedByPromtool } from "./promtool";

function messageFor(query: string): string {
  try {
    parsePromql(query);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`accepted ${query}`);
}

describe("parsePromql", () => {
  it.each([
    [
      "rate(foo)",
      'PromQL must pass a range vector to rate(), got "foo" (an instant vector) at column 6 of "rate(foo)"; add a range such as [5m]',
    ],
    [
      "sum(foo[5m])",
      'PromQL must pass an instant vector to sum(), got "foo" (a range vector) at column 5 of "sum(foo[5m])"; leave the range out, or put it into a function such as rate(...)',
    ],
    [
      "1 + rates(foo[5m])",
      'PromQL must call functions of Prometheus only, got "rates" (rates() is unknown) at column 5 of "1 + rates(foo[5m])"; did you mean rate()?',
    ],
    [
      "sum(\n  foo",
      'PromQL must follow the grammar of PromQL, got the end of the query at line 2, column 6 of "sum(\\n  foo"; correct or complete it at this place',
    ],
    [
      "1 > 2",
      'PromQL must compare two scalars with bool, got "1 > 2" at column 1 of "1 > 2"; write "> bool", or compare a metric',
    ],
  ])("says where %j is wrong and what to do", (query, message) => {
    expect(messageFor(query)).toBe(message);
  });

  it("finds the selectors with their names, conditions and ranges", () => {
    const { selectors, type } = parsePromql(
      'rate(a{x="1",y=~"2|3"}[5m]) / on () {"b.c", x!="4"} or {__name__="d"} offset 1h',
    );
    expect(type).toBe("vector");
    expect(
      selectors.map(({ metric, matchers, range }) => ({
        metric,
        matchers,
        range: range?.toPrometheus(),
      })),
    ).toEqual([
      {
        metric: "a",
        matchers: [
          { label: "x", operator: "=", value: "1" },
          { label: "y", operator: "=~", value: "2|3" },
        ],
        range: "5m",
      },
      {
        metric: "b.c",
        matchers: [{ label: "x", operator: "!=", value: "4" }],
        range: undefined,
      },
      { metric: "d", matchers: [], range: undefined },
    ]);
  });

  it("binds offset and ranges tighter than operators", () => {
    const root = unwrap(parsePromql("a + b offset 5m * c").root);
    expect(root).toMatchObject({
      operator: "+",
      left: { metric: "a" },
      right: { operator: "*", left: { metric: "b", shifted: true } },
    });
  });

  it.each([
    ["a - b - c", { operator: "-", left: { operator: "-" } }],
    ["a ^ b ^ c", { operator: "^", right: { operator: "^" } }],
    ["-1 ^ 2", { kind: "unary", expr: { operator: "^" } }],
    ["a or b and c", { operator: "or", right: { operator: "and" } }],
    ["a > b == c", { operator: "==", left: { operator: ">" } }],
  ])("groups %s like Prometheus", (query, shape) => {
    expect(parsePromql(query).root).toMatchObject(shape);
  });
});

describe("addMatchers", () => {
  const job = [{ label: "job", operator: "=", value: "x" }] as const;

  it.each([
    ["up", 'up{job="x"}'],
    ["up{}", 'up{job="x"}'],
    ['up{a="b",}', 'up{job="x",a="b",}'],
    ['{"a.b"}', '{job="x","a.b"}'],
    [
      "rate(a[5m]) / b offset 1h",
      'rate(a{job="x"}[5m]) / b{job="x"} offset 1h',
    ],
    ['up{job="x"}', 'up{job="x"}'],
    ['"up" # up\n', '"up" # up\n'],
  ])("turns %j into %j", (before, after) => {
    expect(addMatchers(before, job)).toBe(after);
  });
});

describe("withRange", () => {
  it.each([
    ["up", "up[5m]"],
    ['sum(a{x="y"} offset 1h)', 'sum(a{x="y"}[5m] offset 1h)'],
    ["rate(a[1h]) + b", "rate(a[1h]) + b[5m]"],
  ])("turns %j into %j", (before, after) => {
    expect(withRange(before, Duration.minutes(5))).toBe(after);
  });
});

describe("quoteLabelValue", () => {
  it("writes any text so that it is read back unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const [selector] = parsePromql(
          `up{a=${quoteLabelValue(value)}}`,
        ).selectors;
        expect(selector?.matchers[0]?.value).toBe(value);
      }),
    );
  });
});

describeWithTool("promtool", "edited queries", (promtool) => {
  it("stay valid whatever value is added", () => {
    const values = fc.sample(fc.string({ unit: "binary" }), 300);
    const queries = values.map((value) =>
      addMatchers('rate(a{x=~"y"}[5m]) / b', [
        { label: "added", operator: "=", value },
      ]),
    );
    const verdicts = acceptedByPromtool(promtool, queries);
    expect(queries.filter((_, index) => !verdicts[index])).toEqual([]);
  });
});
