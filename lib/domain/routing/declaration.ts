import type { AlertSeverity } from "../rules/rule";
import { Duration } from "../units";
import type { AlertReceiver } from "./receiver";
import type { Escalation } from "./escalation";
import type { Rotation } from "./rotation";
import type { RouteMatcher, RouteTiming } from "./route";
import type { TimeInterval } from "../time/time-interval";

/** Severities, the most urgent first. */
export const SEVERITIES = ["critical", "warning", "info"] as const;

/** One notification tells of one kind of alert of one service or objective. */
export const DEFAULT_GROUP_BY: readonly string[] = [
  "alertname",
  "service",
  "slo",
];

/**
 * Times of a route that says nothing else. Those of warnings are Alertmanager's own
 * (https://prometheus.io/docs/alerting/latest/configuration/#route); a page waits only as long as it takes the alerts of
 * one fault to arrive together, and follows changes every minute.
 */
export const DEFAULT_TIMING: Readonly<
  Record<AlertSeverity, Readonly<Required<Omit<RouteTiming, "groupBy">>>>
> = {
  critical: {
    groupWait: Duration.seconds(10),
    groupInterval: Duration.minutes(1),
    repeatInterval: Duration.hours(4),
  },
  warning: {
    groupWait: Duration.seconds(30),
    groupInterval: Duration.minutes(5),
    repeatInterval: Duration.hours(4),
  },
  info: {
    groupWait: Duration.seconds(30),
    groupInterval: Duration.minutes(5),
    repeatInterval: Duration.hours(4),
  },
};

/**
 * What one team declares: which alerts are theirs and who is told, by severity. A severity without a receiver of its own
 * uses that of the next more urgent severity that has one, or else of the next less urgent, so that nothing gets lost.
 * An alert whose severity is none of the three goes to the most urgent.
 */
export interface RouteDeclaration extends RouteTiming {
  readonly matchers: readonly RouteMatcher[];
  readonly receivers: Readonly<
    Partial<Record<AlertSeverity, readonly AlertReceiver[] | Rotation>>
  >;
  /** Who is told next of alerts of a severity that nobody has silenced. */
  readonly escalation: Readonly<
    Partial<Record<AlertSeverity, readonly Escalation[]>>
  >;
  /** When alerts of a severity are told; always for one without an entry. */
  readonly hours: Readonly<
    Partial<Record<AlertSeverity, readonly TimeInterval[]>>
  >;
  /** When nothing is told. */
  readonly muted: readonly TimeInterval[];
  /** Whether other routes that match get the alert too. */
  readonly continue: boolean;
}

/** A declaration and the construct path where it stands. */
export interface DeclaredRoute {
  readonly path: string;
  readonly value: RouteDeclaration;
}
