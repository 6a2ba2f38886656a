import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { cachingDashboardUid } from "../../dashboards/caching/uid";
import { packAlerts, type PackAlert } from "../priority";
import { clientAlerts } from "./clients";
import { memoryAlerts } from "./memory";
import {
  redisSettings,
  type RedisAlertOptions,
  type RedisSettings,
} from "./options";
import { redisRecordings } from "./recordings";
import { safetyAlerts } from "./safety";

/**
 * Alerts about the Redis servers of one scrape job of redis_exporter: whether they answer, find what they are asked for,
 * have memory and connections left, and keep their data. That the exporter itself does not answer is told by TargetDown.
 *
 * @throws InvalidInputError for an unknown name, a value out of its range, and grades in the wrong order
 */
export function redisAlerts(options: RedisAlertOptions): readonly RuleGroup[] {
  return redisRules(redisSettings(options));
}

/** The same, of settings that are complete. */
export function redisRules(settings: RedisSettings): readonly RuleGroup[] {
  const { job, team, runbookUrl } = settings;
  const alert = packAlerts({
    service: job,
    team,
    runbookUrl,
    dashboardUid: cachingDashboardUid(job),
  });
  return [
    {
      name: `redis-${job}`,
      engine: "prometheus",
      rules: [
        ...redisRecordings(job),
        ...availabilityAlerts(alert, settings),
        ...memoryAlerts(alert, settings),
        ...clientAlerts(alert, settings),
        ...safetyAlerts(alert, settings),
      ],
    },
  ];
}

function availabilityAlerts(
  alert: PackAlert,
  { job, limits }: RedisSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P1", {
      alert: "RedisDown",
      expr: `max by (job, instance) (redis_up${of}) == 0`,
      for: limits.downFor,
      summary: `Redis ${job} cannot be reached.`,
      description: `The exporter {{ $labels.instance }} has reached no server for ${limits.downFor.toPrometheus()}: it is down, loads its data, or refuses the connection.`,
    }),
    alert("P4", {
      alert: "RedisCollectorFailed",
      expr: `max by (job, instance) (redis_exporter_last_scrape_error${of}) == 1 and on (job, instance) redis_up${of} == 1`,
      for: Duration.minutes(10),
      summary: `A part of the metrics of Redis ${job} is missing.`,
      description:
        "The exporter {{ $labels.instance }} reaches the server, but has failed to ask it for something for 10 minutes; alerts that need it cannot fire.",
    }),
    alert("P4", {
      alert: "RedisRestarted",
      expr: `max by (job, instance) (resets(redis_uptime_in_seconds${of}[15m])) > 0`,
      summary: `Redis ${job} has restarted.`,
      description:
        "The server behind {{ $labels.instance }} has started {{ $value }} times within 15 minutes; what was in memory only is lost.",
    }),
  ];
}
