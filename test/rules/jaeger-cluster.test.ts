import type { AlertRule } from "../../lib/domain/rules/rule";
import type { TraceStorage } from "../../lib/domain/traces/storage";
import { Bytes, Duration } from "../../lib/domain/units";
import { platformAlerts } from "../../lib/packs/alerts/platform/alerts";
import { buildPlan } from "../../lib/packs/components/profile";
import { wrongNumbers } from "../packs/dashboards/promtool-numbers";
import { describeWithTool } from "../support/tools";

function spansLost(traceStorage: TraceStorage): string {
  const plan = buildPlan({
    profile: "standard",
    metricRetention: { size: Bytes.gibibytes(8) },
    traceRetention: { time: Duration.days(7), size: Bytes.gibibytes(1) },
    traceStorage,
  });
  const found = platformAlerts(plan, { logRetention: Duration.days(7) }, false)
    .flatMap(({ rules }) => rules)
    .find(
      (rule): rule is AlertRule =>
        rule.kind === "alert" && rule.alert === "JaegerSpansLost",
    );
  return found?.expr ?? "";
}

const CLUSTER = spansLost({
  kind: "elasticsearch",
  urls: ["https://search:9200"],
});
const metric = (name: string) =>
  `jaeger_storage_bulk_index_${name}{job="jaeger"}`;

describeWithTool("promtool", "JaegerSpansLost with a cluster", (promtool) => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["refuses documents", { [metric("errors_total")]: "0+3x20" }, true],
    [
      "does not answer",
      // What fails as a whole is counted as inserted nevertheless.
      {
        [metric("errors_total")]: "0x20",
        [metric("inserts_total")]: "0+500x20",
        [metric("latency_err_seconds_count")]: "0+1x20",
      },
      true,
    ],
    [
      "takes everything",
      {
        [metric("errors_total")]: "0x20",
        [metric("inserts_total")]: "0+500x20",
        [metric("latency_ok_seconds_count")]: "0+1x20",
      },
      false,
    ],
  ])("when it %s", (_, series, fires) => {
    expect(
      wrongNumbers(promtool, {
        interval: "1m",
        series,
        expect: [
          {
            at: 15,
            expr: `count(${CLUSTER})`,
            gives: fires ? { "{}": 1 } : {},
          },
        ],
      }),
    ).toBe("");
  });
});

it("asks for nothing that Jaeger does not tell with Badger", () => {
  const badger = spansLost({ kind: "badger" });
  expect(badger).toContain("otelcol_exporter_send_failed_spans_total");
  expect(badger).not.toContain("bulk_index");
});
