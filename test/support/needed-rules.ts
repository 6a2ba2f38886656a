import type { Rule, RuleGroup } from "../../lib/domain/rules/rule";

/**
 * The rules that a test is about, and those that record what they ask for. Others cannot change the outcome, and
 * promtool evaluates all that it is given.
 *
 * @param given names of recorded series that the test gives itself
 */
export function neededRules(
  groups: readonly RuleGroup[],
  wanted: (rule: Rule) => boolean,
  given: readonly string[] = [],
): readonly RuleGroup[] {
  const all = groups.flatMap(({ rules }) => rules);
  const needed = new Set(all.filter(wanted));
  // A set that grows is walked to its end.
  for (const { expr } of needed) {
    const words = new Set(expr.match(/[a-z_:][\w:]*/gi));
    for (const rule of all) {
      if (
        rule.kind === "record" &&
        words.has(rule.record) &&
        !given.includes(rule.record)
      ) {
        needed.add(rule);
      }
    }
  }
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => needed.has(rule)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** Texts have no part in when an alert fires, and promtool is busy with their templates. */
export function withoutTexts(group: RuleGroup): RuleGroup {
  return {
    ...group,
    rules: group.rules.map((rule) =>
      rule.kind === "record"
        ? rule
        : { ...rule, summary: "", description: "", annotations: {} },
    ),
  };
}
