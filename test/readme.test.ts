import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Bytes, Duration } from "../lib/domain/units";
import { buildPlan } from "../lib/packs/components/profile";
import { securityExceptions } from "../lib/packs/components/security";

const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");

const plan = buildPlan({
  profile: "standard",
  metricRetention: { size: Bytes.gibibytes(8) },
  traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
});

describe("README", () => {
  it("names every privilege that a component has, with its reason", () => {
    const rows = securityExceptions(plan).map(
      ({ component, exception, reason }) =>
        `| ${component} | ${exception} | ${reason} |`,
    );
    const table = [
      "| Component | May | Because |",
      "| --- | --- | --- |",
      ...rows,
    ].join("\n");
    expect(readme).toContain(table);
  });
});
