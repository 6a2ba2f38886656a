import { parseLogql } from "../promql/logql";
import type { RuleGroup } from "../rules/rule";
import { tenantsOfSelectors, type LogTenant } from "./tenants";

/**
 * The rules that are about lines of each tenant, by its name: a rule is evaluated where the lines are that it names, and in
 * every tenant when it names none.
 *
 * @param evidence services whose source is a log of `auth` or `audit`
 * @throws InvalidInputError for a query that Loki refuses
 */
export function rulesByTenant(
  groups: readonly RuleGroup[],
  tenants: readonly LogTenant[],
  evidence: ReadonlySet<string>,
): ReadonlyMap<string, readonly RuleGroup[]> {
  const placed = groups.map((group) => ({
    group,
    rules: group.rules.map((rule) => ({
      rule,
      in: tenantsOfSelectors(
        parseLogql(rule.expr).selectors,
        tenants,
        evidence,
      ),
    })),
  }));
  return new Map(
    tenants.map((tenant) => [
      tenant.name,
      placed.flatMap(({ group, rules }) => {
        const own = rules.filter((each) => each.in.includes(tenant));
        return own.length === 0
          ? []
          : [{ ...group, rules: own.map(({ rule }) => rule) }];
      }),
    ]),
  );
}
