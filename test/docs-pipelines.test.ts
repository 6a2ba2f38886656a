import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { maskText } from "../lib/domain/logs/masking/apply";
import { maskingPatterns } from "../lib/domain/logs/masking/masking";
import { parseLogql } from "../lib/domain/promql/logql";
import { catalogues } from "../scripts/documents/exporters";
import { labelsAsked } from "../scripts/documents/labels";
import {
  PIPELINE_PAGES,
  withGenerated,
} from "../scripts/documents/pipeline-pages";
import { pipelinesPicture } from "../scripts/documents/pipelines";
import { MonitoringStack } from "../stacks/monitoring-stack";
import { blocksOf } from "./support/page-programs";
import { RecordingPlatform } from "./support/recording-platform";

const ROOT = join(__dirname, "..");
const LOGS = join(ROOT, "docs/logs.md");

describe.each(Object.entries(PIPELINE_PAGES))("%s", (page, picture) => {
  const path = join(ROOT, page);

  it("is what `npm run docs:pipelines` writes", () => {
    expect(readFileSync(path, "utf8")).toBe(withGenerated(path, picture));
  });

  it("asks for metrics that there are", () => {
    const known = new Set(
      catalogues().flatMap(({ metrics }) =>
        metrics.flatMap(({ name, type }) =>
          type === "histogram" || type === "summary"
            ? ["_bucket", "_sum", "_count"].map((part) => name + part)
            : [name],
        ),
      ),
    );
    const asked: string[] = [];
    for (const query of blocksOf(path, "promql")) {
      labelsAsked(query, (metric) => asked.push(metric));
    }
    expect(asked.filter((metric) => !known.has(metric))).toEqual([]);
  });

  it("asks for lines as Loki understands it", () => {
    const queries = blocksOf(path, "logql").flatMap((block) =>
      block.split("\n"),
    );
    expect(() => queries.map(parseLogql)).not.toThrow();
  });
});

describe("docs/logs.md", () => {
  const [, masking = ""] = readFileSync(LOGS, "utf8").split("\n## Masking\n");
  const rows = [
    ...masking.matchAll(
      /^\| `([a-z-]+)` +\| (`.*) +\| `[^`[]*(\[[a-z0-9-]+\])/gm,
    ),
  ].map(([, kind, examples = "", mark = ""]) => ({
    kind,
    examples: [...examples.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text),
    mark,
  }));

  it("has each kind that is masked by default, and shows what becomes of it", () => {
    const patterns = maskingPatterns();
    const kinds = new Set(patterns.map(({ name }) => name));
    expect(rows.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
    for (const { kind, examples, mark } of rows) {
      const own = patterns.filter(({ name }) => name === kind);
      const masked = examples.map((text) => maskText(text, own));
      expect(masked.filter((text) => !text.includes(mark))).toEqual([]);
    }
  });
});

describe("the picture of pipelines", () => {
  const config = `
receivers:
  otlp: {}
  file_log/a: { include: ["/var/log/a.log", "/var/log/a.log.1"] }
connectors:
  forward/b: {}
exporters:
  otlp_grpc/jaeger: { endpoint: jaeger:4317 }
  prometheus: { endpoint: "0.0.0.0:8889" }
service:
  pipelines:
    logs/files: { receivers: [file_log/a], processors: [x], exporters: [nowhere] }
    traces: { receivers: [otlp], processors: [one, two], exporters: [forward/b] }
    traces/b: { receivers: [forward/b], exporters: [otlp_grpc/jaeger] }
    metrics: { receivers: [otlp], exporters: [prometheus] }
`;
  const stack = new MonitoringStack(new App(), "pictures", {
    platform: new RecordingPlatform(),
  });
  stack.addService("shop", { kit: "node" });

  const { model } = stack.monitoring;

  it("follows data from where it comes to who keeps it, step by step, through what joins two pipelines", () => {
    expect(pipelinesPicture(config, "traces", model).split("\n")).toEqual([
      "flowchart LR",
      '  n0("traces<br>1 one<br>2 two")',
      '  n1["otlp"]',
      '  n2{{"forward/b"}}',
      '  n3("traces/b")',
      '  n4["otlp_grpc/jaeger"]',
      '  n5("metrics")',
      '  n6["prometheus"]',
      '  n7[("jaeger")]',
      '  n8[("prometheus")]',
      "  n1 --> n0",
      "  n0 --> n2",
      "  n2 --> n3",
      "  n3 --> n4",
      "  n1 --> n5",
      "  n5 --> n6",
      "  n4 --> n7",
      "  n8 -. asks .-> n6",
    ]);
  });

  it("shows the files that are read", () => {
    expect(pipelinesPicture(config, "logs", model)).toContain(
      '["file_log/a<br>/var/log/a.log"]',
    );
  });

  it("ties services to what they send, and to who asks them", () => {
    const lines = pipelinesPicture(config, "services", model).split("\n");
    const [shop] = lines.filter((line) => line.includes('(["shop"])'));
    const id = /n\d+/.exec(shop ?? "")?.[0] ?? "none";
    expect(lines.filter((line) => line.includes(` ${id}`)).slice(1)).toEqual([
      `  ${id} -- spans --> ${idOf(lines, '["otlp"]')}`,
      `  ${idOf(lines, '[("prometheus")]')} -. asks .-> ${id}`,
    ]);
  });
});

function idOf(lines: readonly string[], shape: string): string {
  const line = lines.find((each) => each.includes(shape)) ?? "";
  return /n\d+/.exec(line)?.[0] ?? "none";
}
