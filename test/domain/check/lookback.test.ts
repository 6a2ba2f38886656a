import { checkModel } from "../../../lib/domain/check/check-model";
import type { RetentionStream } from "../../../lib/domain/logs/retention";
import { Bytes, Duration } from "../../../lib/domain/units";
import { addRules, aModel, anAlert } from "./builders";

const CODES = [
  "offset-beyond-retention",
  "range-beyond-retention",
  "range-beyond-log-retention",
];

function told(model: ReturnType<typeof aModel>): readonly string[] {
  return checkModel(model)
    .filter(({ code }) => CODES.includes(code))
    .map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

/** Of an alert where metrics are kept for ten days. */
function ofMetrics(expr: string): readonly string[] {
  const model = aModel({
    metricRetention: { time: Duration.days(10), size: Bytes.gibibytes(8) },
  });
  addRules(model, "app/rules", anAlert(expr));
  return told(model);
}

describe("queries for samples that are deleted", () => {
  it.each([
    "queue_length offset 11d > 1",
    "rate(orders_total[5m] offset 2w) > 1",
    "max_over_time(rate(orders_total[5m] offset 6d)[1h:5m] offset 5d) > 1",
    "queue_length / queue_length offset 264h > 1",
  ])("find nothing in %s", (expr) => {
    expect(ofMetrics(expr)).toEqual([
      expect.stringMatching(/^error offset-beyond-retention: /),
    ]);
  });

  it.each([
    "avg_over_time(queue_length[12d]) > 1",
    "rate(orders_total[5d] offset 7d) > 1",
    "max_over_time(rate(orders_total[2d])[10d:1h]) > 1",
  ])("find a part in %s", (expr) => {
    expect(ofMetrics(expr)).toEqual([
      expect.stringMatching(/^warning range-beyond-retention: /),
    ]);
  });

  it.each([
    "queue_length offset 9d > 1",
    "avg_over_time(queue_length[10d]) > 1",
    "queue_length offset -10d > 1",
    "queue_length @ 1700000000 > 1",
    "avg_over_time(queue_length[5d] offset 5d) > 1",
  ])("find all in %s", (expr) => {
    expect(ofMetrics(expr)).toEqual([]);
  });

  it("are none of ours where Prometheus runs elsewhere", () => {
    const model = aModel({
      components: { prometheus: { external: "http://metrics:9090" } },
    });
    addRules(model, "app/rules", anAlert("queue_length offset 90d > 1"));
    expect(told(model)).toEqual([]);
  });
});

/** Of a LogQL alert; lines are kept for three days unless a stream says otherwise. */
function ofLogs(
  expr: string,
  streams: readonly RetentionStream[] = [],
): readonly string[] {
  const model = aModel();
  model.addLogRetention("app/logs", { default: Duration.days(3), streams });
  model.addRuleGroups("app/rules", () => [
    { name: "logs", engine: "loki", rules: [anAlert(expr)] },
  ]);
  return told(model);
}

describe("rules over log lines that are deleted", () => {
  const audit = { match: { log: "audit" }, keep: Duration.days(30) };
  const errors = { match: { level: "error" }, keep: Duration.days(30) };

  it("are told of, with the time that the lines are kept", () => {
    expect(ofLogs('sum(count_over_time({log="auth"}[7d])) > 5')).toEqual([
      'error range-beyond-log-retention: alert "OrdersStalled" must look at log lines that are kept, got a range that begins 7d ago, while its lines are kept for 3d; keep them longer with log retention, or look back less',
    ]);
  });

  it.each([
    'sum(rate({log="auth"} |= "x" | json [1d] offset 3d)) > 5',
    'sum(rate({log="auth"}[73h])) > 5',
    'sum(count_over_time({log="auth"}[5m])) / sum(count_over_time({log="auth"}[1w])) > 5',
  ])("are found in %s", (expr) => {
    expect(ofLogs(expr)).toHaveLength(1);
    expect(ofLogs(expr, [audit])).toHaveLength(1);
  });

  it.each<[string, readonly RetentionStream[]]>([
    ['sum(count_over_time({log="auth"}[3d])) > 5', []],
    ['sum(count_over_time({log="audit"}[7d])) > 5', [audit]],
    ['sum(rate({log="audit",level="error"}[7d])) > 5', [audit, errors]],
  ])("are right in %s", (expr, streams) => {
    expect(ofLogs(expr, streams)).toEqual([]);
  });

  it("are told of softly when some of the lines are kept", () => {
    expect(ofLogs('sum(rate({service="a"}[7d])) > 5', [errors])).toEqual([
      expect.stringMatching(/^warning .* most of its lines are kept for 3d; /),
    ]);
    expect(
      ofLogs('sum(rate({service="a",level!~"err.*"}[7d])) > 5', [errors]),
    ).toEqual([expect.stringMatching(/^error /)]);
  });

  it("find less when a stream of theirs is kept shorter than the others", () => {
    const brief = { match: { log: "auth" }, keep: Duration.days(1) };
    expect(ofLogs('sum(rate({log="auth"}[2d])) > 5', [brief])).toHaveLength(1);
  });
});
