import type { AlertSeverity } from "../rules/rule";
import {
  DEFAULT_GROUP_BY,
  DEFAULT_TIMING,
  SEVERITIES,
  type DeclaredRoute,
} from "./declaration";
import type { AlertReceiver } from "./receiver";
import type { NamedReceiver, Route, RouteMatcher, RouteTiming } from "./route";

/** A severity that has receivers, and all severities that they are told of. */
interface Audience {
  readonly severity: AlertSeverity;
  readonly covers: readonly AlertSeverity[];
  readonly receivers: readonly AlertReceiver[];
}

function audiences({ value }: DeclaredRoute): readonly Audience[] {
  const declared = SEVERITIES.filter(
    (severity) => (value.receivers[severity] ?? []).length > 0,
  );
  return declared.map((severity) => ({
    severity,
    covers: SEVERITIES.filter(
      (each) => severityThatCovers(each, declared) === severity,
    ),
    receivers: value.receivers[severity] ?? [],
  }));
}

/** The severity itself, else the next more urgent that has receivers, else the next less urgent. */
function severityThatCovers(
  severity: AlertSeverity,
  declared: readonly AlertSeverity[],
): AlertSeverity | undefined {
  const place = SEVERITIES.indexOf(severity);
  return (
    [...declared].reverse().find((each) => SEVERITIES.indexOf(each) <= place) ??
    declared[0]
  );
}

/** The receivers of one declaration, one for each severity that has some of its own. */
export function declaredReceivers(
  route: DeclaredRoute,
  name: string,
): readonly NamedReceiver[] {
  return audiences(route).map(({ severity, receivers }) => ({
    name: `${name}-${severity}`,
    receivers,
  }));
}

/**
 * The node of one declaration. It tells the receivers of the most urgent severity, which therefore get alerts without a
 * known severity too; its children tell the others.
 */
export function declaredRoute(route: DeclaredRoute, name: string): Route {
  const { path, value } = route;
  const told = audiences(route);
  const mostUrgent = told[0]?.severity ?? "critical";
  const timing = (severity: AlertSeverity): RouteTiming => ({
    groupWait: value.groupWait ?? DEFAULT_TIMING[severity].groupWait,
    groupInterval:
      value.groupInterval ?? DEFAULT_TIMING[severity].groupInterval,
    repeatInterval:
      value.repeatInterval ?? DEFAULT_TIMING[severity].repeatInterval,
  });
  return {
    path,
    receiver: `${name}-${mostUrgent}`,
    matchers: value.matchers,
    groupBy: value.groupBy ?? DEFAULT_GROUP_BY,
    ...timing(mostUrgent),
    continue: value.continue,
    routes: told.slice(1).map(({ severity, covers }) => ({
      path,
      receiver: `${name}-${severity}`,
      matchers: [severityMatcher(covers)],
      ...timing(severity),
      continue: false,
      routes: [],
    })),
  };
}

function severityMatcher(covers: readonly AlertSeverity[]): RouteMatcher {
  return {
    label: "severity",
    operator: covers.length === 1 ? "=" : "=~",
    value: covers.join("|"),
  };
}
