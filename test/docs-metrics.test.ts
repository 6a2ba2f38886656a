import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { catalogues } from "../scripts/documents/exporters";
import { labelsAsked } from "../scripts/documents/labels";
import { metricsPage } from "../scripts/documents/metrics-page";
import { unitOf } from "../scripts/documents/units";

const ROOT = join(__dirname, "..");
const page = readFileSync(join(ROOT, "docs/metrics.md"), "utf8");

describe("docs/metrics.md", () => {
  it("is what `npm run docs:metrics` writes", () => {
    expect(page).toBe(metricsPage());
  });

  it("names every file of exporters that lists metrics", () => {
    const files = readdirSync(join(ROOT, "lib/packs/exporters")).filter(
      (file) => page.includes(`(../lib/packs/exporters/${file})`),
    );
    expect(files).toEqual(
      [...new Set(catalogues().map(({ file }) => file))].sort(),
    );
  });

  it("has each metric of a list in its section or in that of a part of it", () => {
    const all = catalogues();
    expect(all.flatMap(({ metrics }) => metrics).length).toBeGreaterThan(150);
    for (const { metrics } of all) {
      for (const { name, type } of metrics) {
        expect(page).toContain(`| \`${name}\` | ${type} |`);
      }
    }
  });
});

describe("the unit of a metric", () => {
  it.each([
    ["http_request_duration_seconds", "histogram", "", "seconds"],
    ["process_cpu_seconds_total", "counter", "", "seconds"],
    ["node_filesystem_avail_bytes", "gauge", "free space", "bytes"],
    ["node_boot_time_seconds", "gauge", "start, as Unix time", "Unix time"],
    ["redis_frag_ratio", "gauge", "bytes held per byte", "ratio"],
    ["probe_failed_due_to_bytes", "gauge", "1 when it failed", "0 or 1"],
    ["otelcol_timer", "histogram", "time, in milliseconds", "milliseconds"],
    ["requests_total", "counter", "requests refused", "count"],
    ["go_goroutines", "gauge", "goroutines", "number"],
  ] as const)("of %s, a %s, is told", (name, type, help, unit) => {
    expect(unitOf({ name, type, help })).toBe(unit);
  });
});

describe("the labels that a query asks for", () => {
  const asked = (query: string): Readonly<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    labelsAsked(query, (metric, labels) => {
      found[metric] = [...(found[metric] ?? []), ...labels].sort();
    });
    return found;
  };

  it.each([
    ['sum by (a) (rate(m{b="1"}[5m]))', { m: ["a", "b"] }],
    ["sum by (a) (sum by (b) (m))", { m: ["b"] }],
    ["topk by (a) (3, sum by (b) (m))", { m: ["b"] }],
    ["m / on (a) group_left (b) n", { m: ["a"], n: ["a"] }],
    ["sum by (c) (m * on (a) group_left () n)", { m: ["a", "c"], n: ["a"] }],
    ["sum by (c) (m > 5)", { m: ["c"] }],
  ])("%s", (query, labels) => {
    expect(asked(query)).toEqual(labels);
  });

  it("are none where labels are made anew, or come from either side", () => {
    const made = 'sum by (a) (label_replace(m, "a", "$1", "b", "(.*)"))';
    expect(asked(made)).toEqual({ m: [] });
    expect(asked("sum by (a) (m or n)")).toEqual({ m: [], n: [] });
    expect(asked('m{a=""}')).toEqual({ m: [] });
  });
});
