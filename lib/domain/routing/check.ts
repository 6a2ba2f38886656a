import type { Labels } from "../names";
import { warning, type Problem } from "../problem";
import { alertProblems, liveReceivers } from "./check-alerts";
import { routeProblems, type DeclaredNames } from "./check-routes";
import { receiversFor } from "./match";
import { expectedAlert, type RoutedAlert } from "./reach";
import type { RoutingTree } from "./route";
import { WATCHDOG } from "./tree";

export interface RoutingCheckInput {
  readonly tree: RoutingTree;
  readonly alerts: readonly RoutedAlert[];
  /** Labels that Prometheus adds to each alert. Default: none. */
  readonly externalLabels?: Labels;
  /** Teams and services that are declared. Default: none but those of the alerts. */
  readonly declared?: DeclaredNames;
}

/** What is wrong between routes and alerts: who is never told, and which route never tells. */
export function checkRouting(input: RoutingCheckInput): readonly Problem[] {
  const { tree, externalLabels = {} } = input;
  const alerts = input.alerts.map((alert) => ({
    ...alert,
    expected: expectedAlert(alert.rule, externalLabels),
  }));
  return [
    ...deadManProblems(tree),
    ...routeProblems(tree, alerts, input.declared),
    ...alertProblems(tree, alerts),
  ];
}

function deadManProblems(tree: RoutingTree): readonly Problem[] {
  const alive = liveReceivers(tree);
  return receiversFor(tree, { alertname: WATCHDOG }).some((name) =>
    alive.has(name),
  )
    ? []
    : [
        warning(
          "dead-man-missing",
          tree.root.path,
          `deadMan must be a receiver, got none; give one that raises the alarm when the alert "${WATCHDOG}" stops coming, or nobody learns that alerting itself is broken`,
        ),
      ];
}
