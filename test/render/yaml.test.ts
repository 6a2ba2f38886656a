import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { toYaml } from "../../lib/render/yaml";
import { describeWithTool, run } from "../support/tools";

const AWKWARD = [
  "",
  " ",
  "no",
  "Off",
  "y",
  "NULL",
  "~",
  "012",
  "0o7",
  "0x1f",
  "1e3",
  "1_000",
  ".5",
  "+1",
  "12:30:45",
  "2001-01-01",
  "5m",
  "1h30m",
  "---",
  "...",
  "=",
  "<<",
  "a: b",
  "a:",
  "a #b",
  "#a",
  "- a",
  "? a",
  "@a",
  "%a",
  "&a",
  "*a",
  "!a",
  "[a",
  "{a",
  "a, b",
  '"a"',
  "'a'",
  "a\\b",
  "trailing ",
  " leading",
  "tab\there",
  "\ttab",
  "two\nlines",
  "two\nlines\n",
  "blank\n\nline",
  "ends twice\n\n",
  "\nstarts",
  "  indented\nless",
  "trailing \nspace",
  "carriage\r\nreturn",
  "a\n---\nb",
  "a\n# b",
  "a\n%b",
  "${x} $1 %{x} {{ $labels.x }}",
  "日本語",
  "é\nü",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u007f",
  "\u0000",
  "🎉\n🎉",
  "long ".repeat(100) + "end",
];

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom(...AWKWARD),
  fc
    .array(fc.constantFrom(...AWKWARD, "\n", " ", "#", ":", "-", "a"))
    .map((parts) => parts.join("")),
);
const key = text.filter((each) => each.length < 100);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("toYaml", () => {
  it.each(["1.1", "1.2"] as const)(
    "gives any value back to a reader of YAML %s",
    (version) => {
      fc.assert(
        fc.property(tree, (value) => {
          const options = { version, maxAliasCount: 0, merge: false } as const;
          expect(parse(toYaml(value), options)).toEqual(value);
        }),
        { numRuns: 2000 },
      );
    },
  );

  it.each(AWKWARD)("gives %j back as key, value and list item", (each) => {
    const value = {
      [each]: { value: each, list: [each, [each], { [each]: each }] },
    };
    expect(parse(toYaml(value))).toEqual(value);
    expect(parse(toYaml(value), { version: "1.1" })).toEqual(value);
  });

  it("prints what people read most as they would write it", () => {
    expect(
      toYaml({
        groups: [
          {
            name: "slo",
            interval: "30s",
            rules: [
              {
                record: "job:up:sum",
                expr: 'sum(up{job="a"})\n/\ncount(up)',
                labels: {},
                skipped: undefined,
              },
            ],
          },
        ],
        port: 9090,
        enabled: "no",
        path: "/metrics",
      }),
    ).toBe(`groups:
  - name: slo
    interval: 30s
    rules:
      - record: job:up:sum
        expr: |-
          sum(up{job="a"})
          /
          count(up)
        labels: {}
port: 9090
enabled: "no"
path: /metrics
`);
  });

  it("gives the same text for the same value", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(toYaml(structuredClone(value))).toBe(toYaml(value));
      }),
    );
  });

  it.each([
    ["half of a surrogate pair", "\ud800"],
    ["Infinity", Infinity],
    ["a function", () => 1],
    ["a key of 2000 characters", { ["k".repeat(2000)]: 1 }],
  ])("refuses %s", (what, value) => {
    expect(() => toYaml({ value })).toThrow(what);
  });
});

describeWithTool(
  "terraform",
  "toYaml for a reader written in Go",
  (terraform) => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "yaml-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it("gives the awkward texts back", () => {
      // Terraform's reader merges even a quoted "<<".
      const keys = AWKWARD.filter((each) => each !== "<<");
      const value = {
        list: AWKWARD,
        keys: Object.fromEntries(keys.map((each) => [each, each])),
      };
      writeFileSync(join(folder, "value.yaml"), toYaml(value));
      const { stdout } = run(terraform, ["console"], {
        cwd: folder,
        input: 'base64encode(jsonencode(yamldecode(file("value.yaml"))))\n',
      });
      expect(stdout).toMatch(/^"[\w+/=]+"\n$/);
      const decoded: unknown = JSON.parse(
        Buffer.from(stdout.slice(1, -2), "base64").toString(),
      );
      expect(decoded).toEqual(value);
    });
  },
);
