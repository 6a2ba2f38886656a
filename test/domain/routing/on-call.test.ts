import fc from "fast-check";
import { EscalationPolicy } from "../../../lib/domain/routing/escalation-policy";
import { onCallHours } from "../../../lib/domain/routing/on-call-hours";
import { OnCallSchedule } from "../../../lib/domain/routing/on-call-schedule";
import { InvalidInputError } from "../../../lib/domain/problem";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { WEEKDAYS } from "../../../lib/domain/time/weekday";
import { isWithin } from "../../../lib/domain/time/within";
import { Duration } from "../../../lib/domain/units";

const ANN = "ann@example.com";
const BOB = "bob@example.com";
const START = "2026-01-05T09:00";

const weekly = (from: string, to: string, timeZone = "Europe/Berlin") =>
  TimeInterval.weekly({ from, to, timeZone });

function schedule(
  change: Partial<Parameters<typeof OnCallSchedule.of>[0]> = {},
): OnCallSchedule {
  return OnCallSchedule.of({
    name: "Payments",
    timeZone: "Europe/Berlin",
    layers: [{ users: [ANN, BOB], start: START }],
    ...change,
  });
}

function codeOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return error.code;
    }
    throw error;
  }
  return "accepted";
}

const js = <T>(value: unknown): T => value as T;

