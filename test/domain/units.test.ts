import fc from "fast-check";
import { InvalidInputError } from "../../lib/domain/problem";
import { Bytes, Duration } from "../../lib/domain/units";

describe("Duration", () => {
  it.each([
    ["0s", 0, "0s"],
    ["90s", 90_000, "1m30s"],
    ["1h30m", 5_400_000, "1h30m"],
    ["30d", 2_592_000_000, "30d"],
    ["4w", 2_419_200_000, "28d"],
    ["1y", 31_536_000_000, "365d"],
    ["250ms", 250, "250ms"],
  ])("reads %s as %d ms and prints it as %s", (text, millis, printed) => {
    expect(Duration.parse(text).toMillis()).toBe(millis);
    expect(Duration.parse(text).toPrometheus()).toBe(printed);
  });

  it.each(["", "5", "5 m", "1m1h", "-5m", "1.5h", "5M", "m", "1h1h"])(
    "refuses %j, as Prometheus does",
    (text) => {
      expect(() => Duration.parse(text)).toThrow(InvalidInputError);
    },
  );

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("refuses %d", (n) => {
    expect(() => Duration.minutes(n)).toThrow(InvalidInputError);
  });

  it.each([
    [Duration.seconds(10), "10s"],
    [Duration.seconds(60), "1m0s"],
    [Duration.seconds(90), "1m30s"],
    [Duration.hours(2), "2h0m0s"],
    [Duration.millis(250), "250ms"],
    [Duration.millis(1500), "1.5s"],
    [Duration.millis(0), "0s"],
  ])("prints %s as Go does: %s", (duration, text) => {
    expect(duration.toGo()).toBe(text);
  });

  it("comes back from its Prometheus form unchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (millis) => {
        const duration = Duration.millis(millis);
        expect(Duration.parse(duration.toPrometheus()).toMillis()).toBe(millis);
      }),
    );
  });
});

describe("Bytes", () => {
  it.each([
    ["512MiB", 2 ** 29, "512MB"],
    ["5GB", 5e9, "5000000000B"],
    ["1.5GiB", 1.5 * 2 ** 30, "1536MB"],
    ["0B", 0, "0B"],
    ["1000B", 1000, "1000B"],
  ])("reads %s as %d bytes, %s to Prometheus", (text, bytes, printed) => {
    expect(Bytes.parse(text).toBytes()).toBe(bytes);
    expect(Bytes.parse(text).toPrometheus()).toBe(printed);
  });

  it.each(["", "5", "5gb", "GB", "-1GB", "5 PB"])("refuses %j", (text) => {
    expect(() => Bytes.parse(text)).toThrow(InvalidInputError);
  });

  it("prints exactly the same amount for Prometheus, whose units are binary", () => {
    const size = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 44 }), (amount) => {
        const [, number, unit] =
          /^(\d+)([KMGT]?B)$/.exec(Bytes.bytes(amount).toPrometheus()) ?? [];
        expect(Number(number) * size[unit as keyof typeof size]).toBe(amount);
      }),
    );
  });

  it("is printed for people with one decimal", () => {
    expect(Bytes.gigabytes(5).toString()).toBe("4.7GiB");
  });
});
