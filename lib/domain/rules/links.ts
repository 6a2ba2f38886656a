import type { AlertRule, RuleGroup } from "./rule";

/** The groups without links from alerts to dashboards, for where nobody makes these. */
export function withoutDashboardLinks(
  groups: readonly RuleGroup[],
): readonly RuleGroup[] {
  return withoutLinks(groups, () => true);
}

/**
 * The groups without the links to dashboards that nobody declares, as far as packs chose these by themselves. A link that
 * a user wrote stays, for the check to tell of.
 *
 * @param declared uids of all dashboards
 */
export function withoutMissingDefaults(
  groups: readonly RuleGroup[],
  declared: ReadonlySet<string>,
): readonly RuleGroup[] {
  return withoutLinks(
    groups,
    ({ dashboardUid, dashboardIsDefault }) =>
      dashboardIsDefault === true &&
      dashboardUid !== undefined &&
      !declared.has(dashboardUid),
  );
}

function withoutLinks(
  groups: readonly RuleGroup[],
  isLost: (rule: AlertRule) => boolean,
): readonly RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => {
      if (rule.kind !== "alert" || !isLost(rule)) {
        return rule;
      }
      const { dashboardUid: _, dashboardIsDefault: __, ...unlinked } = rule;
      return unlinked;
    }),
  }));
}
