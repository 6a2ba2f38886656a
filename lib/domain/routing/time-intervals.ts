import type { TimeInterval } from "../time/time-interval";
import type { Route, RoutingTree } from "./route";

/** All time intervals that the routes name, once each, by name. */
export function timeIntervals(tree: RoutingTree): readonly TimeInterval[] {
  const byName = new Map<string, TimeInterval>();
  const collect = ({ muted = [], active = [], routes }: Route): void => {
    for (const interval of [...muted, ...active]) {
      byName.set(interval.name, interval);
    }
    routes.forEach(collect);
  };
  collect(tree.root);
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
