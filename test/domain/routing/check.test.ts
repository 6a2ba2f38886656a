import fc from "fast-check";
import type { Labels } from "../../../lib/domain/names";
import type { Problem } from "../../../lib/domain/problem";
import { checkRouting } from "../../../lib/domain/routing/check";
import type { DeclaredNames } from "../../../lib/domain/routing/check-routes";
import {
  createRoute,
  type RouteInput,
} from "../../../lib/domain/routing/create-route";
import type { DeclaredRoute } from "../../../lib/domain/routing/declaration";
import { routesFor } from "../../../lib/domain/routing/match";
import {
  expectedAlert,
  reachable,
  type RoutedAlert,
} from "../../../lib/domain/routing/reach";
import { buildRoutingTree } from "../../../lib/domain/routing/tree";
import { Rules } from "../../../lib/domain/rules/build";
import type { AlertSeverity } from "../../../lib/domain/rules/rule";
import { alertLabels, hook, routingTree } from "./arbitraries";

function alert(
  labels: Labels,
  rest: Partial<RoutedAlert> & {
    readonly name?: string;
    readonly severity?: AlertSeverity;
  } = {},
): RoutedAlert {
  return {
    path: rest.path ?? "m/Orders",
    origin: rest.origin ?? "user",
    rule: Rules.alert({
      alert: rest.name ?? "OrdersStalled",
      expr: "vector(1)",
      severity: rest.severity ?? "critical",
      labels,
      summary: "s",
      description: "d",
    }),
  };
}

function route(
  path: string,
  match: RouteInput["match"],
  rest: Partial<RouteInput> = {},
): DeclaredRoute {
  return {
    path,
    value: createRoute({ match, receivers: { critical: hook }, ...rest }),
  };
}

function check(
  routes: readonly DeclaredRoute[],
  alerts: readonly RoutedAlert[],
  rest: {
    readonly defaults?: boolean;
    readonly deadMan?: boolean;
    readonly externalLabels?: Labels;
    readonly declared?: DeclaredNames;
  } = {},
): readonly Problem[] {
  return checkRouting({
    tree: buildRoutingTree({
      path: "m",
      routes,
      defaultReceivers: rest.defaults === true ? [hook] : [],
      ...(rest.deadMan !== false && { deadMan: hook }),
    }),
    alerts,
    ...(rest.externalLabels && { externalLabels: rest.externalLabels }),
    ...(rest.declared && { declared: rest.declared }),
  });
}

const payments = route("m/Payments", { team: "payments" });
const paid = alert({ team: "payments" });

