import fc from "fast-check";
import { errorRatioMetric } from "../../lib/domain/slo/metrics";
import { Sli } from "../../lib/domain/slo/sli";
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
  SCRAPE,
  SUCCEEDED,
  type Scenario,
} from "./slo-promtool";

const RECORDED = [
  "slo:sli_total:rate5m",
  "slo:sli_bad:rate5m",
  ...["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map(
    (window) => `slo:sli_error:ratio_rate${window}`,
  ),
  "slo:period_error:ratio",
  "slo:error_budget_remaining:ratio",
];

describeWithTool("promtool", "recorded series of an objective", (promtool) => {
  function expectScenario(
    scenario: Scenario,
    slo = objective(),
    interval?: string,
  ) {
    expect(complaints(promtool, [slo], [scenario], interval)).toBe("");
  }

  it("show a service that never failed with a ratio of zero", () => {
    expectScenario({
      series: { [SUCCEEDED]: counter({ minutes: 20, perScrape: 20 }) },
      expect: [
        ...RECORDED.filter((name) => name.startsWith("slo:sli_error")).map(
          (name) => near(20, `${name} == bool 0`, 1),
        ),
        near(20, "slo:error_budget_remaining:ratio", 1),
        firing(20),
      ],
    });
  });

  it("store no NaN while there is no traffic, and go on afterwards", () => {
    const pause = [
      { minutes: 10, perScrape: 20 },
      { minutes: 80, perScrape: 0 },
    ];
    expectScenario({
      series: {
        [SUCCEEDED]: counter(
          ...pause,
          { minutes: 30, perScrape: 20 },
          { minutes: 5, perScrape: 0 },
        ),
        [FAILED]: counter(...pause, { minutes: 35, perScrape: 0 }),
      },
      expect: [
        nothing(20, "slo:sli_error:ratio_rate5m"),
        nothing(85, "slo:sli_error:ratio_rate1h"),
        near(85, "slo:period_error:ratio", 0.5),
        near(125, "slo:period_error:ratio", 0.2, 0.01),
        ...RECORDED.map((name) =>
          nothing(125, `count_over_time((${name} != ${name})[2h:30s])`),
        ),
      ],
    });
  });

  it("store no NaN and hide no failure when a counter is NaN itself", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: counter({ minutes: 20, perScrape: 20 }),
        [FAILED]: Array(81).fill("NaN").join(" "),
      },
      expect: [
        nothing(20, "slo:sli_bad:rate5m"),
        nothing(20, "slo:sli_error:ratio_rate5m"),
      ],
    });
  });

  it("take the restart of a service neither for traffic nor for failures", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: "1000000+20x120 0+20x120",
        [FAILED]: "500000 500000x119 0x120",
      },
      expect: [
        near(31, "slo:sli_total:rate5m", 20 / SCRAPE, 0.06),
        near(60, "slo:period_bad:count + 1", 1),
        firing(31),
      ],
    });
  });

  it("weigh each event the same, in busy and in quiet hours", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: counter(
          { minutes: 100, perScrape: 15 },
          { minutes: 20, perScrape: 1485 },
          { minutes: 10, perScrape: 15 },
        ),
        [FAILED]: counter(
          { minutes: 100, perScrape: 0 },
          { minutes: 20, perScrape: 15 },
          { minutes: 10, perScrape: 0 },
        ),
      },
      expect: [
        // 1,200 failures among 6,000 + 120,000 + 600 requests; the mean of the ratios of equal times would be 0.15 %.
        // Of the 300 requests of the last 5 minutes, half are counted yet.
        near(130, "slo:period_error:ratio", 1_200 / 126_600, 0.002),
        near(130, "slo:period_bad:count", 1_200, 0.002),
        near(130, "slo:period_total:count", 126_600, 0.002),
        near(
          130,
          "slo:error_budget_remaining:ratio",
          1 - 1_200 / 126_600 / 0.001,
          0.002,
        ),
      ],
    });
  });

  it("count on when the service changes hands", () => {
    const before = (metric: string, value: number) => ({
      [`${metric}{slo="shop",service="shop",team="former"}`]: `${`${value} _ `.repeat(120)} stale`,
    });
    expectScenario({
      series: {
        ...before("slo:sli_bad:rate5m", 1),
        ...before("slo:sli_total:rate5m", 100),
        [SUCCEEDED]: `_x241 ${counter({ minutes: 30, perScrape: 1500 }, { minutes: 5, perScrape: 0 })}`,
        [FAILED]: `_x241 ${counter({ minutes: 35, perScrape: 0 })}`,
      },
      expect: [near(95, "slo:sli_error:ratio_rate2h", 3_600 / 540_000, 0.01)],
    });
  });

  it("add up several counters, also while one of them has never counted", () => {
    const sli = Sli.ratio({
      errors: "timeouts_total + rejections_total",
      total: "calls_total",
    });
    const series = {
      calls_total: counter({ minutes: 10, perScrape: 100 }),
      timeouts_total: counter({ minutes: 10, perScrape: 2 }),
    };
    expectScenario(
      { series, expect: [near(10, "slo:sli_error:ratio_rate5m", 0.02)] },
      objective({ sli }),
    );
    expectScenario(
      {
        series: {
          ...series,
          rejections_total: counter({ minutes: 10, perScrape: 3 }),
        },
        expect: [near(10, "slo:sli_error:ratio_rate5m", 0.05)],
      },
      objective({ sli }),
    );
  });

  it.each(["1", "1.0"])(
    "find the bucket of a latency objective under the limit %s",
    (le) => {
      const sli = Sli.latency({
        histogram: "duration_seconds",
        threshold: Duration.seconds(1),
        matchers: { job: "shop" },
      });
      expectScenario(
        {
          series: {
            'duration_seconds_count{job="shop"}': counter({
              minutes: 30,
              perScrape: 100,
            }),
            [`duration_seconds_bucket{job="shop",le="${le}"}`]: counter({
              minutes: 30,
              perScrape: 98,
            }),
          },
          expect: [
            near(30, "slo:sli_error:ratio_rate5m", 0.02),
            near(30, "slo:sli_error:ratio_rate1h", 0.02),
            firing(30),
          ],
        },
        objective({ sli, objective: 0.95 }),
      );
    },
  );

  it("agree with a count of random events", () => {
    const minutes = 70;
    const scrapes = (minutes * 60) / SCRAPE;
    const scenario = (seed: number): Scenario => {
      const random = mulberry32(seed);
      const steps = Array.from({ length: scrapes }, () => {
        const good = Math.floor(random() * 500) + 1;
        return { good, bad: Math.floor(random() ** 4 * good) };
      });
      const running = (pick: "good" | "bad") =>
        steps
          .reduce(
            (values, step) => [...values, (values.at(-1) ?? 0) + step[pick]],
            [1_000_000],
          )
          .join(" ");
      // A window of n scrapes sees n - 1 increases: those between its first and its last sample.
      const ratio = (window: number) => {
        const seen = steps.slice(scrapes - (window * 60) / SCRAPE + 1);
        const sum = (pick: "good" | "bad") =>
          seen.reduce((total, step) => total + step[pick], 0);
        return sum("bad") / (sum("bad") + sum("good"));
      };
      return {
        series: { [FAILED]: running("bad"), [SUCCEEDED]: running("good") },
        expect: [5, 60].map((window) =>
          near(
            minutes,
            errorRatioMetric(Duration.minutes(window)),
            ratio(window),
          ),
        ),
      };
    };
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        (seeds) => {
          expect(complaints(promtool, [objective()], seeds.map(scenario))).toBe(
            "",
          );
        },
      ),
      { numRuns: 1 },
    );
  });
});

/** A small generator of numbers from 0 to 1, so that a failing stream is told by its seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
