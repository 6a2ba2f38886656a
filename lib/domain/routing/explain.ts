import type { Labels } from "../names";
import type { TimeInterval } from "../time/time-interval";
import { isWithin } from "../time/within";
import type { Duration } from "../units";
import { inhibitionOf } from "./inhibition";
import { routesFor } from "./match";
import { valueOf } from "./matcher";
import type { AlertReceiver } from "./receiver";
import type { Route, RoutingTree } from "./route";
import { requireShape } from "../shape";

/** When to look, and what else fires then. */
export interface ExplainOptions {
  /** The moment that mute times and hours are judged by. */
  readonly at: Date;
  /**
   * Labels of the other alerts that fire; some may mute this one.
   * @default []
   */
  readonly firing?: readonly Labels[];
}

/** One receiver that an alert goes to. */
export interface ToldReceiver {
  /** Name in Alertmanager's configuration. */
  readonly receiver: string;
  /** Where the notification goes, such as `slack #payments`; no secret among it. */
  readonly to: readonly string[];
  /** Construct path of the route that decides. */
  readonly path: string;
  /** Labels whose values the alerts of one notification share; nothing when all labels are. */
  readonly groupedBy: Labels | undefined;
  /** Time before the first notification. */
  readonly wait: Duration | undefined;
  /** Time between notifications of a changed group. */
  readonly interval: Duration | undefined;
  /** Time after which it is told again. */
  readonly repeat: Duration | undefined;
  /** Names of the time intervals for which it is held back; nothing when it is sent. */
  readonly heldBack?: {
    readonly why: "muted" | "outside-hours";
    readonly intervals: readonly string[];
  };
}

/** Who is told of an alert, when and how, or what keeps it from them. */
export interface RouteExplanation {
  readonly told: readonly ToldReceiver[];
  /** The rule that mutes the alert, and the alerts that make it do so; nothing when none does. */
  readonly inhibited?: {
    readonly rule: string;
    readonly by: readonly Labels[];
  };
}

/** Follows an alert through the tree as Alertmanager would. */
export function explainRoute(
  tree: RoutingTree,
  labels: Labels,
  { at, firing = [] }: ExplainOptions,
): RouteExplanation {
  const rule = inhibitionOf(tree, labels, firing);
  return {
    told: routesFor(tree, labels).map((route) =>
      toldReceiver(tree, route, labels, at),
    ),
    ...(rule !== undefined && {
      inhibited: {
        rule: rule.name,
        by: firing.filter(
          (other) => inhibitionOf(tree, labels, [other]) === rule,
        ),
      },
    }),
  };
}

function toldReceiver(
  tree: RoutingTree,
  route: Route,
  labels: Labels,
  at: Date,
): ToldReceiver {
  const { receivers = [] } =
    tree.receivers.find(({ name }) => name === route.receiver) ?? {};
  const groupBy = groupByOf(tree.root, route) ?? [];
  const heldBack = reasonToHold(route, at);
  return {
    receiver: route.receiver,
    to: receivers.map(describeReceiver),
    path: route.path,
    groupedBy: groupBy.includes("...")
      ? undefined
      : Object.fromEntries(
          groupBy.map((label) => [label, valueOf(labels, label)]),
        ),
    wait: route.groupWait,
    interval: route.groupInterval,
    repeat: route.repeatInterval,
    ...(heldBack !== undefined && { heldBack }),
  };
}

/** A node without an own one has that of its parent. */
function groupByOf(
  root: Route,
  wanted: Route,
  inherited?: readonly string[],
): readonly string[] | undefined {
  const own = root.groupBy ?? inherited;
  if (root === wanted) {
    return own;
  }
  for (const child of root.routes) {
    const found = groupByOf(child, wanted, own);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** As Alertmanager tells it: it looks at hours first, and at mute times for what is left. */
function reasonToHold(
  { muted = [], active = [] }: Route,
  at: Date,
): ToldReceiver["heldBack"] {
  const names = (intervals: readonly TimeInterval[]): readonly string[] =>
    intervals.map(({ name }) => name);
  if (active.length > 0 && !active.some((each) => isWithin(each, at))) {
    return { why: "outside-hours", intervals: names(active) };
  }
  const muting = muted.filter((interval) => isWithin(interval, at));
  return muting.length === 0
    ? undefined
    : { why: "muted", intervals: names(muting) };
}

function describeReceiver(receiver: AlertReceiver): string {
  switch (receiver.kind) {
    case "slack":
      return `slack ${receiver.channel}`;
    case "email":
      return `e-mail ${receiver.to.join(", ")}`;
    case "telegram":
      return `telegram ${receiver.chatId}`;
    case "webhook":
      return typeof receiver.url === "string"
        ? `webhook ${receiver.url}`
        : "webhook";
    case "sms":
      return `SMS ${receiver.phoneNumber}`;
    case "jira":
      return `jira ${receiver.project}`;
    case "pagerDuty":
    case "teams":
    case "discord":
      return receiver.kind;
    default:
      return receiver satisfies never;
  }
}

/** The explanation as lines for people. */
export function describeRoute(route: RouteExplanation): string {
  requireShape("route of describeRoute", route, {
    told: "list",
    inhibited: "record?",
  });
  const { told, inhibited } = route;
  const lines = told.map((each) => {
    const to = each.to.length === 0 ? "nobody" : each.to.join(" and ");
    const held = each.heldBack;
    const state =
      held === undefined
        ? `after ${each.wait?.toString() ?? "0s"}, again every ${each.repeat?.toString() ?? "?"}`
        : held.why === "muted"
          ? `held back by ${held.intervals.join(", ")}`
          : `held back until ${held.intervals.join(" or ")}`;
    const group =
      each.groupedBy === undefined
        ? "each alert alone"
        : `with alerts of the same ${Object.entries(each.groupedBy)
            .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
            .join(", ")}`;
    return `${to}: ${state}, ${group} (route ${each.path}, receiver ${each.receiver})`;
  });
  return [
    ...(inhibited === undefined
      ? []
      : [
          `muted by the rule ${inhibited.rule}, because these fire: ${inhibited.by.map((labels) => JSON.stringify(labels)).join(", ")}; otherwise:`,
        ]),
    ...lines,
  ].join("\n");
}
