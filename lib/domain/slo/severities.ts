import type { Labels } from "../names";
import type { AlertRule, AlertSeverity } from "../rules/rule";

/** What the alerts of one severity have beside what all alerts of the objective have. */
export interface SeverityAlerts {
  /**
   * Added to the labels of these alerts, such as the channel that pages go to.
   * @default {}
   */
  readonly labels?: Labels;
  /**
   * Added to their texts, under names of one's own; may hold Prometheus templates.
   * @default {}
   */
  readonly annotations?: Labels;
}

/** How the alerts of an objective differ by severity; `false` leaves out those of that severity. */
export type SloAlerts = Readonly<
  Partial<Record<AlertSeverity, SeverityAlerts | false>>
>;

/** From the most to the least urgent. */
export const SEVERITIES: readonly AlertSeverity[] = [
  "critical",
  "warning",
  "info",
];

interface WithAlerts {
  readonly alerts?: SloAlerts;
}

export function hasAlerts(
  { alerts }: WithAlerts,
  severity: AlertSeverity,
): boolean {
  return alerts?.[severity] !== false;
}

/** `severity`, or the next lower one that has alerts; without any of these the highest of all that has. */
export function nearestSeverity(
  slo: WithAlerts,
  severity: AlertSeverity,
): AlertSeverity {
  const lower = SEVERITIES.slice(SEVERITIES.indexOf(severity));
  return (
    [...lower, ...SEVERITIES].find((each) => hasAlerts(slo, each)) ?? severity
  );
}

/** `alerts` without those of the severities that are left out, with what the others have beside the rest. */
export function bySeverity(
  { alerts: given }: WithAlerts,
  alerts: readonly AlertRule[],
): readonly AlertRule[] {
  return given === undefined
    ? alerts
    : alerts.flatMap((alert) => {
        const own = given[alert.severity];
        if (own === false) {
          return [];
        }
        return {
          ...alert,
          labels: { ...alert.labels, ...own?.labels },
          ...((alert.annotations ?? own?.annotations) !== undefined && {
            annotations: { ...own?.annotations, ...alert.annotations },
          }),
        };
      });
}
