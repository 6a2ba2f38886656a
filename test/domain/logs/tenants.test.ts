import fc from "fast-check";
import {
  tenantOf,
  tenantsOfSelectors,
  tenantsPerTeam,
} from "../../../lib/domain/logs/tenants";
import { rulesByTenant } from "../../../lib/domain/logs/tenant-rules";
import { parseLogql } from "../../../lib/domain/promql/logql";
import { keepsLabel } from "../../../lib/domain/promql/logql-labels";
import { Rules } from "../../../lib/domain/rules/build";

const TENANTS = tenantsPerTeam(
  [
    { name: "checkout", team: "Payments Team", metrics: [] },
    { name: "ledger", team: "Payments Team", metrics: [] },
    { name: "cart", team: "shop", metrics: [] },
    { name: "bastion", team: "shop", metrics: [] },
    { name: "teamless", metrics: [] },
  ],
  { per: "team", limits: { shop: { streams: 10 } } },
  [],
);
const EVIDENCE = new Set(["bastion"]);
const ALL = ["fake", "payments-team", "shop"];

function placesOf(expr: string): readonly string[] {
  return tenantsOfSelectors(parseLogql(expr).selectors, TENANTS, EVIDENCE).map(
    ({ name }) => name,
  );
}

describe("tenants per team", () => {
  it("are one for each team, after that of nobody", () => {
    expect(TENANTS).toEqual([
      { name: "fake", services: [] },
      {
        name: "payments-team",
        team: "Payments Team",
        services: ["checkout", "ledger"],
      },
      {
        name: "shop",
        team: "shop",
        services: ["cart", "bastion"],
        limits: { streams: 10 },
      },
    ]);
  });

  it("have names that Loki takes, whatever a team is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (team) => {
        expect(tenantOf(team)).toMatch(/^[a-z0-9-]*$/);
      }),
    );
  });

  it.each<[string, readonly string[]]>([
    ['rate({service="checkout"}[5m])', ["payments-team"]],
    ['rate({service=~"checkout|ledger"}[5m])', ["payments-team"]],
    ['rate({service=~"checkout|cart"}[5m])', ["payments-team", "shop"]],
    ['rate({service="cart", log="audit"}[5m])', ["fake"]],
    ['rate({service="cart", log="access"}[5m])', ["shop"]],
    ['rate({log=~"auth|audit"}[5m])', ["fake"]],
    ['rate({log=~"auth|access"}[5m])', ALL],
    ['rate({service="bastion"}[5m])', ["fake"]],
    ['rate({service="teamless"}[5m])', ["fake"]],
    ['rate({service="nobody-knows"}[5m])', ["fake"]],
    ['rate({service="cart"}[5m]) / rate({service="x"}[5m])', ["fake", "shop"]],
    ['rate({service=~".+"}[5m])', ALL],
    ['rate({service=~"cart.*"}[5m])', ALL],
    ['rate({service=~".+", service!="cart"}[5m])', ALL],
    ['rate({level="error"}[5m])', ALL],
    ["vector(1)", ["fake"]],
  ])("evaluate %s in %j", (expr, places) => {
    expect(placesOf(expr)).toEqual(places);
  });

  it("leave no rule of a group out, and keep their order", () => {
    const rules = [
      'rate({service="cart"}[5m])',
      "vector(1)",
      'sum by (service) (rate({service=~".+"}[5m]))',
      'rate({service="ledger"}[5m])',
    ].map((expr, index) =>
      Rules.record({ record: `a:b:c${index}`, expr, labels: {} }),
    );
    const placed = rulesByTenant(
      [{ name: "lines", engine: "loki", rules }],
      TENANTS,
      EVIDENCE,
    );
    const indices = [...placed].map(([tenant, groups]) => [
      tenant,
      groups.map((group) =>
        group.rules.map((rule) => rules.indexOf(rule as never)),
      ),
    ]);
    expect(indices).toEqual([
      ["fake", [[1, 2]]],
      ["payments-team", [[2, 3]]],
      ["shop", [[0, 2]]],
    ]);
  });
});

describe("keepsLabel", () => {
  const lines = 'rate({a="b"}[5m])';
  const sum = `sum by (service) (${lines})`;
  it.each([
    lines,
    sum,
    `${sum} > 5`,
    `5 < ${sum}`,
    `(${sum} + ${sum} or ${sum}) / 2`,
    `topk(20, (${sum} >= 3 and ${sum} > 0))`,
    `sum(${lines}) by (level, service) > bool 1`,
    `sum without (level) (${lines})`,
    `${sum} / on (service) group_left ${sum}`,
    `${sum} / ignoring (level) ${sum}`,
    `${sum} * vector(2)`,
    `label_replace(${sum}, "other", "$1", "service", "(.*)")`,
    'avg_over_time({a="b"} | unwrap x [5m]) by (service)',
    `sort_desc(${sum})`,
  ])("is true for %s", (query) => {
    parseLogql(query);
    expect(keepsLabel(query, "service")).toBe(true);
  });

  it.each([
    `sum(${lines})`,
    `sum by (level) (${lines})`,
    `sum by (level) (${sum})`,
    `sum by (service) (sum(${lines}))`,
    `sum without (service) (${lines})`,
    `${sum} / on () group_left sum(${lines})`,
    `${sum} / ignoring (service) group_left ${sum}`,
    `${sum} or vector(0)`,
    `${sum} or on () vector(0)`,
    `${sum} unless on (level) ${sum}`,
    `topk(20, sum by (level) (${lines}))`,
    `topk by (level) (3, ${sum})`,
    'absent_over_time({a="b"}[5m])',
    'avg_over_time({a="b"} | unwrap service [5m]) by (level)',
    `label_replace(${sum}, "service", "$1", "x", "(.*)")`,
    "vector(1)",
    "1 + 1",
  ])("is false for %s", (query) => {
    parseLogql(query);
    expect(keepsLabel(query, "service")).toBe(false);
  });
});
