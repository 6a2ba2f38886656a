import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "../../lib/domain/problem";
import { importSlos } from "../../lib/import/file";
import { SloImportError } from "../../lib/import/findings";
import { parseSlos } from "../../lib/import/parse";
import { OPENSLO, PYRRA, SLOTH, SLOTH_OBJECT } from "./good-files";

/** Replaces the first occurrence, which must be there. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

const ERROR_QUERY =
  'sum(rate(http_requests_total{job="checkout",code=~"5.."}[{{.window}}])) or vector(0)';

/** What is changed in a good file, and where and what the error is. */
const SLOTH_CASES: readonly (readonly [string, string, string, string])[] = [
  [
    "a misspelt field",
    "    objective: 99.9",
    "    objectiv: 99.9",
    "8:15: slos[0].objectiv must not be there",
  ],
  [
    "no objective",
    "    objective: 99.9\n",
    "",
    "7:5: slos[0].objective must be given, got nothing; add a number",
  ],
  [
    "an objective in quotes",
    "objective: 99.9",
    'objective: "99.9"',
    '8:16: slos[0].objective must be a number, got "99.9"',
  ],
  [
    "a list as objective",
    "objective: 99.9",
    "objective: [99.9]",
    "8:16: slos[0].objective must be a number, got a list",
  ],
  [
    "a ratio as objective",
    "objective: 99.9",
    "objective: 0.999",
    "must be a percentage above 1 and below 100, got 0.999; write 99.9 for 0.999",
  ],
  [
    "an objective without a budget",
    "objective: 99.9",
    "objective: 100",
    "must be a percentage above 1 and below 100, got 100",
  ],
  [
    "an objective that is no number",
    "objective: 99.9",
    "objective: .nan",
    "must be a number, got NaN",
  ],
  [
    "no name",
    '- name: "availability"\n    objective',
    "- objective",
    "7:5: slos[0].name must be given",
  ],
  [
    "a name without letters",
    '"availability"',
    '"---"',
    "slos[0].name must have letters or digits",
  ],
  [
    "a number as service",
    '"checkout"',
    "5",
    "2:10: service must be a text, got 5; write it in quotes",
  ],
  [
    "an empty service",
    '"checkout"',
    '""',
    "2:10: service must be a text, got an empty text",
  ],
  [
    "a map as objectives",
    "slos:\n",
    "slos:\n  a: 1\nold:\n",
    "slos must be a list, got a map",
  ],
  [
    "no objectives",
    SLOTH.slice(SLOTH.indexOf("slos:")),
    "slos: []\n",
    "6:7: slos must have at least one objective, got none",
  ],
  [
    "a label that is no text",
    'tier: "1"',
    "tier: 1",
    "5:9: labels.tier must be a text, got 1",
  ],
  [
    "a label that cannot be",
    'tier: "1"',
    'a-b: "1"',
    '5:8: labels.a-b must have a name of letters, digits and "_"',
  ],
  [
    "a label of our own",
    'tier: "1"',
    'slo: "1"',
    "labels.slo cannot be taken over, because the label is the name of the objective",
  ],
  [
    "a severity as label",
    'tier: "1"',
    'severity: "1"',
    "labels.severity cannot be taken over",
  ],
  [
    "the prototype as label",
    'tier: "1"',
    '__proto__: "1"',
    '5:14: labels.__proto__ must have a name of letters, digits and "_"',
  ],
  [
    "the prototype as field",
    'service: "checkout"',
    'service: "checkout"\n__proto__: { a: 1 }',
    "3:12: __proto__ must not be there",
  ],
  [
    "a field of all objects",
    'service: "checkout"',
    'service: "checkout"\nconstructor: 1',
    "3:14: constructor must not be there",
  ],
  [
    "a merged map",
    'service: "checkout"',
    'service: "checkout"\n<<: { a: 1 }',
    "3:5: << must not be there",
  ],
  [
    "a query without template",
    ERROR_QUERY,
    "sum(rate(a[5m]))",
    "must have [{{.window}}] as its range, got a query without",
  ],
  [
    "a query with another range too",
    ERROR_QUERY,
    "sum(rate(a[{{.window}}])) + sum(rate(b[5m]))",
    "error_query must be a sum of rates of counters",
  ],
  [
    "another template",
    ERROR_QUERY,
    "sum(rate(a[{{.range}}]))",
    "must have no other template than {{.window}}",
  ],
  [
    "malformed PromQL",
    ERROR_QUERY,
    "sum(rate(a[{{.window}}])",
    "13:22: slos[0].sli.events.error_query cannot be taken over: PromQL must follow the grammar",
  ],
  [
    "an unknown function",
    ERROR_QUERY,
    "sum(rte(a[{{.window}}]))",
    "did you mean rate()",
  ],
  [
    "a query that multiplies",
    ERROR_QUERY,
    "sum(rate(a[{{.window}}])) * 2",
    "got another expression, which has no plain form",
  ],
  [
    "a mean instead of a sum",
    ERROR_QUERY,
    "avg(rate(a[{{.window}}]))",
    "got another expression, which has no plain form",
  ],
  [
    "an offset",
    ERROR_QUERY,
    "sum(rate(a[{{.window}}] offset 5m))",
    "got another expression, which has no plain form",
  ],
  [
    "a sum without labels",
    ERROR_QUERY,
    "sum without (a) (rate(a[{{.window}}]))",
    "got another expression, which has no plain form",
  ],
  [
    "another grouping",
    ERROR_QUERY,
    "sum by (a) (rate(a[{{.window}}]))",
    "must be grouped by the same labels as the total, got [a] beside []",
  ],
  [
    "the total as errors",
    ERROR_QUERY,
    'sum(rate(http_requests_total{job="checkout"}[{{.window}}]))',
    "errors of the indicator must be a part of total",
  ],
  [
    "both kinds of queries",
    "      events:",
    "      raw: { error_ratio_query: a }\n      events:",
    "must have either events or raw, got both",
  ],
  [
    "neither kind of queries",
    SLOTH.slice(SLOTH.indexOf("      events:"), SLOTH.indexOf("    alerting:")),
    "      {}\n",
    "must have either events or raw, got neither",
  ],
  [
    "a plugin",
    "      events:",
    "      plugin: { id: a }\n      events:",
    "slos[0].sli.plugin cannot be taken over; plugins of Sloth are programs",
  ],
  [
    "a chain of plugins",
    "slos:\n",
    "slo_plugins: {}\nslos:\n",
    "slo_plugins cannot be taken over",
  ],
  [
    "a ratio of its own",
    "1 - sum(sum_over_time",
    "2 - sum(sum_over_time",
    "must be a sum of rates divided by another",
  ],
  [
    "a switch in quotes",
    "disable: true",
    'disable: "true"',
    'page_alert.disable must be true or false, got "true"',
  ],
  [
    "a switch of YAML 1.1",
    "disable: true",
    "disable: yes",
    'page_alert.disable must be true or false, got "yes"',
  ],
  [
    "two objectives of one name",
    '- name: "latency"',
    '- name: "availability"',
    'slos[1] must have another id than the other objectives of checkout, got "availability" as at line 7',
  ],
  [
    "a field written twice",
    'service: "checkout"',
    'service: "checkout"\nservice: "pay"',
    "3:1: service must be written once, got it twice",
  ],
  [
    "a name that is no text",
    'service: "checkout"',
    'service: "checkout"\n? [a]\n: b',
    "must have texts as names",
  ],
  [
    "an unknown anchor",
    '"payments"',
    "*team",
    "labels.team must name an anchor that is defined before, got *team",
  ],
  ["a tab", '\n  tier: "1"', '\n\ttier: "1"', "5:1: the file must be YAML 1.2"],
  [
    "a quote that does not end",
    '"payments"',
    '"payments',
    "the file must be YAML 1.2",
  ],
  [
    "an unknown tag",
    '"payments"',
    '!!js/function "a"',
    "the file must be YAML 1.2",
  ],
  [
    "another version",
    "prometheus/v1",
    "prometheus/v2",
    "1:10: version must be of Sloth",
  ],
  [
    "a character of control",
    '"payments"',
    '"pay\u0001ments"',
    "4:13: the file must be text, got character U+0001",
  ],
];

