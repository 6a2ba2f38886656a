import { thresholdsOf } from "../../lib/domain/check/thresholds";
import type { Dashboard, Panel } from "../../lib/domain/dashboard/model";
import { withoutVariables } from "../../lib/domain/dashboard/variables";
import { unwrap, walk, type PromqlNode } from "../../lib/domain/promql/ast";
import { parsePromql } from "../../lib/domain/promql/expr";
import type { RuleGroup } from "../../lib/domain/rules/rule";
import { timeseries, prometheus } from "../../lib/packs/dashboards/panels";
import { anAlert } from "../domain/check/builders";
import { alertsIn, allDashboards, OBJECTIVES, PACKS } from "./all-packs";

/** Panels whose colours are no alert's, although an alert compares the same metric. */
const EXCEPTIONS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:on-call|platform-overview): Targets down$/,
    "counts targets, of which each has an alert of its own name",
  ],
  [
    /^probes: Failing$|^(?:caching|database)-.+: Failed /,
    "counts what fails, while its alert is about each",
  ],
  [
    /^(?:alerts: Failed|platform-overview: Failed notifications)$/,
    "counts notifications in hours; the alert compares a share of the last minutes",
  ],
  [
    /^(?:service|runtime)-.+: Instances up$/,
    "green from the first instance; that there is none is an alert by absence",
  ],
  [
    /^(?:services|slo-overview|executive-summary|infrastructure): (?:All|Broken|Below|Burning|Promise|At risk|Room)/,
    "sums up many services or hosts, each of which has alerts of its own",
  ],
  [
    /^(?:slos|slo-.+|on-call|services): .*(?:[Bb]udget|Failures left|Objectives|Burn rate|Now)/,
    "of all objectives at once, whose alerts have names and limits of their own",
  ],
  [
    /^(?:business|users)-.+: .+ against usual$/,
    "a share of the usual; the alert compares with a band that is another each hour",
  ],
  [
    /^releases: (?:Taken back|In several versions)$/,
    "counts services over a week, while the alerts are about one release",
  ],
];

function metricsOf(node: PromqlNode): readonly string[] {
  const metrics: string[] = [];
  walk(node, (each) => {
    if (each.kind === "selector" && each.metric !== undefined) {
      metrics.push(each.metric);
    }
  });
  return metrics;
}

const KEEPS_LEFT = ["and", "unless", "==", "!=", "<", "<=", ">", ">="];

/** What alerts compare; what they only ask for beside it, with `and` or `unless`, is not looked at. */
function compared(groups: readonly RuleGroup[]): ReadonlySet<string> {
  const promql = groups.filter(({ engine }) => engine === "prometheus");
  return new Set(
    alertsIn(promql).flatMap(({ expr }) => {
      let root = unwrap(parsePromql(expr).root);
      while (root.kind === "binary" && KEEPS_LEFT.includes(root.operator)) {
        root = unwrap(root.left);
      }
      return metricsOf(root);
    }),
  );
}

/** Panels with colours that name no alert, while one compares what they show. */
function nameless(
  dashboards: readonly Dashboard[],
  metrics: ReadonlySet<string>,
): readonly string[] {
  const isCompared = ({ queries }: Panel): boolean =>
    queries
      .filter(({ dataSource }) => dataSource === "prometheus")
      .flatMap(({ expr }) =>
        metricsOf(parsePromql(withoutVariables(expr)).root),
      )
      .some((metric) => metrics.has(metric));
  return dashboards.flatMap(({ uid, rows }) =>
    rows
      .flatMap(({ panels }) => panels)
      .filter(
        (panel) =>
          thresholdsOf(panel).length > 0 &&
          thresholdsOf(panel).every(({ alert }) => alert === undefined) &&
          isCompared(panel),
      )
      .map(({ title }) => `${uid}: ${title}`),
  );
}

describe("panels with colours", () => {
  const found = nameless(
    Object.values(allDashboards()).flat(),
    compared([...Object.values(PACKS).flat(), ...OBJECTIVES]),
  );

  it("name the alert that compares what they show", () => {
    expect(
      found.filter((each) => !EXCEPTIONS.some(([panel]) => panel.test(each))),
    ).toEqual([]);
  });

  it("need every exception", () => {
    expect(
      EXCEPTIONS.filter(([panel]) => !found.some((each) => panel.test(each))),
    ).toEqual([]);
  });

  it("are found when they name none", () => {
    const dashboard = (alert?: string): Dashboard => ({
      uid: "shop",
      title: "Shop",
      description: "",
      tags: [],
      folder: "Shop",
      variables: [],
      rows: [
        {
          title: "All",
          panels: [
            timeseries("Queue", "", [prometheus("sum(queue_length)")], {
              unit: "short",
              thresholds: [
                {
                  value: 5,
                  color: "red",
                  ...(alert !== undefined && { alert }),
                },
              ],
            }),
          ],
        },
      ],
    });
    const metrics = compared([
      {
        name: "shop",
        engine: "prometheus",
        rules: [anAlert("max(queue_length) > 5 and on () sum(orders) > 1")],
      },
    ]);
    expect([...metrics]).toEqual(["queue_length"]);
    expect(nameless([dashboard()], metrics)).toEqual(["shop: Queue"]);
    expect(nameless([dashboard("OrdersStalled")], metrics)).toEqual([]);
  });
});
