import fc from "fast-check";
import {
  isAlertName,
  isLabelName,
  nearestName,
  pascalCase,
  requireLabels,
  slug,
} from "../../lib/domain/names";

describe("names", () => {
  it.each([
    ["CheckoutAvailability", "checkout-availability"],
    ["HTTPServer", "http-server"],
    ["already-slug", "already-slug"],
    ["  Größe & Co.  ", "gr-e-co"],
    ["p95Latency", "p95-latency"],
  ])("makes %s into the slug %s", (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  it("makes alert names from slugs", () => {
    expect(pascalCase("checkout-availability")).toBe("CheckoutAvailability");
  });

  it("gives a slug that is stable and safe in any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(slug(text)).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
        expect(slug(slug(text))).toBe(slug(text));
      }),
    );
  });

  it("finds the name that was meant, and none when all are far", () => {
    const names = ["http_requests_total", "http_request_duration_seconds"];
    expect(nearestName("http_request_total", names)).toBe(names[0]);
    expect(nearestName("orders_created", names)).toBeUndefined();
    expect(nearestName("up", ["down"])).toBeUndefined();
  });

  it("knows label and alert names", () => {
    expect(isLabelName("team")).toBe(true);
    expect(isLabelName("__name__")).toBe(false);
    expect(isLabelName("1st")).toBe(false);
    expect(isAlertName("HighLatency")).toBe(true);
    expect(isAlertName("high latency")).toBe(false);
    expect(() => requireLabels("service", { "bad-name": "x" })).toThrow(
      'service must have label names of letters, digits and "_" that do not start with a digit or "__", got "bad-name"; rename the label',
    );
  });
});
