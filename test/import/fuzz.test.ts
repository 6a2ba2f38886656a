import fc from "fast-check";
import { SloImportError } from "../../lib/import/findings";
import { parseSlos } from "../../lib/import/parse";
import { OPENSLO, PYRRA, SLOTH, SLOTH_OBJECT } from "./good-files";

const GOOD = [SLOTH, SLOTH_OBJECT, PYRRA, OPENSLO];

/** What breaks a reader of YAML, or of fields. */
const PIECES = [
  "\t",
  "\r",
  "\n",
  "\0",
  "  ",
  "- ",
  ": ",
  "? ",
  "[",
  "]",
  "{",
  "}",
  "{{",
  "}}",
  '"',
  "'",
  "|",
  ">",
  "&a ",
  "*a",
  "!!",
  "%",
  "#",
  "---\n",
  "...\n",
  "null",
  "true",
  "-1",
  "1e999",
  ".nan",
  "0x",
  "__proto__",
  "constructor",
  "toString",
  "<<: *a",
  "\ud800",
  "\ufeff",
  "99.9",
  "{}",
  "[]",
];

/** One change of a text: a part is left out, put in, doubled or moved, or a line takes the place of another. */
const mutation = fc.record({
  kind: fc.constantFrom("cut", "put", "double", "line", "value"),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  other: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 30 }),
  piece: fc.constantFrom(...PIECES),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(
  text: string,
  { kind, at, other, length, piece }: Mutation,
): string {
  const from = Math.floor(at * text.length);
  const lines = text.split("\n");
  const line = Math.floor(at * lines.length);
  switch (kind) {
    case "cut":
      return text.slice(0, from) + text.slice(from + length);
    case "put":
      return text.slice(0, from) + piece + text.slice(from);
    case "double":
      return text.slice(0, from + length) + text.slice(from);
    case "line":
      lines[line] = lines[Math.floor(other * lines.length)] ?? "";
      return lines.join("\n");
    default:
      lines[line] = (lines[line] ?? "").replace(/:.*$/, `: ${piece}`);
      return lines.join("\n");
  }
}

describe("any file", () => {
  it("gives objectives, or the error of an import, and nothing else", () => {
    const seen = { good: 0, wrong: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...GOOD),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("error" as const, "warn" as const),
        (good, mutations, onUnsupported) => {
          const text = mutations.reduce(mutated, good);
          try {
            parseSlos(text, "f", { onUnsupported });
            seen.good += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(SloImportError);
            seen.wrong += 1;
          }
        },
      ),
      { numRuns: 1_000 },
    );
    // Both ways are gone.
    expect(Math.min(seen.good, seen.wrong)).toBeGreaterThan(50);
  });
});
