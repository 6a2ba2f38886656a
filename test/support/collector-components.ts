import { spawnSync } from "node:child_process";
import type { OptionalCollectorComponent } from "../../lib/domain/logs/collector-components";
import { describeWithTools, tool, type ToolName } from "./tools";

/**
 * A `describe` that needs a collector with a part that not every build holds, and other programs. Where the collector lacks
 * it, or one that is not among the tools is missing, the reason is printed, also with `REQUIRE_TOOLS=1`.
 */
export function describeWithComponent<Name extends ToolName>(
  component: OptionalCollectorComponent,
  names: readonly Name[],
  title: string,
  body: (paths: Readonly<Record<Name | "otelcol-contrib", string>>) => void,
  others: readonly string[] = [],
): void {
  const missing = [
    ...(holds(component) ? [] : [`otelcol-contrib with ${component}`]),
    ...others.filter((name) => !isThere(name)),
  ];
  if (missing.length === 0) {
    describeWithTools(["otelcol-contrib" as const, ...names], title, body);
    return;
  }
  const reason = `no ${missing.join(", no ")} on this machine`;
  process.stderr.write(`skipped: ${title} (${reason})\n`);
  describe.skip(`${title} (${reason})`, () => {
    it("needs what is missing", () => undefined);
  });
}

function holds(component: string): boolean {
  const collector = tool("otelcol-contrib");
  return (
    collector !== undefined &&
    new RegExp(`^ +- name: ${component}$`, "m").test(
      spawnSync(collector, ["components"], { encoding: "utf8" }).stdout,
    )
  );
}

function isThere(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v "$1"`, "-", program]).status === 0;
}
