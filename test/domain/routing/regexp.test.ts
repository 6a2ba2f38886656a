import { compileRegexp } from "../../../lib/domain/routing/regexp";

/** Verdicts are those of Go's regexp package on `^(?:expression)$`. */
describe("compileRegexp", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["a|b", ["a", "b"], ["ab", "", "a\n"]],
    ["", [""], ["a"]],
    ["a.c", ["abc", "a\u2028c", "a😀c"], ["a\nc"]],
    ["(?s)a.c", ["a\nc"], ["ac"]],
    ["(?i)pay.*", ["PAYMENTS", "pay"], ["aPay"]],
    ["(?i)k", ["k", "K", "\u212a"], ["c"]],
    ["\\s", [" ", "\t"], ["\u00a0", "\v"]],
    ["[\\d_]+", ["1_2"], ["a", "٣"]],
    ["\\w\\W", ["a-", "aé"], ["ab"]],
    ["[]a]+", ["]a"], ["[", ""]],
    ["[^]a]", ["b", "\n"], ["]", "a", ""]],
    ["[[:alpha:]-]+", ["a-Z"], ["1"]],
    ["\\p{Greek}\\pL", ["αa"], ["a", "α"]],
    ["\\PL", ["1"], ["a"]],
    ["\\Qa.b\\E+", ["a.b", "a.bb"], ["axb"]],
    ["\\x41\\x{1F600}\\101", ["A😀A"], ["A"]],
    ["a{2}{", ["aa{"], ["aa"]],
    ["a{,2}", ["a{,2}"], ["a", "aa"]],
    ["(?P<x>a)(?<y>b)(?:c)", ["abc"], ["ab"]],
    ["^a$|\\Ab\\z", ["a", "b"], ["ab"]],
    ["a/b", ["a/b"], ["ab"]],
  ])("takes %j as Go does", (expression, fitting, others) => {
    const regexp = compileRegexp(expression);
    expect(fitting.filter((text) => !regexp.test(text))).toEqual([]);
    expect(others.filter((text) => regexp.test(text))).toEqual([]);
  });

  it.each([
    "a(?=b)",
    "a(?!b)",
    "(?<=a)b",
    "(?<!a)b",
    "(a)\\1",
    "\\k<x>",
    "a**",
    "a{2}{3}",
    "a{1001}",
    "*a",
    "(a",
    "a)",
    "[a",
    "[z-a]",
    "[a-\\d]",
    "\\Z",
    "\\é",
    "\\C",
    "[[:nope:]]",
    "\\x{110000}",
    "a\\",
  ])("refuses %j as Go does", (expression) => {
    expect(() => compileRegexp(expression)).toThrow(/RE2.*; /);
  });

  it("says what lookaround means for the user", () => {
    expect(() => compileRegexp("a(?!b)")).toThrow(
      'regular expression must be one that Go understands (RE2), got "a(?!b)"; lookaround is unknown there, and flags must stand at the start; rewrite it without',
    );
  });
});
