import { LokiRetention } from "../../constructs/loki-retention";
import type { RetentionStream } from "../../lib/domain/logs/retention";
import { LogSource } from "../../lib/domain/logs/source";
import { Duration } from "../../lib/domain/units";
import { MonitoringStack } from "../../stacks/monitoring-stack";
import { temporaryApp } from "../support/app";
import { RecordingPlatform } from "../support/recording-platform";

function streamsWith(
  source: LogSource,
  declared?: readonly RetentionStream[],
): readonly string[] {
  const app = temporaryApp();
  const stack = new MonitoringStack(app, "monitoring", {
    platform: new RecordingPlatform(),
  });
  stack.addService("host", { logs: source });
  if (declared !== undefined) {
    new LokiRetention(stack, "Logs", {
      default: Duration.days(7),
      streams: declared,
    });
  }
  app.synth();
  return stack.monitoring.model
    .logRetention()
    .streams.map(
      ({ match, keep }) => `${JSON.stringify(match)} ${keep.toString()}`,
    );
}

describe("the retention of logs", () => {
  const access = { match: { log: "access" }, keep: Duration.days(2) };
  const audit = { match: { log: "audit" }, keep: Duration.days(400) };

  it("is 90 days for audit logs that nobody has spoken of", () => {
    expect(streamsWith(LogSource.audit())).toEqual(['{"log":"audit"} 90d']);
    expect(streamsWith(LogSource.audit(), [access])).toEqual([
      '{"log":"access"} 2d',
      '{"log":"audit"} 90d',
    ]);
  });

  it("is what a stream says for audit logs", () => {
    expect(streamsWith(LogSource.audit(), [audit])).toEqual([
      '{"log":"audit"} 400d',
    ]);
  });

  it("has no stream for audit logs where there are none", () => {
    expect(streamsWith(LogSource.auth())).toEqual([]);
  });
});
