import {
  CalendarWindow,
  windowStart,
  windowStartExpr,
} from "../../lib/domain/slo/calendar";
import {
  clockChanges,
  clockExpr,
  localSeconds,
} from "../../lib/domain/slo/local-time";
import { sloSeries } from "../../lib/domain/slo/metrics";
import type { Slo } from "../../lib/domain/slo/objective";
import { Sli } from "../../lib/domain/slo/sli";
import { TimeInterval } from "../../lib/domain/time/time-interval";
import { Duration } from "../../lib/domain/units";
import { describeWithTool } from "../support/tools";
import {
  complaints,
  counter,
  FAILED,
  firing,
  near,
  nothing,
  objective,
  SUCCEEDED,
  type Scenario,
} from "./slo-promtool";

describeWithTool("promtool", "what an objective leaves out", (promtool) => {
  function expectScenario(scenario: Scenario, slo: Slo) {
    expect(complaints(promtool, [slo], [scenario])).toBe("");
  }

  const half = (series: Partial<Record<string, string>> = {}) => ({
    [SUCCEEDED]: counter(
      { minutes: 20, perScrape: 20 },
      { minutes: 20, perScrape: 0 },
      { minutes: 40, perScrape: 20 },
    ),
    [FAILED]: counter(
      { minutes: 20, perScrape: 0 },
      { minutes: 20, perScrape: 20 },
      { minutes: 40, perScrape: 0 },
    ),
    ...series,
  });

  it("is a maintenance by the calendar: neither budget nor alerts know of its failures", () => {
    const slo = objective({
      exclusions: [
        // Berlin was an hour ahead of UTC, as in every winter.
        TimeInterval.weekly({
          days: ["thursday"],
          from: "01:20",
          to: "01:40",
          timeZone: "Europe/Berlin",
        }),
      ],
    });
    expectScenario(
      {
        series: half(),
        expect: [
          near(25, "slo:excluded:bool", 1),
          nothing(25, "slo:sli_total:rate5m"),
          near(41, "slo:excluded:bool == bool 0", 1),
          nothing(44, "slo:sli_total:rate5m"),
          near(80, "slo:period_bad:count == bool 0", 1),
          near(80, "slo:error_budget_remaining:ratio", 1),
          ...[22, 30, 40, 80].map((minute) => firing(minute)),
        ],
      },
      slo,
    );
    expectScenario(
      { series: half(), expect: [firing(24, "ShopBurn1h")] },
      objective(),
    );
  });

  it("is what a gauge says, as long as it is there", () => {
    const slo = objective({ exclusions: [{ gauge: "maintenance" }] });
    expectScenario(
      {
        series: half({ maintenance: "0x79 1x80 0x161" }),
        expect: [
          near(80, "slo:period_bad:count == bool 0", 1),
          firing(39),
          firing(80),
        ],
      },
      slo,
    );
    expectScenario({ series: half(), expect: [firing(24, "ShopBurn1h")] }, slo);
  });

  it("shows no budget while too little is known, and says so", () => {
    expectScenario(
      {
        series: {
          [SUCCEEDED]: `${counter({ minutes: 10, perScrape: 20 })} stale _x400`,
        },
        expect: [
          near(10, "slo:error_budget_remaining:ratio", 1),
          near(60, "slo:coverage:ratio", 0.2, 0.2),
          nothing(60, "slo:error_budget_remaining:ratio"),
          nothing(60, "slo:period_error:ratio"),
          firing(110, "ShopAbsent", "ShopCoverageLow"),
        ],
      },
      objective({ minimumCoverage: 0.5 }),
    );
  });

  it.each([
    ["ignore" as const, undefined],
    ["good" as const, 0],
    ["bad" as const, 0.5],
  ])("takes time without traffic as told: %s", (noTraffic, ratio) => {
    // One event in 30 seconds, for the first half.
    const series = {
      [SUCCEEDED]: counter(
        { minutes: 30, perScrape: 0.5 },
        { minutes: 35, perScrape: 0 },
      ),
      [FAILED]: counter({ minutes: 65, perScrape: 0 }),
    };
    expectScenario(
      {
        series,
        expect: [
          ratio === undefined
            ? nothing(64, "slo:sli_error:ratio_rate5m")
            : near(64, "slo:sli_error:ratio_rate5m + 1", ratio === 0 ? 1 : 2),
          near(64, "slo:period_error:ratio + 1", 1 + (ratio ?? 0), 0.02),
        ],
      },
      objective({ noTraffic }),
    );
  });

  it("tells of failures that are too few for the burn-rate alerts", () => {
    const series = {
      [SUCCEEDED]: counter({ minutes: 90, perScrape: 0.05 }),
      [FAILED]: counter({ minutes: 90, perScrape: 0.05 }),
    };
    const rare = { minimumEvents: 1000, minimumBadEvents: 3 };
    expectScenario(
      { series, expect: [firing(60, "ShopBudgetHalfSpent")] },
      objective(rare),
    );
    expectScenario(
      {
        series,
        expect: [
          firing(5),
          firing(80, "ShopBudgetHalfSpent", "ShopLowTrafficFailures"),
        ],
      },
      objective({ ...rare, lowTraffic: { failures: 10 } }),
    );
  });

  it("raises the step of the budget policy that was reached last, and the alert on the SLA", () => {
    const failing = (perScrape: number): Scenario["series"] => ({
      [SUCCEEDED]: counter({ minutes: 40, perScrape: 100_000 - perScrape }),
      [FAILED]: counter({ minutes: 40, perScrape }),
    });
    const slo = objective({
      alertWindows: [
        {
          severity: "critical",
          long: Duration.hours(1),
          short: Duration.minutes(5),
          budgetFraction: 0.02,
          for: Duration.minutes(2),
        },
      ],
      budgetPolicy: [
        { spent: 0.5 },
        { spent: 0.9, severity: "critical", action: "freeze releases" },
      ],
      sla: { objective: 0.998 },
    });
    expectScenario(
      { series: failing(60), expect: [firing(40, "ShopBudgetHalfSpent")] },
      slo,
    );
    expectScenario(
      { series: failing(95), expect: [firing(40, "ShopBudget90PercentSpent")] },
      slo,
    );
    expectScenario(
      {
        series: failing(190),
        expect: [
          firing(40, "ShopBudget90PercentSpent", "ShopSlaAtRisk"),
          near(40, "slo:sla_budget_remaining:ratio", 0.05, 0.001),
        ],
      },
      slo,
    );
  });
});

