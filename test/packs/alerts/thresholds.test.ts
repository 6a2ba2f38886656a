import { Duration } from "../../../lib/domain/units";
import {
  requireGrades,
  withThresholds,
} from "../../../lib/packs/alerts/thresholds";

const WHAT = "thresholds of redisAlerts";
const DEFAULTS = { hitRatioP2: 0.5, evictions: 10, lag: Duration.seconds(10) };

describe("withThresholds", () => {
  it("replaces single defaults, and nothing by what is undefined", () => {
    expect(
      withThresholds(WHAT, DEFAULTS, {
        evictions: 3,
        lag: undefined,
      } as unknown as Partial<typeof DEFAULTS>),
    ).toEqual({ ...DEFAULTS, evictions: 3 });
  });

  it.each([
    [{ evictoins: 1 }, 'got "evictoins"; did you mean "evictions"'],
    [{ evictions: "10" }, 'must be a number, got "10"'],
    [{ evictions: NaN }, "must be a number, got NaN"],
    [{ evictions: 0 }, "must be above 0 and finite, got 0"],
    [{ evictions: Infinity }, "must be above 0 and finite, got Infinity"],
    [{ hitRatioP2: 50 }, "must be above 0 and at most 1, got 50"],
    [{ lag: 10 }, "must be a Duration, got 10"],
    [{ lag: Duration.seconds(0) }, "must be above 0 and finite, got 0s"],
    [null, "must be an object, got null"],
  ])("refuses %j", (given, message) => {
    expect(() =>
      withThresholds(WHAT, DEFAULTS, given as Partial<typeof DEFAULTS>),
    ).toThrow(message);
  });
});

describe("requireGrades", () => {
  const limits = { p2: 0.9, p3: 0.8 };

  it("takes the more urgent grade farther from what is healthy", () => {
    expect(() => {
      requireGrades(WHAT, limits, "below", "p2", "p3");
      requireGrades(WHAT, limits, "above", "p3", "p2");
    }).not.toThrow();
  });

  it("refuses others, also equal ones", () => {
    expect(() => requireGrades(WHAT, limits, "above", "p2", "p3")).toThrow(
      `p2 of ${WHAT} must be below p3, got 0.9 and 0.8`,
    );
    const lags = { p2: Duration.seconds(9), p3: Duration.seconds(9) };
    expect(() => requireGrades(WHAT, lags, "below", "p2", "p3")).toThrow(
      "must be above p3, got 9s and 9s",
    );
  });
});
