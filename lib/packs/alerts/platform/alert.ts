import { Rules, type AlertRuleInput } from "../../../domain/rules/build";
import type { AlertRule } from "../../../domain/rules/rule";
import type { ComponentName } from "../../../domain/telemetry/component";

/** The team that runs the platform. */
export const PLATFORM_TEAM = "platform";

/** An alert about one component. */
export function componentAlert(
  component: ComponentName,
  input: Omit<AlertRuleInput, "labels">,
): AlertRule {
  return Rules.alert({
    ...input,
    labels: { team: PLATFORM_TEAM, component, service: component },
  });
}

/** An alert about whatever the query finds; `service` is a template. */
export function foundAlert(
  service: string,
  input: Omit<AlertRuleInput, "labels">,
): AlertRule {
  return Rules.alert({ ...input, labels: { team: PLATFORM_TEAM, service } });
}

/** How often a counter went up, summed over several counters of one job. */
export function increaseOf(
  job: ComponentName,
  window: string,
  ...counters: readonly string[]
): string {
  return counters
    .map((counter) => `sum(increase(${counter}{job="${job}"}[${window}]))`)
    .join(" + ");
}
