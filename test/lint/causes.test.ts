import type { Labels } from "../../lib/domain/names";
import { unwrap, walk, type PromqlNode } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";
import { inhibitionOf } from "../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import type { AlertRule } from "../../lib/domain/rules/rule";
import { blackboxAlerts } from "../../lib/packs/alerts/blackbox/alerts";
import { SHOP } from "./pack-options";
import { alertsIn, OBJECTIVES, PACKS } from "./all-packs";

const tree = buildRoutingTree({ path: "m", routes: [], defaultReceivers: [] });

/** As it arrives, when all that it is about is one thing: templates of labels give the same value. */
function arriving({ alert, severity, labels }: AlertRule): Labels {
  const filled: Labels = Object.fromEntries(
    Object.entries(labels).map(([label, value]): [string, string] => [
      label,
      value.includes("{{") ? `one ${label}` : value,
    ]),
  );
  return { ...filled, alertname: alert, severity };
}

/** Operators whose left side is what the alert is about. */
const DECIDES: ReadonlySet<string> = new Set([
  ...["==", "!=", "<", "<=", ">", ">="],
  ...["and", "unless"],
]);

/** The metrics that decide: what is compared on the left, without what is only asked for with `and` or `unless`. */
function subjectOf({ expr }: AlertRule): string {
  let root: PromqlNode = unwrap(parsePromql(expr).root);
  while (root.kind === "binary" && DECIDES.has(root.operator)) {
    root = unwrap(root.left);
  }
  const metrics = new Set<string>();
  walk(root, (node) => {
    if (node.kind === "selector") {
      metrics.add(node.metric ?? "");
    }
  });
  return [...metrics].sort().join();
}

/** Whether one is written to be silent while the other fires: it takes the other's metric away, or stops where it begins. */
function excludes(one: AlertRule, other: AlertRule): boolean {
  return (
    /\bunless\b|<=|\band\b/.test(one.expr) &&
    subjectOf(other)
      .split(",")
      .every((metric) => one.expr.includes(metric))
  );
}

/** Pairs that page for one subject of one service, of which neither mutes the other nor is silent while it fires. */
function unmuted(alerts: readonly AlertRule[]): readonly string[] {
  const pages = alerts.filter(({ severity }) => severity === "critical");
  return pages.flatMap((one, index) =>
    pages.slice(index + 1).flatMap((other) => {
      const [a, b] = [arriving(one), arriving(other)];
      const apart =
        // The same alert about another job.
        one.alert === other.alert ||
        a.service === undefined ||
        a.service !== b.service ||
        subjectOf(one) !== subjectOf(other) ||
        inhibitionOf(tree, a, [b]) !== undefined ||
        inhibitionOf(tree, b, [a]) !== undefined ||
        excludes(one, other) ||
        excludes(other, one);
      return apart ? [] : [`${one.alert} and ${other.alert}`];
    }),
  );
}

/** PromQL only; alerts on log lines are told apart by what they count. */
const packs = Object.entries(PACKS).map(
  ([name, groups]) =>
    [
      name,
      alertsIn(groups.filter(({ engine }) => engine === "prometheus")),
    ] as const,
);

const page = (alert: string, expr: string, labels: Labels = {}): AlertRule => ({
  kind: "alert",
  alert,
  expr,
  severity: "critical",
  labels: { service: "shop", ...labels },
  summary: "",
  description: "",
});

describe("two alerts that page for one thing", () => {
  it("are found", () => {
    expect(
      unmuted([page("ShopSlow", "a:b > 1"), page("ShopSlower", "a:b > 2")]),
    ).toEqual(["ShopSlow and ShopSlower"]);
  });

  it.each<[string, readonly AlertRule[]]>([
    [
      "of which one is silent while the other fires",
      [page("ShopSlow", "a:b > 1 <= 2"), page("ShopSlower", "a:b > 2")],
    ],
    [
      "of which one mutes the other",
      [page("ShopDown", "up == 0"), page("ShopGone", "up < 1")],
    ],
    [
      "that are about other services",
      [page("ShopSlow", "a:b > 1"), page("X", "a:b > 2", { service: "cart" })],
    ],
    [
      "that are about other things",
      [page("ShopSlow", "a:b > 1"), page("ShopFull", "c:d > 2")],
    ],
  ])("are no pair %s", (_, pair) => {
    expect(unmuted(pair)).toEqual([]);
  });

  it.each(packs)("are not in the pack %s", (_, alerts) => {
    expect(unmuted(alerts)).toEqual([]);
  });

  it("are not in all packs together", () => {
    expect(unmuted(packs.flatMap(([, alerts]) => alerts))).toEqual([]);
  });
});

describe("a service and a probe of it", () => {
  const down = alertsIn(PACKS["http-service"] ?? []).find(
    ({ alert }) => alert === "HttpServiceDown",
  );
  const failing = (service: object) =>
    alertsIn(blackboxAlerts({ job: "probe-shop", ...service }))
      .filter(({ severity }) => severity === "critical")
      .map(arriving);

  it("page once when the service is down and the probe says whose it is", () => {
    const pages = failing(SHOP);
    expect(pages.map(({ alertname }) => alertname)).toContain(
      "BlackboxProbeDown",
    );
    const others = pages.filter(
      (page) => down && !inhibitionOf(tree, page, [arriving(down)]),
    );
    expect(down).toBeDefined();
    expect(others).toEqual([]);
  });

  it("both page when the probe does not say it", () => {
    const [page] = failing({});
    expect(
      page && down && inhibitionOf(tree, page, [arriving(down)]),
    ).toBeUndefined();
  });
});

describe("an objective and the pack about requests", () => {
  const ofCheckout = (name: RegExp) =>
    alertsIn([...OBJECTIVES, ...(PACKS["http-service"] ?? [])])
      .filter(({ alert }) => name.test(alert))
      .map(arriving);

  it("page once for errors, and once for a service that is down", () => {
    const [burn] = ofCheckout(/^CheckoutAvailabilityBurn1h$/);
    const [absent] = ofCheckout(/^CheckoutAvailabilityAbsent$/);
    const errors = ofCheckout(/^HttpErrorRatio(?:Severe|High)$/);
    const [down] = ofCheckout(/^HttpServiceDown$/);
    expect(errors).toHaveLength(2);
    for (const each of errors) {
      expect(burn && inhibitionOf(tree, burn, [each])).toBeDefined();
    }
    expect(absent && down && inhibitionOf(tree, absent, [down])).toBeDefined();
  });
});
