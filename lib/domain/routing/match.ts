import type { Labels } from "../names";
import { matchesLabels } from "./matcher";
import type { Route, RoutingTree } from "./route";

/**
 * The nodes of the tree where an alert ends, in the order of the tree: depth first, at the deepest that match, and beyond
 * a match only where it says `continue`. These are Alertmanager's rules
 * (https://prometheus.io/docs/alerting/latest/configuration/#route).
 */
export function routesFor(tree: RoutingTree, labels: Labels): readonly Route[] {
  return matchRoute(tree.root, labels);
}

/** Names of the receivers that are told of an alert; one comes twice when two routes name it. */
export function receiversFor(
  tree: RoutingTree,
  labels: Labels,
): readonly string[] {
  return routesFor(tree, labels).map(({ receiver }) => receiver);
}

function matchRoute(route: Route, labels: Labels): readonly Route[] {
  if (!matchesLabels(route.matchers, labels)) {
    return [];
  }
  const ends: Route[] = [];
  for (const child of route.routes) {
    const found = matchRoute(child, labels);
    ends.push(...found);
    if (found.length > 0 && !child.continue) {
      break;
    }
  }
  return ends.length > 0 ? ends : [route];
}
