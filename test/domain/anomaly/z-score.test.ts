import fc from "fast-check";
import { Anomaly } from "../../../lib/domain/anomaly/anomaly";
import { Duration } from "../../../lib/domain/units";
import { describeWithTool } from "../../support/tools";
import {
  failures,
  fires,
  noise,
  quiet,
  type History,
  type Run,
} from "./history";

const STEP = 10;
const HOUR = 60 / STEP;
const DAY = 24 * HOUR;
const END = 3 * DAY;

function shown(
  histories: Readonly<Record<string, History>>,
  options: Partial<Parameters<typeof Anomaly.zScore>[0]> = {},
): Run {
  return {
    detector: Anomaly.zScore({
      name: "load",
      expr: "sum by (job) (load)",
      ...options,
    }),
    metric: "load",
    histories,
    step: STEP,
  };
}

/** Even noise of a width around a level: its standard deviation is width / sqrt(3), so it never leaves 3 of them. */
function steady(level: number, width: number, seed: number): number[] {
  const random = noise(seed);
  return Array.from(
    { length: END },
    () => level + width * level * (2 * random() - 1),
  );
}

function from(
  step: number,
  values: readonly number[],
  factor: number,
): readonly number[] {
  return values.map((value, at) => (at >= step ? value * factor : value));
}

const AT = 2 * DAY;
const noticed = [quiet(0, AT - 1), fires(AT - 1, AT + 2)];

describe("Anomaly.zScore", () => {
  describeWithTool("promtool", "in promtool", (promtool) => {
    it("is silent about any noise of one kind and fires when the level changes", () => {
      const kinds = fc.sample(
        fc.record({
          level: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
          width: fc.double({ min: 0, max: 0.2, noNaN: true }),
          seed: fc.integer({ min: 0, max: 1e9 }),
        }),
        { numRuns: 10, seed: 4 },
      );
      const histories = kinds.flatMap(
        ({ level, width, seed }, index): [string, History][] => {
          const values = steady(level, width, seed);
          const beyond =
            3 * Math.max(width / Math.sqrt(3), 0.05) + width + 0.05;
          return [
            [`noise ${index}`, { values, looks: [quiet(0, END - 1)] }],
            [
              `more ${index}`,
              { values: from(AT, values, 1 + 1.5 * beyond), looks: noticed },
            ],
            [
              `less ${index}`,
              { values: from(AT, values, 1 - beyond), looks: noticed },
            ],
          ];
        },
      );
      expect(
        failures(promtool, [shown(Object.fromEntries(histories))]),
      ).toEqual([]);
    }, 60_000);

    it("waits until it knows the series, and for noise of a steady one", () => {
      const values = steady(100, 0.01, 1);
      const early = from(DAY - HOUR, values, 5);
      expect(
        failures(promtool, [
          shown({
            "a steady series": {
              values: from(AT, values, 1.1),
              looks: [quiet(0, END - 1)],
            },
            "a day is not over": {
              values: early,
              looks: [quiet(0, DAY - HOUR + 2)],
            },
          }),
          shown(
            {
              "half a day is enough": {
                values: early,
                looks: [fires(DAY - HOUR - 1, DAY - HOUR + 2)],
              },
            },
            { warmUp: Duration.hours(12) },
          ),
          shown(
            { small: { values: from(AT, values, 3), looks: [quiet(0, END)] } },
            { minimum: 400 },
          ),
        ]),
      ).toEqual([]);
    }, 60_000);

    it("notices a threshold, a floor and a direction that are changed", () => {
      const values = steady(100, 0.1, 1);
      const more = { values: from(AT, values, 1.4), looks: noticed };
      expect(
        failures(promtool, [
          shown({ plain: more }),
          shown({ "ten times the threshold": more }, { threshold: 30 }),
          shown({ "a tenth of it": more }, { threshold: 0.3 }),
          shown({ "ten times the floor": more }, { floor: 0.5 }),
          shown({ below: more }, { direction: "below" }),
        ]),
      ).toEqual([
        "ten times the threshold",
        "a tenth of it",
        "ten times the floor",
        "below",
      ]);
    }, 60_000);
  });

  it.each([
    [{ window: Duration.minutes(5) }, "must be from 1h to 7d, got 5m"],
    [{ warmUp: Duration.days(2) }, "must be from 1h to 1d, got 2d"],
    [{ threshold: 0 }, "threshold of anomaly"],
    [{ floor: Infinity }, "floor of anomaly"],
    [{ minimum: -1 }, "minimum of anomaly"],
    [{ direction: "down" as never }, "must be one of below, above, both"],
    [{ treshold: 3 }, 'did you mean "threshold"'],
    [{ expr: "x[5m]" }, "got a matrix"],
  ])("refuses %j", (wrong, message) => {
    expect(() =>
      Anomaly.zScore({ name: "load", expr: "sum(x)", ...wrong }),
    ).toThrow(message);
  });
});
