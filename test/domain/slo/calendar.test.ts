import fc from "fast-check";
import { CalendarWindow, windowStart } from "../../../lib/domain/slo/calendar";
import { CLOCK_YEARS, localSeconds } from "../../../lib/domain/slo/local-time";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
];

const moment = fc.integer({
  min: Date.UTC(CLOCK_YEARS.first, 0) / 1000,
  max: Date.UTC(CLOCK_YEARS.last + 1, 0) / 1000 - 1,
});

/** What a clock on the wall shows. */
function wallClock(timeZone: string, seconds: number): string {
  return new Date(seconds * 1000).toLocaleString("sv-SE", { timeZone });
}

function shown(local: number): string {
  return new Date(local * 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/\..*/, "");
}

describe("local time", () => {
  it("is that of the time zone at any moment of the known years", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moment, (zone, seconds) => {
        expect(shown(localSeconds(zone, seconds))).toBe(
          wallClock(zone, seconds),
        );
      }),
    );
  });

  it("changes in the second in which the clock is set", () => {
    const change = Date.UTC(2027, 2, 28, 1) / 1000;
    const at = (seconds: number) =>
      shown(localSeconds("Europe/Berlin", seconds));
    expect(at(change - 1)).toBe("2027-03-28 01:59:59");
    expect(at(change)).toBe("2027-03-28 03:00:00");
  });
});

describe("CalendarWindow", () => {
  it.each([
    ["week" as const, "2028-02-29T12:00:00Z", "2028-02-28 00:00:00"],
    ["week" as const, "2027-01-03T23:59:59Z", "2026-12-28 00:00:00"],
    ["month" as const, "2028-02-29T12:00:00Z", "2028-02-01 00:00:00"],
    ["quarter" as const, "2028-06-30T23:59:59Z", "2028-04-01 00:00:00"],
    ["quarter" as const, "2027-12-01T00:00:00Z", "2027-10-01 00:00:00"],
  ])("of a %s at %s begins at %s", (unit, at, start) => {
    const window = CalendarWindow[unit]();
    expect(shown(windowStart(window, Date.parse(at) / 1000))).toBe(start);
  });

  it("refuses a time zone that does not exist, and options that it does not have", () => {
    expect(() => CalendarWindow.month({ timeZone: "Europe/Berlinn" })).toThrow(
      'did you mean "Europe/Berlin"',
    );
    expect(() =>
      CalendarWindow.month({ timezone: "UTC" } as unknown as { timeZone: "" }),
    ).toThrow('did you mean "timeZone"');
  });
});
