import type { Labels } from "../names";
import type { Duration } from "../units";
import { matchesLabels, valueOf } from "./matcher";
import type { InhibitionRule, RouteMatcher, RoutingTree } from "./route";

/**
 * Names of alerts that page for what the people who use a service feel, by the label `symptom` of the burn-rate alerts of an
 * objective about the same.
 */
const SYMPTOM_PAGES = {
  errors: ".+ErrorRatio.+",
  latency: ".+Latency.+",
} as const;

/**
 * What mutes what. Alertmanager takes a label that is missing on both sides for equal, so each rule asks for the label
 * that its two sides share: two alerts without any service have nothing to do with each other.
 *
 * @param burnWindows long windows of all burn-rate alerts, the values of the label `burn_window`
 * @param groupLabels labels that tell apart the groups of objectives, each of which has alerts of its own
 */
export function inhibitionRules(
  burnWindows: readonly Duration[],
  groupLabels: readonly string[] = [],
): readonly InhibitionRule[] {
  const windows = [...burnWindows].sort((a, b) => a.compare(b)).map(String);
  const unique = [...new Set(windows)];
  // What another team watches of a service, such as who logs in to it, is no consequence of its outage.
  const sameOwner = ["service", "team"];
  const sameObjective = ["service", "slo", ...new Set(groupLabels)];
  return [
    {
      name: "critical-mutes-less-urgent",
      source: [is("severity", "critical"), absent("slo"), present("service")],
      target: [
        oneOf("severity", "warning|info"),
        absent("slo"),
        present("service"),
      ],
      equal: sameOwner,
    },
    {
      name: "critical-mutes-less-urgent-of-objective",
      source: [is("severity", "critical"), present("slo")],
      target: [oneOf("severity", "warning|info"), present("slo")],
      equal: sameObjective,
    },
    ...unique.slice(0, -1).map((window, index) => ({
      name: `burn-${window}-mutes-slower`,
      source: [is("burn_window", window), present("slo")],
      target: [
        oneOf("burn_window", unique.slice(index + 1).join("|")),
        present("slo"),
      ],
      equal: sameObjective,
    })),
    // A threshold notices an outage before it has burnt enough of a budget, and its alert lasts until the burn is over.
    ...Object.entries(SYMPTOM_PAGES).map(([symptom, names]) => ({
      name: `page-mutes-burn-of-${symptom}`,
      source: [
        is("severity", "critical"),
        oneOf("alertname", names),
        absent("slo"),
        present("service"),
      ],
      target: [
        is("symptom", symptom),
        present("burn_window"),
        present("service"),
      ],
      equal: ["service"],
    })),
    {
      name: "page-of-down-mutes-service",
      source: [
        is("severity", "critical"),
        oneOf("alertname", ".+Down"),
        present("service"),
      ],
      target: [noneOf("alertname", ".+Down"), present("service")],
      equal: sameOwner,
    },
    // Who looks from outside sees the same as who looks at the service itself.
    {
      name: "down-mutes-probe-down",
      source: [
        is("severity", "critical"),
        oneOf("alertname", ".+Down"),
        noneOf("alertname", ".+ProbeDown"),
        present("service"),
      ],
      target: [oneOf("alertname", ".+ProbeDown"), present("service")],
      equal: ["service"],
    },
    {
      name: "down-mutes-component",
      source: [oneOf("alertname", ".+Down"), present("component")],
      target: [noneOf("alertname", ".+Down"), present("component")],
      equal: ["component"],
    },
    {
      name: "down-mutes-service",
      source: [oneOf("alertname", ".+Down"), present("service")],
      target: [
        noneOf("alertname", ".+Down"),
        oneOf("severity", "warning|info"),
        present("service"),
      ],
      equal: sameOwner,
    },
  ];
}

/**
 * The first rule that mutes an alert while others fire, if any. As in Alertmanager, an alert that fits both sides of a
 * rule is not muted by another one that does.
 */
export function inhibitionOf(
  tree: RoutingTree,
  alert: Labels,
  firing: readonly Labels[],
): InhibitionRule | undefined {
  return tree.inhibitions.find(
    ({ source, target, equal }) =>
      matchesLabels(target, alert) &&
      firing.some(
        (other) =>
          matchesLabels(source, other) &&
          equal.every(
            (label) => valueOf(other, label) === valueOf(alert, label),
          ) &&
          !(matchesLabels(source, alert) && matchesLabels(target, other)),
      ),
  );
}

function is(label: string, value: string): RouteMatcher {
  return { label, operator: "=", value };
}

function oneOf(label: string, value: string): RouteMatcher {
  return { label, operator: "=~", value };
}

function noneOf(label: string, value: string): RouteMatcher {
  return { label, operator: "!~", value };
}

function absent(label: string): RouteMatcher {
  return { label, operator: "=", value: "" };
}

function present(label: string): RouteMatcher {
  return { label, operator: "!=", value: "" };
}
