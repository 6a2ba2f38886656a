import { inhibitionOf } from "../../lib/domain/routing/inhibition";
import { buildRoutingTree } from "../../lib/domain/routing/tree";
import { Duration } from "../../lib/domain/units";
import { graphqlAlerts } from "../../lib/packs/alerts/graphql/alerts";
import { GRAPHQL_THRESHOLDS } from "../../lib/packs/alerts/graphql/options";
import { graphqlMetrics } from "../../lib/packs/exporters/graphql";
import { serviceMetrics } from "../../lib/packs/exporters/service";
import { GRAPHQL_CASES, labels } from "./graphql-cases";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack } from "./pack-suite";

const SHOP = { service: "shop", team: "sales" };

describe("graphqlAlerts", () => {
  describePack({
    name: "graphql",
    defaults: GRAPHQL_THRESHOLDS,
    groups: (thresholds) => graphqlAlerts({ ...SHOP, thresholds }),
    dashboardUid: "graphql-shop",
    cases: GRAPHQL_CASES,
  });

  it("asks a server only for what it tells", () => {
    const groups = graphqlAlerts({
      service: "api",
      dashboardUid: "service-shop",
    });
    const metrics = [...serviceMetrics, ...graphqlMetrics];
    expect(problemsOf(groups, { api: metrics })).toEqual([]);
    expect(problemsOf(groups, { api: serviceMetrics })).not.toEqual([]);
  });

  it("takes the names of the metrics", () => {
    const text = JSON.stringify(
      graphqlAlerts({
        ...SHOP,
        metrics: {
          operations: "gql_requests_total",
          failed: 'success="false"',
          duration: "gql_seconds",
          httpRequests: "requests_total",
        },
      }),
    );
    expect(text).not.toMatch(
      /[^:]graphql_operations_total|status=|http_requests_total/,
    );
    expect(text).toContain("gql_seconds_bucket");
  });

  it("lets its pages mute its lesser alerts, by the rules that routing has", () => {
    const tree = buildRoutingTree({
      path: "m",
      routes: [],
      defaultReceivers: [],
    });
    const page = { alertname: "GraphqlErrorRatioSevere", ...labels("P1") };
    const lesser = { alertname: "GraphqlOperationFailing", ...labels("P3") };
    expect(inhibitionOf(tree, lesser, [page])).toBeDefined();
  });

  it("pages for errors alone", () => {
    const pages = alertsOf(graphqlAlerts(SHOP)).filter(
      ({ severity }) => severity === "critical",
    );
    expect(pages.map(({ alert }) => alert)).toEqual([
      "GraphqlErrorRatioSevere",
      "GraphqlErrorRatioHigh",
    ]);
  });

  it.each<[object, string]>([
    [
      { service: 1 },
      "service of options of graphqlAlerts must be a text, got 1",
    ],
    [{ servce: "x" }, 'got "servce"; did you mean "service"'],
    [{ metrics: { operation: "x" } }, 'did you mean "operations"'],
    [
      { metrics: { duration: "a b" } },
      "duration of metrics of options of graphqlAlerts must be the name of a metric",
    ],
    [
      { metrics: { failed: "" } },
      'must be matchers such as status="error", got ""',
    ],
    [
      { thresholds: { errorRatioP2: 0.2 } },
      "errorRatioP1 of thresholds of graphqlAlerts must be above errorRatioP2, got 0.1 and 0.2",
    ],
    [
      { thresholds: { resolverLatency: Duration.seconds(0) } },
      "must be above 0 and finite, got 0s",
    ],
    [{ thresholds: { depth: Infinity } }, "above 0 and finite"],
  ])("refuses %j", (options, told) => {
    expect(() => graphqlAlerts({ ...SHOP, ...options })).toThrow(told);
  });
});
