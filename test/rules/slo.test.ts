import fc from "fast-check";
import { createSlo, type SloInput } from "../../lib/domain/slo/objective";
import { errorRatioMetric } from "../../lib/domain/slo/metrics";
import { Sli } from "../../lib/domain/slo/sli";
import { outageDetectionTime } from "../../lib/domain/slo/windows";
import { Duration } from "../../lib/domain/units";
import { describeWithTool } from "../support/tools";
import {
  complaints,
  counter,
  firing,
  near,
  nothing,
  SCRAPE,
  type Scenario,
} from "./slo-promtool";

const TOTAL = 'requests_total{job="shop"}';
const FAILED = 'requests_total{job="shop",code="500"}';
const SUCCEEDED = 'requests_total{job="shop",code="200"}';

function objective(change: Partial<SloInput> = {}) {
  return createSlo({
    name: "Shop",
    service: "shop",
    team: "sales",
    objective: 0.999,
    sli: Sli.ratio({
      errors: 'requests_total{job="shop",code=~"5.."}',
      total: TOTAL,
    }),
    ...change,
  });
}

const RECORDED = [
  "slo:sli_total:rate5m",
  "slo:sli_bad:rate5m",
  ...["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map(
    (window) => `slo:sli_error:ratio_rate${window}`,
  ),
  "slo:period_error:ratio",
  "slo:error_budget_remaining:ratio",
];

describeWithTool("promtool", "rules of an objective", (promtool) => {
  function expectScenario(
    scenario: Scenario,
    slo = objective(),
    interval?: string,
  ) {
    expect(complaints(promtool, [slo], [scenario], interval)).toBe("");
  }

  it.each([0.99, 0.999, 0.9999])(
    "page for a total outage at %f in the promised time, not earlier, and stop within the short window",
    (ratio) => {
      const slo = objective({ objective: ratio });
      const [fastest] = slo.burnRates;
      if (!fastest) {
        throw new Error("no burn rate");
      }
      const promised = outageDetectionTime(fastest).toMinutes();
      // Two evaluations and one scrape may pass on top.
      const late = Math.ceil(promised + 1.25);
      const outage = 60;
      const recovery = outage + late + 1;
      expectScenario(
        {
          series: {
            [SUCCEEDED]: counter(
              { minutes: outage, perScrape: 300 },
              { minutes: late + 1, perScrape: 0 },
              { minutes: 10, perScrape: 300 },
            ),
            [FAILED]: counter(
              { minutes: outage, perScrape: 0 },
              { minutes: late + 1, perScrape: 300 },
              { minutes: 10, perScrape: 0 },
            ),
          },
          expect: [
            firing(outage),
            firing(Math.floor(outage + promised)),
            {
              at: outage + late,
              expr: 'ALERTS{alertname="ShopBurn1h",alertstate="firing"}',
              gives: {
                'ALERTS{alertname="ShopBurn1h",alertstate="firing",burn_window="1h",service="shop",severity="critical",slo="shop",team="sales"}': 1,
              },
            },
            nothing(
              recovery + 5.5,
              'ALERTS{alertname="ShopBurn1h",alertstate="firing"}',
            ),
          ],
        },
        slo,
      );
    },
  );

  it("page for a slow burn by the 6h window alone", () => {
    expectScenario(
      {
        series: {
          [SUCCEEDED]: counter(
            { minutes: 360, perScrape: 1000 },
            { minutes: 270, perScrape: 990 },
          ),
          [FAILED]: counter(
            { minutes: 360, perScrape: 0 },
            { minutes: 270, perScrape: 10 },
          ),
        },
        expect: [
          firing(360 + 220, "ShopBudgetHalfSpent", "ShopBurn1d"),
          firing(
            360 + 245,
            "ShopBudgetHalfSpent",
            "ShopBurn1d",
            "ShopBurn3d",
            "ShopBurn6h",
          ),
        ],
      },
      objective(),
      "2m",
    );
  });

  it("keep silent below the burn rate that the budget allows", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: counter({ minutes: 90, perScrape: 9996 }),
        [FAILED]: counter({ minutes: 90, perScrape: 4 }),
      },
      expect: [
        firing(30),
        firing(90),
        near(90, "slo:sli_error:ratio_rate1h", 0.0004),
        near(90, "slo:error_budget_remaining:ratio", 0.6, 1e-6),
      ],
    });
  });

  it("keep silent when two of few requests fail, and page when three do", () => {
    const failures = (count: number): Scenario["series"] => ({
      [SUCCEEDED]: counter({ minutes: 60, perScrape: 0.1 }),
      [FAILED]: counter(
        { minutes: 30, perScrape: 0 },
        { minutes: count / 4, perScrape: 1 },
        { minutes: 30 - count / 4, perScrape: 0 },
      ),
    });
    expectScenario({
      series: failures(2),
      expect: [
        firing(33),
        firing(35),
        near(35, "slo:sli_error:ratio_rate1h > bool 0.0144", 1),
      ],
    });
    expectScenario({
      series: failures(3),
      expect: [firing(33.5, "ShopBurn1h")],
    });
  });

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

  it("tell that the metric is absent, after three minutes", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: `${counter({ minutes: 10, perScrape: 20 })} stale`,
      },
      expect: [firing(12.5), firing(13.5, "ShopAbsent")],
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

  it("warn when half of the budget is spent, not before", () => {
    const failing = (perScrape: number): Scenario["series"] => ({
      [SUCCEEDED]: counter({ minutes: 60, perScrape: 10_000 - perScrape }),
      [FAILED]: counter({ minutes: 60, perScrape }),
    });
    expectScenario({ series: failing(4), expect: [firing(60)] });
    expectScenario({
      series: failing(6),
      expect: [firing(10), firing(60, "ShopBudgetHalfSpent")],
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

  it("take a service for failing when it has requests but no success yet", () => {
    const sli = Sli.ratio({
      good: 'requests_total{code="200"}',
      total: "requests_total",
    });
    expectScenario(
      {
        series: { [FAILED]: counter({ minutes: 10, perScrape: 20 }) },
        expect: [
          near(10, "slo:sli_error:ratio_rate1h", 1),
          firing(10, "ShopBurn1h"),
        ],
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

  it("tell that a bucket is missing instead of taking all requests for slow", () => {
    const sli = Sli.latency({
      histogram: "duration_seconds",
      threshold: Duration.millis(700),
    });
    expectScenario(
      {
        series: {
          duration_seconds_count: counter({ minutes: 70, perScrape: 100 }),
        },
        expect: [
          nothing(70, "slo:sli_error:ratio_rate1h"),
          firing(70, "ShopAbsent"),
        ],
      },
      objective({ sli, objective: 0.95 }),
    );
  });

  it("measure availability by time with a probe", () => {
    expectScenario(
      {
        series: { 'probe_success{job="shop"}': "1x120 0x11 1x60" },
        expect: [
          near(33, "slo:sli_error:ratio_rate5m", 0.6),
          firing(32.5),
          firing(33, "ShopBurn1h"),
          near(45, "slo:period_bad:count", 12, 0.001),
        ],
      },
      objective({ sli: Sli.probe('probe_success{job="shop"}') }),
    );
  });

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