const OTHER_CASES: readonly (readonly [
  string,
  string,
  string,
  string,
  string,
])[] = [
  [
    "an object of another kind",
    SLOTH_OBJECT,
    "kind: PrometheusServiceLevel",
    "kind: PrometheusServiceLevels",
    '2:7: kind must be one of PrometheusServiceLevel, AlertWindows, got "PrometheusServiceLevels"; did you mean PrometheusServiceLevel',
  ],
  [
    "an object of Kubernetes",
    SLOTH_OBJECT,
    "sloth.slok.dev/v1",
    "apps/v1",
    "1:13: apiVersion must be of Sloth",
  ],
  [
    "the spelling of the other format",
    SLOTH_OBJECT,
    "errorQuery",
    "error_query",
    "error_query must not be there",
  ],
  [
    "a target that is a number",
    PYRRA,
    '"99.5"',
    "99.5",
    "12:11: spec.target must be a text, got 99.5; write it in quotes",
  ],
  [
    "a target that is no number",
    PYRRA,
    '"99.5"',
    '"99.5%"',
    'spec.target must be a percentage in digits, got "99.5%"',
  ],
  [
    "a window that is none",
    PYRRA,
    "window: 4w",
    "window: month",
    "spec.window cannot be taken over: duration must be a Prometheus duration",
  ],
  [
    "a window that is too long",
    PYRRA,
    "window: 4w",
    "window: 1y",
    "window of an objective must be whole hours from 1d to 90d",
  ],
  [
    "a rate as metric",
    PYRRA,
    'http_requests_total{job="shop"}\n',
    'rate(http_requests_total{job="shop"}[5m])\n',
    "must be the selector of a metric",
  ],
  [
    "two indicators",
    PYRRA,
    "    ratio:\n",
    "    bool_gauge: { metric: up }\n    ratio:\n",
    "must have one of ratio, latency, latencyNative, bool_gauge, got ratio and bool_gauge",
  ],
  [
    "one of two metrics",
    PYRRA,
    '      total:\n        metric: http_requests_total{job="shop"}\n',
    "",
    "must have two of errors, success and total, got errors",
  ],
  [
    "a severity of their own",
    PYRRA,
    "mediumBurn: warning",
    "mediumBurn: ticket",
    "spec.alerting.severities.mediumBurn must be one of critical, warning, info",
  ],
  [
    "no absent alert",
    PYRRA,
    "    severities:",
    "    absent: false\n    severities:",
    "spec.alerting.absent cannot switch off",
  ],
  [
    "no service",
    PYRRA,
    'metric: probe_success{job="shop"}',
    "metric: probe_success",
    "metadata.name must tell its service, got none",
  ],
  [
    "a histogram chosen by pattern",
    PYRRA,
    'metric: http_request_duration_seconds{job="shop"}',
    'metric: http_request_duration_seconds{job=~"shop"}',
    "must name the histogram and choose its series by equality only",
  ],
  [
    "an unknown kind",
    OPENSLO,
    "kind: Service\n",
    "kind: Services\n",
    "kind must be one of SLO, SLI, Service",
  ],
  [
    "the older version",
    OPENSLO,
    "openslo/v1\nkind: Service",
    "openslo/v1alpha\nkind: Service",
    "apiVersion must be of Sloth",
  ],
  [
    "an SLI that is not there",
    OPENSLO,
    "indicatorRef: web-requests\n  timeWindow",
    "indicatorRef: web-request\n  timeWindow",
    'spec.indicatorRef must name a SLI of the file, got "web-request"',
  ],
  [
    "a data source that is not there",
    OPENSLO,
    "name: metrics",
    "name: others",
    "must have a type, or refer to a DataSource of the file",
  ],
  [
    "a source of another kind",
    OPENSLO,
    "type: Prometheus",
    "type: Datadog",
    'must be Prometheus or Loki, got "Datadog"',
  ],
  [
    "one name twice",
    OPENSLO,
    "name: web-queue",
    "name: web-availability",
    'must be the only SLO of that name, got "web-availability" twice',
  ],
  [
    "a target of 1",
    OPENSLO,
    "target: 0.995",
    "target: 1",
    "objective must be a ratio between 0 and 1",
  ],
  [
    "two targets",
    OPENSLO,
    "target: 0.995",
    "target: 0.995\n      targetPercent: 99.5",
    "must have either target or targetPercent, got both",
  ],
  [
    "a method of none",
    OPENSLO,
    "budgetingMethod: Occurrences",
    "budgetingMethod: Occurences",
    "did you mean Occurrences",
  ],
  [
    "another beginning of a month",
    OPENSLO,
    "2024-01-01 00:00:00",
    "2024-01-15 00:00:00",
    "startTime cannot be another beginning than midnight of the first of a month",
  ],
  [
    "a day that does not exist",
    OPENSLO,
    "2024-01-01 00:00:00",
    "2024-02-31 00:00:00",
    "startTime must be a date and time",
  ],
  [
    "a time zone that does not exist",
    OPENSLO,
    "Europe/Berlin",
    "Europe/Berlina",
    "timeZone cannot be taken over",
  ],
  [
    "a rolling calendar",
    OPENSLO,
    "isRolling: false",
    "isRolling: true",
    "must have calendar when it does not roll, got both",
  ],
  [
    "a rolling month",
    OPENSLO,
    "duration: 28d",
    "duration: 1M",
    'duration must be a whole number of m, h, d or w, got "1M"',
  ],
  [
    "a slice that is too long",
    OPENSLO,
    "timeSliceWindow: 1m",
    "timeSliceWindow: 1h",
    "slice of the indicator must be a multiple of 30s",
  ],
  [
    "a threshold without number",
    OPENSLO,
    "value: 100",
    "value: high",
    'objectives[0].value must be a number, got "high"',
  ],
  [
    "parts with different targets",
    OPENSLO,
    "displayName: pay\n      target: 0.99",
    "displayName: pay\n      target: 0.98",
    "must have one target, which is that of the whole, got 0.99 and 0.98",
  ],
  [
    "a condition that is none",
    OPENSLO,
    "kind: burnrate",
    "kind: budget",
    "condition.kind must be one of burnrate",
  ],
  [
    "a short lookback",
    OPENSLO,
    "lookbackWindow: 1h",
    "lookbackWindow: 4m",
    "alertWindows must have a short window from 5m to less than the long one",
  ],
  [
    "a severity of none",
    OPENSLO,
    "severity: page",
    "severity: loud",
    "severity must be one of critical, page, high",
  ],
  [
    "an annotation that is no JSON",
    OPENSLO,
    "  name: web-queue",
    "  name: web-queue\n  annotations: { cdktf-observability/options: '{' }",
    "must hold JSON, got another text",
  ],
  [
    "an unknown option in an annotation",
    OPENSLO,
    "  name: web-queue",
    "  name: web-queue\n  annotations: { cdktf-observability/options: '{\"minimumBadEvent\": 1}' }",
    'did you mean "minimumBadEvents"',
  ],
  [
    "the prototype in an annotation",
    OPENSLO,
    "  name: web-queue",
    '  name: web-queue\n  annotations: { cdktf-observability/options: \'{"__proto__": {"id": 1}}\' }',
    'got "__proto__"',
  ],
  [
    "an annotation that says something else",
    OPENSLO,
    "      name: queue",
    '      name: queue\n      annotations: { cdktf-observability/indicator: \'{"kind":"probe","success":"up"}\' }',
    "must say the same as the fields of the indicator",
  ],
  [
    "an annotation of no kind",
    OPENSLO,
    "      name: queue",
    '      name: queue\n      annotations: { cdktf-observability/indicator: \'{"kind":"constructor"}\' }',
    "indicator in an annotation must be of kind probe",
  ],
];

const WHOLE: readonly (readonly [string, string, string])[] = [
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
