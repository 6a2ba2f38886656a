import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Labels } from "../../../lib/domain/names";
import { receiversFor, routesFor } from "../../../lib/domain/routing/match";
import type { Route, RoutingTree } from "../../../lib/domain/routing/route";
import { renderAlertmanagerConfig } from "../../../lib/render/alertmanager-config";
import { describeWithTool, run } from "../../support/tools";
import { alertLabels, routingTree } from "./arbitraries";

const TREES = 100;
const ALERTS_PER_TREE = 10;

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

describeWithTool("amtool", "receiversFor beside amtool", (amtool) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "routing-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

  const amtoolCommand = (file: string, labels: Labels) =>
    [
      ...[quoted(amtool), "config", "routes", "test"],
      ...[quoted(`--config.file=${file}`), "--"],
      ...Object.entries(labels).map(([label, value]) =>
        quoted(`${label}=${JSON.stringify(value)}`),
      ),
    ].join(" ");

  it(`agrees on ${TREES * ALERTS_PER_TREE} alerts in ${TREES} random trees`, () => {
    const trees = fc.sample(routingTree, TREES).map((tree, index) => ({
      tree,
      config: renderAlertmanagerConfig(tree, () => "/secret"),
      file: join(folder, `${index}.yml`),
      alerts: fc.sample(alertLabels, ALERTS_PER_TREE),
    }));
    const commands = trees.flatMap(({ file, config, alerts }) => {
      writeFileSync(file, config);
      return alerts.map((labels) => amtoolCommand(file, labels));
    });
    // A shell starts a thousand processes in half of the time that Node.js needs.
    const { status, stdout, output } = run("sh", ["-e"], {
      input: commands.join("\n"),
    });
    expect([status, status === 0 ? "" : output]).toEqual([0, ""]);
    const theirs = stdout.trim().split("\n");
    expect(theirs).toHaveLength(commands.length);
    for (const [index, { tree, config, alerts }] of trees.entries()) {
      const first = index * ALERTS_PER_TREE;
      expect({
        file: config,
        alerts,
        receivers: alerts.map((labels) => receiversFor(tree, labels).join(",")),
      }).toEqual({
        file: config,
        alerts,
        receivers: theirs.slice(first, first + ALERTS_PER_TREE),
      });
    }
  }, 60_000);
});
