import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { databaseDashboardUid } from "../../dashboards/database/uid";
import { packAlerts, type PackAlert } from "../priority";
import {
  postgresqlSettings,
  type PostgresqlAlertOptions,
  type PostgresqlSettings,
} from "./options";
import { postgresqlRecordings } from "./recordings";
import { replicationAlerts } from "./replication";
import { sessionAlerts } from "./sessions";
import { storageAlerts } from "./storage";

/**
 * Alerts about the PostgreSQL servers of one scrape job of postgres_exporter: whether they answer, have connections left,
 * are fast and in step, and whether vacuum keeps up. That the exporter itself does not answer is told by TargetDown.
 *
 * PostgreSQL counts a statement that ends by a timeout as a transaction that is rolled back, and nowhere else.
 *
 * @throws InvalidInputError for an unknown name, a value out of its range, and grades in the wrong order
 */
export function postgresqlAlerts(
  options: PostgresqlAlertOptions,
): readonly RuleGroup[] {
  return postgresqlRules(postgresqlSettings(options));
}

/** The same, of settings that are complete. */
export function postgresqlRules(
  settings: PostgresqlSettings,
): readonly RuleGroup[] {
  const { job, team, runbookUrl } = settings;
  const alert = packAlerts({
    service: job,
    team,
    runbookUrl,
    dashboardUid: databaseDashboardUid(job),
  });
  return [
    {
      name: `postgresql-${job}`,
      engine: "prometheus",
      rules: [
        ...postgresqlRecordings(job),
        ...availabilityAlerts(alert, settings),
        ...sessionAlerts(alert, settings),
        ...replicationAlerts(alert, settings),
        ...storageAlerts(alert, settings),
      ],
    },
  ];
}

function availabilityAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const of = `{job="${job}"}`;
  return [
    alert("P1", {
      alert: "PostgresqlDown",
      expr: `max by (job, instance) (pg_up${of}) == 0`,
      for: limits.downFor,
      summary: `PostgreSQL ${job} cannot be reached.`,
      description: `The exporter {{ $labels.instance }} has reached no server for ${limits.downFor.toPrometheus()}: it is down, refuses the connection, or has none left.`,
    }),
    alert("P4", {
      alert: "PostgresqlCollectorFailed",
      expr: `max by (job, instance, collector) (pg_scrape_collector_success${of}) == 0 and on (job, instance) pg_up${of} == 1`,
      for: Duration.minutes(10),
      summary: `A part of the metrics of PostgreSQL ${job} is missing.`,
      description:
        "The collector {{ $labels.collector }} of {{ $labels.instance }} has failed for 10 minutes; alerts that need it cannot fire.",
    }),
    alert("P4", {
      alert: "PostgresqlRestarted",
      expr: `max by (job, instance) (changes(pg_postmaster_start_time_seconds${of}[15m])) > 0`,
      summary: `PostgreSQL ${job} has restarted.`,
      description:
        "The server behind {{ $labels.instance }} has started {{ $value }} times within 15 minutes; its sessions were lost and its cache is cold.",
    }),
    alert("P3", {
      alert: "PostgresqlUnsafeSettings",
      expr: `min by (job, instance) (pg_settings_fsync${of}) == 0 or min by (job, instance) (pg_settings_full_page_writes${of}) == 0`,
      for: Duration.minutes(10),
      summary: `PostgreSQL ${job} can lose data in a crash.`,
      description:
        "fsync or full_page_writes of the server behind {{ $labels.instance }} is off; after a crash of its machine the data can be damaged.",
    }),
  ];
}
