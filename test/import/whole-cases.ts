/** A whole file, and what the error is. */
export const WHOLE: readonly (readonly [string, string, string])[] = [
  ["nothing", "", "f:1:1: the file must hold at least one objective, got none"],
  [
    "only comments",
    "# later\n---\n",
    "the file must hold at least one objective",
  ],
  ["a text", "hello", "f:1:1: document must be of Sloth"],
  ["a number", "5", "f:1:1: document must be of Sloth"],
  ["a list of numbers", "- 5\n", "f:1:3: document[0] must be of Sloth"],
  [
    "an image",
    "\u0089PNG\r\n\u001a\n\0\0",
    "f:2:1: the file must be text, got character U+001a",
  ],
  ["the mark of another encoding", "\ufffe", "the file must be text"],
  [
    "deep lists in one line",
    "[".repeat(100_000),
    "the file must have at most 64 levels of lists and maps",
  ],
  [
    "deep lists by dashes",
    "- ".repeat(100_000),
    "the file must have at most 64 levels of lists and maps",
  ],
  [
    "deep maps",
    Array.from({ length: 200 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(
      "",
    ),
    "the file must have at most 64 levels of lists and maps",
  ],
  [
    "deep questions",
    "? ".repeat(100_000),
    "the file must have at most 64 levels of lists and maps",
  ],
  [
    "a long document",
    `a: ${"x".repeat(4 * 2 ** 20)}`,
    "the file must have at most 4194304 characters in each document",
  ],
  [
    "an alias bomb",
    `version: prometheus/v1\nservice: s\na: &a [x, x]\n${Array.from({ length: 20 }, (_, index) => `b${index}: &b${index} [*${index === 0 ? "a" : `b${index - 1}`}, *${index === 0 ? "a" : `b${index - 1}`}]\n`).join("")}slos: *b19\n`,
    "f:3:7: a must not be there",
  ],
  [
    "many aliases",
    `version: prometheus/v1\nservice: s\nlabels:\n  a0: &a "x"\n${Array.from({ length: 200 }, (_, index) => `  b${index}: *a\n`).join("")}slos: [{ name: a, objective: 99, sli: { events: { error_query: "sum(rate(a[{{.window}}]))", total_query: "sum(rate(b[{{.window}}]))" } } }]\n`,
    "must be one of at most 100 uses of anchors in a document",
  ],
  [
    "an alias of itself",
    "version: prometheus/v1\nservice: s\nslos: &a\n  - *a\n",
    "must be a map, got a list",
  ],
];
