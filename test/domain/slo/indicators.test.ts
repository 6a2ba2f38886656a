import { parseLogql } from "../../../lib/domain/promql/logql";
import { createSlo, type SloInput } from "../../../lib/domain/slo/objective";
import { sloRuleGroups } from "../../../lib/domain/slo/rules";
import { explain } from "../../../lib/domain/slo/simulation/explain";
import { Sli } from "../../../lib/domain/slo/sli";
import { Duration } from "../../../lib/domain/units";
import { sloTests } from "../../../lib/render/promtool-tests";

const RATIO = Sli.ratio({ errors: "failed_total", total: "served_total" });

function created(sli: Sli, change: Partial<SloInput> = {}) {
  return createSlo({
    name: "Shop",
    service: "shop",
    objective: 0.99,
    sli,
    ...change,
  });
}

function exprOf(sli: Sli, record: string, engine = "prometheus"): string {
  const rule = sloRuleGroups(created(sli))
    .filter((group) => group.engine === engine)
    .flatMap(({ rules }) => rules)
    .find((each) => each.kind === "record" && each.record === record);
  return rule?.expr ?? "";
}

describe("indicators", () => {
  it.each<[string, Sli, string]>([
    ["a ratio", RATIO, "Occurrences"],
    ["slices", Sli.timeSlices({ good: "x < 1" }), "Timeslices"],
    ["ratios of slices", Sli.ratioTimeSlices({ of: RATIO }), "RatioTimeslices"],
  ])("of %s say by which method of OpenSLO they count", (_, sli, method) => {
    expect(sli.events.method).toBe(method);
  });

  it("compare each series of a condition, and take NaN for nothing", () => {
    const sli = Sli.timeSlices({
      good: "histogram_quantile(0.99, sum by (le) (rate(x_bucket[1m]))) < on () (limit)",
    });
    expect(exprOf(sli, "slo:sli_slice_bad:ratio")).toBe(
      "(1 - min((histogram_quantile(0.99, sum by (le) (rate(x_bucket[1m]))) >= -Inf) < bool on () ((limit) >= -Inf)))\nand on () (vector(time() % 60) < 30)",
    );
  });

  it("read milliseconds where the name says so", () => {
    const sli = Sli.freshness({
      timestamp: "synced_timestamp_milliseconds",
      maximum: Duration.hours(1),
    });
    expect(exprOf(sli, "slo:sli_slice_bad:ratio")).toBe(
      "1 - min((time() - synced_timestamp_milliseconds / 1000 >= -Inf) <= bool 3600)",
    );
  });

  it("of log lines are counted by Loki, which calls silence no traffic", () => {
    const sli = Sli.logs({
      bad: '{app="shop"} |= "error"',
      total: '{app="shop"}',
    });
    expect(exprOf(sli, "slo:log_total:rate5m", "loki")).toBe(
      'sum(rate({app="shop"} [5m])) or vector(0)',
    );
    expect(parseLogql(exprOf(sli, "slo:log_part:rate5m", "loki")).type).toBe(
      "vector",
    );
    expect(exprOf(sli, "slo:sli_total:rate5m")).toBe(
      'sum(slo:log_total:rate5m{slo="shop",service="shop"}) >= 0',
    );
  });

  it.each<[string, () => Sli, string]>([
    [
      "a query that compares nothing",
      () => Sli.timeSlices({ good: "x" }),
      "must compare series",
    ],
    [
      "two conditions",
      () => Sli.timeSlices({ good: "x < 1 and y < 1" }),
      "must compare series",
    ],
    [
      "a slice of 45s",
      () => Sli.timeSlices({ good: "x < 1", slice: Duration.seconds(45) }),
      "multiple of 30s",
    ],
    [
      "a slice of an hour",
      () => Sli.ratioTimeSlices({ of: RATIO, slice: Duration.hours(1) }),
      "to 5m, got 1h",
    ],
    [
      "a share of 95",
      () => Sli.timeSlices({ good: { of: RATIO, atLeast: 95 } }),
      "write 0.95 for 95%",
    ],
    [
      "slices of probes",
      () => Sli.ratioTimeSlices({ of: Sli.probe("up") }),
      "must count requests, got one of probes",
    ],
    [
      "slices of nothing",
      () => Sli.ratioTimeSlices({ of: {} as unknown as Sli }),
      "make it by Sli.ratio",
    ],
    [
      "a misspelt option",
      () =>
        Sli.timeSlices({ good: "x < 1", slices: 1 } as unknown as {
          good: string;
        }),
      'did you mean "slice"',
    ],
    [
      "two clocks",
      () =>
        Sli.freshness({
          timestamp: "a",
          age: "b",
          maximum: Duration.hours(1),
        } as unknown as Parameters<typeof Sli.freshness>[0]),
      "got both",
    ],
    [
      "an age of a second",
      () => Sli.freshness({ age: "a", maximum: Duration.seconds(1) }),
      "at least 1m",
    ],
    [
      "a rate of log lines",
      () => Sli.logs({ bad: 'rate({a="b"}[5m])', total: '{a="b"}' }),
      "must choose log lines",
    ],
    [
      "the same log lines twice",
      () => Sli.logs({ bad: '{a="b"}', total: '{a="b"}' }),
      "must be a part of total",
    ],
    [
      "an unknown kind of histogram",
      () =>
        Sli.latency({
          histogram: "x",
          threshold: Duration.seconds(1),
          histogramType: "exponential" as unknown as "native",
        }),
      "must be one of classic, native",
    ],
    [
      "a journey of one",
      () => Sli.journey({ parts: [{ slo: created(RATIO) }] }),
      "at least two different",
    ],
    [
      "a part twice",
      () =>
        Sli.journey({
          parts: [{ slo: created(RATIO) }, { slo: created(RATIO) }],
        }),
      "shop of shop twice",
    ],
    [
      "a part of no weight",
      () => Sli.journey({ parts: [{ slo: created(RATIO), weight: 0 }] }),
      "above 0",
    ],
  ])("refuse %s", (_, make, message) => {
    expect(() => created(make())).toThrow(message);
  });

  it.each<[string, Partial<SloInput>, string]>([
    [
      "a label of its own as group",
      { groupBy: ["service"] },
      "beside those of its own",
    ],
    ["a group twice", { groupBy: ["a", "a"] }, "different names"],
    [
      "a window that is none",
      { window: "month" as unknown as Duration },
      "CalendarWindow.month()",
    ],
    [
      "an SLA stricter than the objective",
      { sla: { objective: 0.999 } },
      "not stricter than that of the slo (99%), got 0.999",
    ],
    [
      "steps that fall",
      { budgetPolicy: [{ spent: 0.9 }, { spent: 0.5 }] },
      "each above the one before, got 0.5 after 0.9",
    ],
    ["half a percent", { budgetPolicy: [{ spent: 0.005 }] }, "whole percents"],
    ["a coverage of 50", { minimumCoverage: 50 }, "up to 1"],
    [
      "an unknown policy for silence",
      { noTraffic: "none" as unknown as "bad" },
      "ignore, good or bad",
    ],
    [
      "silence of a probe",
      { sli: Sli.probe("up"), noTraffic: "bad" },
      "probes",
    ],
    ["a fraction of events", { minimumEvents: 1.5 }, "whole number"],
    ["no failures", { lowTraffic: { failures: 0 } }, "at least 1"],
    [
      "a long time of low traffic",
      { lowTraffic: { failures: 1, within: Duration.days(60) } },
      "up to the window",
    ],
    [
      "an exclusion by name",
      { exclusions: ["sunday" as unknown as { gauge: "" }] },
      "TimeInterval or a gauge",
    ],
  ])("refuse with %s", (_, change, message) => {
    expect(() => created(change.sli ?? RATIO, change)).toThrow(message);
  });

  it("of a journey have the groups of their parts", () => {
    const parts = ["a", "b"].map((id) => ({
      slo: created(RATIO, { id, groupBy: ["tenant"] }),
    }));
    const sli = Sli.journey({ parts });
    expect(() => created(sli)).toThrow('got [] beside [tenant] of "a"');
    expect(created(sli, { groupBy: ["tenant"] }).groupBy).toEqual(["tenant"]);
  });

  it("have no tests when no series can be made up for a condition", () => {
    const sli = Sli.timeSlices({ good: "a / b < 1" });
    expect(() => sloTests(created(sli))).toThrow(
      "must compare a gauge with a number, or be a share of events",
    );
  });

  it("are explained, whatever they count", () => {
    const sli = Sli.timeSlices({ good: { of: RATIO, atLeast: 0.9 } });
    const text = explain(created(sli));
    expect(text).toContain("99% of the slices within 30d");
    expect(text).toMatch(/^5%.*never\s+never$/m);
  });
});

