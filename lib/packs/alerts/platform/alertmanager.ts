import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf, shareOf } from "./alert";
import type { PlatformThresholds } from "./options";

const JOB = '{job="alertmanager"}';

/**
 * Alertmanager works, and its messages arrive.
 *
 * @param members how many of them work as one
 */
export function alertmanagerAlerts(
  alert: PackAlert,
  thresholds: PlatformThresholds,
  members: number,
): readonly AlertRule[] {
  return [
    alert("P2", {
      alert: "AlertmanagerConfigReloadFailed",
      expr: `alertmanager_config_last_reload_successful${JOB} == 0`,
      for: Duration.minutes(5),
      summary: "Alertmanager refuses its configuration.",
      description:
        "The last reload of Alertmanager at {{ $labels.instance }} failed: the newest routes are not live, and it would not start again.",
    }),
    ...deliveryAlerts(alert, thresholds),
    ...stateAlerts(alert),
    ...clusterAlerts(alert, members),
  ];
}

function deliveryAlerts(
  alert: PackAlert,
  { errorRatio }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    alert("P1", {
      alert: "AlertmanagerNotificationsFailing",
      expr: `${shareOf(`alertmanager_notifications_failed_total${JOB}`, `alertmanager_notifications_total${JOB}`, "integration")} > ${errorRatio}`,
      for: Duration.minutes(5),
      summary: "Messages of Alertmanager do not arrive.",
      description:
        "{{ $value | humanizePercentage }} of the messages by {{ $labels.integration }} failed, for all that Alertmanager tries again.",
    }),
    alert("P3", {
      alert: "AlertmanagerAlertsRefused",
      expr: `${increaseOf("alertmanager", "10m", "alertmanager_alerts_invalid_total")} > 0`,
      for: Duration.minutes(10),
      summary: "Alertmanager refuses alerts as malformed.",
      description:
        "{{ $value | humanize }} alerts within 10 minutes were malformed; nobody is told of them.",
    }),
    alert("P3", {
      alert: "AlertmanagerLimitHit",
      expr: `${increaseOf("alertmanager", "10m", "alertmanager_dispatcher_aggregation_group_limit_reached_total", "alertmanager_http_concurrency_limit_exceeded_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Alertmanager has more to do than it may.",
      description:
        "{{ $value | humanize }} times within 10 minutes a group of alerts or a request was turned away, because there were too many.",
    }),
  ];
}

/** Silences, and the log of what was sent, which keeps a start from sending everything again. */
function stateAlerts(alert: PackAlert): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "AlertmanagerStateNotSaved",
      expr: `${increaseOf("alertmanager", "1h", "alertmanager_silences_maintenance_errors_total", "alertmanager_nflog_maintenance_errors_total", "alertmanager_silences_gc_errors_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Alertmanager cannot save its silences.",
      description:
        "{{ $value | humanize }} attempts within one hour to save or tidy the silences and the log of messages failed; at the next start silences are lost and messages come twice.",
    }),
    alert("P3", {
      alert: "AlertmanagerSilencesFailing",
      expr: `${increaseOf("alertmanager", "10m", "alertmanager_silences_query_errors_total")} > 0`,
      for: Duration.minutes(5),
      summary: "Alertmanager cannot look up silences.",
      description:
        "{{ $value | humanize }} questions for silences failed within 10 minutes; what is silenced may be sent.",
    }),
  ];
}

/** Of several that work as one; one alone tells of no members. */
function clusterAlerts(
  alert: PackAlert,
  members: number,
): readonly AlertRule[] {
  // A member that is forgotten after hours, or was never met, does not count as failed.
  const lost =
    members > 1
      ? `${members} - min by (instance) (alertmanager_cluster_members${JOB})`
      : `max by (instance) (alertmanager_cluster_failed_peers${JOB})`;
  return [
    alert("P3", {
      alert: "AlertmanagerPeersLost",
      // One that is down says so by itself.
      expr: `${lost} > 0 unless on () (up{job="alertmanager"} == 0)`,
      for: Duration.minutes(10),
      summary: "An Alertmanager has lost others of its cluster.",
      description:
        "{{ $labels.instance }} has lost {{ $value }} members of its cluster; messages come twice, and silences do not hold everywhere.",
    }),
    alert("P3", {
      alert: "AlertmanagerConfigsDiffer",
      expr: `count(count_values("config", alertmanager_config_hash${JOB})) > 1`,
      for: Duration.minutes(20),
      summary:
        "The Alertmanagers of the cluster have different configurations.",
      description:
        "There are {{ $value }} different configurations among the Alertmanagers, for 20 minutes; who is told depends on which of them sends.",
    }),
  ];
}
