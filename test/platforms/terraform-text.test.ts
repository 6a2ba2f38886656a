import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Lazy, TerraformStack, Testing, TerraformOutput } from "cdktf";
import fc from "fast-check";
import { terraformText } from "../../lib/platforms/terraform-text";
import { synthesize } from "../support/synthesize";
import { TerraformFolder } from "../support/terraform";
import { describeWithTool } from "../support/tools";

/** Where one character decides between text and template, the pieces matter more than random characters. */
const PIECES = [
  ..."$%{}\"\\'~#`^\n\r\t ",
  "${",
  "%{",
  "$${",
  "%%{",
  "\r\n",
  "\ufeff",
  "\u0001",
  "\u001f",
  "\u007f",
  "\u0085",
  "\u2028",
  "\ufffe",
  "\ufffd",
  "é",
  "日本",
  "\u{1f600}",
  "if",
  "endif",
  "var.x",
  "{{ $labels.x }}",
  "<<EOT\nEOT\n",
];

const text = fc
  .oneof(
    fc
      .array(fc.constantFrom(...PIECES), { maxLength: 12 })
      .map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 40 }),
  )
  .map((each) => each.replaceAll("\0", "").normalize("NFC"));

describe("terraformText", () => {
  it.each([
    ["an interpolation", "${a}", "$${a}"],
    ["a directive", "%{if x}", "%%{if x}"],
    ["a template of Prometheus", "{{ $labels.x }}", "{{ $labels.x }}"],
    ["a lone dollar", "costs $5", "costs $5"],
  ])("treats %s literally", (_what, given, expected) => {
    expect(terraformText(given)).toBe(expected);
  });

  it.each([
    ["NUL", "a\0b", /character NUL/],
    ["half a character", "a\ud800b", /whole characters/],
    ["a decomposed letter", "e\u0301", /normal form C/],
    ["a false token", "${TfToken[TOKEN.99999999]}", /late value/],
  ])("refuses %s, which cannot travel", (_what, given, message) => {
    expect(() => terraformText(given)).toThrow(message);
  });
});

describeWithTool("terraform", "text through Terraform", (terraform) => {
  const folder = mkdtempSync(join(tmpdir(), "observability-text-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function throughTerraform(texts: readonly string[]): unknown {
    const document = {
      resource: { terraform_data: { text: { input: texts } } },
      output: { text: { value: "${terraform_data.text.output}" } },
    };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(document));
    const stack = new TerraformFolder(terraform, folder);
    stack.init();
    stack.apply();
    return stack.output("text");
  }

  it("arrives byte for byte", () => {
    const texts = fc.sample(text, 1000);
    expect(throughTerraform(texts.map(terraformText))).toEqual(texts);
  });

  it("arrives byte for byte where there are many signs, which Terraform is not to look for", () => {
    const long = fc
      .sample(text, 3)
      .map((each) => `${each}${"$1 %d\n${a}\ufeff\r".repeat(400)}${each}`);
    const encoded = long.map(terraformText);
    expect(encoded.filter((each) => /[$%\n]/.test(each.slice(2)))).toEqual([]);
    expect(throughTerraform(encoded)).toEqual(long);
  });

  it("keeps late values, also after dollar signs", () => {
    const stack = new TerraformStack(Testing.app(), "text");
    const late = Lazy.stringValue({ produce: () => "${1 + 1}" });
    new TerraformOutput(stack, "text", {
      value: terraformText(
        `\${x} \r costs $$${late} %{ $${late}${"\n$".repeat(1000)}${late}`,
      ),
    });
    const { output } = JSON.parse(synthesize(stack).written) as {
      output: { text: { value: string } };
    };
    expect(throughTerraform([output.text.value])).toEqual([
      `\${x} \r costs $$2 %{ $2${"\n$".repeat(1000)}2`,
    ]);
  });
});
