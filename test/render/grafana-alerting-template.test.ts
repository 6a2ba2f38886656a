import fc from "fast-check";
import {
  grafanaTemplate,
  missingInGrafana,
} from "../../lib/render/grafana-alerting-template";

describe("texts of alerts for Grafana", () => {
  it.each([
    [
      "{{ $value | humanizePercentage }}",
      "{{ $values.A.Value | humanizePercentage }}",
    ],
    [
      "{{ $value }} of {{ $labels.job }}",
      '{{ $values.A.Value }} of {{ (index $labels "job") }}',
    ],
    ['{{ printf "%.1f" $value }}', '{{ printf "%.1f" $values.A.Value }}'],
    [
      "{{ if gt $value 1.0 }}a{{ end }}",
      "{{ if gt $values.A.Value 1.0 }}a{{ end }}",
    ],
    [
      "{{ with $labels.a_1 }}{{ . }}{{ end }}",
      '{{ with (index $labels "a_1") }}{{ . }}{{ end }}',
    ],
    ["{{- $v := $value -}}{{ $v }}", "{{- $v := $values.A.Value -}}{{ $v }}"],
    ["{{ $valued := 1 }}", "{{ $valued := 1 }}"],
    // Outside of braces, in texts and in comments they are just words.
    ["costs $value, see $labels.job", "costs $value, see $labels.job"],
    ['{{ "$value $labels.job }}" }}', '{{ "$value $labels.job }}" }}'],
    ["{{ `$value` }}{{/* $value */}}", "{{ `$value` }}{{/* $value */}}"],
    [
      '{{ "a\\"$value" }}{{ $value }}',
      '{{ "a\\"$value" }}{{ $values.A.Value }}',
    ],
  ])("turn %s into %s", (text, expected) => {
    expect(grafanaTemplate(text)).toBe(expected);
    expect(missingInGrafana(text)).toBeUndefined();
  });

  it.each([
    ['{{ query "up" | first | value }}', "query"],
    ["{{ $externalLabels.cluster }}", "$externalLabels"],
    ["{{ .Value }}", ".Value"],
    ["{{ $values := 1 }}", "$values"],
  ])("refuse %s", (text, found) => {
    expect(missingInGrafana(text)).toBe(found);
  });

  it.each([
    '{{ "query $externalLabels" }}',
    "query up.Value",
    "{{/* query */}}",
  ])("allow %s, which asks for nothing", (text) => {
    expect(missingInGrafana(text)).toBeUndefined();
  });

  it("leave everything outside of braces as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("{{"));
        expect(grafanaTemplate(text)).toBe(text);
      }),
    );
  });
});
