import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "../../lib/domain/problem";
import { importSlos } from "../../lib/import/file";
import { SloImportError } from "../../lib/import/findings";
import { parseSlos } from "../../lib/import/parse";
import { OTHER_CASES, SLOTH_CASES } from "./fault-cases";
import { SLOTH } from "./good-files";
import { WHOLE } from "./whole-cases";

/** Replaces the first occurrence, which must be there. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

describe("a file of objectives that is wrong", () => {
  function message(text: string): string {
    try {
      parseSlos(text, "f");
    } catch (error) {
      expect(error).toBeInstanceOf(SloImportError);
      for (const finding of (error as SloImportError).findings) {
        expect(finding.message).toMatch(
          /^f:[1-9]\d*:[1-9]\d*: (?:the file|[\w.[\]/<-]+) [^\n]+$/,
        );
      }
      return (error as SloImportError).message;
    }
    return "nothing is wrong";
  }

  it.each(SLOTH_CASES)("of Sloth tells of %s", (_, from, to, expected) => {
    expect(message(changed(SLOTH, from, to))).toContain(expected);
  });

  it.each(OTHER_CASES)("tells of %s", (_, good, from, to, expected) => {
    expect(message(changed(good, from, to))).toContain(expected);
  });

  it.each(WHOLE)("tells of %s", (_, text, expected) => {
    expect(message(text)).toContain(expected);
  });

  it("tells all at once, in the order of the file, and counts what is too much", () => {
    const wrong = SLOTH.replace("99.9", "a").replace(
      "objective: 95",
      "goal: 1",
    );
    expect(
      message(wrong)
        .split("\n")
        .map((line) => line.slice(0, 20)),
    ).toEqual([
      "f:8:16: slos[0].obje",
      "f:27:5: slos[1].obje",
      "f:28:11: slos[1].goa",
    ]);
    const many = Array(30).fill("a: 1\n").join("---\n");
    expect(message(many).split("\n")).toHaveLength(21);
    expect(message(many)).toMatch(/and 10 more$/);
  });
});

describe("a good file", () => {
  it.each([
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["line ends of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no line end at the end", (text: string) => text.trimEnd()],
    ["empty documents", (text: string) => `---\n---\n${text}...\n---\n`],
    [
      "comments",
      (text: string) =>
        text.replaceAll("\n", " # so\n").replaceAll("| # so", "|"),
    ],
  ])("may have %s", (_, change) => {
    const told = ({ slos }: ReturnType<typeof parseSlos>) =>
      slos.map(({ sli: __, ...rest }) => rest);
    const text = SLOTH.slice(0, SLOTH.indexOf('  - name: "latency"'));
    expect(told(parseSlos(change(text), "f"))).toEqual(
      told(parseSlos(text, "f")),
    );
  });
});

describe("the file of importSlos", () => {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read, and named in messages", () => {
    const file = join(folder, "slos.yml");
    writeFileSync(file, SLOTH);
    expect(importSlos(file).slos).toHaveLength(3);
    writeFileSync(file, SLOTH.replace("99.9", "a"));
    expect(() => importSlos(file)).toThrow(`${file}:8:16: slos[0].objective`);
  });

  it("must be there, and UTF-8", () => {
    const file = join(folder, "latin.yml");
    expect(() => importSlos(file)).toThrow(
      new InvalidInputError(
        "slo-import-file",
        `file of importSlos must be readable, got ${file} (ENOENT); give the path of a YAML file`,
      ),
    );
    writeFileSync(file, Buffer.from("a: b\nc: Gr\xfcn\n", "latin1"));
    expect(() => importSlos(file)).toThrow(
      `${file}:2:6: the file must be text`,
    );
    writeFileSync(file, Buffer.from("\ufeffversion: a", "utf16le"));
    expect(() => importSlos(file)).toThrow("the file must be text");
  });

  it("has known options only", () => {
    expect(() => parseSlos("", "f", { onUnsuported: "warn" } as never)).toThrow(
      'did you mean "onUnsupported"',
    );
    expect(() => parseSlos("", "f", { onUnsupported: "no" as never })).toThrow(
      "must be one of error, warn",
    );
  });
});
