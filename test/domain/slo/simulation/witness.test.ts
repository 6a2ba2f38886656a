import { sampleOf } from "../../../../lib/domain/slo/simulation/regex-sample";
import {
  seriesFor,
  selects,
} from "../../../../lib/domain/slo/simulation/witness";

describe("a series for a selector", () => {
  it.each([
    ["5..", "500"],
    ["a|b", "a"],
    ["(?:api|web)-[0-9]+", "api-0"],
    ["1(\\.0)?", "1"],
    ["[^x]y{2,3}", "oyy"],
    ["\\d{3}\\.\\w*", "111.a"],
    ["^/api/.*$", "/api/0"],
    [".+", "0"],
    ["", ""],
  ])("has a text that %s matches", (pattern, text) => {
    expect(sampleOf(pattern)).toBe(text);
    expect(text).toMatch(new RegExp(`^(?:${pattern})$`));
  });

  it.each([
    ['a_total{job="x",code=~"5.."}', []],
    ['a_total{job!="x"}', ['a_total{job=~"5.."}']],
    ['a_total{code!~"4..",code!=""}', []],
    ['{__name__=~"a_(total|count)"}', []],
    ["a_total", ['a_total{code=~"5.."}', 'a_total{code!=""}']],
    ['a_total{code=~".+"}', ['a_total{code=~"5.."}']],
  ])("is selected by %s and not by %p", (selector, avoid) => {
    const series = seriesFor([selector], avoid);
    expect(selects(selector, series)).toBe(true);
    expect(avoid.filter((each) => selects(each, series))).toEqual([]);
  });

  it("comes from the first selector that has one", () => {
    expect(seriesFor(["a_total", "b_total"], ["a_total"])).toEqual({
      __name__: "b_total",
    });
  });

  it("is refused when there is none", () => {
    expect(() => seriesFor(['a_total{code=~"5.."}'], ["a_total"])).toThrow(
      "selector of an objective with tests must allow to make up a series beside a_total",
    );
  });
});
