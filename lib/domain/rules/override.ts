import {
  withDynamicThreshold,
  type DynamicThreshold,
} from "../anomaly/dynamic";
import { suggestion, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import type { Duration } from "../units";
import {
  requireAlertLabels,
  requireRuleGroups,
  requireRunbookUrl,
  requireSeverity,
} from "./input";
import type { AlertRule, AlertSeverity, Rule, RuleGroup } from "./rule";

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
  /**
   * Compares with the usual values instead of a number, such as `{ method: "seasonal", tolerance: 0.5 }`. Texts of the
   * alert that name the number stay as they are.
   * @default - the number of the pack
   */
  readonly dynamic?: DynamicThreshold;
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
 * @throws InvalidInputError for a name that no alert has, with the nearest one, and for a change that cannot be made
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
      throw new InvalidInputError(
        "alert-unknown",
        `override or exclude must name an alert of the pack, got "${name}"; ${suggestion(name, known, `the pack has ${[...known].join(", ")}`)}`,
      );
    }
  }
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules
        .filter((rule) => rule.kind !== "alert" || !exclude.has(rule.alert))
        .flatMap((rule) =>
          rule.kind === "alert"
            ? override(group, rule, overrides[rule.alert])
            : [rule],
        ),
    }))
    .filter((group) => group.rules.length > 0);
}

/** The changed alert, after what has to be recorded for it. */
function override(
  group: RuleGroup,
  rule: AlertRule,
  change: AlertOverride | undefined,
): readonly Rule[] {
  if (change === undefined) {
    return [rule];
  }
  requireOverride(`override of alert "${rule.alert}"`, change);
  const { labels = {}, dynamic, ...rest } = change;
  const changed: AlertRule = {
    ...rule,
    ...rest,
    labels: {
      ...rule.labels,
      ...labels,
    },
  };
  if (dynamic === undefined) {
    return [changed];
  }
  if (group.engine !== "prometheus") {
    throw new InvalidInputError(
      "alert-dynamic",
      `alert "${rule.alert}" must be one of Prometheus for a dynamic threshold, got one of ${group.engine}; leave dynamic out`,
    );
  }
  return withDynamicThreshold(group.name, changed, dynamic);
}

const CHANGEABLE: readonly string[] = [
  "for",
  "keepFiringFor",
  "severity",
  "labels",
  "runbookUrl",
  "dynamic",
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
