import fc from "fast-check";
import { createRoute } from "../../../lib/domain/routing/create-route";
import type { DeclaredRoute } from "../../../lib/domain/routing/declaration";
import { receiversFor, routesFor } from "../../../lib/domain/routing/match";
import { matchesLabels } from "../../../lib/domain/routing/matcher";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import type { RouteMatcher } from "../../../lib/domain/routing/route";
import {
  buildRoutingTree,
  receiverSecrets,
} from "../../../lib/domain/routing/tree";
import { SecretRef } from "../../../lib/domain/secret";
import { Duration } from "../../../lib/domain/units";
import { alertLabels, declarations, hook, routingTree } from "./arbitraries";

function declare(
  path: string,
  input: Partial<Parameters<typeof createRoute>[0]>,
): DeclaredRoute {
  return {
    path,
    value: createRoute({
      match: { team: "a" },
      receivers: { critical: hook },
      ...input,
    }),
  };
}

function treeOf(...routes: readonly DeclaredRoute[]) {
  return buildRoutingTree({ path: "m", routes, defaultReceivers: [hook] });
}

describe("buildRoutingTree", () => {
  it("does not depend on the order of declarations", () => {
    const shuffled = declarations.chain((routes) =>
      fc.tuple(
        fc.constant(routes),
        fc.shuffledSubarray(routes, {
          minLength: routes.length,
          maxLength: routes.length,
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(
          treeOf(...one).root.routes.map(({ matchers }) => matchers),
        ).toEqual(treeOf(...other).root.routes.map(({ matchers }) => matchers));
      }),
    );
  });

  it("gives the same tree for permuted declarations of different constructs", () => {
    const distinct = fc
      .uniqueArray(
        declarations.map((routes) => routes[0]),
        { selector: (route) => route?.path, maxLength: 6 },
      )
      .map((routes) => routes.filter((route) => route !== undefined))
      .chain((routes) =>
        fc.tuple(
          fc.constant(routes),
          fc.shuffledSubarray(routes, {
            minLength: routes.length,
            maxLength: routes.length,
          }),
        ),
      );
    fc.assert(
      fc.property(distinct, ([one, other]) => {
        expect(treeOf(...other)).toEqual(treeOf(...one));
      }),
    );
  });

  it("names every receiver once, and only receivers that exist", () => {
    fc.assert(
      fc.property(routingTree, (tree) => {
        const names = tree.receivers.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        const used = [tree.root, ...tree.root.routes].flatMap((route) => [
          route.receiver,
          ...route.routes.map(({ receiver }) => receiver),
        ]);
        expect(used.filter((name) => !names.includes(name))).toEqual([]);
      }),
    );
  });

  it("lets every route with continue see every alert that it matches", () => {
    fc.assert(
      fc.property(declarations, alertLabels, (routes, labels) => {
        const copies = routes.filter(
          ({ value }) =>
            value.continue && matchesLabels(value.matchers, labels),
        );
        const told = routesFor(treeOf(...routes), labels).map(
          ({ path }) => path,
        );
        const missing = copies.filter(({ path }) => !told.includes(path));
        expect(missing).toEqual([]);
      }),
    );
  });

  it("puts the more specific route first", () => {
    const matcher = (operator: RouteMatcher["operator"]): RouteMatcher => ({
      label: "service",
      operator,
      value: "x",
    });
    const tree = treeOf(
      declare("m/1", { match: [matcher("!=")] }),
      declare("m/2", { match: [matcher("=~")] }),
      declare("m/3", { match: { team: "a" } }),
      declare("m/4", { match: { team: "a", service: "x" } }),
      declare("m/5", { match: { team: "b" }, continue: true }),
    );
    expect(tree.root.routes.slice(1).map(({ path }) => path)).toEqual([
      "m/5",
      "m/4",
      "m/3",
      "m/2",
      "m/1",
    ]);
  });

  it.each<[string, readonly string[], Record<string, string>]>([
    [
      "all three",
      ["critical", "warning", "info"],
      {
        critical: "critical",
        warning: "warning",
        info: "info",
        page: "critical",
      },
    ],
    [
      "critical only",
      ["critical"],
      {
        critical: "critical",
        warning: "critical",
        info: "critical",
        page: "critical",
      },
    ],
    [
      "critical and info",
      ["critical", "info"],
      {
        critical: "critical",
        warning: "critical",
        info: "info",
        page: "critical",
      },
    ],
    [
      "warning only",
      ["warning"],
      {
        critical: "warning",
        warning: "warning",
        info: "warning",
        page: "warning",
      },
    ],
    [
      "warning and info",
      ["warning", "info"],
      {
        critical: "warning",
        warning: "warning",
        info: "info",
        page: "warning",
      },
    ],
    [
      "info only",
      ["info"],
      { critical: "info", warning: "info", info: "info", page: "info" },
    ],
  ])("loses no severity with receivers for %s", (_, declared, expected) => {
    const tree = treeOf(
      declare("m/Payments", {
        receivers: Object.fromEntries(declared.map((each) => [each, hook])),
      }),
    );
    for (const [severity, receiver] of Object.entries(expected)) {
      expect(receiversFor(tree, { team: "a", severity })).toEqual([
        `m-payments-${receiver}`,
      ]);
    }
    expect(receiversFor(tree, { team: "a" })).toEqual([
      `m-payments-${expected.page}`,
    ]);
  });

  it("waits less for critical alerts and takes the times that are given", () => {
    const [, route] = treeOf(
      declare("m/P", { receivers: { critical: hook, warning: hook } }),
    ).root.routes;
    expect(route?.groupWait).toEqual(Duration.seconds(10));
    expect(route?.routes[0]?.groupWait).toEqual(Duration.seconds(30));
    const [, given] = treeOf(
      declare("m/P", {
        receivers: { critical: hook, warning: hook },
        groupWait: Duration.seconds(1),
        groupBy: ["service"],
      }),
    ).root.routes;
    expect(given?.groupWait).toEqual(Duration.seconds(1));
    expect(given?.routes[0]?.groupWait).toEqual(Duration.seconds(1));
    expect(given?.groupBy).toEqual(["service"]);
  });

  it("keeps receivers of paths with one slug apart", () => {
    const tree = treeOf(
      declare("m/a-b", { match: { team: "a" } }),
      declare("m/aB", { match: { team: "b" } }),
      declare("m/a-b-2", { match: { team: "c" } }),
    );
    expect(
      ["a", "b", "c"].map((team) => receiversFor(tree, { team })[0]),
    ).toEqual(["m-a-b-critical", "m-a-b-3-critical", "m-a-b-2-critical"]);
  });

  it("shows alerts that nobody wants in the user interface only", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
    });
    const [name] = receiversFor(tree, { team: "x" });
    expect(
      tree.receivers.find((each) => each.name === name)?.receivers,
    ).toEqual([]);
  });
});

