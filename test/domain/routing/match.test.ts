import fc from "fast-check";
import { receiversFor, routesFor } from "../../../lib/domain/routing/match";
import type { Route, RoutingTree } from "../../../lib/domain/routing/route";
import { renderAlertmanagerConfig } from "../../../lib/render/alertmanager-config";
import { RunningAlertmanager } from "../../render/running-alertmanager";
import { describeWithTool } from "../../support/tools";
import { alertLabels, routingTree } from "./arbitraries";

const TREES = 100;
const ALERTS_PER_TREE = 10;
/** A label that tells alerts apart, which no route asks for. */
const OWN = "own";

function route(receiver: string, rest: Partial<Route> = {}): Route {
  return {
    path: "m",
    receiver,
    matchers: [],
    continue: false,
    routes: [],
    ...rest,
  };
}

function tree(...routes: readonly Route[]): RoutingTree {
  return { root: route("root", { routes }), receivers: [], inhibitions: [] };
}

describe("receiversFor", () => {
  const teamA = [{ label: "team", operator: "=", value: "a" }] as const;
  const critical = [
    { label: "severity", operator: "=", value: "critical" },
  ] as const;

  it("falls back to the root", () => {
    expect(receiversFor(tree(), { team: "a" })).toEqual(["root"]);
  });

  it("ends at the first match", () => {
    const two = tree(
      route("first", { matchers: teamA }),
      route("second", { matchers: teamA }),
    );
    expect(receiversFor(two, { team: "a" })).toEqual(["first"]);
  });

  it("goes on after a match that says so", () => {
    const two = tree(
      route("first", { matchers: teamA, continue: true }),
      route("second", { matchers: teamA }),
    );
    expect(receiversFor(two, { team: "a" })).toEqual(["first", "second"]);
  });

  it("prefers the deepest match and stays at the parent without one", () => {
    const deep = tree(
      route("parent", {
        matchers: teamA,
        routes: [route("child", { matchers: critical })],
      }),
    );
    expect(receiversFor(deep, { team: "a", severity: "critical" })).toEqual([
      "child",
    ]);
    expect(receiversFor(deep, { team: "a" })).toEqual(["parent"]);
  });

  it("takes a missing label for an empty one, even one that objects inherit", () => {
    const absent = tree(
      route("absent", {
        matchers: [{ label: "constructor", operator: "=", value: "" }],
      }),
    );
    expect(receiversFor(absent, {})).toEqual(["absent"]);
  });

  it("names the declarations where an alert ends", () => {
    const one = tree(route("a", { path: "m/Payments", matchers: teamA }));
    expect(routesFor(one, { team: "a" }).map(({ path }) => path)).toEqual([
      "m/Payments",
    ]);
  });
});

describeWithTool(
  "alertmanager",
  "receiversFor beside Alertmanager",
  (program) => {
    it(`agrees on ${TREES * ALERTS_PER_TREE} alerts in ${TREES} random trees`, async () => {
      const alertmanager = new RunningAlertmanager(program);
      try {
        for (const [index, tree] of fc.sample(routingTree, TREES).entries()) {
          const config = renderAlertmanagerConfig(tree, () => "/secret");
          await (index === 0
            ? alertmanager.start(config)
            : alertmanager.reload(config));
          const prefix = `${index}-`;
          const alerts = fc
            .sample(alertLabels, ALERTS_PER_TREE)
            .map((labels, each) => ({ ...labels, [OWN]: `${prefix}${each}` }));
          await alertmanager.send(alerts.map((labels) => ({ labels })));
          const theirs = await alertmanager.receiversBy(OWN, prefix);
          expect(theirs.size).toBe(ALERTS_PER_TREE);
          expect({
            config,
            alerts,
            receivers: alerts.map((labels) => receiversFor(tree, labels)),
          }).toEqual({
            config,
            alerts,
            receivers: alerts.map((labels) => theirs.get(labels[OWN] ?? "")),
          });
        }
      } finally {
        alertmanager.stop();
      }
    }, 240_000);
  },
);
