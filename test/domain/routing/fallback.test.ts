import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createRoute } from "../../../lib/domain/routing/create-route";
import {
  fallbackProblems,
  requireFallback,
  withFallback,
} from "../../../lib/domain/routing/fallback";
import { receiversFor } from "../../../lib/domain/routing/match";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import { SecretRef } from "../../../lib/domain/secret";
import { renderAlertmanagerConfig } from "../../../lib/render/alertmanager-config";
import { describeWithTool, run } from "../../support/tools";
import { hook, alertLabels, routingTree } from "./arbitraries";

const FAILING = "AlertmanagerNotificationsFailing";
const slack = AlertReceiver.slack({
  channel: "#platform",
  url: SecretRef.file("slack"),
});
const mail = AlertReceiver.email({
  to: "platform@example.com",
  from: "alerts@example.com",
  smarthost: "smtp.example.com:587",
});

const treeTo = (...receivers: readonly AlertReceiver[]) =>
  buildRoutingTree({ path: "m", routes: [], defaultReceivers: receivers });

describe("fallback receivers", () => {
  it("change nothing when there are none", () => {
    const tree = treeTo(slack);
    expect(withFallback(tree, [])).toBe(tree);
  });

  it("are told beside everybody who is told anyway, of that alert only", () => {
    fc.assert(
      fc.property(
        routingTree,
        alertLabels,
        fc.boolean(),
        (tree, alert, about) => {
          const told = about ? { ...alert, alertname: FAILING } : alert;
          const before = new Set(receiversFor(tree, told));
          const after = new Set(receiversFor(withFallback(tree, [mail]), told));
          expect(after.has("fallback")).toBe(about);
          expect([...before].filter((name) => !after.has(name))).toEqual([]);
          const more = [...after].filter((name) => !before.has(name));
          const may = about ? ["fallback", tree.root.receiver] : [];
          expect(more.filter((name) => !may.includes(name))).toEqual([]);
        },
      ),
    );
  });

  it.each<
    [string, readonly AlertReceiver[], readonly AlertReceiver[], boolean]
  >([
    ["one way only", [slack], [], true],
    ["two channels of one chat", [slack], [slack], true],
    ["the same webhook twice", [hook], [hook], true],
    ["a fallback of another kind", [slack], [mail], false],
    ["two kinds anyway", [slack, mail], [], false],
    [
      "webhooks of two addresses",
      [hook],
      [AlertReceiver.webhook({ url: "http://other.example.com/" })],
      false,
    ],
    ["nobody, which is found elsewhere", [], [], false],
  ])("are missed where there is %s: %#", (_, usual, fallback, missed) => {
    const problems = fallbackProblems(withFallback(treeTo(...usual), fallback));
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual(
      missed ? [["fallback-missing", "warning"]] : [],
    );
  });

  it("tell which way is the only one", () => {
    expect(fallbackProblems(treeTo(slack))[0]?.message).toBe(
      `alert "${FAILING}" must be told by two ways, got slack only; add a receiver of another kind to fallbackReceivers, or nobody learns that slack fails`,
    );
  });

  it.each<[string, unknown, string]>([
    ["a single one", slack, "fallbackReceivers must be a list"],
    [
      "an address",
      ["http://x"],
      "each of fallbackReceivers must be an AlertReceiver",
    ],
  ])("are refused when they are %s", (_, input, text) => {
    expect(() => requireFallback(input as readonly AlertReceiver[])).toThrow(
      text,
    );
  });

  describeWithTool("amtool", "in amtool", (amtool) => {
    const folder = mkdtempSync(join(tmpdir(), "fallback-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function toldBy(...alert: readonly string[]): string {
      const tree = buildRoutingTree({
        path: "m",
        routes: [
          {
            path: "m/shop",
            value: createRoute({
              match: { team: "shop" },
              receivers: { warning: hook },
            }),
          },
        ],
        defaultReceivers: [slack],
        deadMan: hook,
      });
      const file = join(folder, "alertmanager.yml");
      writeFileSync(
        file,
        renderAlertmanagerConfig(
          withFallback(tree, [mail]),
          ({ name }) => `/run/secrets/${name}`,
        ),
      );
      const args = ["config", "routes", "test", `--config.file=${file}`];
      const { status, output } = run(amtool, [...args, ...alert]);
      expect({ status, output }).toMatchObject({ status: 0 });
      return output.trim();
    }

    it("get what the default receivers get", () => {
      expect(toldBy(`alertname=${FAILING}`, "team=platform")).toBe(
        "fallback,default",
      );
      expect(toldBy("alertname=Other", "team=platform")).toBe("default");
      expect(toldBy("alertname=Watchdog")).toBe("dead-man");
      expect(toldBy("alertname=Other", "team=shop")).toBe("m-shop-warning");
    });
  });
});
