import { nearestName, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import type { Duration } from "../units";
import {
  requireAlertLabels,
  requireRuleGroups,
  requireRunbookUrl,
  requireSeverity,
} from "./input";
import type { AlertRule, AlertSeverity, RuleGroup } from "./rule";

/** What may be changed of an alert without writing it anew. */
export interface AlertOverride {
  /** @default - as the pack says */
  readonly for?: Duration;
  /** @default - as the pack says */
  readonly keepFiringFor?: Duration;
  /** @default - as the pack says */
  readonly severity?: AlertSeverity;
  /**
   * Added to the alert's labels; same keys are replaced.
   * @default {}
   */
  readonly labels?: Labels;
  /** @default - as the pack says */
  readonly runbookUrl?: string;
}

/** Changes to the alerts of a pack, by alert name. */
export interface AlertTuning {
  /** @default {} */
  readonly overrides?: Readonly<Record<string, AlertOverride>>;
  /**
   * Names of alerts to leave out.
   * @default []
   */
  readonly exclude?: readonly string[];
}

/**
 * The groups with `tuning` applied; groups without any rule left are dropped.
 *
 * @throws InvalidInputError for a name that no alert has, with the nearest one
 */
export function tuneAlerts(
  groups: readonly RuleGroup[],
  tuning: AlertTuning,
): readonly RuleGroup[] {
  requireRuleGroups(groups);
  requireShape("the tuning of alerts", tuning, {
    overrides: "record?",
    exclude: "texts?",
  });
  const overrides = tuning.overrides ?? {};
  const exclude = new Set(tuning.exclude);
  const known = new Set(
    groups.flatMap((group) =>
      group.rules.flatMap((rule) =>
        rule.kind === "alert" ? [rule.alert] : [],
      ),
    ),
  );
  for (const name of [...Object.keys(overrides), ...exclude]) {
    if (!known.has(name)) {
      const nearest = nearestName(name, known);
      throw new InvalidInputError(
        "alert-unknown",
        `override or exclude must name an alert of the pack, got "${name}"; ${nearest === undefined ? `the pack has ${[...known].join(", ")}` : `did you mean "${nearest}"`}`,
      );
    }
  }
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules
        .filter((rule) => rule.kind !== "alert" || !exclude.has(rule.alert))
        .map((rule) =>
          rule.kind === "alert" ? override(rule, overrides[rule.alert]) : rule,
        ),
    }))
    .filter((group) => group.rules.length > 0);
}

function override(
  rule: AlertRule,
  change: AlertOverride | undefined,
): AlertRule {
  if (change === undefined) {
    return rule;
  }
  requireOverride(`override of alert "${rule.alert}"`, change);
  const { labels = {}, ...rest } = change;
  return {
    ...rule,
    ...rest,
    labels: {
      ...rule.labels,
      ...labels,
    },
  };
}

const CHANGEABLE: readonly string[] = [
  "for",
  "keepFiringFor",
  "severity",
  "labels",
  "runbookUrl",
];

function requireOverride(what: string, change: AlertOverride): void {
  requireKind(what, change, "record");
  const unknown = Object.keys(change).find(
    (name) => !CHANGEABLE.includes(name),
  );
  if (unknown !== undefined) {
    throw new InvalidInputError(
      "alert-override",
      `${what} must change only ${CHANGEABLE.join(", ")}, got "${unknown}"; exclude the alert and write your own to change more`,
    );
  }
  requireShape(what, change, {
    for: "duration?",
    keepFiringFor: "duration?",
  });
  if (change.severity !== undefined) {
    requireSeverity(what, change.severity);
  }
  if (change.labels !== undefined) {
    requireAlertLabels(what, change.labels);
  }
  if (change.runbookUrl !== undefined) {
    requireRunbookUrl(what, change.runbookUrl);
  }
}
