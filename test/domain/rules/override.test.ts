import { Rules } from "../../../lib/domain/rules/build";
import { tuneAlerts } from "../../../lib/domain/rules/override";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import { Duration } from "../../../lib/domain/units";

const pack: readonly RuleGroup[] = [
  {
    name: "host",
    engine: "prometheus",
    rules: [
      Rules.record({ record: "instance:cpu:ratio", expr: "1" }),
      Rules.alert({
        alert: "HighCpu",
        expr: "instance:cpu:ratio > 0.9",
        severity: "warning",
        labels: { team: "platform" },
        summary: "CPU is busy",
        description: "It is.",
      }),
    ],
  },
  {
    name: "disk",
    engine: "prometheus",
    rules: [
      Rules.alert({
        alert: "DiskFull",
        expr: "1 > 0",
        severity: "critical",
        summary: "full",
        description: "full",
      }),
    ],
  },
];

describe("tuneAlerts", () => {
  it("changes one alert by name and leaves the rest alone", () => {
    const tuned = tuneAlerts(pack, {
      overrides: {
        HighCpu: { for: Duration.minutes(5), labels: { team: "web" } },
      },
    });
    expect(tuned[0]?.rules[1]).toMatchObject({
      for: Duration.minutes(5),
      severity: "warning",
      labels: { team: "web" },
    });
    expect(tuned[1]).toEqual(pack[1]);
  });

  it("drops an excluded alert, and a group that has no rule left", () => {
    const tuned = tuneAlerts(pack, { exclude: ["DiskFull"] });
    expect(tuned.map(({ name }) => name)).toEqual(["host"]);
  });

  it.each([{ exclude: ["HighCPU"] }, { overrides: { HighCPU: {} } }])(
    "refuses a name that no alert has and suggests the nearest: %j",
    (tuning) => {
      expect(() => tuneAlerts(pack, tuning)).toThrow(
        'got "HighCPU"; did you mean "HighCpu"',
      );
    },
  );
});

describe("Rules", () => {
  const input = {
    alert: "DiskFull",
    expr: "1 > 0",
    severity: "critical" as const,
    summary: "s",
    description: "d",
  };

  it.each([
    [{ alert: "disk full" }, "alert name must be upper camel case"],
    [{ severity: "page" as never }, "must be one of critical, warning, info"],
    [{ summary: " " }, "summary of alert"],
    [{ labels: { "a-b": "c" } }, 'got "a-b"'],
  ])("refuses %j", (wrong, message) => {
    expect(() => Rules.alert({ ...input, ...wrong })).toThrow(message);
  });

  it("refuses a recorded name that Prometheus cannot store", () => {
    expect(() => Rules.record({ record: "a b", expr: "1" })).toThrow(
      "recorded metric must be named",
    );
  });
});
