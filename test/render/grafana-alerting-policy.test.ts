import fc from "fast-check";
import { routesFor } from "../../lib/domain/routing/match";
import type {
  InhibitionRule,
  Route,
  RouteMatcher,
  RoutingTree,
} from "../../lib/domain/routing/route";
import { TimeInterval } from "../../lib/domain/time/time-interval";
import { Duration } from "../../lib/domain/units";
import { renderTimeIntervals } from "../../lib/render/alertmanager-time";
import { grafanaDuration } from "../../lib/render/grafana-alerting-duration";
import {
  renderInhibitions,
  renderMuteTimings,
  renderPolicy,
} from "../../lib/render/grafana-alerting-policy";
import { alertLabels, routingTree } from "../domain/routing/arbitraries";
import { treeWith, HOOK } from "../platforms/grafana/alerting-fixture";

interface Policy {
  readonly contact_point: string;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly repeat_interval?: string;
  readonly matcher?: readonly {
    readonly label: string;
    readonly match: RouteMatcher["operator"];
    readonly value: string;
  }[];
  readonly continue?: boolean;
  readonly mute_timings?: readonly string[];
  readonly active_timings?: readonly string[];
  readonly policy?: readonly Policy[];
}

/** A policy as the route that Grafana, whose dispatcher is Alertmanager's, makes of it. */
function routeOf(policy: Policy): Route {
  return {
    path: JSON.stringify([
      policy.mute_timings ?? [],
      policy.active_timings ?? [],
    ]),
    receiver: policy.contact_point,
    matchers: (policy.matcher ?? []).map(({ label, match, value }) => ({
      label,
      operator: match,
      value,
    })),
    continue: policy.continue ?? false,
    ...(policy.group_by && { groupBy: policy.group_by }),
    routes: (policy.policy ?? []).map(routeOf),
  };
}

function toldBy(tree: RoutingTree, labels: Readonly<Record<string, string>>) {
  const silent = new Set(
    tree.receivers.flatMap((each) =>
      each.receivers.length === 0 ? [each.name] : [],
    ),
  );
  return routesFor(tree, labels)
    .filter(({ receiver }) => !silent.has(receiver))
    .map(({ receiver, muted = [], active = [] }) => [
      receiver,
      JSON.stringify([muted, active].map((all) => all.map(({ name }) => name))),
    ]);
}

