import * as fc from "fast-check";
import { parsePromql } from "../../../lib/domain/promql/expr";
import { describeWithTool } from "../../support/tools";
import { acceptedByPromtool } from "./promtool";

const ACCEPTED = [
  "1_000.5",
  "foo[5m + 1m]",
  "foo[2 * 5m:step()]",
  "foo[max_of(step(), 5m)]",
  "foo offset (5m ^ 2)",
  "up",
  "1",
  "-1 ^ 2",
  '"text"',
  "0x1F + 1e3 + .5 + 1_000",
  "Inf - NaN",
  "sum",
  "sum(sum)",
  "SUM BY (job) (up)",
  "sum by (job, ) (up)",
  'sum without (instance, "http.status") (up)',
  "rate(http_requests_total[5m])",
  "rate(http_requests_total[300])",
  "rate(http_requests_total[1h30m] offset 1d)",
  "increase(http_requests_total[5m] @ start())",
  "increase(http_requests_total[5m] @ 1609746000)",
  "up offset -5m",
  "up offset +5m",
  "up offset 300",
  "a + b offset 5m",
  "a + b[5m:1m] offset 1h @ 5 or vector(1)"
    .replace("a + b", "a or max_over_time(b")
    .replace(" or vector", ") or vector"),
  "max_over_time(rate(foo[5m])[1h:])",
  "max_over_time(rate(foo[5m])[1h:30s] offset 1w)",
  "-rate(foo[5m])",
  "- foo offset 5m",
  "2 ^ foo offset 5m",
  "sum(a) by (x) / sum(b) by (x) > 0.5",
  "a > bool b",
  "1 > bool 2",
  "a == on (x) group_left (y) b",
  "a * ignoring (x) group_right b",
  "a + on () b",
  "a and on (x) b or c unless d",
  "a atan2 b",
  "a </ 5",
  '{"http.status", code=~"5.."}',
  '{"http.status" = "500"}',
  '{__name__="up"}',
  '{__name__=~"a|b",job!=""}',
  "foo{}",
  "foo{a='b',}",
  "foo{a=`b\\`}",
  'foo{a="\\n\\x41\\u00e9\\""}',
  'foo{a=~"(?i)a[[:alpha:]]+\\\\d{1,3}\\\\pL"}',
  "absent(up)",
  'absent(up{job="x"}) == 1',
  "absent_over_time(up[5m])",
  "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
  "histogram_fraction(0, 0.5, rate(a[5m]))",
  "topk(5, up)",
  "quantile(0.5, up)",
  'count_values("version", build)',
  "round(up)",
  "round(up, 5)",
  "time() - process_start_time_seconds",
  "hour()",
  "hour(vector(time()))",
  "scalar(up) > bool 1",
  "predict_linear(a[1h], 4 * 3600) < 0",
  "quantile_over_time(0.9, a[5m])",
  'label_replace(up, "a", "$1", "b", "(.*)")',
  'label_join(up, "a", ",", "b", "c")',
  "clamp(up, 0, 1)",
  "pi()",
  "up # a comment\n + 1",
  "(((up)))",
  "start + step + end",
  "foo[5m]",
  "job:a:rate5m / :b",
  "vector(5m) > 2",
  "a + b offset 5m * c > 2",
];

const REFUSED = [
  "a / on (x) -3 atan2 -b",
  "",
  "rate(foo)",
  "rate(foo[5m]) [5m]",
  "rate(foo[5m]",
  "foo)",
  "sum(",
  "sum()",
  "sum(foo[5m])",
  "sum(1)",
  "sum(a, b)",
  "topk(up)",
  "topk(up, 5)",
  'topk("5", up)',
  "count_values(5, up)",
  "foo[5m] + 1",
  "foo[5m] > 1",
  '"a" + 1',
  "-foo[5m]",
  '-"a"',
  "1 > 2",
  "1 == 1",
  "a + bool b",
  "1 and up",
  "up or 1",
  "up and on (x) group_left b",
  "a + on (x) group_left (x) b",
  "a + on (x) 1",
  "a fill (1) b",
  "foo(up)",
  "rat(foo[5m])",
  "Rate(foo[5m])",
  "abs()",
  "abs(a, b)",
  "abs(1)",
  "abs(foo[5m])",
  "round(a, b)",
  "round(a, 1, 2)",
  "time(1)",
  "vector(up)",
  "scalar(1)",
  "histogram_quantile(a, b)",
  "histogram_quantile(0.9, b[5m])",
  "quantile_over_time(0.9, a)",
  "label_replace(up, a, b, c, d)",
  'label_replace(up, "a")',
  "{}",
  '{a=~".*"}',
  '{a=""}',
  '{a!="b"}',
  'foo{__name__="bar"}',
  'foo{"bar"}',
  'foo{a=~"("}',
  'foo{a=~"(?=x)"}',
  'foo{a=~"a{1001}"}',
  'foo{a=~"\\\\y"}',
  'foo{a=~"[a"}',
  'foo{a=~"a**"}',
  "foo{a}",
  'foo{a="b}',
  'foo{a="\\y"}',
  'foo{a="b" c="d"}',
  "foo{a=b}",
  "foo[]",
  "foo[0]",
  "foo[-5m]",
  "foo[5m",
  "foo[5x]",
  "foo[5m30h]",
  "foo[5m / 0]",
  "foo[1m - 5m * 0x]",
  "foo[5m:0]",
  "foo[5m][5m]",
  "(foo)[5m]",
  "foo offset 5m [5m]",
  "foo @ 5 [5m]",
  "foo offset",
  "foo offset 5m offset 5m",
  "foo @ 5 @ 6",
  "foo @ Inf",
  "(foo) offset 5m",
  "sum(foo) offset 5m",
  "1 offset 5m",
  "foo[300y]",
  "rate(foo[5m])[5m:][5m:]",
  "max_over_time(foo[5m][5m:])",
  "1e999",
  "5 foo",
  "a b",
  "a +",
  "* a",
  "foo smoothed",
  "rate(foo[5m] anchored)",
  "info(up)",
  "limitk(5, up)",
  "limit_ratio(0.5, up)",
  "sort_by_label(up)",
  "mad_over_time(foo[5m])",
  "double_exponential_smoothing(foo[5m], 0.5, 0.5)",
  "end()",
  "max_of(1, 2)",
  "a\u00a0+ b",
  "foo $ bar",
  "a = b",
  "trailing(,)",
  "abs(a,)",
];

