import type { SecretRef } from "../secret";
import { slug } from "../names";
import { BURN_RATE_WINDOWS } from "../slo/windows";
import { Duration } from "../units";
import {
  DEFAULT_GROUP_BY,
  DEFAULT_TIMING,
  type DeclaredRoute,
} from "./declaration";
import { declaredReceivers, declaredRoute } from "./branch";
import { inhibitionRules } from "./inhibition";
import { compareMatchers, compareText } from "./matcher";
import { secretsOf, type AlertReceiver } from "./receiver";
import type {
  NamedReceiver,
  Route,
  RouteMatcher,
  RouteTiming,
  RoutingTree,
} from "./route";

/** The alert that always fires; silence means that alerting itself is broken. */
export const WATCHDOG = "Watchdog";

/** Names of the receivers that no declaration brings; those of declarations end in a severity. */
export const RECEIVER = {
  /** Alerts that nobody has asked for. */
  default: "default",
  /** Goes nowhere: its alerts are only seen in the user interface. */
  none: "none",
  deadMan: "dead-man",
} as const;

/**
 * A dead-man receiver raises the alarm some minutes after the last sign of life. With these times Alertmanager gives one
 * each 60 to 90 seconds: it looks at each group interval whether the repeat interval has passed.
 */
const DEAD_MAN_TIMING: Required<Omit<RouteTiming, "groupBy">> = {
  groupWait: Duration.seconds(0),
  groupInterval: Duration.seconds(30),
  repeatInterval: Duration.minutes(1),
};

export interface RoutingTreeInput {
  /** Construct path of the owner. */
  readonly path: string;
  readonly routes: readonly DeclaredRoute[];
  /** Told of alerts that no route matches; when empty, these are only seen in the user interface. */
  readonly defaultReceivers: readonly AlertReceiver[];
  /** Gets the watchdog alert. Default: nobody does. */
  readonly deadMan?: AlertReceiver;
  /** Long windows of all burn-rate alerts, so that faster burn mutes slower. Default: the usual four. */
  readonly burnWindows?: readonly Duration[];
  /** Labels that tell apart the groups of objectives, so that one group's page mutes nothing of another. Default: none. */
  readonly groupLabels?: readonly string[];
}

/**
 * One tree of all declarations, the same in whatever order they stand. The first child is that of the watchdog. Then come
 * the routes that let others match too, so that they see every alert, and then the others, where the first match wins:
 * those with more `=` matchers first, then those with more `=~`, then more of the negative ones, then by construct path.
 */
export function buildRoutingTree(input: RoutingTreeInput): RoutingTree {
  const { path, deadMan, defaultReceivers } = input;
  const named = nameRoutes([...input.routes].sort(compareRoutes));
  const fallback: NamedReceiver =
    defaultReceivers.length > 0
      ? { name: RECEIVER.default, receivers: defaultReceivers }
      : { name: RECEIVER.none, receivers: [] };
  const watchdog: NamedReceiver =
    deadMan === undefined
      ? { name: RECEIVER.none, receivers: [] }
      : { name: RECEIVER.deadMan, receivers: [deadMan] };
  return {
    root: {
      path,
      receiver: fallback.name,
      matchers: [],
      groupBy: DEFAULT_GROUP_BY,
      ...DEFAULT_TIMING.warning,
      continue: false,
      routes: [
        watchdogRoute(path, watchdog.name),
        ...named.map(({ route, name }) => declaredRoute(route, name)),
      ],
    },
    receivers: [
      fallback,
      ...(watchdog.name === fallback.name ? [] : [watchdog]),
      ...named.flatMap(({ route, name }) => declaredReceivers(route, name)),
    ],
    inhibitions: inhibitionRules(
      input.burnWindows ?? BURN_RATE_WINDOWS.map(({ long }) => long),
      input.groupLabels,
    ),
  };
}

/** Every secret that some receiver of the tree needs, once each. */
export function receiverSecrets(tree: RoutingTree): readonly SecretRef[] {
  const byName = new Map(
    tree.receivers
      .flatMap(({ receivers }) => receivers.flatMap(secretsOf))
      .map((secret) => [secret.name, secret]),
  );
  return [...byName.values()];
}

function watchdogRoute(path: string, receiver: string): Route {
  return {
    path,
    receiver,
    matchers: [{ label: "alertname", operator: "=", value: WATCHDOG }],
    groupBy: ["alertname"],
    ...DEAD_MAN_TIMING,
    continue: false,
    routes: [],
  };
}

function compareRoutes(a: DeclaredRoute, b: DeclaredRoute): number {
  return (
    Number(b.value.continue) - Number(a.value.continue) ||
    compareWeights(weights(b.value.matchers), weights(a.value.matchers)) ||
    compareText(a.path, b.path) ||
    compareMatcherLists(a.value.matchers, b.value.matchers)
  );
}

function weights(matchers: readonly RouteMatcher[]): readonly number[] {
  const count = (...operators: readonly RouteMatcher["operator"][]): number =>
    matchers.filter(({ operator }) => operators.includes(operator)).length;
  return [count("="), count("=~"), count("!=", "!~")];
}

function compareWeights(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((weight, at) => weight !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function compareMatcherLists(
  a: readonly RouteMatcher[],
  b: readonly RouteMatcher[],
): number {
  for (const [index, matcher] of a.entries()) {
    const other = b[index];
    const order = other === undefined ? 1 : compareMatchers(matcher, other);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

interface NamedRoute {
  readonly route: DeclaredRoute;
  /** Unique beginning of its receivers' names. */
  readonly name: string;
}

/** Paths that differ may have one slug; the later one gets a number. */
function nameRoutes(routes: readonly DeclaredRoute[]): readonly NamedRoute[] {
  const taken = new Set<string>();
  return routes.map((route) => {
    const base = slug(route.path) || "route";
    let name = base;
    for (let number = 2; taken.has(name); number++) {
      name = `${base}-${number}`;
    }
    taken.add(name);
    return { route, name };
  });
}
