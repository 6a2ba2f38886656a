import fc from "fast-check";
import { ambiguousRepetition } from "../../../lib/domain/logs/regex-ambiguity";

describe("a repetition", () => {
  it.each([
    ["^(?P<a>(a|a)*)b", "(a|a)*"],
    ["x(a|aa)+$", "(a|aa)+"],
    [String.raw`^(\w|\d)+$`, String.raw`(\w|\d)+`],
    ["(?:(?:a|b)|(?:b|c))*d", "(?:(?:a|b)|(?:b|c))*"],
    ["(?:a|ab|b){12,}", "(?:a|ab|b){12,}"],
    ["(a?){30}a{30}", "(a?){30}"],
    ["(?i)(?:A|a)+d", "(?:A|a)+"],
    [String.raw`(?s)(?:.|\n)*x`, String.raw`(?:.|\n)*`],
    ["(?:x|\\x78)*y", "(?:x|\\x78)*"],
    ["(?:a|[[:alpha:]])*1", "(?:a|[[:alpha:]])*"],
    [String.raw`(?:é|\pL)*1`, String.raw`(?:é|\pL)*`],
    ["(?:a.|.b)*c", "(?:a.|.b)*"],
  ])("of %s takes one text in several ways", (pattern, found) => {
    expect(ambiguousRepetition(pattern)).toBe(found);
  });

  it.each([
    String.raw`^(?P<time>\S+ \S+?)\|(?P<level>\w+)\|(?P<message>.*)$`,
    String.raw`"(?:[^"\\]|\\.)*"`,
    "(?:[a-z]|[0-9_])+",
    String.raw`(?:.|\n)*`,
    "(?:a|a){3}",
    "(?:ab|ac)*d",
    String.raw`(?:\[[^\]]\])*`,
    String.raw`\Qa|b)*\E(?:c|d)*`,
    "(?:[0-9a-f]{2}:){20}",
    "a{1000}",
  ])("of %s takes each text in one way", (pattern) => {
    expect(ambiguousRepetition(pattern)).toBeUndefined();
  });

  // The first two once kept a processor busy for minutes, which ends this test.
  it.each([
    `(?:${Array.from({ length: 250 }, (_, n) => `a${"b".repeat(n % 5)}c?`).join("|")})+`,
    `(?:${"a?".repeat(400)})+`,
    `(?:${"[abcdefghijklmnopqrstuvwxyz]".repeat(60)}|${"[a-z]".repeat(60)})+`,
  ])(
    "of many parts is refused before anybody has followed it: %#",
    (pattern) => {
      expect(ambiguousRepetition(pattern)).toBe(pattern);
    },
    30_000,
  );

  it("of few texts is told from others as counting the ways does", () => {
    const { atom } = fc.letrec<{ atom: string }>((tie) => ({
      atom: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom("a", "b", "[ab]"),
        fc
          .tuple(tie("atom"), tie("atom"), tie("atom"))
          .map(([one, two, three]) => `(?:${one}|${two}${three})`),
      ),
    }));
    fc.assert(
      fc.property(atom, atom, (one, two) => {
        const pattern = `(?:${one}|${two})*`;
        const words = WORDS.filter((word) =>
          RegExp(`^(?:${one}|${two})$`).test(word),
        );
        if (WORDS.some((word) => waysTo(word, words) > 1)) {
          expect(ambiguousRepetition(pattern)).toBe(pattern);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** All texts of up to seven letters of two. */
const WORDS = [1, 2, 3, 4, 5, 6, 7].flatMap((length) =>
  Array.from({ length: 2 ** length }, (_, number) =>
    number
      .toString(2)
      .padStart(length, "0")
      .replaceAll("0", "a")
      .replaceAll("1", "b"),
  ),
);

/** In how many ways a text is made of words. */
function waysTo(text: string, words: readonly string[]): number {
  const ways = [1];
  for (let end = 1; end <= text.length; end += 1) {
    ways[end] = words
      .filter((word) => text.slice(0, end).endsWith(word))
      .reduce((sum, word) => sum + (ways[end - word.length] ?? 0), 0);
  }
  return ways[text.length] ?? 0;
}
