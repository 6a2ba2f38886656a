import fc from "fast-check";
import { Forecast } from "../../../lib/domain/anomaly/forecast";
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
const END = 48 * HOUR;

/** 100 units, predicted a day ahead by the last 6 hours. */
function shown(
  histories: Readonly<Record<string, History>>,
  options: Partial<Parameters<typeof Forecast.exhaustion>[0]> = {},
): Run {
  return {
    detector: Forecast.exhaustion({
      name: "disk",
      used: "max by (job) (used)",
      capacity: 100,
      within: Duration.days(1),
      ...options,
    }),
    metric: "used",
    histories,
    step: STEP,
  };
}

function values(at: (step: number) => number): number[] {
  return Array.from({ length: END }, (_, step) => at(step));
}

/** Grows evenly by so much an hour, to 99 at most. */
function growing(start: number, perHour: number, wobble = 0): number[] {
  const random = noise(7);
  return values((step) =>
    Math.min(99, start + (perHour * step) / HOUR + wobble * random()),
  );
}

const silent = [quiet(0, END - 1)];

describe("Forecast.exhaustion", () => {
  describeWithTool("promtool", "in promtool", (promtool) => {
    it("fires as soon as an even growth will be over within the time, and not before", () => {
      const growths = fc.sample(
        fc.record({
          perHour: fc.double({ min: 0.5, max: 2.9, noNaN: true }),
          spare: fc.double({ min: 1.2, max: 1.6, noNaN: true }),
          wobble: fc.double({ min: 0, max: 0.1, noNaN: true }),
        }),
        { numRuns: 10, seed: 4 },
      );
      const histories = growths.map(({ perHour, spare, wobble }, index) => {
        // So that a day is left after some hours.
        const hours = 24 * (spare - 1) + 8;
        const free = Math.min(perHour * (24 + hours), 100);
        const due = Math.max(
          (free / perHour - 24) * HOUR,
          ((free - 50) / perHour) * HOUR,
        );
        const looks = [
          quiet(0, Math.floor(due * 0.9 - 2 * HOUR)),
          fires(Math.floor(due) - 1, Math.ceil(due * 1.1 + 4 * HOUR)),
        ];
        return [
          `growth ${index}`,
          { values: growing(100 - free, perHour, wobble), looks },
        ] as const;
      });
      expect(
        failures(promtool, [shown(Object.fromEntries(histories))]),
      ).toEqual([]);
    }, 60_000);

    it("is silent where it is cleaned up again and again", () => {
      const saws = fc.sample(
        fc.record({
          hours: fc.double({ min: 0.5, max: 5, noNaN: true }),
          height: fc.double({ min: 1, max: 35, noNaN: true }),
          bottom: fc.double({ min: 50, max: 60, noNaN: true }),
          phase: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { numRuns: 25, seed: 4 },
      );
      const histories = saws.map(
        ({ hours, height, bottom, phase }, index): [string, History] => {
          const length = hours * HOUR;
          const random = noise(index);
          const heights = values(() => height * (0.9 + 0.2 * random()));
          const saw = (step: number): number => {
            const teeth = step / length + phase;
            return bottom + (heights[Math.floor(teeth)] ?? 0) * (teeth % 1);
          };
          return [`saw ${index}`, { values: values(saw), looks: silent }];
        },
      );
      expect(
        failures(promtool, [shown(Object.fromEntries(histories))]),
      ).toEqual([]);
    }, 60_000);

    it("fires for a sawtooth that rises all the same", () => {
      const rising = values(
        (step) => 50 + (1.2 * step) / HOUR + 4 * ((step / (2 * HOUR)) % 1),
      );
      expect(
        failures(promtool, [
          shown({ rising: { values: rising, looks: [fires(0, 40 * HOUR)] } }),
        ]),
      ).toEqual([]);
    }, 60_000);

    it("is silent without history, after a step, about little, and where much is free", () => {
      const runs = [
        shown({
          "a few hours": {
            values: growing(60, 2).slice(0, 6 * HOUR),
            looks: [quiet(0, 6 * HOUR - 1)],
          },
          "a step": {
            values: values((step) => (step < 20 * HOUR ? 60 : 85)),
            looks: silent,
          },
          "growth that is over": {
            values: values((step) => Math.min(90, 60 + (step * 2) / HOUR)),
            looks: [quiet(17 * HOUR, END - 1)],
          },
          "hardly any growth": {
            values: growing(99 - 7, 0.25).map((value) => Math.min(value, 96)),
            looks: silent,
          },
          "much is free": {
            values: growing(0, 3).slice(0, 15 * HOUR),
            looks: [quiet(0, 15 * HOUR)],
          },
          "it shrinks": { values: growing(50, -0.5), looks: silent },
        }),
        shown(
          {
            "history of a day": {
              values: growing(60, 1),
              looks: [quiet(0, 24 * HOUR - 1), fires(24 * HOUR, 30 * HOUR)],
            },
          },
          { minimumHistory: Duration.days(1) },
        ),
      ];
      expect(failures(promtool, runs)).toEqual([]);
    }, 60_000);

    it("takes what is free, a capacity of each series, and other times", () => {
      const used = growing(60, 1);
      const runs: Run[] = [
        {
          ...shown(
            {
              free: {
                values: used.map((value) => 100 - value),
                looks: [fires(0, END)],
              },
            },
            { capacity: "max by (job) (used) * 0 + 100" },
          ),
          detector: Forecast.exhaustion({
            name: "disk",
            free: "max by (job) (used)",
            capacity: "max by (job) (used) * 0 + 100",
            within: Duration.days(1),
          }),
        },
        shown(
          {
            "within a tenth": {
              values: used.slice(0, 30 * HOUR),
              looks: [quiet(0, 30 * HOUR)],
            },
          },
          { within: Duration.hours(3) },
        ),
        shown(
          {
            "longer trend": {
              values: used,
              looks: [quiet(0, 12 * HOUR), fires(0, END)],
            },
          },
          { over: Duration.hours(12) },
        ),
      ];
      expect(failures(promtool, runs)).toEqual([]);
    }, 60_000);
  });

  const INPUT = {
    name: "disk",
    used: "used",
    capacity: 100,
    within: Duration.days(1),
  };

  it.each([
    [{ free: "x" }, "must have either free or used, got both"],
    [{ used: undefined }, "must have either free or used, got neither"],
    [{ used: "1" }, "used of forecast"],
    [{ capacity: 0 }, "capacity of forecast"],
    [{ capacity: "x[5m]" }, "must give an instant vector, got a matrix"],
    [{ within: Duration.minutes(5) }, "must be at least 1h, got 5m"],
    [{ within: 3600 as never }, "must be a Duration, got 3600"],
    [{ over: Duration.seconds(1) }, "over of forecast"],
    [{ minimumHistory: Duration.seconds(1) }, "minimumHistory of forecast"],
    [{ minimumGrowth: 2 }, "above 0 and at most 1, got 2"],
    [{ freeBelow: NaN }, "freeBelow of forecast"],
    [{ withn: 1 }, 'did you mean "within"'],
  ])("refuses %j", (wrong, message) => {
    expect(() =>
      Forecast.exhaustion({ ...INPUT, ...wrong } as typeof INPUT),
    ).toThrow(message);
  });
});
