import type { LogProcessing } from "../../lib/domain/logs/processing";
import { LogSource } from "../../lib/domain/logs/source";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

function logQueries(logs: LogProcessing): string {
  const app = temporaryApp();
  const stack = new MonitoringStack(app, "monitoring", {
    platform: new RecordingPlatform(),
    logs,
  });
  stack.addService("shop", { logs: LogSource.container("shop") });
  app.synth();
  return stack.monitoring.model
    .dashboards()
    .filter(({ value }) => value.uid === "logs")
    .flatMap(({ value }) => value.rows.flatMap(({ panels }) => panels))
    .flatMap(({ queries }) => queries.map(({ expr }) => expr))
    .join("\n");
}

describe("dashboards of log lines", () => {
  it("count what was written where lines are left out, and only there", () => {
    const sampling = [{ name: "debug", levels: ["debug" as const], keep: 0.1 }];
    expect(logQueries({ sampling })).toContain("sampling_weight");
    expect(logQueries({})).toContain("count_over_time");
    expect(logQueries({})).not.toContain("sampling_weight");
  });
});
