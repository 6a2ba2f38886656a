import { InvalidInputError } from "../../lib/domain/problem";
import type { AlertRule, Rule, RuleGroup } from "../../lib/domain/rules/rule";
import { Duration } from "../../lib/domain/units";
import type { Thresholds, Variant } from "./packs";

/** A threshold of an alert, as people read it. */
export interface UsedThreshold {
  readonly name: string;
  readonly value: string;
}

/**
 * The thresholds that change each alert of a pack, by the alert's name: those whose change changes when it fires, be it by
 * what is recorded for it.
 */
export function usedThresholds({
  defaults,
  groups,
}: Variant): ReadonlyMap<string, readonly UsedThreshold[]> {
  const before = conditions(groups(defaults));
  const used = new Map<string, UsedThreshold[]>();
  for (const [name, value] of Object.entries(defaults)) {
    const after = conditions(changedGroups({ defaults, groups }, name));
    for (const [alert, condition] of before) {
      if (after.get(alert) !== condition) {
        const others = used.get(alert) ?? [];
        used.set(alert, [...others, { name, value: shownValue(name, value) }]);
      }
    }
  }
  return used;
}

/** Nearly the same, so that grades stay in their order and shares below 1; whole numbers may have to stay whole. */
const CHANGES: readonly ((value: number, one: number) => number)[] = [
  (value) => value * 0.999,
  (value, one) => value + one,
  (value, one) => value - one,
];

/** @throws Error when the pack takes no other value */
function changedGroups(
  { defaults, groups }: Variant,
  name: string,
): readonly RuleGroup[] {
  for (const change of CHANGES) {
    try {
      return groups({ ...defaults, [name]: changed(defaults, name, change) });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) {
        throw error;
      }
    }
  }
  throw new Error(`threshold "${name}" must take other values, got refusals`);
}

function changed(
  defaults: Thresholds,
  name: string,
  change: (value: number, one: number) => number,
): number | Duration {
  const value = defaults[name] ?? 0;
  const minute = 60_000;
  return value instanceof Duration
    ? Duration.millis(Math.floor(change(value.toMillis(), minute)))
    : change(value, 1);
}

/** What decides when each alert fires, with all that is recorded for it. */
function conditions(groups: readonly RuleGroup[]): ReadonlyMap<string, string> {
  const rules = groups.flatMap((group) => group.rules);
  return new Map(
    rules
      .filter((rule) => rule.kind === "alert")
      .map((rule) => [rule.alert, conditionOf(rule, rules)]),
  );
}

function conditionOf(alert: AlertRule, rules: readonly Rule[]): string {
  const needed: Rule[] = [alert];
  // It grows while it is walked: what is recorded may be made of what is recorded.
  for (const rule of needed) {
    needed.push(
      ...rules.filter(
        (other) =>
          other.kind === "record" &&
          !needed.includes(other) &&
          rule.expr.includes(other.record),
      ),
    );
  }
  const times = [alert.for, alert.keepFiringFor].map((each) =>
    each?.toPrometheus(),
  );
  return JSON.stringify([times, needed.map(({ expr }) => expr)]);
}

const MEBIBYTE = 2 ** 20;

/** A share in percent, bytes in a greater unit. */
export function shownValue(name: string, value: number | Duration): string {
  if (value instanceof Duration) {
    return value.toString();
  }
  if (/ratio|tolerance/i.test(name)) {
    return `${Number((value * 100).toPrecision(6))} %`;
  }
  if (/bytes/i.test(name) && value >= MEBIBYTE) {
    const mebibytes = value / MEBIBYTE;
    return mebibytes >= 1024 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
  }
  return `${value}`;
}
