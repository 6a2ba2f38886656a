import type { ComponentName } from "../../../domain/telemetry/component";
import { packAlerts, type PackAlert } from "../priority";

/** The team that runs the platform. */
export const PLATFORM_TEAM = "platform";

/** The dashboard on which the platform watches itself. */
const DASHBOARD = "platform-overview";

/** The maker of alerts about one component; their label `component` lets it mute them all when it is down. */
export function componentAlert(
  component: ComponentName,
  runbookUrl: string,
): PackAlert {
  const alert = foundAlert(component, runbookUrl);
  return (priority, input) => {
    const rule = alert(priority, input);
    return { ...rule, labels: { ...rule.labels, component } };
  };
}

/** The maker of alerts about whatever the query finds; `service` and `team` are texts or templates. */
export function foundAlert(
  service: string,
  runbookUrl: string,
  team = PLATFORM_TEAM,
): PackAlert {
  return packAlerts({ service, team, runbookUrl, dashboardUid: DASHBOARD });
}

/** How often counters went up, summed over several of one job, of which some may not have been counted yet. */
export function increaseOf(
  job: ComponentName,
  window: string,
  ...counters: readonly string[]
): string {
  const sums = counters.map(
    (counter) => `sum(increase(${counter}{job="${job}"}[${window}]))`,
  );
  return sums.length === 1
    ? sums.join("")
    : sums.map((sum) => `(${sum} or vector(0))`).join(" + ");
}

/**
 * The share of failures among all, by labels.
 *
 * @param failed selector of the counters of failures
 * @param all selector of the counters of everything
 */
export function shareOf(failed: string, all: string, by: string): string {
  const rate = (counter: string): string =>
    `sum by (${by}) (rate(${counter}[5m]))`;
  return `${rate(failed)} / (${rate(all)} > 0)`;
}
