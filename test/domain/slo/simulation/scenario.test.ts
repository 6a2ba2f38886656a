import fc from "fast-check";
import {
  scenarioFromSamples,
  type Scenario,
} from "../../../../lib/domain/slo/simulation/scenario";
import { scrapesOf } from "../../../../lib/domain/slo/simulation/scrapes";
import { Duration } from "../../../../lib/domain/units";

const SCRAPE = Duration.seconds(15);

describe("a scenario from past samples", () => {
  it("spreads the events between two samples evenly", () => {
    const samples = [
      { time: 1_000, total: 500, bad: 5 },
      { time: 1_060, total: 560, bad: 5 },
      { time: 1_180, total: 800, bad: 65 },
    ];
    expect(scenarioFromSamples(samples)).toEqual([
      { duration: Duration.minutes(1), errorRatio: 0, eventsPerSecond: 1 },
      { duration: Duration.minutes(2), errorRatio: 0.25, eventsPerSecond: 2 },
    ]);
  });

  it("takes a counter that falls for one that was reset", () => {
    const samples = [
      { time: 0, total: 1_000, bad: 100 },
      { time: 10, total: 50, bad: 5 },
    ];
    expect(scenarioFromSamples(samples)).toEqual([
      { duration: Duration.seconds(10), errorRatio: 0.1, eventsPerSecond: 5 },
    ]);
  });

  it.each([
    [[], "samples of a scenario must be at least two, got 0"],
    [
      [
        { time: 5, total: 0, bad: 0 },
        { time: 5, total: 1, bad: 0 },
      ],
      "times of the samples must rise, got 5 before 5",
    ],
    [
      [
        { time: 0, total: 0, bad: 0 },
        { time: 5, total: NaN, bad: 0 },
      ],
      "total of a sample must be a number of at least 0, got NaN",
    ],
  ])("is refused when it makes no sense: %#", (samples, message) => {
    expect(() => scenarioFromSamples(samples)).toThrow(message);
  });

  it("gives back the counters when it is scraped at their times", () => {
    const steps = fc.array(
      fc.record({ good: fc.nat(10_000), bad: fc.nat(100) }),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(steps, (steps) => {
        let total = 0;
        let bad = 0;
        const samples = [
          { time: 0, total, bad },
          ...steps.map((step, index) => {
            total += step.good + step.bad;
            bad += step.bad;
            return { time: 15 * (index + 1), total, bad };
          }),
        ];
        const scrapes = scrapesOf(scenarioFromSamples(samples), SCRAPE, false);
        expect([...scrapes.total]).toEqual(samples.map((each) => each.total));
        expect([...scrapes.bad]).toEqual(samples.map((each) => each.bad));
      }),
    );
  });
});

describe("the scrapes of a scenario", () => {
  it("find whole events, never more bad ones than events", () => {
    const phases: fc.Arbitrary<Scenario> = fc.array(
      fc.record({
        duration: fc.integer({ min: 1, max: 600 }).map(Duration.seconds),
        errorRatio: fc.double({ min: 0, max: 1, noNaN: true }),
        eventsPerSecond: fc.double({ min: 0, max: 3, noNaN: true }),
        absent: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(phases, fc.boolean(), (scenario, onePerScrape) => {
        const { count, total, bad } = scrapesOf(scenario, SCRAPE, onePerScrape);
        for (let scrape = 0; scrape < count; scrape++) {
          const since = (values: Float64Array) =>
            (values[scrape] ?? 0) - (values[scrape - 1] ?? 0);
          expect(Number.isInteger(total[scrape])).toBe(true);
          expect(Number.isInteger(bad[scrape])).toBe(true);
          expect(since(bad)).toBeGreaterThanOrEqual(0);
          expect(since(bad)).toBeLessThanOrEqual(since(total));
        }
      }),
    );
  });

  it("count a tenth of an event per second as one in ten seconds", () => {
    const { total } = scrapesOf(
      [{ duration: Duration.hours(1), errorRatio: 0, eventsPerSecond: 0.1 }],
      Duration.seconds(10),
      false,
    );
    expect([...total]).toEqual(
      Array.from({ length: 361 }, (_, index) => index),
    );
  });
});
