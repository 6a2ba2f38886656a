import { createSlo } from "../../lib/domain/slo/objective";
import type { Scenario } from "../../lib/domain/slo/simulation/scenario";
import { Sli } from "../../lib/domain/slo/sli";
import { Duration } from "../../lib/domain/units";
import { sloMatchers, type SloMatchers } from "../../lib/testing/matchers";

declare global {
  // The way of @types/jest to add matchers.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unused-vars
    interface Matchers<R, T> extends SloMatchers<R> {}
  }
}

expect.extend(sloMatchers);

const slo = createSlo({
  name: "Shop",
  service: "shop",
  objective: 0.999,
  sli: Sli.ratio({ errors: "errors_total", total: "requests_total" }),
});

function failing(errorRatio: number): Scenario {
  return [0, errorRatio].map((ratio) => ({
    duration: Duration.hours(6),
    errorRatio: ratio,
    eventsPerSecond: 100,
  }));
}

describe("matchers for objectives", () => {
  it("accept an objective that pages in time, and one that stays silent", () => {
    expect(slo).toDetectWithin(failing(1), Duration.minutes(4));
    expect(slo).not.toDetectWithin(failing(1), Duration.minutes(2));
    expect(slo).not.toDetectWithin(failing(0.0001), Duration.hours(6));
    expect(slo).toStaySilent(failing(0.0001));
    expect(slo).not.toStaySilent(failing(1));
  });

  it("do not take a ticket for a page", () => {
    const short = createSlo({
      name: "Shop",
      service: "shop",
      objective: 0.999,
      sli: slo.sli,
      alertWindows: slo.burnRates.map(({ window }) => ({
        ...window,
        severity: "warning",
      })),
    });
    expect(short).not.toDetectWithin(failing(1), Duration.hours(6));
  });

  it("say what was found instead", () => {
    expect(() =>
      expect(slo).toDetectWithin(failing(1), Duration.minutes(2)),
    ).toThrow(
      'objective "shop" must page within 2m of the failure, got ShopBurn1h after 3m',
    );
    expect(() =>
      expect(slo).toDetectWithin(failing(0.001), Duration.hours(2)),
    ).toThrow("got no page at all");
    expect(() =>
      expect(slo).not.toDetectWithin(failing(1), Duration.hours(1)),
    ).toThrow("must not page within 1h");
    expect(() => expect(slo).toStaySilent(failing(1))).toThrow(
      /must stay silent in the scenario, got ShopBurn1h at 6h3m/,
    );
    expect(() => expect(slo).not.toStaySilent(failing(0))).toThrow(
      "must alert in the scenario, got silence",
    );
  });
});
