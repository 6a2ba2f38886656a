import fc from "fast-check";
import { instantOf } from "../../../lib/domain/time/instant";
import { timeZone } from "./arbitraries";

const twoDigits = (value: number): string => String(value).padStart(2, "0");

describe("the moment of a local time", () => {
  it.each([
    ["2026-01-05T09:00", "Europe/Berlin", "2026-01-05T08:00:00.000Z"],
    ["2026-07-06T09:00", "Europe/Berlin", "2026-07-06T07:00:00.000Z"],
    ["2026-01-05T09:00", "Asia/Kathmandu", "2026-01-05T03:15:00.000Z"],
    ["2026-01-01T00:00", "Pacific/Auckland", "2025-12-31T11:00:00.000Z"],
    // The clocks show it twice; the first one counts.
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
  ])("%s in %s is %s", (text, zone, expected) => {
    expect(instantOf("it", text, zone).toISOString()).toBe(expected);
  });

  it("does not exist in the hour that the beginning of summer time leaves out", () => {
    expect(() =>
      instantOf("start", "2026-03-29T02:30", "Europe/Berlin"),
    ).toThrow(
      'start must be a time that the clocks of Europe/Berlin show, got "2026-03-29T02:30"',
    );
  });

  it("is the one at which the clock of the zone shows it", () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date("2024-01-01T00:00:00Z"),
          max: new Date("2034-01-01T00:00:00Z"),
          noInvalidDate: true,
        }),
        timeZone,
        (date, zone) => {
          const parts = Object.fromEntries(
            new Intl.DateTimeFormat("en-US", {
              timeZone: zone,
              hourCycle: "h23",
              year: "numeric",
              month: "2-digit",
              day: "2-digit",
              hour: "2-digit",
              minute: "2-digit",
            })
              .formatToParts(date)
              .map(({ type, value }) => [type, value]),
          );
          const text = `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${twoDigits(Number(parts.minute))}`;
          const minute = Math.floor(date.getTime() / 60_000) * 60_000;
          const found = instantOf("it", text, zone).getTime();
          // Within an hour that comes twice it is the first one.
          expect([minute, minute - 3_600_000]).toContain(found);
        },
      ),
      { numRuns: 300 },
    );
  });
});