describe("the notification policy of Grafana", () => {
  it("tells the same receivers of an alert at the same times", () => {
    fc.assert(
      fc.property(routingTree, alertLabels, (tree, labels) => {
        const root = routeOf(renderPolicy(tree) as unknown as Policy);
        const ends = routesFor({ ...tree, root }, labels)
          // What nobody is to be told of ends where it is always muted.
          .filter(({ path }) => !path.includes('"always"'))
          .map(({ receiver, path }) => [receiver, path]);
        expect(ends).toEqual(toldBy(tree, labels));
      }),
      { numRuns: 500 },
    );
  });

  it("mutes always what nobody is to be told of", () => {
    const tree = treeWith({}, []);
    const policy = renderPolicy(tree) as unknown as Policy;
    expect(policy.policy?.at(-1)).toEqual({
      contact_point: "none",
      group_by: policy.group_by,
      mute_timings: ["always"],
    });
    expect(renderMuteTimings(tree)).toEqual([
      {
        name: "always",
        intervals: [{ times: [{ start: "00:00", end: "24:00" }] }],
      },
    ]);
  });

  it("says how alerts are grouped at the deepest level, which does not inherit", () => {
    const { root } = treeWith();
    const bare = (routes: readonly Route[]): Route => ({
      path: "a",
      receiver: "default",
      matchers: [],
      continue: false,
      routes,
    });
    const deep = bare([bare([bare([bare([bare([])])])])]);
    const tree = {
      ...treeWith(),
      root: { ...root, groupBy: ["team"], routes: [deep] },
    };
    const groupings: unknown[] = [];
    for (
      let policy: Policy | undefined = renderPolicy(tree) as unknown as Policy;
      policy !== undefined;
      policy = policy.policy?.[0]
    ) {
      groupings.push(policy.group_by);
    }
    expect(groupings).toEqual([
      ["team"],
      undefined,
      undefined,
      undefined,
      undefined,
      ["team"],
    ]);
  });

  it("groups all alerts by what they share where no label separates them", () => {
    const tree = treeWith({
      a: { match: { team: "a" }, receivers: { critical: HOOK }, groupBy: [] },
    });
    const policy = renderPolicy(tree) as unknown as Policy;
    expect(policy.policy?.[1]?.group_by).toEqual(["grafana_folder"]);
  });

  it("inhibits with the matchers of Alertmanager", () => {
    const inhibition: InhibitionRule = {
      name: "page-mutes-ticket",
      source: [{ label: "severity", operator: "=", value: "critical" }],
      target: [
        { label: "severity", operator: "=~", value: "warning|info" },
        { label: "service", operator: "!=", value: "" },
      ],
      equal: ["service", "slo"],
    };
    expect(
      renderInhibitions({ ...treeWith(), inhibitions: [inhibition] }),
    ).toEqual([
      {
        metadata: { uid: "page-mutes-ticket" },
        spec: {
          source_matchers: [
            { label: "severity", type: "=", value: "critical" },
          ],
          target_matchers: [
            { label: "severity", type: "=~", value: "warning|info" },
            { label: "service", type: "!=", value: "" },
          ],
          equal: ["service", "slo"],
        },
      },
    ]);
  });
});

describe("mute timings of Grafana", () => {
  it("say what the time intervals of Alertmanager say", () => {
    const mute = [
      TimeInterval.weekly({
        days: ["friday"],
        from: "22:00",
        to: "06:00",
        timeZone: "Asia/Tokyo",
      }),
      TimeInterval.monthly({
        daysOfMonth: [1, -1],
        months: [2, 12],
        timeZone: "UTC",
      }),
      TimeInterval.once({
        from: "2027-01-30T10:00",
        to: "2027-03-02T11:30",
        timeZone: "UTC",
      }),
    ];
    const tree = treeWith({
      a: { match: { team: "a" }, receivers: { critical: HOOK }, mute },
    });
    const { time_intervals: expected } = renderTimeIntervals(tree);
    const translated = renderMuteTimings(tree).map(({ name, intervals }) => ({
      name,
      time_intervals: (intervals as readonly Record<string, unknown>[]).map(
        ({ times, days_of_month: days, ...rest }) => ({
          ...rest,
          ...(times !== undefined && {
            times: (times as { start: string; end: string }[]).map(
              ({ start, end }) => ({ start_time: start, end_time: end }),
            ),
          }),
          // Grafana gives a single day back as one number.
          ...(days !== undefined && {
            days_of_month: (days as string[]).map((day) =>
              day.includes(":") ? day : `${day}:${day}`,
            ),
          }),
        }),
      ),
    }));
    expect(translated).toEqual(expected);
  });
});

describe("lengths of time in Grafana", () => {
  it.each([
    [0, "0s"],
    [30, "30s"],
    [90, "1m30s"],
    [3600, "1h"],
    [86_400, "1d"],
    [129_600, "36h"],
    [604_800, "1w"],
    [1_209_600, "2w"],
    [864_000, "10d"],
    [31_536_000, "1y"],
    [0.25, "250ms"],
  ])("print %d s as %s, like the library of Prometheus", (seconds, text) => {
    expect(grafanaDuration(Duration.millis(seconds * 1000))).toBe(text);
  });

  it("are read back as what they were", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), (millis) => {
        const text = grafanaDuration(Duration.millis(millis));
        expect(Duration.parse(text).toMillis()).toBe(millis);
      }),
    );
  });
});
