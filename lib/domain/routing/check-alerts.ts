import { nearestName, type Labels } from "../names";
import { problem, warning, type Problem } from "../problem";
import { reachable, type ExpectedAlert, type RoutedAlert } from "./reach";
import type { RoutingTree } from "./route";
import { WATCHDOG } from "./tree";

interface CheckedAlert extends RoutedAlert {
  readonly expected: ExpectedAlert;
}

/** Names of the receivers that tell somebody. */
export function liveReceivers(tree: RoutingTree): ReadonlySet<string> {
  return new Set(
    tree.receivers.flatMap(({ name, receivers }) =>
      receivers.length > 0 ? [name] : [],
    ),
  );
}

/** Alerts that no live receiver hears. */
export function alertProblems(
  tree: RoutingTree,
  alerts: readonly CheckedAlert[],
): readonly Problem[] {
  const alive = liveReceivers(tree);
  const hears = (
    alert: CheckedAlert,
    open: Parameters<typeof reachable>[2],
  ): boolean =>
    reachable(tree.root, alert.expected, open).some(({ receiver }) =>
      alive.has(receiver),
    );
  const unheard = alerts.filter(
    (alert) => alert.rule.alert !== WATCHDOG && !hears(alert, "templated"),
  );
  const platform = unheard.filter(({ origin }) => origin === "platform");
  const user = unheard.filter(({ origin }) => origin === "user");
  return [
    ...groupAlike(user.filter((alert) => !hears(alert, "all-but-fixed"))).map(
      (group) => unreceived(tree, group),
    ),
    ...groupAlike(user.filter((alert) => hears(alert, "all-but-fixed"))).map(
      (group) => perhapsUnreceived(tree, group),
    ),
    ...(platform.length === 0
      ? []
      : [
          warning(
            "platform-alerts-unreceived",
            tree.root.path,
            `alerts of the platform itself must be received by somebody, got no route for ${platform.length} of them such as "${platform[0]?.rule.alert}"; add an AlertRoute with match { team: "platform" }, or defaultReceivers`,
          ),
        ]),
  ];
}

/** Alerts of one declaration that differ in name and severity only are one finding. */
function groupAlike(
  alerts: readonly CheckedAlert[],
): readonly (readonly CheckedAlert[])[] {
  const groups = new Map<string, CheckedAlert[]>();
  for (const alert of alerts) {
    const key = JSON.stringify([alert.path, labelsThatRoute(alert)]);
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()];
}

/** Labels by which teams tell their alerts from others. */
function labelsThatRoute({ expected }: CheckedAlert): Labels {
  return Object.fromEntries(
    ["team", "service"].flatMap((label) => {
      const value = expected.fixed[label];
      return value === undefined || value === "" ? [] : [[label, value]];
    }),
  );
}

function describeAlerts(alerts: readonly CheckedAlert[]): string {
  const names = [...new Set(alerts.map(({ rule }) => `"${rule.alert}"`))];
  return `${names.length === 1 ? "alert" : "alerts"} ${names.join(", ")}`;
}

function describeLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(", ");
}

function unreceived(
  tree: RoutingTree,
  alerts: readonly CheckedAlert[],
): Problem {
  const [first] = alerts as [CheckedAlert, ...CheckedAlert[]];
  const labels =
    alerts.length === 1 ? first.expected.fixed : labelsThatRoute(first);
  return problem(
    "alert-unreceived",
    first.path,
    `${describeAlerts(alerts)} must be received by somebody, got no route for ${describeLabels(labels) || "alerts without labels"}; ${routeRemedy(tree, first)}`,
  );
}

function routeRemedy(tree: RoutingTree, alert: CheckedAlert): string {
  const [label, value] = Object.entries(labelsThatRoute(alert))[0] ?? [];
  if (label === undefined || value === undefined) {
    return `give it a label such as team and add an AlertRoute for it, or defaultReceivers`;
  }
  const routed = tree.root.routes.flatMap(({ matchers }) =>
    matchers.flatMap((each) =>
      each.label === label && each.operator === "=" ? [each.value] : [],
    ),
  );
  const nearest = nearestName(value, routed);
  return `${nearest === undefined ? "" : `there is a route for ${label}="${nearest}"; `}add an AlertRoute with match { ${label}: ${JSON.stringify(value)} }, or defaultReceivers`;
}

function perhapsUnreceived(
  tree: RoutingTree,
  alerts: readonly CheckedAlert[],
): Problem {
  const [first] = alerts as [CheckedAlert, ...CheckedAlert[]];
  const paths = new Set(
    reachable(tree.root, first.expected, "all-but-fixed").map(
      ({ path }) => path,
    ),
  );
  const wanted = new Set(
    tree.root.routes
      .filter(({ path }) => paths.has(path))
      .flatMap(({ matchers }) => matchers.map(({ label }) => label))
      .filter((label) => !Object.hasOwn(first.expected.fixed, label)),
  );
  return warning(
    "alert-perhaps-unreceived",
    first.path,
    `${describeAlerts(alerts)} must be received by somebody, got routes only for labels that the query would have to return (${[...wanted].join(", ")}); set the label on the alert, or give defaultReceivers`,
  );
}
