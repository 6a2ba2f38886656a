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

const STEP = 30;
const DAY = (24 * 60) / STEP;
const WEEK = 7 * DAY;

interface Season {
  readonly base: number;
  /** How much of the base the day adds and takes. */
  readonly swing: number;
  /** Hour of the maximum. */
  readonly peak: number;
  /** How much of the level the week adds and takes. */
  readonly week: number;
  /** Greatest deviation by chance, as a share. */
  readonly noise: number;
  readonly seed: number;
}

const season: fc.Arbitrary<Season> = fc.record({
  base: fc.double({ min: 1, max: 1000, noNaN: true }),
  swing: fc.double({ min: 0, max: 0.8, noNaN: true }),
  peak: fc.integer({ min: 0, max: 23 }),
  week: fc.double({ min: 0, max: 0.5, noNaN: true }),
  noise: fc.double({ min: 0, max: 0.08, noNaN: true }),
  seed: fc.integer({ min: 0, max: 1e9 }),
});

const PLAIN: Season = {
  base: 100,
  swing: 0.5,
  peak: 15,
  week: 0.3,
  noise: 0.05,
  seed: 1,
};

function values(each: Season, weeks: number): number[] {
  const random = noise(each.seed);
  return Array.from({ length: weeks * WEEK }, (_, step) => {
    const wave = (share: number) => Math.cos(2 * Math.PI * share);
    const day = 1 + each.swing * wave(step / DAY - each.peak / 24);
    const week = 1 + each.week * wave(step / WEEK);
    const chance = 1 + each.noise * (2 * random() - 1);
    return Math.round(each.base * day * week * chance * 1e4) / 1e4;
  });
}

/** The values with those from one step to another changed. */
function changed(
  all: readonly (number | "_")[],
  from: number,
  to: number,
  change: (value: number) => number | "_",
): (number | "_")[] {
  return all.map((value, step) =>
    step >= from && step < to && value !== "_" ? change(value) : value,
  );
}

/** The histories, shown to one detector. */
function shown(
  histories: Readonly<Record<string, History>>,
  options: Partial<Parameters<typeof Anomaly.seasonal>[0]> = {},
  others: Run["others"] = {},
): Run {
  return {
    detector: Anomaly.seasonal({
      name: "orders",
      expr: "sum by (job) (orders)",
      tolerance: 0.3,
      ...options,
    }),
    metric: "orders",
    histories,
    others,
    step: STEP,
  };
}

/** Wednesday noon of the fifth week. */
const NOON = 4 * WEEK + 2 * DAY + DAY / 2;