describe("checkRouting", () => {
  it("finds nothing where every alert is received and every route used", () => {
    expect(check([payments], [paid])).toEqual([]);
  });

  it("warns once when nobody notices that alerting is broken", () => {
    expect(check([payments], [paid], { deadMan: false })).toMatchObject([
      { code: "dead-man-missing", path: "m", severity: "warning" },
    ]);
  });

  it("names an alert that nobody receives, its labels and the remedy", () => {
    const [found, ...others] = check(
      [payments],
      [paid, alert({ team: "payment", service: "checkout" }, { path: "m/X" })],
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: "alert-unreceived",
      path: "m/X",
      severity: "error",
    });
    expect(found?.message).toBe(
      'alert "OrdersStalled" must be received by somebody, got no route for severity="critical", team="payment", service="checkout", alertname="OrdersStalled"; there is a route for team="payments"; add an AlertRoute with match { team: "payment" }, or defaultReceivers',
    );
  });

  it("joins the alerts of one declaration in one finding", () => {
    const found = check(
      [payments],
      [
        paid,
        alert({ team: "search" }, { name: "FastBurn" }),
        alert({ team: "search" }, { name: "SlowBurn", severity: "warning" }),
      ],
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('alerts "FastBurn", "SlowBurn" must');
  });

  it("asks for a label where an alert has none", () => {
    expect(check([], [alert({})])[0]?.message).toContain(
      "give it a label such as team",
    );
  });

  it("is content with default receivers", () => {
    expect(check([], [alert({})], { defaults: true })).toEqual([]);
  });

  it("counts labels that Prometheus adds", () => {
    const externalLabels = { region: "eu" };
    const eu = [route("m/Eu", { region: "eu" })];
    expect(check(eu, [alert({})], { externalLabels })).toEqual([]);
  });

  it("does not judge a label whose value is known only when the alert fires", () => {
    expect(check([payments], [alert({ team: "{{ $labels.team }}" })])).toEqual(
      [],
    );
  });

  it("warns where only the result of a query could bring the label", () => {
    const found = check([payments], [alert({ service: "checkout" })]);
    expect(found).toMatchObject([
      { code: "alert-perhaps-unreceived", severity: "warning" },
    ]);
    expect(found[0]?.message).toContain("(team)");
  });

  it("never minds that people do not receive the watchdog", () => {
    expect(
      check([payments], [paid, alert({}, { name: "Watchdog" })], {
        deadMan: false,
      }).map(({ code }) => code),
    ).toEqual(["dead-man-missing"]);
  });

  it("has one warning for all alerts of the platform", () => {
    const own = ["LokiDown", "JaegerDown"].map((name) =>
      alert({ team: "platform" }, { name, origin: "platform", path: "m" }),
    );
    const found = check([payments], [paid, ...own]);
    expect(found).toMatchObject([
      { code: "platform-alerts-unreceived", severity: "warning" },
    ]);
    expect(found[0]?.message).toContain("2 of them");
  });

  it("warns of a route that no alert can reach and guesses the typing error", () => {
    const found = check([payments, route("m/P", { team: "payment" })], [paid]);
    expect(found).toMatchObject([
      { code: "route-unused", path: "m/P", severity: "warning" },
    ]);
    expect(found[0]?.message).toContain('did you mean team="payments"');
  });

  it("guesses the typing error also where the query of another alert might return the label", () => {
    const open = alert({ service: "till" });
    const routes = [payments, route("m/P", { team: "paymnets" })];
    const options = { declared: { team: ["payments"], service: ["till"] } };
    expect(check(routes, [open, paid], options)).toContainEqual(
      expect.objectContaining({
        code: "route-perhaps-unused",
        path: "m/P",
        severity: "warning",
        message: expect.stringContaining('did you mean team="payments"'),
      }),
    );
  });

  it.each(["payment2", "payments-eu-west", "pay"])(
    "takes team %s for one that it does not know",
    (team) => {
      const open = alert({ service: "till" });
      const other = alert({ team: "payment1" });
      const codes = check(
        [payments, route("m/P", { team })],
        [open, paid, other],
      )
        .filter(({ path }) => path === "m/P")
        .map(({ code }) => code);
      expect(codes).toEqual([]);
    },
  );

  it("keeps quiet about a route whose label a query may return", () => {
    expect(check([payments, route("m/P", { zone: "b" })], [paid])).toEqual([]);
  });

  it("names both places of one match", () => {
    const found = check([payments, route("m/A", { team: "payments" })], [paid]);
    expect(found).toMatchObject([
      { code: "route-duplicate", path: "m/Payments", severity: "error" },
    ]);
    expect(found[0]?.message).toContain("at m/A");
  });

  it("allows one match twice where one of them lets the other match", () => {
    const copy = route("m/Copy", { team: "payments" }, { continue: true });
    expect(check([payments, copy], [paid])).toEqual([]);
  });

  it.each<[string, RouteInput["match"], RouteInput["match"]]>([
    [
      "an expression that holds its value",
      [{ label: "team", operator: "=~", value: "payments|search" }],
      [{ label: "team", operator: "=~", value: "payments" }],
    ],
    [
      "presence of its label",
      [{ label: "team", operator: "=~", value: ".+" }],
      [{ label: "team", operator: "=~", value: "pay.+" }],
    ],
    [
      "the watchdog's name",
      [{ label: "alertname", operator: "=~", value: ".+" }],
      { alertname: "Watchdog" },
    ],
  ])("finds a route hidden behind %s", (_, wide, narrow) => {
    const found = check([route("m/A", wide), route("m/B", narrow)], [paid]);
    expect(found).toContainEqual(
      expect.objectContaining({
        code: "route-shadowed",
        path: "m/B",
        severity: "error",
      }),
    );
  });

  it("does not take a partial overlap for hiding", () => {
    const found = check(
      [
        route("m/A", [{ label: "team", operator: "=~", value: "pay.*|a" }]),
        route("m/B", [{ label: "team", operator: "=~", value: "payments|b" }]),
      ],
      [paid, alert({ team: "b" })],
    );
    expect(found).toEqual([]);
  });
});

describe("reachable", () => {
  it("holds every node where the alert really ends", () => {
    fc.assert(
      fc.property(
        routingTree,
        alertLabels,
        alertLabels,
        (tree, fixed, rest) => {
          const { alertname: _, severity: __, ...labels } = fixed;
          const rule = alert(labels).rule;
          const known = expectedAlert(rule, {});
          const really = routesFor(tree, { ...rest, ...known.fixed });
          const possible = reachable(tree.root, known, "all-but-fixed");
          expect(really.filter((end) => !possible.includes(end))).toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is exact where all labels are known", () => {
    fc.assert(
      fc.property(routingTree, alertLabels, (tree, fixed) => {
        expect(
          reachable(tree.root, { fixed, templated: [] }, "templated"),
        ).toEqual(routesFor(tree, fixed));
      }),
      { numRuns: 1000 },
    );
  });
});
