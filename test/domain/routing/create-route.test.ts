import fc from "fast-check";
import {
  createRoute,
  type RouteInput,
} from "../../../lib/domain/routing/create-route";
import { InvalidInputError } from "../../../lib/domain/problem";
import type { RouteMatcher } from "../../../lib/domain/routing/route";
import { Duration } from "../../../lib/domain/units";
import { hook } from "./arbitraries";

const valid: RouteInput = {
  match: { team: "payments" },
  receivers: { critical: hook },
};

function code(change: Partial<RouteInput>): string {
  try {
    createRoute({ ...valid, ...change });
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return error.code;
    }
    throw error;
  }
  return "accepted";
}

describe("createRoute", () => {
  it("turns labels into matchers, in one order", () => {
    const forwards = createRoute({ ...valid, match: { b: "1", a: "2" } });
    const backwards = createRoute({ ...valid, match: { a: "2", b: "1" } });
    expect(forwards).toEqual(backwards);
    expect(forwards.matchers).toEqual([
      { label: "a", operator: "=", value: "2" },
      { label: "b", operator: "=", value: "1" },
    ]);
  });

  it("keeps one of two equal matchers", () => {
    const same: RouteMatcher = { label: "a", operator: "=~", value: "b.*" };
    expect(
      createRoute({ ...valid, match: [same, { ...same }] }).matchers,
    ).toEqual([same]);
  });

  it.each<[string, RouteInput["match"]]>([
    ["no label", {}],
    ["no matcher", []],
    ["a matcher of everything", [{ label: "a", operator: "=~", value: ".*" }]],
  ])("refuses %s, which would swallow all alerts", (_, match) => {
    expect(code({ match })).toBe("route-match-empty");
    expect(() => createRoute({ ...valid, match })).toThrow("defaultReceivers");
  });

  it.each(["", "1a", "a-b", "__name__", "ä"])(
    "refuses the label name %j",
    (label) => {
      expect(code({ match: { [label]: "a" } })).toBe("label-name");
    },
  );

  it("refuses values and operators that Alertmanager does not have", () => {
    expect(code({ match: { a: 1 as unknown as string } })).toBe("label-value");
    expect(code({ match: { a: "\ud800" } })).toBe("label-value");
    expect(
      code({
        match: [{ label: "a", operator: "==" as "=", value: "b" }],
      }),
    ).toBe("route-operator");
    expect(
      code({ match: [{ label: "a", operator: "!~", value: "(?!b)" }] }),
    ).toBe("regexp-malformed");
  });

  it("refuses conditions that exclude each other", () => {
    expect(
      code({
        match: [
          { label: "a", operator: "=", value: "b" },
          { label: "a", operator: "!~", value: "b.*" },
        ],
      }),
    ).toBe("route-match-contradiction");
  });

  it("refuses a route that tells nobody", () => {
    expect(code({ receivers: {} })).toBe("route-receivers");
    expect(code({ receivers: { critical: [] } })).toBe("route-receivers");
    expect(code({ receivers: { critical: hook, info: [] } })).toBe(
      "route-receivers",
    );
    expect(code({ receivers: { page: hook } as RouteInput["receivers"] })).toBe(
      "alert-severity",
    );
  });

  it.each([[["a", "a"]], [["a-b"]], [["...", "a"]]])(
    "refuses to group by %j",
    (groupBy) => {
      expect(code({ groupBy })).toBe("route-group-by");
    },
  );

  it.each([[[]], [["..."]], [["alertname", "instance"]]])(
    "groups by %j",
    (groupBy) => {
      expect(createRoute({ ...valid, groupBy }).groupBy).toEqual(groupBy);
    },
  );

  it("names the default that a time contradicts", () => {
    expect(() =>
      createRoute({ ...valid, groupWait: Duration.minutes(2) }),
    ).toThrow(
      "groupWait must be at most groupInterval, got groupWait 2m and groupInterval 1m (the default of critical alerts); set both",
    );
  });

  it("accepts exactly those times where wait <= interval <= repeat", () => {
    const time = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(time, time, time, (wait, interval, repeat) => {
        const sound = wait <= interval && interval <= repeat && interval > 0;
        expect(
          code({
            groupWait: Duration.seconds(wait),
            groupInterval: Duration.seconds(interval),
            repeatInterval: Duration.seconds(repeat),
          }),
        ).toBe(sound ? "accepted" : "route-timing");
      }),
    );
  });
});
