import { Rules } from "../../../lib/domain/rules/build";
import { tuneAlerts } from "../../../lib/domain/rules/override";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import { Duration } from "../../../lib/domain/units";
import { httpServiceAlerts } from "../../../lib/packs/alerts/http-service/alerts";
import { problemsOf } from "../../rules/pack-model";

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

describe("a dynamic threshold", () => {
  function tuned(expr: string, dynamic: object, engine = "prometheus") {
    const alert = Rules.alert({
      alert: "HighCpu",
      expr,
      severity: "warning",
      summary: "s",
      description: "d",
    });
    const group = { name: "host-node", engine, rules: [alert] } as RuleGroup;
    return tuneAlerts([group], {
      overrides: { HighCpu: { dynamic, for: Duration.minutes(5) } as never },
    })[0]?.rules;
  }

  it.each([
    ["cpu > 0.9", "seasonal", "V > U"],
    ["cpu < 0.9", "zScore", "V < L"],
    ["cpu >= 0.9 and load > 2", "seasonal", "V > U and load > 2"],
    [
      "(max by (job) (cpu) > 0.9 and a > 1) unless b > 2",
      "seasonal",
      "(V > U and a > 1) unless b > 2",
    ],
    [
      'a{x="1"} / (b > 0) > 0.9 unless on (job) c',
      "zScore",
      "V > U unless on (job) c",
    ],
  ])("replaces the number of %s by %s", (expr, method, expected) => {
    const rules = tuned(expr, { method });
    const prefix = `${method.toLowerCase()}:host_node_high_cpu:`;
    expect(rules?.at(-1)).toMatchObject({
      alert: "HighCpu",
      for: Duration.minutes(5),
      expr: expected
        .replace("V", `${prefix}value`)
        .replace("U", `${prefix}upper`)
        .replace("L", `${prefix}lower`),
    });
    const recorded = rules?.slice(0, -1).map((rule) => rule.kind);
    expect(new Set(recorded)).toEqual(new Set(["record"]));
    expect(rules?.[0]).toMatchObject({ record: `${prefix}value` });
  });

  it.each([
    "up == 0",
    "cpu > 0.9 or absent(cpu)",
    "cpu > limit",
    "0.9 < cpu",
    "cpu > 2 <= 5",
    "cpu > bool 2",
    "absent(cpu)",
  ])("refuses an alert that does not compare with one number: %s", (expr) => {
    expect(() => tuned(expr, { method: "seasonal" })).toThrow(
      'alert "HighCpu" must begin with one comparison',
    );
  });

  it.each([
    [{}, "method of dynamic"],
    [{ method: "magic" }, "must be one of seasonal, zScore"],
    [{ method: "seasonal", toleranc: 1 }, 'did you mean "tolerance"'],
    [{ method: "zScore", direction: "above" }, 'got "direction"'],
    [{ method: "seasonal", weeks: 0 }, "weeks of anomaly"],
  ])("refuses %j", (dynamic, message) => {
    expect(() => tuned("cpu > 0.9", dynamic)).toThrow(message);
  });

  it("is for Prometheus only", () => {
    expect(() => tuned("x > 1", { method: "seasonal" }, "loki")).toThrow(
      "got one of loki",
    );
  });

  it("passes the check of the whole model in a pack", () => {
    const groups = tuneAlerts(
      httpServiceAlerts({ service: "shop", team: "sales" }),
      {
        overrides: {
          HttpLatencyElevated: {
            dynamic: { method: "seasonal", tolerance: 0.5, minimum: 0.05 },
          },
        },
      },
    );
    expect(problemsOf(groups)).toEqual([]);
  });
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