describe("Anomaly.seasonal", () => {
  describeWithTool("promtool", "in promtool", (promtool) => {
    it("is silent in every healthy season and fires when it is left, above and below", () => {
      const seasons = fc.sample(season, { numRuns: 6, seed: 4 });
      const later = NOON + DAY;
      const histories = seasons.map((each, index) => {
        const few = changed(
          values(each, 5),
          NOON,
          NOON + 2,
          (value) => value * 0.45,
        );
        const many = changed(few, later, later + 2, (value) => value * 2.2);
        const history: History = {
          values: many,
          looks: [
            quiet(0, NOON - 1),
            fires(NOON - 1, NOON + 2),
            quiet(NOON + 4, later - 1),
            fires(later - 1, later + 2),
            quiet(later + 4, 5 * WEEK - 1),
          ],
        };
        return [`season ${index}`, history] as const;
      });
      expect(
        failures(promtool, [shown(Object.fromEntries(histories))]),
      ).toEqual([]);
    }, 60_000);

    const healthy = values(PLAIN, 5);
    const drop = changed(healthy, NOON, NOON + 2, (value) => value * 0.5);
    const noticed = [quiet(3 * WEEK, NOON - 1), fires(NOON - 1, NOON + 2)];
    const week = (number: number): [number, number] => [
      (number - 1) * WEEK,
      number * WEEK,
    ];

    it("bridges what is missing, unusual or new", () => {
      const fewDays = changed(
        healthy,
        WEEK + DAY,
        WEEK + 2 * DAY,
        () => 1,
      ).slice(0, 4 * WEEK);
      const runs = [
        shown({
          "the first two weeks": {
            values: fewDays.slice(0, 2 * WEEK),
            looks: [quiet(0, 2 * WEEK - 1)],
          },
          "one bad week of four": {
            values: changed(drop, ...week(2), () => 1),
            looks: noticed,
          },
          "a bad week before": {
            values: changed(healthy, ...week(4), () => 1),
            looks: [fires(...week(4)), quiet(4 * WEEK + 2, 5 * WEEK - 1)],
          },
          "a missing week": {
            values: changed(drop, ...week(3), () => "_"),
            looks: noticed,
          },
        }),
        shown(
          {
            "a longer warm-up": {
              values: changed(
                healthy,
                3 * WEEK + DAY,
                3 * WEEK + 2 * DAY,
                () => 1,
              ),
              looks: [quiet(0, 4 * WEEK)],
            },
          },
          { warmUp: 4 },
        ),
        shown(
          {
            "a week is enough": {
              values: fewDays,
              looks: [quiet(0, WEEK + DAY - 1), fires(WEEK, WEEK + DAY + 2)],
            },
          },
          { weeks: 1 },
        ),
        shown(
          { "no number once": { values: drop, looks: noticed } },
          { expr: "sum by (job) (orders) / on () group_left () switch" },
          { switch: drop.map((_, step) => (step === NOON - 3 ? 0 : 1)) },
        ),
        shown(
          {
            "a counter starts again": {
              values: counted(healthy, NOON + 3),
              looks: [quiet(0, 5 * WEEK - 1)],
            },
            "a counter slows down": { values: counted(drop), looks: noticed },
          },
          {
            expr: "sum by (job) (rate(orders[65m]))",
            counted: Duration.minutes(65),
          },
        ),
      ];
      expect(failures(promtool, runs)).toEqual([]);
    }, 60_000);

    // One week to compare with is enough where it does not matter how many there are.
    const EARLY = WEEK + 2 * DAY + DAY / 2;
    const even = values(PLAIN, 2).slice(0, EARLY + 3);
    const fewer = changed(even, EARLY, EARLY + 2, (value) => value * 0.5);
    const more = changed(even, EARLY, EARLY + 2, (value) => value * 1.6);
    const early = [quiet(0, EARLY - 1), fires(EARLY - 1, EARLY + 2)];

    it("is silent about small numbers, where chance decides", () => {
      const single = even.map(() => 1);
      const many = changed(single, EARLY, EARLY + 2, () => 4);
      const gone = changed(single, EARLY, EARLY + 2, () => 0);
      const traffic = "0 * sum by (job) (orders) + 5";
      const silent = [quiet(0, even.length - 1)];
      const runs = [
        shown(
          {
            "usually too few": { values: gone, looks: silent },
            "enough now": { values: many, looks: early },
          },
          { weeks: 1, minimum: 2 },
        ),
        shown(
          { "too few now": { values: many, looks: silent } },
          { weeks: 1, minimum: 5 },
        ),
        shown(
          { "too little traffic": { values: gone, looks: silent } },
          { weeks: 1, traffic: { expr: traffic, minimum: 6 } },
        ),
        shown(
          { "enough traffic": { values: gone, looks: early } },
          { weeks: 1, traffic: { expr: traffic, minimum: 4 } },
        ),
        shown(
          { "a share of few": { values: gone, looks: silent } },
          {
            weeks: 1,
            counted: true,
            traffic: { expr: traffic, minimum: 4 },
          },
        ),
        // One event a minute is 9 within 9 minutes, give or take 3: with 3 deviations none at all is no wonder.
        shown(
          {
            "few are counted": {
              values: gone.map((value) => (value === "_" ? value : value / 60)),
              looks: silent,
            },
            "enough are counted": { values: gone, looks: early },
          },
          { weeks: 1, counted: Duration.minutes(9) },
        ),
      ];
      expect(failures(promtool, runs)).toEqual([]);
    }, 60_000);

    it("alerts only in the direction asked for, at the tolerance asked for", () => {
      const fine = [
        shown(
          {
            drop: { values: fewer, looks: early },
            surge: { values: more, looks: early },
          },
          { weeks: 1 },
        ),
        shown(
          { below: { values: fewer, looks: early } },
          { weeks: 1, direction: "below" },
        ),
        shown(
          { above: { values: more, looks: early } },
          { weeks: 1, direction: "above" },
        ),
      ];
      const wrong = [
        shown(
          { "not above": { values: fewer, looks: early } },
          { weeks: 1, direction: "above" },
        ),
        shown(
          { "not below": { values: more, looks: early } },
          { weeks: 1, direction: "below" },
        ),
        shown(
          { "ten times the tolerance": { values: more, looks: early } },
          { weeks: 1, tolerance: 3, direction: "above" },
        ),
        shown(
          {
            "a tenth of the tolerance": {
              values: even,
              looks: [quiet(0, EARLY)],
            },
          },
          { weeks: 1, tolerance: 0.03 },
        ),
        shown(
          { "a hundred deviations": { values: drop, looks: noticed } },
          { deviations: 100 },
        ),
      ];
      expect(failures(promtool, [...fine, ...wrong])).toEqual(
        wrong.flatMap(({ histories }) => Object.keys(histories)),
      );
    }, 60_000);
  });

  it.each([
    [{ name: "Orders" }, 'must be lower-case letters, digits and "_"'],
    [{ expr: "rate(x[5m]" }, "must follow the grammar"],
    [{ expr: "5" }, "must give an instant vector, got a scalar"],
    [{ weeks: 0 }, "weeks of anomaly"],
    [{ weeks: 2.5 }, "must be a whole number from 1 to 12, got 2.5"],
    [{ warmUp: 5 }, "must be a whole number from 1 to 4, got 5"],
    [{ tolerance: NaN }, "tolerance of anomaly"],
    [{ tolerance: 1 }, "must be below 1, got 1"],
    [{ deviations: -1 }, "must be a number above 0, got -1"],
    [{ minimum: "1" as never }, "minimum of anomaly"],
    [{ direction: "up" as never }, "must be one of below, above, both"],
    [{ traffic: { expr: "x", minimum: -1 } }, "at least 0, got -1"],
    [{ counted: false as never }, "must be a Duration, got false"],
    [{ tolerence: 0.5 }, 'got "tolerence"; did you mean "tolerance"'],
  ])("refuses %j", (wrong, message) => {
    expect(() =>
      Anomaly.seasonal({ name: "orders", expr: "sum(x)", ...wrong }),
    ).toThrow(message);
  });

  it("needs samples of little more than a week, however many weeks it compares", () => {
    const text = JSON.stringify(
      Anomaly.seasonal({ name: "orders", expr: "sum(x)", weeks: 12 }),
    );
    const days = [...text.matchAll(/offset (\d+)d/g)].map(([, each]) =>
      Number(each),
    );
    expect(days).toHaveLength(12);
    expect(Math.max(...days)).toBe(7);
  });
});

/** A counter of what comes in each step, which starts again at 0 in one of them. */
function counted(perStep: readonly (number | "_")[], restart = -1): number[] {
  let total = 0;
  return perStep.map((value, step) => {
    total = (step === restart ? 0 : total) + (value === "_" ? 0 : value * 1800);
    return Math.round(total);
  });
}
