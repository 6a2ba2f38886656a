import { warning, type Problem } from "../problem";
import { requireKind } from "../shape";
import { DEFAULT_TIMING } from "./declaration";
import { receiversFor } from "./match";
import { requireReceiver, type AlertReceiver } from "./receiver";
import type { Route, RoutingTree } from "./route";

/** The platform's alert about messages that do not arrive; its label `integration` says by which way. */
const NOTIFICATIONS_FAILING = {
  alertname: "AlertmanagerNotificationsFailing",
  team: "platform",
  service: "alertmanager",
  component: "alertmanager",
  severity: "critical",
  priority: "P1",
} as const;

/** Name of the receiver that is told beside the usual ones. */
const FALLBACK = "fallback";

/** @throws InvalidInputError for what is no list of receivers */
export function requireFallback(
  receivers: readonly AlertReceiver[],
): readonly AlertReceiver[] {
  requireKind("fallbackReceivers", receivers, "list");
  receivers.forEach((receiver) =>
    requireReceiver("each of fallbackReceivers", receiver),
  );
  return receivers;
}

/**
 * The tree with a route of its own for the alert that messages do not arrive: to these receivers, beside those that are told
 * anyway. It stands after that of the watchdog, before all that could end the way of an alert. The root tells only what no
 * child has matched, which this alert now always is, so its receiver comes again as the last child.
 */
export function withFallback(
  tree: RoutingTree,
  receivers: readonly AlertReceiver[],
): RoutingTree {
  if (receivers.length === 0) {
    return tree;
  }
  const { root } = tree;
  const [watchdog, ...others] = root.routes;
  const failing = (receiver: string, more: boolean): Route => ({
    path: root.path,
    receiver,
    matchers: [
      {
        label: "alertname",
        operator: "=",
        value: NOTIFICATIONS_FAILING.alertname,
      },
    ],
    groupBy: ["alertname", "integration"],
    ...DEFAULT_TIMING.critical,
    continue: more,
    routes: [],
  });
  return {
    ...tree,
    root: {
      ...root,
      routes: [
        ...(watchdog === undefined ? [] : [watchdog]),
        failing(FALLBACK, true),
        ...others,
        failing(root.receiver, false),
      ],
    },
    receivers: [...tree.receivers, { name: FALLBACK, receivers }],
  };
}

/**
 * Warns when the alert that messages do not arrive is told by one way only, which is of no use when it is the one that
 * fails. That nobody at all is told is found elsewhere.
 */
export function fallbackProblems(tree: RoutingTree): readonly Problem[] {
  const told = new Set(receiversFor(tree, NOTIFICATIONS_FAILING));
  const channels = new Set(
    tree.receivers
      .filter(({ name }) => told.has(name))
      .flatMap(({ receivers }) => receivers.map(channelOf)),
  );
  const [only, ...others] = channels;
  return only === undefined || others.length > 0
    ? []
    : [
        warning(
          "fallback-missing",
          tree.root.path,
          `alert "${NOTIFICATIONS_FAILING.alertname}" must be told by two ways, got ${only} only; add a receiver of another kind to fallbackReceivers, or nobody learns that ${only} fails`,
        ),
      ];
}

/** Webhooks of different addresses are different ways. */
function channelOf(receiver: AlertReceiver): string {
  if (receiver.kind !== "webhook") {
    return receiver.kind;
  }
  return typeof receiver.url === "string"
    ? `webhook ${receiver.url}`
    : `webhook of secret "${receiver.url.name}"`;
}
