import { isLabelName, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireProperties } from "../shape";
import type { AlertSeverity } from "../rules/rule";
import {
  DEFAULT_TIMING,
  SEVERITIES,
  type RouteDeclaration,
} from "./declaration";
import { normalizeMatch } from "./matcher";
import { requireReceiver, type AlertReceiver } from "./receiver";
import { createEscalation, type EscalationInput } from "./escalation";
import { isRotation, requireRotation, type Rotation } from "./rotation";
import type { RouteMatcher, RouteTiming } from "./route";
import { requireTimeInterval, type TimeInterval } from "../time/time-interval";

/** A route as people write it. */
export interface RouteInput extends RouteTiming {
  readonly match: Labels | readonly RouteMatcher[];
  readonly receivers: Readonly<
    Partial<
      Record<AlertSeverity, AlertReceiver | readonly AlertReceiver[] | Rotation>
    >
  >;
  /** @default - nobody else is told */
  readonly escalation?: Readonly<
    Partial<Record<AlertSeverity, readonly EscalationInput[]>>
  >;
  /** @default - always */
  readonly hours?: Readonly<
    Partial<Record<AlertSeverity, TimeInterval | readonly TimeInterval[]>>
  >;
  /** @default [] */
  readonly mute?: TimeInterval | readonly TimeInterval[];
  /** @default false */
  readonly continue?: boolean;
}

/**
 * Checks what people have written for a route and brings it into its one form.
 *
 * @throws InvalidInputError for malformed matchers, no receiver, or times that contradict each other
 */
export function createRoute(input: RouteInput): RouteDeclaration {
  requireProperties<RouteInput>("a route", input, {
    match: "any",
    mute: "any",
    receivers: "record",
    groupBy: "texts?",
    groupWait: "duration?",
    groupInterval: "duration?",
    repeatInterval: "duration?",
    continue: "flag?",
    escalation: "record?",
    hours: "record?",
  });
  const receivers = requireReceivers(input.receivers);
  requireGroupBy(input.groupBy);
  for (const severity of SEVERITIES) {
    if (receivers[severity] !== undefined) {
      requireTiming(severity, input);
    }
  }
  const { groupBy, groupWait, groupInterval, repeatInterval } = input;
  const told = (property: "escalation" | "hours") => (severity: string) =>
    requireToldSeverity(property, severity, receivers);
  const hours = mapValues(input.hours ?? {}, told("hours"), requireIntervals);
  for (const severity of SEVERITIES) {
    if (hours[severity] !== undefined && isRotation(receivers[severity])) {
      throw new InvalidInputError(
        "route-hours",
        `hours of severity "${severity}" must be left out for a rotation, got both; the shifts say when who is told`,
      );
    }
  }
  return {
    matchers: normalizeMatch(input.match),
    receivers,
    escalation: mapValues(
      input.escalation ?? {},
      told("escalation"),
      createEscalation,
    ),
    hours,
    muted: requireIntervals(
      "mute of a route",
      input.mute === undefined ? [] : input.mute,
    ),
    continue: input.continue ?? false,
    ...(groupBy !== undefined && { groupBy }),
    ...(groupWait !== undefined && { groupWait }),
    ...(groupInterval !== undefined && { groupInterval }),
    ...(repeatInterval !== undefined && { repeatInterval }),
  };
}

type Receivers = RouteDeclaration["receivers"];

function requireReceivers(input: RouteInput["receivers"]): Receivers {
  const receivers = mapValues(input, requireSeverity, (what, value) => {
    if (isRotation(value)) {
      return requireRotation(value);
    }
    const list = [value].flat();
    if (list.length === 0) {
      throw new InvalidInputError(
        "route-receivers",
        `${what} must be at least one, got none; leave the severity out to use those of another one`,
      );
    }
    list.forEach((each) => requireReceiver(`one of the ${what}`, each));
    return list;
  });
  if (Object.keys(receivers).length === 0) {
    throw new InvalidInputError(
      "route-receivers",
      `a route must tell somebody, got no receiver; add one such as { critical: AlertReceiver.slack(...) }`,
    );
  }
  return receivers;
}

/** By severity, without those that have no value. */
function mapValues<In, Out>(
  input: Readonly<Partial<Record<AlertSeverity, In>>>,
  check: (severity: string) => string,
  make: (what: string, value: In) => Out,
): Readonly<Partial<Record<AlertSeverity, Out>>> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([severity, value]) =>
      value === undefined
        ? []
        : [[severity, make(check(severity), value)] as const],
    ),
  );
}

/** What the value of this severity is called in messages. */
function requireSeverity(severity: string): string {
  if (!SEVERITIES.some((known) => known === severity)) {
    throw new InvalidInputError(
      "alert-severity",
      `receivers of a route must be given for ${SEVERITIES.join(", ")}, got ${JSON.stringify(severity)}; use one of them`,
    );
  }
  return `receivers of severity "${severity}"`;
}

/** A severity that others cover has no hours and no escalation of its own. */
function requireToldSeverity(
  property: string,
  severity: string,
  receivers: Receivers,
): string {
  if (!Object.hasOwn(receivers, severity)) {
    throw new InvalidInputError(
      "route-severity",
      `${property} of a route must be given for severities that have receivers (${Object.keys(receivers).join(", ")}), got ${JSON.stringify(severity)}; add receivers for it`,
    );
  }
  return `${property} of severity "${severity}"`;
}

function requireIntervals(
  what: string,
  value: TimeInterval | readonly TimeInterval[],
): readonly TimeInterval[] {
  const intervals = [value].flat();
  intervals.forEach((each) => requireTimeInterval(what, each));
  return intervals;
}

function requireGroupBy(groupBy: readonly string[] | undefined): void {
  if (groupBy === undefined || (groupBy.length === 1 && groupBy[0] === "...")) {
    return;
  }
  const wrong = groupBy.find(
    (label, index) => !isLabelName(label) || groupBy.indexOf(label) !== index,
  );
  if (wrong !== undefined) {
    throw new InvalidInputError(
      "route-group-by",
      `groupBy must be different label names, got ${JSON.stringify(wrong)} in ${JSON.stringify(groupBy)}; use names such as "alertname", or ["..."] alone for one notification per alert`,
    );
  }
}

/** A group that waits longer than its interval, or repeats before it may speak at all, is a mistake. */
function requireTiming(severity: AlertSeverity, timing: RouteTiming): void {
  const defaults = DEFAULT_TIMING[severity];
  const told = (name: Exclude<keyof RouteTiming, "groupBy">): string =>
    `${name} ${(timing[name] ?? defaults[name]).toString()}${timing[name] === undefined ? ` (the default of ${severity} alerts)` : ""}`;
  for (const [shorter, longer] of [
    ["groupWait", "groupInterval"],
    ["groupInterval", "repeatInterval"],
  ] as const) {
    const long = timing[longer] ?? defaults[longer];
    if (long.toMillis() === 0) {
      throw new InvalidInputError(
        "route-timing",
        `${longer} must be longer than 0s, got 0s; use at least 1s`,
      );
    }
    if ((timing[shorter] ?? defaults[shorter]).compare(long) > 0) {
      throw new InvalidInputError(
        "route-timing",
        `${shorter} must be at most ${longer}, got ${told(shorter)} and ${told(longer)}; set both`,
      );
    }
  }
}