describe("windows of an objective", () => {
  const factors = (days: number) =>
    created(RATIO, {
      objective: 0.999,
      window: Duration.days(days),
    }).burnRates.map(({ factor }) => Number(factor.toPrecision(4)));

  it.each([
    [30, [14.4, 6, 3, 1]],
    [28, [13.44, 5.6, 2.8, 0.9333]],
    [90, [43.2, 18, 9, 3]],
    // 3.6 %, 11 %, 21 % and 43 % of the budget.
    [7, [6.048, 3.08, 1.47, 1.003]],
    [3, [5.976, 3, 1.5]],
    [1, [6, 3]],
  ])("of %i days have alerts at these burn rates", (days, expected) => {
    expect(factors(days)).toEqual(expected);
  });

  it("never alert far below the even rate, and always find an outage, in any length", () => {
    for (let days = 1; days <= 90; days++) {
      expect(Math.min(...factors(days))).toBeGreaterThan(0.89);
    }
  });

  it("say what was changed and what was left out", () => {
    const { adjustedWindows, omittedWindows } = created(RATIO, {
      window: Duration.days(3),
    });
    expect(adjustedWindows[0]?.reason).toBe(
      "2% of a budget of 3d is spent in 1h at only 1.44 times the even rate, so it alerts at 8.3%",
    );
    expect(omittedWindows[0]?.reason).toBe(
      "it is not shorter than 3d, in which the budget is spent as a whole",
    );
  });

  it("leave out an alert that adds nothing to a faster one", () => {
    const window = (hours: number, budgetFraction: number) => ({
      severity: "critical" as const,
      long: Duration.hours(hours),
      short: Duration.minutes(5),
      budgetFraction,
      for: Duration.minutes(2),
    });
    const { burnRates, omittedWindows, warnings } = created(RATIO, {
      alertWindows: [window(1, 0.02), window(2, 0.05)],
    });
    expect(burnRates).toHaveLength(1);
    expect(omittedWindows).toMatchObject([
      {
        kind: "redundant",
        reason:
          "the alert over 1h fires sooner, at an error ratio of 14.4% instead of 18%",
      },
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(["slo-window-redundant"]);
  });
});