describe("hours of on-call schedules", () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 30, 59))
    .map((parts) => parts.map((part) => String(part).padStart(2, "0")))
    .map((parts) => parts.join(":"));
  const interval = fc
    .record({
      days: fc.oneof(
        fc.constant([...WEEKDAYS]),
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
      ),
      from: clock,
      to: fc.oneof(clock, fc.constant("24:00")),
    })
    .map((options) => TimeInterval.weekly({ ...options, timeZone: "UTC" }));

  it("are the same minutes of the week as the intervals, each in one stretch", () => {
    const monday = Date.UTC(2026, 0, 5);
    fc.assert(
      fc.property(
        fc.array(interval, { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 10_079 }), { minLength: 40 }),
        (intervals, minutes) => {
          const hours = onCallHours("a layer", intervals, "UTC");
          const begins = hours.flatMap(({ day, from, minutes }) =>
            (day === undefined ? WEEKDAYS : [day]).map((each) => ({
              from: WEEKDAYS.indexOf(each) * 1_440 + from,
              minutes,
            })),
          );
          // Each boundary and the minute before it, and others.
          const looked = [
            ...minutes,
            ...begins.flatMap(({ from, minutes }) => [
              from,
              from + 10_079,
              from + minutes,
              from + minutes - 1,
            ]),
          ];
          for (const minute of looked.map((each) => each % 10_080)) {
            const at = new Date(monday + minute * 60_000);
            const stretches = begins.filter(
              ({ from, minutes }) =>
                (minute - from + 10_080) % 10_080 < minutes,
            );
            expect([at.toISOString(), stretches.length]).toEqual([
              at.toISOString(),
              hours.length === 0
                ? 0
                : Number(intervals.some((each) => isWithin(each, at))),
            ]);
            if (hours.length === 0) {
              expect(intervals.some((each) => isWithin(each, at))).toBe(true);
            }
          }
          // PagerDuty takes no restriction of a whole day for each day, nor of a whole week.
          for (const { day, minutes } of hours) {
            expect(minutes).toBeLessThan(day === undefined ? 1_440 : 10_080);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("go over midnight in one stretch, daily where they are the same each day", () => {
    expect(
      onCallHours("a layer", [weekly("22:00", "06:00")], "Europe/Berlin"),
    ).toEqual([{ from: 1_320, minutes: 480 }]);
  });

  it("join the weekend across the end of the week", () => {
    const weekend = TimeInterval.weekly({
      days: ["saturday", "sunday", "monday"],
      to: "24:00",
      timeZone: "UTC",
    });
    expect(onCallHours("a layer", [weekend], "UTC")).toEqual([
      { day: "saturday", from: 0, minutes: 3 * 1_440 },
    ]);
  });
});

describe("OnCallSchedule.of", () => {
  it("writes the hand-over in UTC and takes turns of a week", () => {
    expect(schedule().layers).toEqual([
      {
        name: "Layer 1",
        users: [ANN, BOB],
        start: "2026-01-05T08:00:00Z",
        turn: Duration.days(7),
        hours: [],
      },
    ]);
  });

  it("finds hours without anybody", () => {
    const day = {
      users: ANN,
      start: START,
      hours: weekly("08:00", "20:00"),
    };
    const night = { users: BOB, start: START, hours: weekly("20:00", "07:59") };
    expect(() => schedule({ layers: [day, night] })).toThrow(
      /layers of on-call schedule "Payments" must cover every hour of every week, got nobody on .*; add a layer/,
    );
    expect(
      schedule({ layers: [day, night], allowGaps: true }).layers,
    ).toHaveLength(2);
    expect(
      schedule({
        layers: [day, { ...night, hours: weekly("20:00", "08:00") }],
      }).covered,
    ).toHaveLength(2);
  });

  it.each<[string, () => unknown, string]>([
    ["no layer", () => schedule({ layers: [] }), "on-call-layers"],
    [
      "no user",
      () => schedule({ layers: [{ users: [], start: START }] }),
      "on-call-users",
    ],
    [
      "a name for an address",
      () => schedule({ layers: [{ users: "Ann", start: START }] }),
      "email-malformed",
    ],
    ["an unknown zone", () => schedule({ timeZone: "Berlin" }), "time-zone"],
    [
      "a turn below an hour",
      () =>
        schedule({
          layers: [{ users: ANN, start: START, turn: Duration.minutes(59) }],
        }),
      "on-call-turn",
    ],
    [
      "a turn above a year",
      () =>
        schedule({
          layers: [{ users: ANN, start: START, turn: Duration.days(366) }],
        }),
      "on-call-turn",
    ],
    [
      "a day that does not exist",
      () => schedule({ layers: [{ users: ANN, start: "2026-02-30T09:00" }] }),
      "date-time",
    ],
    [
      "hours of another zone",
      () =>
        schedule({
          layers: [
            {
              users: ANN,
              start: START,
              hours: weekly("08:00", "18:00", "UTC"),
            },
          ],
        }),
      "on-call-zone",
    ],
    [
      "hours of days of the month",
      () =>
        schedule({
          layers: [
            {
              users: ANN,
              start: START,
              hours: TimeInterval.monthly({
                daysOfMonth: [1],
                timeZone: "Europe/Berlin",
              }),
            },
          ],
        }),
      "on-call-recurrence",
    ],
    [
      "no hours at all",
      () => schedule({ layers: [{ users: ANN, start: START, hours: [] }] }),
      "on-call-hours",
    ],
    ["a blank name", () => schedule({ name: " " }), "on-call-name"],
    [
      "a line break in the name",
      () => schedule({ name: "a\nb" }),
      "on-call-name",
    ],
    [
      "a misspelt option",
      () => schedule(js({ timezone: "UTC" })),
      "option-unknown",
    ],
    [
      "a misspelt option of a layer",
      () => schedule({ layers: [js({ users: ANN, start: START, turns: 3 })] }),
      "option-unknown",
    ],
    ["nothing", () => OnCallSchedule.of(js(undefined)), "wrong-type"],
  ])("refuses %s", (_, make, code) => {
    expect(codeOf(make)).toBe(code);
  });
});

describe("OnCallSchedule.followTheSun", () => {
  const region = (name: string, hours: TimeInterval, users = ANN) => ({
    name,
    users,
    start: START,
    hours,
  });

  it("makes a schedule for each region, in its own time zone", () => {
    const schedules = OnCallSchedule.followTheSun([
      region("Berlin", weekly("07:00", "19:00")),
      region("Seattle", weekly("09:00", "23:00", "America/Los_Angeles"), BOB),
    ]);
    expect(schedules.map(({ timeZone }) => timeZone)).toEqual([
      "Europe/Berlin",
      "America/Los_Angeles",
    ]);
  });

  it("finds the hour that summer time opens", () => {
    // They meet all winter and summer, but America changes its clocks three weeks before Europe.
    expect(
      codeOf(() =>
        OnCallSchedule.followTheSun([
          region("Berlin", weekly("08:00", "18:00")),
          region("Seattle", weekly("09:00", "23:00", "America/Los_Angeles")),
        ]),
      ),
    ).toBe("on-call-gap");
  });

  it.each([
    ["nothing", js<never>(undefined)],
    ["a region that is nothing", [js<never>(null)]],
    ["a region without hours", [js<never>({ name: "a", users: ANN })]],
  ])("refuses %s", (_, regions) => {
    expect(codeOf(() => OnCallSchedule.followTheSun(regions))).toBe(
      "wrong-type",
    );
  });
});

describe("EscalationPolicy.of", () => {
  const policy = (
    change: Partial<Parameters<typeof EscalationPolicy.of>[0]> = {},
  ) =>
    EscalationPolicy.of({
      name: "Payments",
      levels: [{ notify: schedule(), escalateAfter: Duration.minutes(5) }],
      ...change,
    });
  const office = schedule({
    name: "Office",
    layers: [{ users: ANN, start: START, hours: weekly("08:00", "18:00") }],
    allowGaps: true,
  });
  const level = (
    notify: Parameters<
      typeof EscalationPolicy.of
    >[0]["levels"][number]["notify"],
    escalateAfter = Duration.minutes(5),
  ) => ({ notify, escalateAfter });

  it("repeats twice unless told otherwise", () => {
    expect(policy().repeat).toBe(2);
    expect(policy({ repeat: 0 }).repeat).toBe(0);
  });

  it("takes schedules with gaps that another level covers", () => {
    expect(policy({ levels: [level(office), level(BOB)] }).levels).toHaveLength(
      2,
    );
  });

  it.each<[string, () => unknown, string]>([
    ["no level", () => policy({ levels: [] }), "escalation-levels"],
    [
      "a level without target",
      () => policy({ levels: [level([])] }),
      "escalation-targets",
    ],
    [
      "eleven targets",
      () => policy({ levels: [level(Array<string>(11).fill(ANN))] }),
      "escalation-targets",
    ],
    [
      "a delay below one minute",
      () => policy({ levels: [level(ANN, Duration.seconds(59))] }),
      "escalation-delay",
    ],
    [
      "half a minute",
      () => policy({ levels: [level(ANN, Duration.seconds(90))] }),
      "escalation-delay",
    ],
    ["ten repeats", () => policy({ repeat: 10 }), "on-call-number"],
    ["NaN repeats", () => policy({ repeat: NaN }), "on-call-number"],
    [
      "hours that reach nobody",
      () => policy({ levels: [level(office)] }),
      "escalation-gap",
    ],
    [
      "a schedule that no factory made",
      () => policy({ levels: [level(js({ ...schedule() }))] }),
      "escalation-target",
    ],
    ["a misspelt option", () => policy(js({ loops: 3 })), "option-unknown"],
  ])("refuses %s", (_, make, code) => {
    expect(codeOf(make)).toBe(code);
  });
});