function accepts(query: string): boolean {
  try {
    parsePromql(query);
    return true;
  } catch {
    return false;
  }
}

describe("parsePromql", () => {
  it.each(ACCEPTED)("accepts %s", (query) => {
    expect(parsePromql(query).text).toBe(query);
  });

  it.each(REFUSED)("refuses %s", (query) => {
    expect(accepts(query)).toBe(false);
  });
});

/** Queries that follow the grammar, with operands of any type, so that about half of them are refused. */
const { query: anyQuery } = fc.letrec<{ query: string }>((tie) => {
  const inner = tie("query");
  const duration = fc.constantFrom("5m", "1h30m", "60", "1d");
  const selector = fc.constantFrom(
    "up",
    "a:b",
    'a{x="y"}',
    '{x=~"y.*"}',
    '{x=~"y?"}',
    '{"u.v"}',
    "sum",
  );
  return {
    query: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      selector,
      fc.tuple(selector, duration).map(([a, d]) => `${a}[${d}]`),
      fc.constantFrom("1", "0.5", "5m", '"t"', "-3", "NaN"),
      fc
        .tuple(
          fc.constantFrom(
            "rate",
            "abs",
            "max_over_time",
            "scalar",
            "vector",
            "absent",
            "time",
            "hour",
            "nope",
          ),
          fc.array(inner, { maxLength: 2 }),
        )
        .map(([name, args]) => `${name}(${args.join(", ")})`),
      fc
        .tuple(
          fc.constantFrom("sum", "topk", "count_values", "limitk"),
          fc.constantFrom("", " by (x)", " without ()"),
          fc.array(inner, { minLength: 1, maxLength: 2 }),
        )
        .map(([name, by, args]) => `${name}${by} (${args.join(", ")})`),
      fc
        .tuple(
          inner,
          fc.constantFrom(
            "+",
            "^",
            "*",
            ">",
            "== bool",
            "and",
            "or",
            "unless",
            "atan2",
            "/ on (x)",
            "* on (x) group_left (y)",
            "or ignoring (z)",
            "- bool",
          ),
          inner,
        )
        .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      inner.map((a) => `(${a})`),
      inner.map((a) => `-${a}`),
      fc.tuple(inner, duration).map(([a, d]) => `${a} offset ${d}`),
      fc.tuple(inner, duration).map(([a, d]) => `${a}[${d}:1m]`),
      fc.tuple(inner, duration).map(([a, d]) => `${a}[${d}]`),
      inner.map((a) => `${a} @ end()`),
    ),
  };
});

describeWithTool("promtool", "parsePromql beside promtool", (promtool) => {
  const compare = (queries: readonly string[]): readonly string[] => {
    const verdicts = acceptedByPromtool(promtool, queries);
    return queries.filter((query, index) => accepts(query) !== verdicts[index]);
  };

  it("decides like promtool on every query of the tables", () => {
    expect(compare([...ACCEPTED, ...REFUSED.filter(Boolean)])).toEqual([]);
  });

  it("decides like promtool on generated queries", () => {
    const queries = [...new Set(fc.sample(anyQuery, 3000))];
    const accepted = queries.filter(accepts).length;
    expect(compare(queries)).toEqual([]);
    // The generator would prove nothing if nearly all its queries were of one kind.
    expect(accepted).toBeGreaterThan(queries.length / 10);
    expect(accepted).toBeLessThan((queries.length * 9) / 10);
  });
});
