import type {
  InhibitionRule,
  Route,
  RouteMatcher,
  RoutingTree,
} from "../domain/routing/route";
import { timeIntervals } from "../domain/routing/time-intervals";
import type { TimeInterval, TimeSpan } from "../domain/time/time-interval";
import type { Duration } from "../domain/units";
import { clock, names } from "./alertmanager-time";
import { grafanaDuration } from "./grafana-alerting-duration";
import type { ConfigSection } from "./merge";

/** How deep policies can be nested in the provider, below the root. */
export const POLICY_LEVELS = 5;

/** Name of the mute timing that lasts always. */
const ALWAYS = "always";

/** A label that is equal on all alerts of one folder: grouped by it alone, they are one group. */
const SAME_ON_ALL = "grafana_folder";

/** Arguments of the one `grafana_notification_policy`. */
export function renderPolicy(tree: RoutingTree): ConfigSection {
  const silent = silentReceivers(tree);
  const { root } = tree;
  const groupBy = renderGroupBy(root.groupBy ?? []);
  return {
    contact_point: root.receiver,
    group_by: groupBy,
    ...renderTiming(root),
    policy: [
      ...root.routes.map((route) => renderNested(route, silent, groupBy, 1)),
      // The root cannot be muted, so that what would end there ends in a last policy, which matches all.
      ...(silent.has(root.receiver)
        ? [
            {
              contact_point: root.receiver,
              group_by: groupBy,
              mute_timings: [ALWAYS],
            },
          ]
        : []),
    ],
  };
}

/** Arguments of a `grafana_mute_timing` for each time that a policy names. */
export function renderMuteTimings(tree: RoutingTree): readonly ConfigSection[] {
  const used = timeIntervals(tree).map(({ name, timeZone, spans }) => ({
    name,
    intervals: spans.map((span) => renderSpan(span, timeZone)),
  }));
  return silentReceivers(tree).size === 0
    ? used
    : [
        ...used,
        {
          name: ALWAYS,
          intervals: [{ times: [{ start: "00:00", end: "24:00" }] }],
        },
      ];
}

/** Arguments of a `grafana_apps_notifications_inhibitionrule_v1beta1` for each rule. */
export function renderInhibitions({
  inhibitions,
}: RoutingTree): readonly ConfigSection[] {
  return inhibitions.map(({ name, source, target, equal }: InhibitionRule) => ({
    metadata: { uid: name },
    spec: {
      source_matchers: source.map(inhibitionMatcher),
      target_matchers: target.map(inhibitionMatcher),
      equal,
    },
  }));
}

/** Levels of nested policies that a route needs, itself included. */
export function levelsOf({ routes }: Route): number {
  return 1 + Math.max(0, ...routes.map(levelsOf));
}

/** Receivers that nobody is behind. */
function silentReceivers({ receivers }: RoutingTree): ReadonlySet<string> {
  return new Set(
    receivers.flatMap((each) =>
      each.receivers.length === 0 ? [each.name] : [],
    ),
  );
}

function renderNested(
  route: Route,
  silent: ReadonlySet<string>,
  inherited: readonly string[],
  level: number,
): ConfigSection {
  const groupBy = route.groupBy ? renderGroupBy(route.groupBy) : inherited;
  const { active = [] } = route;
  const muted = [
    ...names(route.muted ?? []),
    ...(silent.has(route.receiver) ? [ALWAYS] : []),
  ];
  return {
    contact_point: route.receiver,
    matcher: route.matchers.map(({ label, operator, value }) => ({
      label,
      match: operator,
      value,
    })),
    ...(route.continue && { continue: true }),
    // The deepest level of the provider does not inherit it.
    group_by:
      route.groupBy !== undefined || level === POLICY_LEVELS
        ? groupBy
        : undefined,
    ...renderTiming(route),
    ...(muted.length > 0 && { mute_timings: muted }),
    ...(active.length > 0 && { active_timings: names(active) }),
    ...(route.routes.length > 0 && {
      policy: route.routes.map((each) =>
        renderNested(each, silent, groupBy, level + 1),
      ),
    }),
  };
}

/** An empty list is one group of all for Alertmanager, and as the parent does for Grafana. */
function renderGroupBy(groupBy: readonly string[]): readonly string[] {
  return groupBy.length === 0 ? [SAME_ON_ALL] : groupBy;
}

function renderTiming(route: Route): ConfigSection {
  const text = (time: Duration | undefined): string | undefined =>
    time && grafanaDuration(time);
  return {
    group_wait: text(route.groupWait),
    group_interval: text(route.groupInterval),
    repeat_interval: text(route.repeatInterval),
  };
}

function inhibitionMatcher({
  label,
  operator,
  value,
}: RouteMatcher): ConfigSection {
  return { label, type: operator, value };
}

function renderSpan(
  { minutes, weekdays, daysOfMonth, months, years }: TimeSpan,
  location: TimeInterval["timeZone"],
): ConfigSection {
  return {
    location,
    ...(minutes && {
      times: [{ start: clock(minutes[0]), end: clock(minutes[1]) }],
    }),
    ...(weekdays && { weekdays }),
    ...(daysOfMonth && {
      days_of_month: daysOfMonth.map(([first, last]) =>
        first === last ? String(first) : `${first}:${last}`,
      ),
    }),
    ...(months && { months: months.map(String) }),
    ...(years && { years: years.map(String) }),
  };
}
