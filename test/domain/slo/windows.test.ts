import fc from "fast-check";
import { decimalText, percentText } from "../../../lib/domain/slo/decimal";
import {
  BURN_RATE_WINDOWS,
  burnRateFactor,
  burnRates,
  outageDetectionTime,
  timeToExhaustion,
  type BurnRateWindow,
} from "../../../lib/domain/slo/windows";
import { Duration } from "../../../lib/domain/units";

const [FAST] = BURN_RATE_WINDOWS as [BurnRateWindow];

function factors(days: number, windows = BURN_RATE_WINDOWS) {
  return windows.map((window) =>
    decimalText(burnRateFactor(window, Duration.days(days))),
  );
}

/** Multiples of 5 minutes as the long window, with a short one that fits. */
const windows = fc
  .record({
    longs: fc.uniqueArray(fc.integer({ min: 2, max: 280 }), {
      minLength: 1,
      maxLength: 5,
    }),
    fraction: fc.integer({ min: 1, max: 999 }),
  })
  .map(({ longs, fraction }) =>
    longs.map((long): BurnRateWindow => ({
      severity: "warning",
      long: Duration.minutes(5 * long),
      short: Duration.minutes(5),
      budgetFraction: fraction / 1000,
      for: Duration.minutes(2),
    })),
  );

const objectives = fc.integer({ min: 1, max: 99_999 }).map((n) => n / 100_000);

describe("factors of the burn-rate windows", () => {
  it("are those of the SRE workbook for 30 days", () => {
    expect(factors(30)).toEqual(["14.4", "6", "3", "1"]);
  });

  it("are those of Sloth for 28 days", () => {
    expect(factors(28)).toEqual(["13.44", "5.6", "2.8", "0.933333333333"]);
  });

  it("are those of Sloth's example for 7 days, when the budget shares are its", () => {
    const shares = [0.08, 0.125, 0.2, 0.42];
    const sloth = BURN_RATE_WINDOWS.map((window, index) => ({
      ...window,
      budgetFraction: shares[index] ?? 0,
    }));
    expect(factors(7, sloth)).toEqual(["13.44", "3.5", "1.4", "0.98"]);
  });

  it("spend the budget share within the long window, exactly", () => {
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: 24, max: 2160 }),
        (table, hours) => {
          for (const window of table) {
            const spent = burnRateFactor(window, Duration.hours(hours))
              .times(window.long.toMillis())
              .div(Duration.hours(hours).toMillis());
            expect(
              spent.minus(String(window.budgetFraction)).abs().lt("1e-40"),
            ).toBe(true);
          }
        },
      ),
    );
  });
});

describe("burnRates", () => {
  it("gives thresholds without binary noise", () => {
    const { burnRates: rates } = burnRates(
      BURN_RATE_WINDOWS,
      Duration.days(30),
      0.001,
    );
    expect(rates.map(({ threshold }) => threshold)).toEqual([
      0.0144, 0.006, 0.003, 0.001,
    ]);
    // The same product in binary, which is what other generators print.
    expect(14.4 * (1 - 0.999)).toBe(0.014400000000000013);
  });

  it("never makes an alert that cannot fire, and explains each window it leaves out", () => {
    fc.assert(
      fc.property(windows, objectives, (table, objective) => {
        const attempt = () =>
          burnRates(
            table,
            Duration.days(30),
            Number((1 - objective).toFixed(5)),
          );
        let result: ReturnType<typeof attempt>;
        try {
          result = attempt();
        } catch (error) {
          expect((error as Error).message).toMatch(/can fire, got .*exceeds/);
          return;
        }
        expect(result.burnRates.every(({ threshold }) => threshold < 1)).toBe(
          true,
        );
        expect(result.burnRates.length + result.omittedWindows.length).toBe(
          table.length,
        );
        for (const { threshold } of result.burnRates) {
          expect(decimalText(threshold)).toMatch(/^0\.\d+$/);
        }
      }),
    );
  });

  it("leaves out what no error ratio reaches", () => {
    const { burnRates: rates, omittedWindows } = burnRates(
      BURN_RATE_WINDOWS,
      Duration.days(30),
      0.1,
    );
    expect(rates.map(({ window }) => window.long.toPrometheus())).toEqual([
      "6h",
      "1d",
      "3d",
    ]);
    expect(omittedWindows).toEqual([
      {
        window: FAST,
        kind: "unreachable",
        reason:
          "a burn rate of 14.4 would need an error ratio of 144%, and no error ratio exceeds 100%",
      },
    ]);
  });

  const fast = (change: Partial<BurnRateWindow>) => [{ ...FAST, ...change }];
  it.each([
    [
      "a period as long as an alert window",
      BURN_RATE_WINDOWS,
      3,
      0.001,
      "window of an objective must be longer than its longest alert window (3d), got 3d; use a longer window or give alertWindows that are shorter",
    ],
    [
      "a budget that no alert can watch",
      fast({}),
      30,
      0.5,
      "objective must be high enough that a burn-rate alert can fire, got 50% over 30d, where a burn rate of 14.4 would need an error ratio of 720%, and no error ratio exceeds 100%; raise the objective or give alertWindows of a smaller budgetFraction",
    ],
    [
      "no windows",
      [],
      30,
      0.001,
      "alertWindows must have at least one entry, got none; leave it out",
    ],
    [
      "two windows of one length",
      [FAST, FAST],
      30,
      0.001,
      "alertWindows must have different long windows, got 1h twice; merge them",
    ],
    [
      "a short window below that of the recorded rates",
      fast({ short: Duration.minutes(4) }),
      30,
      0.001,
      "alertWindows must have a short window from 5m to less than the long one, got 4m and 1h; use about a twelfth of the long window",
    ],
    [
      "a short window as long as the long one",
      fast({ short: Duration.hours(1) }),
      30,
      0.001,
      "alertWindows must have a short window from 5m to less than the long one, got 1h and 1h; use about a twelfth of the long window",
    ],
    [
      "a percentage as the budget share",
      fast({ budgetFraction: 2 }),
      30,
      0.001,
      "alertWindows must have a budgetFraction above 0 and up to 1, got 2; write 0.02 for 2%",
    ],
  ])("refuses %s", (_, table, days, budget, message) => {
    expect(() => burnRates(table, Duration.days(days), budget)).toThrow(
      new Error(message),
    );
  });
});

describe("times that follow from a burn rate", () => {
  it("say how long the budget lasts", () => {
    expect(
      BURN_RATE_WINDOWS.map((window) => timeToExhaustion(window).toString()),
    ).toEqual(["2d2h", "5d", "10d", "30d"]);
  });

  it("say how long a total outage goes on before somebody is told", () => {
    const seconds = (budget: number) =>
      burnRates(BURN_RATE_WINDOWS, Duration.days(30), budget).burnRates.map(
        (rate) => outageDetectionTime(rate).toSeconds(),
      );
    // 0.0144 x 1h + 2m, 0.006 x 6h + 15m, 0.003 x 1d + 1h, 0.001 x 3d + 3h
    expect(seconds(0.001)).toEqual([171.84, 1029.6, 3859.2, 11059.2]);
    expect(seconds(0.01)[0]).toBe(638.4);
  });
});

describe("decimals", () => {
  it("are printed as people write them", () => {
    expect(decimalText(0.1 + 0.2)).toBe("0.3");
    expect(decimalText(1e-9)).toBe("0.000000001");
    expect(decimalText(14.4)).toBe("14.4");
    expect(percentText(0.0144)).toBe("1.44%");
    expect(percentText(0.00005)).toBe("0.005%");
  });
});
