import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { requireTemplate } from "../../../lib/domain/rules/template";
import { toYaml } from "../../../lib/render/yaml";
import { describeWithTool, run } from "../../support/tools";

const GOOD = [
  "plain text",
  "",
  "}} alone is text, and so is { or }",
  "{{ $labels.job }} is at {{ $value | humanizePercentage }}",
  "{{$labels.job}}{{- $value -}} x",
  "{{ .Value }} {{ .Labels.job }} {{ . }}",
  '{{ "{{" }} and {{ `}}` }}',
  "{{/* a comment with }} inside */}}",
  '{{ printf "%.2f \\" }}" $value }}',
  '{{ if eq $labels.job "a" }}yes{{ else if (gt $value 1.5) }}no{{ else }}?{{ end }}',
  '{{ range query "up" }}{{ .Labels.instance }}{{ end }}',
  '{{ with query "up" | first }}{{ . | value | humanize }}{{ end }}',
  "{{ $x := 5 }}{{ $x }}",
  "{{ range $i, $e := query `up` }}{{ $i }}{{ $e.Value }}{{ end }}",
  "{{ $externalLabels.cluster }}",
  '{{ index $labels "a b" }}',
  '{{ reReplaceAll "a(.)" "$1" $labels.job | toUpper | title }}',
];

const BAD = [
  "{{ $labels.job",
  "{{ }}",
  "{{}}",
  "{{ nope }}",
  "{{ $lables.job }}",
  "{{ $value | humanise }}",
  "{{ end }}",
  "{{ else }}",
  "{{ if $value }}",
  "{{ if }}x{{ end }}",
  "{{ range }}{{ end }}",
  "{{ (eq 1 1 }}",
  "{{ eq 1 1) }}",
  '{{ "open }}',
  "{{ {{ $value }} }}",
  "{{ $value ! }}",
  "{{ % }}",
  "{{ labels.job }}",
];

describe("templates of alerts", () => {
  it.each(GOOD)("may be %j", (text) => {
    expect(() => requireTemplate("summary", text)).not.toThrow();
  });

  it.each(BAD)("may not be %j", (text) => {
    expect(() => requireTemplate('summary of alert "A"', text)).toThrow(
      /^summary of alert "A" must be a template that Prometheus understands, got .+; .+$/,
    );
  });
});

describeWithTool("promtool", "templates in Prometheus", (promtool) => {
  const folder = mkdtempSync(join(tmpdir(), "observability-template-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The texts that Prometheus would not load. */
  function refused(texts: readonly string[]): readonly string[] {
    const file = join(folder, "rules.yml");
    const rules = texts.map((summary, index) => ({
      alert: `A${index}`,
      expr: "up == 0",
      annotations: { summary },
    }));
    writeFileSync(file, toYaml({ groups: [{ name: "all", rules }] }));
    const { output } = run(promtool, ["check", "rules", file]);
    const wrong = new Set(
      [...output.matchAll(/rule \d+, "A(\d+)"/g)].map((match) => match[1]),
    );
    return texts.filter((_text, index) => wrong.has(String(index)));
  }

  function throws(text: string): boolean {
    try {
      requireTemplate("summary", text);
      return false;
    } catch {
      return true;
    }
  }

  it("are refused where they are refused here", () => {
    expect(refused([...GOOD, ...BAD])).toEqual(BAD);
  });

  it("never pass here and fail there", () => {
    const piece = fc.constantFrom(
      ..."{{ }} {{- -}} $labels .job $value | ( ) \" ` if end else range with := $x , 5 1.5 humanize eq nope /* */ ' \\ % $ .".split(
        " ",
      ),
    );
    const texts = fc
      .sample(fc.array(piece, { maxLength: 9 }), { numRuns: 1500, seed: 7 })
      .map((parts) => `{{ ${parts.join(" ")} }}`);
    expect(refused(texts).filter((text) => !throws(text))).toEqual([]);
  });
});
