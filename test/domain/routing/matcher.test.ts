import fc from "fast-check";
import { implies, matchesLabels } from "../../../lib/domain/routing/matcher";
import type { RouteMatcher } from "../../../lib/domain/routing/route";
import { alertLabels, matcher } from "./arbitraries";

const team = (
  operator: RouteMatcher["operator"],
  value: string,
): readonly RouteMatcher[] => [{ label: "team", operator, value }];

describe("implies", () => {
  it("never claims what an alert contradicts", () => {
    const matchers = fc.array(matcher, { maxLength: 2 });
    let claims = 0;
    fc.assert(
      fc.property(
        matchers,
        matchers,
        fc.array(alertLabels, { minLength: 10, maxLength: 10 }),
        (narrow, wide, alerts) => {
          if (implies(narrow, wide)) {
            claims += 1;
            const contradicting = alerts.filter(
              (labels) =>
                !Object.values(labels).some((each) => each.includes("\n")) &&
                matchesLabels(narrow, labels) &&
                !matchesLabels(wide, labels),
            );
            expect(contradicting).toEqual([]);
          }
        },
      ),
      { numRuns: 20_000 },
    );
    expect(claims).toBeGreaterThan(100);
  });

  it.each([
    [team("=", "a"), team("=~", "a|b")],
    [team("=~", "a|b"), team("!=", "")],
    [team("=~", "pay.+"), team("=~", ".+")],
    [team("=", "a"), team("!=", "b")],
    [[], team("=~", ".*")],
  ])("sees that %j is part of %j", (narrow, wide) => {
    expect(implies(narrow, wide)).toBe(true);
    expect(implies(wide, narrow)).toBe(narrow.length === 0);
  });
});
