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

  it("finds the name that the full table of distances finds", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "_"),
      maxLength: 14,
    });
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 8 }),
        (name, candidates) => {
          const distances = candidates.map((each) => distance(name, each));
          const least = Math.min(...distances);
          const isNear = least <= Math.max(2, Math.floor(name.length / 3));
          expect(nearestName(name, candidates)).toBe(
            isNear ? candidates[distances.indexOf(least)] : undefined,
          );
        },
      ),
      { numRuns: 1000 },
    );
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

/** https://en.wikipedia.org/wiki/Levenshtein_distance, with the whole table. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? NaN;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      (table[i] ?? [])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
  }
  return at(a.length, b.length);
}
