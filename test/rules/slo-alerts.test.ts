import { Sli } from "../../lib/domain/slo/sli";
import { outageDetectionTime } from "../../lib/domain/slo/windows";
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

describeWithTool("promtool", "alerts of an objective", (promtool) => {
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
                'ALERTS{alertname="ShopBurn1h",alertstate="firing",burn_window="1h",priority="P1",service="shop",severity="critical",slo="shop",symptom="errors",team="sales"}': 1,
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

  it("tell that the metric is absent, after three minutes", () => {
    expectScenario({
      series: {
        [SUCCEEDED]: `${counter({ minutes: 10, perScrape: 20 })} stale`,
      },
      expect: [firing(12.5), firing(13.5, "ShopAbsent")],
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
});
