import { isLabelName, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireShape } from "../shape";
import type { AlertSeverity } from "../rules/rule";
import {
  DEFAULT_TIMING,
  SEVERITIES,
  type RouteDeclaration,
} from "./declaration";
import { normalizeMatch } from "./matcher";
import { requireReceiver, type AlertReceiver } from "./receiver";
import type { RouteMatcher, RouteTiming } from "./route";

/** A route as people write it. */
export interface RouteInput extends RouteTiming {
  readonly match: Labels | readonly RouteMatcher[];
  readonly receivers: Readonly<
    Partial<Record<AlertSeverity, AlertReceiver | readonly AlertReceiver[]>>
  >;
  /** @default false */
  readonly continue?: boolean;
}

/**
 * Checks what people have written for a route and brings it into its one form.
 *
 * @throws InvalidInputError for malformed matchers, no receiver, or times that contradict each other
 */
export function createRoute(input: RouteInput): RouteDeclaration {
  requireShape("a route", input, {
    receivers: "record",
    groupBy: "texts?",
    groupWait: "duration?",
    groupInterval: "duration?",
    repeatInterval: "duration?",
    continue: "flag?",
  });
  const receivers = requireReceivers(input.receivers);
  requireGroupBy(input.groupBy);
  for (const severity of SEVERITIES) {
    if (receivers[severity] !== undefined) {
      requireTiming(severity, input);
    }
  }
  const { groupBy, groupWait, groupInterval, repeatInterval } = input;
  return {
    matchers: normalizeMatch(input.match),
    receivers,
    continue: input.continue ?? false,
    ...(groupBy !== undefined && { groupBy }),
    ...(groupWait !== undefined && { groupWait }),
    ...(groupInterval !== undefined && { groupInterval }),
    ...(repeatInterval !== undefined && { repeatInterval }),
  };
}

function requireReceivers(
  input: RouteInput["receivers"],
): RouteDeclaration["receivers"] {
  const known: readonly string[] = SEVERITIES;
  const receivers: Partial<Record<AlertSeverity, readonly AlertReceiver[]>> =
    {};
  for (const [severity, value] of Object.entries(input)) {
    const list = [value ?? []].flat();
    if (!known.includes(severity)) {
      throw new InvalidInputError(
        "alert-severity",
        `receivers of a route must be given for ${SEVERITIES.join(", ")}, got ${JSON.stringify(severity)}; use one of them`,
      );
    }
    if (value !== undefined && list.length === 0) {
      throw new InvalidInputError(
        "route-receivers",
        `receivers of severity "${severity}" must be at least one, got none; leave "${severity}" out to use those of another severity`,
      );
    }
    list.forEach((each) =>
      requireReceiver(`receiver of severity "${severity}"`, each),
    );
    if (list.length > 0) {
      receivers[severity as AlertSeverity] = list;
    }
  }
  if (Object.keys(receivers).length === 0) {
    throw new InvalidInputError(
      "route-receivers",
      `a route must tell somebody, got no receiver; add one such as { critical: AlertReceiver.slack(...) }`,
    );
  }
  return receivers;
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
