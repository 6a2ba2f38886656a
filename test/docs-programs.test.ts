import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkModel } from "../lib/domain/check/check-model";
import { describeRoute } from "../lib/domain/routing/explain";
import { mermaidOf } from "../scripts/documents/routing-tree";
import { allDashboards } from "./lint/all-packs";
import {
  blocksOf,
  runStackProgram,
  stackPrograms,
} from "./support/page-programs";

const ROOT = join(__dirname, "..");
const page = (name: string): string => join(ROOT, name);

describe.each([
  "README.md",
  "docs/instrumentation.md",
  "docs/logs.md",
  "docs/routing.md",
  "docs/traces.md",
  "docs/guides/adding-a-service.md",
  "docs/guides/tuning.md",
])("the program of %s", (name) => {
  it("is one in which the check of the model finds nothing wrong", () => {
    const programs = stackPrograms(page(name));
    expect(programs.length).toBeGreaterThan(0);
    const problems = programs.flatMap((program) =>
      checkModel(runStackProgram(program).monitoring.model),
    );
    expect(
      problems
        .filter(({ severity }) => severity === "error")
        .map(({ message }) => message),
    ).toEqual([]);
  });
});

describe("docs/routing.md", () => {
  const file = page("docs/routing.md");
  const [program = ""] = blocksOf(file, "ts");
  const { monitoring } = runStackProgram(program);
  const labels = {
    alertname: "HttpErrorRatioSevere",
    team: "payments",
    service: "checkout",
    severity: "critical",
    priority: "P1",
  };
  const at = new Date("2026-12-01T02:00:00Z");

  it("draws the tree of its example", () => {
    expect(blocksOf(file, "mermaid")).toEqual([
      mermaidOf(monitoring.model.routingTree().root),
    ]);
  });

  it("shows the explanations of its example", () => {
    const warning = { ...labels, severity: "warning", priority: "P3" };
    const down = { ...labels, alertname: "HttpServiceDown" };
    expect(blocksOf(file, "text")).toEqual(
      [
        monitoring.explainRoute(labels, { at }),
        monitoring.explainRoute(warning, { at }),
        monitoring.explainRoute(labels, { at, firing: [down] }),
      ].map(describeRoute),
    );
  });
});

describe("docs/guides/monitoring.md", () => {
  it("has a row for each dashboard, and for no other", () => {
    const rows = readFileSync(page("docs/guides/monitoring.md"), "utf8")
      .split("## Dashboards")[1]
      ?.split("\n## ")[0]
      ?.match(/^\| ([^|]+?) +\|/gm)
      ?.map((cell) => cell.replaceAll("|", "").trim())
      .slice(2);
    const titles = Object.values(allDashboards())
      .flat()
      .map(({ title }) => title.replace(/:.*$/, ""));
    expect([...(rows ?? [])].sort()).toEqual([...new Set(titles)].sort());
  });
});
