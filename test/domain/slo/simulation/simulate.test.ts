import fc from "fast-check";
import {
  createSlo,
  type Slo,
  type SloInput,
} from "../../../../lib/domain/slo/objective";
import type { Phase } from "../../../../lib/domain/slo/simulation/scenario";
import {
  simulate,
  type Simulation,
} from "../../../../lib/domain/slo/simulation/simulate";
import { Sli } from "../../../../lib/domain/slo/sli";
import { outageDetectionTime } from "../../../../lib/domain/slo/windows";
import { Duration } from "../../../../lib/domain/units";

function shop(change: Partial<SloInput> = {}): Slo {
  return createSlo({
    name: "Shop",
    service: "shop",
    objective: 0.999,
    sli: Sli.ratio({ errors: "errors_total", total: "requests_total" }),
    ...change,
  });
}

function phase(hours: number, errorRatio: number, eventsPerSecond = 100) {
  return { duration: Duration.hours(hours), errorRatio, eventsPerSecond };
}

function firstOf(simulation: Simulation, alert: string) {
  return simulation.alerts
    .find((each) => each.alert === alert)
    ?.episodes.find(({ firing }) => firing !== undefined);
}

describe("simulate", () => {
  it("pages for a total outage in the promised time, give or take two evaluations and a scrape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 9_800, max: 9_999 }), (objective) => {
        const slo = shop({ objective: objective / 10_000 });
        const [fastest] = slo.burnRates;
        const outage = simulate(slo, [phase(2, 0), phase(1, 1)]);
        const firing = firstOf(outage, "ShopBurn1h")?.firing;
        const took = (firing?.toSeconds() ?? 0) - 7_200;
        const promised = fastest
          ? outageDetectionTime(fastest).toSeconds()
          : NaN;
        expect(took).toBeGreaterThan(promised - 30);
        expect(took).toBeLessThanOrEqual(promised + 75);
      }),
      { numRuns: 20 },
    );
  });

  it("spends the budget that the failed share of all events is of it", () => {
    // Of 30 days of even traffic 7.2 hours failed by a tenth: 43.2 minutes of failure are the whole budget.
    const { budget, pages } = simulate(shop(), [
      phase(30 * 24 - 100, 0),
      phase(7.2, 0.1),
      phase(100 - 7.2, 0),
    ]);
    expect(budget.spent).toBeCloseTo(1, 2);
    expect(budget.left).toBeCloseTo(0, 2);
    expect(pages).toBe(2);
  });

  it("weighs events, not time, in the budget", () => {
    const { budget } = simulate(shop(), [
      phase(100, 0, 1_000),
      phase(100, 0.01, 1),
    ]);
    expect(budget.spent).toBeCloseTo((100 * 0.01) / (100 * 1_001) / 0.001, 3);
  });

  it("forgets what is older than the window of the objective", () => {
    const slo = shop({ window: Duration.days(7) });
    const { budget } = simulate(slo, [phase(5, 1), phase(7 * 24 + 1, 0)]);
    expect(budget).toEqual({ spent: 0, left: 1 });
  });

  it("counts the pages of a month", () => {
    const incident: readonly Phase[] = [phase(71, 0), phase(1 / 60, 1)];
    const simulation = simulate(shop(), [...incident, phase(59 / 60, 0)]);
    expect(simulation.pages).toBe(1);
    expect(simulation.pagesPerMonth).toBe(10);
  });

  it("lets two failures pass where three are the minimum", () => {
    const failures = (count: number): readonly Phase[] => [
      phase(1, 0, 0.01),
      {
        duration: Duration.seconds(15 * count),
        errorRatio: 1,
        eventsPerSecond: 1 / 15,
      },
      phase(1, 0, 0.01),
    ];
    expect(simulate(shop(), failures(2)).pages).toBe(0);
    expect(simulate(shop(), failures(3)).pages).toBeGreaterThan(0);
  });

  it("tells that the metrics are absent, when and until when", () => {
    const { alerts } = simulate(shop(), [
      phase(1, 0),
      { ...phase(1, 0), absent: true },
      phase(1, 0),
    ]);
    const absent = alerts.find(({ alert }) => alert === "ShopAbsent");
    expect(
      absent?.episodes.map(({ pending, firing, resolved }) =>
        [pending, firing, resolved].map(String),
      ),
    ).toEqual([["1h30s", "1h3m30s", "2h30s"]]);
  });

  it("has nothing spent and nothing fired without any event", () => {
    const { budget, alerts } = simulate(shop(), [phase(24, 1, 0)]);
    expect(budget).toEqual({ spent: 0, left: 1 });
    expect(alerts.flatMap(({ episodes }) => episodes)).toEqual([]);
  });

  it.each([
    [[], "must last longer than 0s"],
    [[phase(24 * 400, 0)], "must last longer than 0s and up to 366d"],
    [[phase(1, 1.5)], "errorRatio of a phase must be from 0 to 1, got 1.5"],
    [[phase(1, NaN)], "errorRatio of a phase must be from 0 to 1, got NaN"],
    [[phase(1, 0, -1)], "eventsPerSecond of a phase must be from 0"],
  ])("refuses a scenario that cannot be: %#", (scenario, message) => {
    expect(() => simulate(shop(), scenario)).toThrow(message);
  });

  it("refuses intervals that Prometheus would lose samples at", () => {
    const options = { scrapeInterval: Duration.minutes(6) };
    expect(() => simulate(shop(), [phase(1, 0)], options)).toThrow(
      "scrapeInterval must be whole seconds from 1s to 2m, got 6m",
    );
  });
});
