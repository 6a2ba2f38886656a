import type { AlertSeverity } from "../rules/rule";
import type { AlertReceiver } from "./receiver";
import type { RouteMatcher, RouteTiming } from "./route";

/**
 * What one team declares: which alerts are theirs and who is told, by severity. A severity without a receiver of its own
 * uses that of the next more urgent severity that has one, so that nothing gets lost.
 */
export interface RouteDeclaration extends RouteTiming {
  readonly matchers: readonly RouteMatcher[];
  readonly receivers: Readonly<
    Partial<Record<AlertSeverity, readonly AlertReceiver[]>>
  >;
  /** Whether routes declared later get the alert too. */
  readonly continue: boolean;
}
