import fc from "fast-check";
import { InvalidInputError } from "../../../lib/domain/problem";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { isWithin } from "../../../lib/domain/time/within";
import { timeZone } from "./arbitraries";

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

const office = TimeInterval.weekly({
  days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
  from: "09:00",
  to: "17:00",
  timeZone: "Europe/Berlin",
});

describe("TimeInterval.weekly", () => {
  it.each([
    ["2026-11-20T07:59:59Z", false],
    ["2026-11-20T08:00:00Z", true],
    ["2026-11-20T15:59:59Z", true],
    ["2026-11-20T16:00:00Z", false],
    // Saturday.
    ["2026-11-21T10:00:00Z", false],
    // Summer time.
    ["2026-07-20T07:00:00Z", true],
    ["2026-07-20T15:00:00Z", false],
  ])("at %s is within office hours: %s", (at, expected) => {
    expect(isWithin(office, new Date(at))).toBe(expected);
  });

  it("goes on after midnight when it ends before it begins", () => {
    const night = TimeInterval.weekly({
      days: ["sunday"],
      from: "22:00",
      to: "06:00",
      timeZone: "UTC",
    });
    const within = (at: string) => isWithin(night, new Date(at));
    expect(within("2026-11-22T22:00:00Z")).toBe(true);
    expect(within("2026-11-23T05:59:00Z")).toBe(true);
    expect(within("2026-11-23T06:00:00Z")).toBe(false);
    expect(within("2026-11-22T05:00:00Z")).toBe(false);
  });

  it("covers, with its complement, every minute once", () => {
    fc.assert(
      fc.property(
        timeZone,
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 600_000 }),
        (zone, a, b, minute) => {
          fc.pre(a !== b);
          const text = (minutes: number) =>
            new Date(minutes * 60_000).toISOString().slice(11, 16);
          const [one, other] = [
            { from: text(a), to: text(b) },
            { from: text(b), to: text(a) },
          ].map((hours) => TimeInterval.weekly({ ...hours, timeZone: zone }));
          const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000);
          return (
            one !== undefined &&
            other !== undefined &&
            isWithin(one, at) !== isWithin(other, at)
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("has one name for one content, and another for another", () => {
    const hours = { from: "09:00", to: "17:00" };
    const utc = TimeInterval.weekly({ ...hours, timeZone: "UTC" });
    const again = TimeInterval.weekly({ ...hours, timeZone: "UTC" });
    const tokyo = TimeInterval.weekly({ ...hours, timeZone: "Asia/Tokyo" });
    expect(utc.name).toBe("daily-09-00-17-00-utc");
    expect(again.name).toBe(utc.name);
    expect(tokyo.name).not.toBe(utc.name);
  });

  it.each<[string, () => unknown]>([
    ["weekday", () => TimeInterval.weekly({ days: [], timeZone: "UTC" })],
    [
      "weekday",
      () =>
        TimeInterval.weekly({ days: ["mondey" as "monday"], timeZone: "UTC" }),
    ],
    [
      "time-of-day",
      () => TimeInterval.weekly({ from: "9:00", timeZone: "UTC" }),
    ],
    [
      "time-of-day",
      () => TimeInterval.weekly({ to: "24:01", timeZone: "UTC" }),
    ],
    ["time-zone", () => TimeInterval.weekly({ timeZone: "Europe/Berln" })],
    ["time-zone", () => TimeInterval.weekly({ timeZone: "+02:00" })],
    ["wrong-type", () => TimeInterval.weekly(undefined as never)],
  ])("refuses with %s", (code, make) => {
    expect(codeOf(make)).toBe(code);
  });

  it("suggests the nearest day and zone", () => {
    expect(() =>
      TimeInterval.weekly({ days: ["mondey" as "monday"], timeZone: "UTC" }),
    ).toThrow('did you mean "monday"');
    expect(() => TimeInterval.weekly({ timeZone: "Europe/Berln" })).toThrow(
      'did you mean "Europe/Berlin"',
    );
  });
});

describe("TimeInterval.monthly", () => {
  it("counts days from the end of the month", () => {
    const last = TimeInterval.monthly({ daysOfMonth: [-1], timeZone: "UTC" });
    const within = (at: string) => isWithin(last, new Date(at));
    expect(within("2028-02-29T12:00:00Z")).toBe(true);
    expect(within("2028-02-28T12:00:00Z")).toBe(false);
    expect(within("2027-02-28T12:00:00Z")).toBe(true);
  });

  it.each<[string, Partial<Parameters<typeof TimeInterval.monthly>[0]>]>([
    ["time-number", { daysOfMonth: [] }],
    ["time-number", { daysOfMonth: [0] }],
    ["time-number", { daysOfMonth: [1.5] }],
    ["time-number", { months: [13] }],
    ["time-interval-order", { from: "22:00", to: "06:00" }],
  ])("refuses with %s", (code, change) => {
    const make = () =>
      TimeInterval.monthly({ daysOfMonth: [1], timeZone: "UTC", ...change });
    expect(codeOf(make)).toBe(code);
  });
});

describe("TimeInterval.once", () => {
  it("holds from its beginning to its end, over years and leap days", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000_000 }),
        fc.integer({ min: 1, max: 800_000 }),
        fc.integer({ min: -1_000, max: 801_000 }),
        (begin, length, minute) => {
          const moment = (minutes: number) =>
            new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
          const text = (minutes: number) =>
            moment(minutes).toISOString().slice(0, 16);
          const interval = TimeInterval.once({
            from: text(begin),
            to: text(begin + length),
            timeZone: "UTC",
          });
          expect(isWithin(interval, moment(begin + minute))).toBe(
            minute >= 0 && minute < length,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["date-time", "2026-02-30T00:00", "2026-03-01T00:00"],
    ["date-time", "2026-02-03", "2026-03-01T00:00"],
    ["date-time", "2026-13-01T00:00", "2027-03-01T00:00"],
    ["time-of-day", "2026-12-01T25:00", "2027-03-01T00:00"],
    ["time-interval-order", "2026-12-01T10:00", "2026-12-01T10:00"],
  ])("refuses with %s from %s to %s", (code, from, to) => {
    const make = () => TimeInterval.once({ from, to, timeZone: "UTC" });
    expect(codeOf(make)).toBe(code);
  });
});