describe("the watchdog", () => {
  const watchdog = { alertname: "Watchdog", severity: "info", team: "a" };

  it("never reaches people", () => {
    const tree = treeOf(
      declare("m/All", {
        match: [{ label: "alertname", operator: "=~", value: ".+" }],
        continue: true,
      }),
      declare("m/A", { match: { team: "a" } }),
    );
    const names = receiversFor(tree, watchdog);
    expect(names).toEqual(["none"]);
  });

  it("reaches the dead man's receiver alone, often and at once", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [declare("m/A", { match: { team: "a" } })],
      defaultReceivers: [hook],
      deadMan: hook,
    });
    expect(receiversFor(tree, watchdog)).toEqual(["dead-man"]);
    expect(tree.root.routes[0]).toMatchObject({
      groupWait: Duration.seconds(0),
      repeatInterval: Duration.minutes(1),
    });
  });
});

describe("receiverSecrets", () => {
  it("names each secret once", () => {
    const slack = AlertReceiver.slack({
      channel: "#a",
      url: SecretRef.file("slack"),
    });
    const tree = buildRoutingTree({
      path: "m",
      routes: [
        declare("m/A", {
          receivers: {
            critical: [
              AlertReceiver.pagerDuty({ routingKey: SecretRef.file("pd") }),
              slack,
            ],
            warning: slack,
          },
        }),
      ],
      defaultReceivers: [slack],
      deadMan: AlertReceiver.webhook({ url: SecretRef.file("dead") }),
    });
    expect(
      receiverSecrets(tree)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["dead", "pd", "slack"]);
  });
});
