import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import type { AlertSeverity } from "../rules/rule";
import type { RouteDeclaration } from "./declaration";
import type { AlertReceiver } from "./receiver";
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

const SEVERITIES: readonly AlertSeverity[] = ["critical", "warning", "info"];

/**
 * @throws InvalidInputError for a label of a malformed name, an unknown severity, or no receiver at all
 */
export function createRoute(input: RouteInput): RouteDeclaration {
  const { match, receivers, continue: goOn = false, ...timing } = input;
  const unknown = Object.keys(receivers).find(
    (severity) => !SEVERITIES.some((known) => known === severity),
  );
  if (unknown !== undefined) {
    throw new InvalidInputError(
      "alert-severity",
      `receivers of a route must be given by severity, got ${JSON.stringify(unknown)}; use ${SEVERITIES.join(", ")}`,
    );
  }
  const told = SEVERITIES.flatMap((severity) => {
    const some = [receivers[severity] ?? []].flat();
    return some.length === 0 ? [] : [[severity, some] as const];
  });
  if (told.length === 0) {
    throw new InvalidInputError(
      "route-receivers",
      "route must have at least one receiver, got none; give one for `critical` or `warning`",
    );
  }
  return {
    ...timing,
    matchers: isMatchers(match)
      ? match
      : Object.entries(requireLabels("match of a route", match)).map(
          ([label, value]) => ({ label, operator: "=" as const, value }),
        ),
    receivers: Object.fromEntries(told),
    continue: goOn,
  };
}

function isMatchers(
  match: Labels | readonly RouteMatcher[],
): match is readonly RouteMatcher[] {
  return Array.isArray(match);
}
