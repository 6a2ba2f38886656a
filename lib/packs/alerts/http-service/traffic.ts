import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { HttpServiceSettings } from "./options";
import { HTTP_METRIC } from "./recordings";

/**
 * Requests against the same hour of earlier weeks: fewer than in the worst of them, more than in the best. Without a week
 * to compare with there is nothing to return, so they are silent until the first is complete.
 */
export function trafficAlerts(
  alert: PackAlert,
  { service, limits }: HttpServiceSettings,
): readonly AlertRule[] {
  const { trafficDropRatio, trafficSurgeFactor, minimumRate } = limits;
  const job = `{job="${service}"}`;
  const rate = `${HTTP_METRIC.rate}${job}`;
  const least = `${HTTP_METRIC.usualLeast}${job}`;
  return [
    alert("P3", {
      alert: "HttpTrafficDrop",
      expr: `${rate} / ${least} < ${trafficDropRatio} and ${least} > ${minimumRate}`,
      for: Duration.minutes(10),
      summary: `Far fewer requests than usual reach ${service}.`,
      description: `${service} has {{ $value | humanizePercentage }} of the requests that it had at least in this hour of earlier weeks; something before it may be broken.`,
    }),
    alert("P4", {
      alert: "HttpTrafficSurge",
      expr: `${rate} / ${HTTP_METRIC.usualMost}${job} > ${trafficSurgeFactor} and ${rate} > ${minimumRate}`,
      for: Duration.minutes(10),
      summary: `Far more requests than usual reach ${service}.`,
      description: `${service} has {{ $value | humanize }} times the requests that it had at most in this hour of earlier weeks.`,
    }),
  ];
}
