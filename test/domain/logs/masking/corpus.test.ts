import { readFileSync } from "node:fs";
import { join } from "node:path";
import { maskText } from "../../../../lib/domain/logs/masking/apply";
import { maskingPatterns } from "../../../../lib/domain/logs/masking/masking";
import {
  ALPHANUMERIC,
  DIGITS,
  HEX,
  seeded,
} from "../../../support/masking/random";

const PATTERNS = maskingPatterns();
const random = seeded(21);

/** {A12} stands for twelve letters and digits, and so on. */
const ALPHABETS: Readonly<Record<string, string>> = {
  A: ALPHANUMERIC,
  L: "abcdefghijklmnopqrstuvwxyz",
  D: DIGITS,
  H: HEX,
  U: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
};

/** Lines of a file; the sign for a line end stands for one. */
function linesOf(name: string): readonly string[] {
  return readFileSync(join(__dirname, name), "utf8").trimEnd().split("\n");
}

/** A number does not begin with zero, and a digit tells a made secret from a word. */
const STARTS: Readonly<Record<string, string>> = { A: "q7", D: "1" };

function made(alphabet: string, length: number): string {
  const start = STARTS[alphabet] ?? "";
  return start + random.text(length - start.length, ALPHABETS[alphabet]);
}

function filled(template: string): string {
  return template
    .replace(/\{B\d+\}/g, () =>
      Buffer.from(`ann:${random.text(12)}`).toString("base64"),
    )
    .replace(/\{UUID\}/g, () =>
      [8, 4, 4, 4, 12].map((length) => random.text(length, HEX)).join("-"),
    )
    .replace(/\{I\}/g, () =>
      Array.from({ length: 4 }, () => random.below(256)).join("."),
    )
    .replace(/\{([ALDHU])(\d+)\}/g, (_, alphabet: string, length: string) =>
      made(alphabet, Number(length)),
    )
    .replaceAll("⏎", "\n");
}

describe("masking of lines that programs print", () => {
  it("leaves nothing of marked secrets, and JSON readable around them", () => {
    const unmasked = linesOf("secrets.txt").flatMap((template) => {
      const marked = filled(template);
      const line = marked.replace(/[‹›]/g, "");
      const secrets = [...marked.matchAll(/‹([^›]+)›/g)].map(
        ([, secret = ""]) => secret,
      );
      const json = JSON.stringify({ msg: line, next: ["a", { b: "c" }] });
      const masked = maskText(json, PATTERNS);
      const { next } = JSON.parse(masked) as { readonly next: unknown };
      expect(next).toEqual(["a", { b: "c" }]);
      const plain = maskText(line, PATTERNS);
      return secrets.some((secret) => plain.includes(secret)) ? [line] : [];
    });
    expect(unmasked).toEqual([]);
  });

  it("leaves lines without secrets as they are", () => {
    const lines = linesOf("harmless.txt")
      .flatMap((template) => [template, template])
      .map(filled)
      .flatMap((line) => [line, JSON.stringify({ level: "info", msg: line })]);
    expect(lines.filter((line) => maskText(line, PATTERNS) !== line)).toEqual(
      [],
    );
  });
});