describeWithTool("promtool", "groups of an objective", (promtool) => {
  const slo = objective({
    groupBy: ["tenant"],
    sli: Sli.ratio({ errors: "failed_total", total: "served_total" }),
  });
  const of = (tenant: string) => `{tenant="${tenant}"}`;

  it("have budgets and alerts of their own, whether or not they ever failed, and are missed when they go", () => {
    expect(
      complaints(
        promtool,
        [slo],
        [
          {
            series: {
              [`served_total${of("a")}`]: counter({
                minutes: 40,
                perScrape: 100,
              }),
              [`failed_total${of("a")}`]: counter({
                minutes: 40,
                perScrape: 50,
              }),
              [`served_total${of("b")}`]: counter({
                minutes: 40,
                perScrape: 100,
              }),
              [`served_total${of("c")}`]: `${counter({ minutes: 10, perScrape: 100 })} stale _x120`,
            },
            expect: [
              {
                at: 5,
                expr: 'count by (alertname, tenant) (ALERTS{alertstate="firing"})',
                gives: { '{alertname="ShopBurn1h",tenant="a"}': 1 },
              },
              near(40, `slo:error_budget_remaining:ratio${of("b")}`, 1),
              near(40, `slo:period_error:ratio${of("a")}`, 0.5),
              near(40, `slo:period_total:count${of("c")}`, 4000, 0.06),
              {
                at: 40,
                expr: 'count by (alertname, tenant) (ALERTS{alertstate="firing",tenant!="a"})',
                gives: { '{alertname="ShopGroupAbsent",tenant="c"}': 1 },
              },
            ],
          },
        ],
      ),
    ).toBe("");
  });
});

describeWithTool("promtool", "calendar windows", (promtool) => {
  it.each([
    ["month" as const, "UTC", 31],
    ["month" as const, "America/New_York", 31],
    ["week" as const, "Asia/Tokyo", 4],
    ["quarter" as const, "Africa/Monrovia", 90],
  ])("of a %s in %s begin when the calendar says", (unit, timeZone, days) => {
    const window = CalendarWindow[unit]({ timeZone });
    const slo = objective({ window });
    const minutes = days * 1440;
    const starts = Array.from({ length: 60 }, (_, index) => {
      const at = minutes - 24 * 60 + index * 60;
      const local = localSeconds(timeZone, at * 60);
      return near(
        at,
        sloSeries("slo:period_start:local_seconds", slo),
        windowStart(window, local),
        0,
      );
    });
    // An hour for each evaluation: the clock alone is looked at.
    expect(
      complaints(promtool, [slo], [{ series: {}, expect: starts }], "1h"),
    ).toBe("");
  });

  it.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])(
    "begin when the calendar says in %s, also around each change of the clock",
    (timeZone) => {
      const clock = clockExpr(timeZone);
      const moments = clockChanges(timeZone)
        .changes.slice(0, 12)
        .flatMap(({ at }) =>
          [-86_400, -1, 0, 3600, 604_800].map((seconds) => at + seconds),
        );
      const units = ["week", "month", "quarter"] as const;
      const starts = units.flatMap((unit) => {
        const window = CalendarWindow[unit]({ timeZone });
        return moments.map((at) => ({
          at: at / 60,
          expr: windowStartExpr(window, clock),
          gives: windowStart(window, localSeconds(timeZone, at)),
        }));
      });
      expect(starts.length).toBeGreaterThan(150);
      expect(
        complaints(promtool, [], [{ series: {}, expect: starts }], "1000d"),
      ).toBe("");
    },
  );

  it("count what was in the running one alone", () => {
    // The week of Monday, 5 January 1970, begins after four days.
    const slo = objective({ window: CalendarWindow.week() });
    const rates = (metric: string, before: number, after: number) => ({
      [`slo:period_${metric}:rate5m{slo="shop",service="shop",period="-259200"}`]: `${before}x100`,
      [`slo:period_${metric}:rate5m{slo="shop",service="shop",period="345600"}`]: `${after}x100`,
    });
    expect(
      complaints(
        promtool,
        [slo],
        [
          {
            series: { ...rates("total", 100, 10), ...rates("bad", 50, 1) },
            expect: [near(20, "slo:period_error:ratio", 0.5)],
          },
        ],
      ),
    ).toBe("");
  });
});
