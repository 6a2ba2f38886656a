import { Rotation } from "../../../lib/domain/routing/rotation";
import { TimeInterval } from "../../../lib/domain/time/time-interval";
import { hook } from "./arbitraries";

const shift = (from: string, to: string, timeZone: string) => ({
  during: TimeInterval.weekly({ from, to, timeZone }),
  receivers: hook,
});

describe("Rotation.followTheSun", () => {
  it("takes shifts that cover the day in one time zone", () => {
    const rotation = Rotation.followTheSun([
      shift("06:00", "14:00", "UTC"),
      shift("14:00", "22:00", "UTC"),
      shift("22:00", "06:00", "UTC"),
    ]);
    expect(rotation.shifts).toHaveLength(3);
  });

  it("finds a gap of one minute", () => {
    expect(() =>
      Rotation.followTheSun([
        shift("06:00", "13:59", "UTC"),
        shift("14:00", "06:00", "UTC"),
      ]),
    ).toThrow(/got none on .*13:59/);
  });

  it("finds the hour that summer time opens between two continents", () => {
    // They meet in winter; in summer Berlin ends an hour earlier, and Kolkata does not begin earlier.
    expect(() =>
      Rotation.followTheSun([
        shift("07:00", "19:00", "Europe/Berlin"),
        shift("23:30", "11:30", "Asia/Kolkata"),
      ]),
    ).toThrow(/must cover every hour of every week, got none on/);
  });

  it("finds the weekend", () => {
    const days = TimeInterval.weekly({
      days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
      timeZone: "UTC",
    });
    expect(() =>
      Rotation.followTheSun([{ during: days, receivers: hook }]),
    ).toThrow(/Saturday/);
  });

  it.each([
    ["no shift", []],
    ["a shift without time", [{ during: [], receivers: hook }]],
    [
      "a shift without receiver",
      [{ ...shift("00:00", "24:00", "UTC"), receivers: [] }],
    ],
    ["a text for a time", [{ during: "always" as never, receivers: hook }]],
  ])("refuses %s", (_, shifts) => {
    expect(() => Rotation.followTheSun(shifts)).toThrow(/must/);
  });
});
