import fc from "fast-check";
import {
  allowedDowntime,
  errorBudget,
  requireObjective,
} from "../../../lib/domain/slo/budget";
import { Duration } from "../../../lib/domain/units";

describe("the error budget", () => {
  it("is what is left of the objective, without binary noise", () => {
    expect(errorBudget(0.999)).toBe(0.001);
    expect(errorBudget(0.9995)).toBe(0.0005);
    expect(errorBudget(0.99999)).toBe(0.00001);
  });

  it("adds up with the objective to 1 in decimals", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), (n) => {
        const objective = Number(`0.${String(n).padStart(7, "0")}`);
        const budget = Number(`0.${String(10_000_000 - n).padStart(7, "0")}`);
        expect(errorBudget(objective)).toBe(budget);
      }),
    );
  });

  it.each([
    [0.999, 30, 43.2],
    [0.9995, 30, 21.6],
    [0.99, 28, 403.2],
    [0.99999, 30, 0.432],
  ])("of %f over %i days is %f minutes of downtime", (ratio, days, minutes) => {
    expect(allowedDowntime(ratio, Duration.days(days)).toMillis()).toBe(
      minutes * 60_000,
    );
  });
});

describe("requireObjective", () => {
  it.each([
    [99.9, "got 99.9; write 0.999 for 99.9%"],
    [99.95, "got 99.95; write 0.9995 for 99.95%"],
    [1, "got 1; leave room for failures"],
    [100, "got 100; leave room for failures"],
    [0, "got 0; write a ratio such as 0.999"],
    [-0.5, "got -0.5; write a ratio such as 0.999"],
    [NaN, "got NaN; write a ratio such as 0.999"],
    [Infinity, "got Infinity; write a ratio such as 0.999"],
    ["0.999" as unknown as number, 'got "0.999"; write a ratio such as 0.999'],
  ])("refuses %p", (objective, message) => {
    expect(() => requireObjective(objective)).toThrow(
      `objective must be a ratio between 0 and 1, both excluded, ${message}`,
    );
  });
});
