import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { componentAlert } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="alertmanager"}';

/** Alertmanager works, and its messages arrive. */
export function alertmanagerAlerts({
  errorRatio,
}: PlatformThresholds): readonly AlertRule[] {
  return [
    componentAlert("alertmanager", {
      alert: "AlertmanagerConfigReloadFailed",
      expr: `alertmanager_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Alertmanager refuses its configuration.",
      description:
        "The last reload failed: the newest routes are not live, and Alertmanager would not start again.",
    }),
    componentAlert("alertmanager", {
      alert: "AlertmanagerNotificationsFailing",
      expr: `sum by (integration) (rate(alertmanager_notifications_failed_total${JOB}[5m])) / sum by (integration) (rate(alertmanager_notifications_total${JOB}[5m])) > ${errorRatio}`,
      for: Duration.minutes(5),
      severity: "critical",
      summary: "Messages of Alertmanager do not arrive.",
      description:
        "{{ $value | humanizePercentage }} of the messages by {{ $labels.integration }} failed, for all that Alertmanager tries again.",
    }),
  ];
}
