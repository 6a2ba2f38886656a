import type { AlertSeverity } from "../rules/rule";
import type { TimeInterval } from "../time/time-interval";
import {
  DEFAULT_GROUP_BY,
  DEFAULT_TIMING,
  SEVERITIES,
  type DeclaredRoute,
} from "./declaration";
import type { AlertReceiver } from "./receiver";
import { isRotation } from "./rotation";
import type { NamedReceiver, Route, RouteMatcher, RouteTiming } from "./route";

/** One way in which the alerts of a severity are told. */
interface Telling {
  /** Ending of the receiver's name; unique in the declaration. */
  readonly name: string;
  readonly receivers: readonly AlertReceiver[];
  /** When; always if empty. */
  readonly active: readonly TimeInterval[];
  readonly timing: RouteTiming;
}

/** A severity that has receivers, and all severities that they are told of. */
interface Audience {
  readonly severity: AlertSeverity;
  readonly covers: readonly AlertSeverity[];
  readonly tellings: readonly Telling[];
}

function audiences(route: DeclaredRoute): readonly Audience[] {
  const declared = SEVERITIES.filter((severity) =>
    Object.hasOwn(route.value.receivers, severity),
  );
  return declared.map((severity) => ({
    severity,
    covers: SEVERITIES.filter(
      (each) => severityThatCovers(each, declared) === severity,
    ),
    tellings: tellingsOf(route, severity),
  }));
}

function tellingsOf(
  { value }: DeclaredRoute,
  severity: AlertSeverity,
): readonly Telling[] {
  const defaults = DEFAULT_TIMING[severity];
  const timing: RouteTiming = {
    groupWait: value.groupWait ?? defaults.groupWait,
    groupInterval: value.groupInterval ?? defaults.groupInterval,
    repeatInterval: value.repeatInterval ?? defaults.repeatInterval,
  };
  const active = value.hours[severity] ?? [];
  const first = value.receivers[severity] ?? [];
  return [
    ...(isRotation(first)
      ? first.shifts.map(({ during, receivers }, index) => ({
          name: `${severity}-shift-${index + 1}`,
          receivers,
          active: during,
          timing,
        }))
      : [{ name: severity, receivers: first, active, timing }]),
    ...(value.escalation[severity] ?? []).map(
      ({ after, receivers }, index) => ({
        name: `${severity}-level-${index + 2}`,
        receivers,
        active,
        // Alone in its group, an alert waits as long as it has gone on; silenced or resolved before, it is never told here.
        timing: { ...timing, groupBy: ["..."], groupWait: after },
      }),
    ),
  ];
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

/** The receivers of one declaration, one for each way in which a severity is told. */
export function declaredReceivers(
  route: DeclaredRoute,
  name: string,
): readonly NamedReceiver[] {
  return audiences(route).flatMap(({ tellings }) =>
    tellings.map(({ name: ending, receivers }) => ({
      name: `${name}-${ending}`,
      receivers,
    })),
  );
}

/**
 * The node of one declaration. It tells the receivers of the most urgent severity, which therefore get alerts without a
 * known severity too; its children tell the others. What is told in several ways has a child for each.
 */
export function declaredRoute(route: DeclaredRoute, name: string): Route {
  const { path, value } = route;
  const [urgent, ...others] = audiences(route);
  const node = ({ name: ending, active, timing }: Telling): Route => ({
    path,
    receiver: `${name}-${ending}`,
    matchers: [],
    ...timing,
    continue: false,
    ...(active.length > 0 && { active }),
    ...(value.muted.length > 0 && { muted: value.muted }),
    routes: [],
  });
  const chain = (
    tellings: readonly Telling[],
    matchers: readonly RouteMatcher[],
  ): readonly Route[] =>
    tellings.map((telling, index) => ({
      ...node(telling),
      matchers,
      continue: index < tellings.length - 1,
    }));
  const tellings = urgent?.tellings ?? [];
  const [first] = tellings as [Telling];
  return {
    ...node(first),
    matchers: value.matchers,
    groupBy: value.groupBy ?? DEFAULT_GROUP_BY,
    continue: value.continue,
    routes: [
      ...others.flatMap((each) =>
        chain(each.tellings, [severityMatcher(each.covers)]),
      ),
      ...(tellings.length > 1 ? chain(tellings, []) : []),
    ],
  };
}

function severityMatcher(covers: readonly AlertSeverity[]): RouteMatcher {
  return {
    label: "severity",
    operator: covers.length === 1 ? "=" : "=~",
    value: covers.join("|"),
  };
}
