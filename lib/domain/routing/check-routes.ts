import { nearestName } from "../names";
import { problem, warning, type Problem } from "../problem";
import { describeMatchers, implies } from "./matcher";
import { reachable, type ExpectedAlert } from "./reach";
import type { Route, RoutingTree } from "./route";
import { WATCHDOG } from "./tree";

/** Names that routes may ask for, by their label. */
export type DeclaredNames = Readonly<
  Record<"team" | "service", readonly string[]>
>;

/** Routes that can never tell anybody: doubles, those behind others, and those that no alert fits. */
export function routeProblems(
  tree: RoutingTree,
  alerts: readonly { readonly expected: ExpectedAlert }[],
  names: DeclaredNames = { team: [], service: [] },
): readonly Problem[] {
  const [watchdog, ...declared] = tree.root.routes;
  const values = fixedValues(alerts);
  const reached = new Set(
    alerts.flatMap(({ expected }) =>
      reachable(tree.root, expected, "all-but-fixed").map(({ path }) => path),
    ),
  );
  return declared.flatMap((route, index) => {
    const earlier = declared.slice(0, index);
    const found =
      duplicateOf(route, earlier) ??
      shadowOf(
        route,
        [...(watchdog ? [watchdog] : []), ...earlier],
        tree.root.path,
      );
    if (found !== undefined) {
      return [found];
    }
    return reached.has(route.path)
      ? misspelt(route, values, names)
      : [
          warning(
            "route-unused",
            route.path,
            `match of a route must fit some alert of this program, got ${describeMatchers(route.matchers)}; ${nearMatch(route, values) ?? "change it, or remove the route if nothing else sends alerts here"}`,
          ),
        ];
  });
}

function duplicateOf(
  route: Route,
  earlier: readonly Route[],
): Problem | undefined {
  const text = describeMatchers(route.matchers);
  const other = earlier.find(
    (each) => !each.continue && describeMatchers(each.matchers) === text,
  );
  return other === undefined || route.continue
    ? undefined
    : problem(
        "route-duplicate",
        route.path,
        `match of a route must be its own, got ${text} here and at ${other.path}; join the two, or set continue on one of them`,
      );
}

function shadowOf(
  route: Route,
  earlier: readonly Route[],
  rootPath: string,
): Problem | undefined {
  const other = earlier.find(
    (each) => !each.continue && implies(route.matchers, each.matchers),
  );
  if (other === undefined) {
    return undefined;
  }
  const remedy =
    other.path === rootPath
      ? `"${WATCHDOG}" goes to deadMan only, so give that receiver there`
      : `add a matcher to the route at ${other.path} or set continue on it`;
  return problem(
    "route-shadowed",
    route.path,
    `match of a route must fit alerts that no earlier route takes, got ${describeMatchers(route.matchers)}, all of which go by ${describeMatchers(other.matchers)} of ${other.path}; ${remedy}`,
  );
}

type ValuesByLabel = ReadonlyMap<string, ReadonlySet<string>>;

/** All values that are fixed for some alert. */
function fixedValues(
  alerts: readonly { readonly expected: ExpectedAlert }[],
): ValuesByLabel {
  const values = new Map<string, Set<string>>();
  for (const { expected } of alerts) {
    for (const [label, value] of Object.entries(expected.fixed)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return values;
}

/**
 * Some query of nearly every program might return any team, so that a misspelt one seems to be reached. Names that differ in
 * their last sign, such as `team-a` and `team-b`, are taken for names of two, and short ones are alike by chance.
 */
function misspelt(
  { path, matchers }: Route,
  values: ValuesByLabel,
  names: DeclaredNames,
): readonly Problem[] {
  return matchers.flatMap(({ label, operator, value }) => {
    if (
      (label !== "team" && label !== "service") ||
      operator !== "=" ||
      value.length < 6
    ) {
      return [];
    }
    const known = new Set([...names[label], ...(values.get(label) ?? [])]);
    const nearest = known.has(value) ? undefined : nearestName(value, known);
    return nearest === undefined || nearest.slice(0, -1) === value.slice(0, -1)
      ? []
      : [
          warning(
            "route-perhaps-unused",
            path,
            `match of a route must name a ${label} of this program, got ${label}="${value}", which only the result of a query could bring; did you mean ${label}="${nearest}"`,
          ),
        ];
  });
}

/** A typing error is the likeliest reason for a route without alerts. */
function nearMatch(route: Route, values: ValuesByLabel): string | undefined {
  for (const { label, operator, value } of route.matchers) {
    const known = values.get(label) ?? new Set();
    if (operator === "=" && !known.has(value)) {
      const nearest = nearestName(value, known);
      if (nearest !== undefined) {
        return `did you mean ${label}="${nearest}"`;
      }
    }
  }
  return undefined;
}
