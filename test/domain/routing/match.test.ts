import fc from "fast-check";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Labels } from "../../../lib/domain/names";
import { receiversFor, routesFor } from "../../../lib/domain/routing/match";
import type { Route, RoutingTree } from "../../../lib/domain/routing/route";
import { renderAlertmanagerConfig } from "../../../lib/render/alertmanager-config";
import { describeWithTool } from "../../support/tools";
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
  const run = promisify(execFile);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "routing-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function receiversByAmtool(
    file: string,
    labels: Labels,
  ): Promise<string> {
    const { stdout } = await run(amtool, [
      "config",
      "routes",
      "test",
      `--config.file=${file}`,
      "--",
      ...Object.entries(labels).map(
        ([label, value]) => `${label}=${JSON.stringify(value)}`,
      ),
    ]);
    return stdout.trim();
  }

  it(`agrees on ${TREES * ALERTS_PER_TREE} alerts in ${TREES} random trees`, async () => {
    const trees = fc.sample(routingTree, TREES);
    for (const [index, each] of trees.entries()) {
      const file = join(folder, `${index}.yml`);
      const config = renderAlertmanagerConfig(each, () => "/secret");
      writeFileSync(file, config);
      const alerts = fc.sample(alertLabels, ALERTS_PER_TREE);
      const theirs = await Promise.all(
        alerts.map((labels) => receiversByAmtool(file, labels)),
      );
      const ours = alerts.map((labels) => receiversFor(each, labels).join(","));
      expect({ file: config, alerts, receivers: ours }).toEqual({
        file: config,
        alerts,
        receivers: theirs,
      });
    }
  }, 60_000);
});
