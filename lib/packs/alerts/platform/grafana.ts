import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import { increaseOf, shareOf } from "./alert";
import type { PlatformThresholds } from "./options";

const REQUESTS = "grafana_http_request_duration_seconds";

/** These stay open for as long as somebody looks. */
const LONG = "/api/live/.+";

/** Grafana shows what it is asked for. */
export function grafanaAlerts(
  alert: PackAlert,
  { errorRatio, answerWithin }: PlatformThresholds,
): readonly AlertRule[] {
  return [
    alert("P3", {
      alert: "GrafanaRequestErrors",
      expr: `${shareOf(`${REQUESTS}_count{job="grafana",status_code=~"5.."}`, `${REQUESTS}_count{job="grafana"}`, "job")} > ${errorRatio}`,
      for: Duration.minutes(10),
      summary: "Grafana fails to answer.",
      description:
        "{{ $value | humanizePercentage }} of the requests to Grafana end in an error of its own.",
    }),
    alert("P4", {
      alert: "GrafanaSlow",
      expr: `histogram_quantile(0.95, sum by (le) (rate(${REQUESTS}_bucket{job="grafana",handler!~"${LONG}"}[5m]))) > ${answerWithin.toSeconds()}`,
      for: Duration.minutes(15),
      summary: "Grafana answers slowly.",
      description:
        "5 % of the requests to Grafana take longer than {{ $value | humanizeDuration }}.",
    }),
    alert("P3", {
      alert: "GrafanaDataSourceErrors",
      expr: `${shareOf('grafana_datasource_request_total{job="grafana",code=~"5.."}', 'grafana_datasource_request_total{job="grafana"}', "datasource")} > ${errorRatio}`,
      for: Duration.minutes(10),
      summary: "Panels of Grafana stay empty.",
      description:
        "{{ $value | humanizePercentage }} of the requests to the data source {{ $labels.datasource }} fail.",
    }),
    alert("P3", {
      alert: "GrafanaAlertRulesFailing",
      expr: `${increaseOf("grafana", "10m", "grafana_alerting_rule_evaluation_failures_total")} > 0`,
      for: Duration.minutes(10),
      summary: "Alert rules of Grafana fail.",
      description:
        "{{ $value | humanize }} evaluations of Grafana's own alert rules failed within 10 minutes; these alerts cannot fire.",
    }),
  ];
}
