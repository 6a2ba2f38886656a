import type { RuleGroup } from "./rule";

/** The groups without links from alerts to dashboards, for where nobody makes these. */
export function withoutDashboardLinks(
  groups: readonly RuleGroup[],
): readonly RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => {
      if (rule.kind !== "alert") {
        return rule;
      }
      const { dashboardUid: _, ...unlinked } = rule;
      return unlinked;
    }),
  }));
}
