import type { AlertRule } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import type { PackAlert } from "../priority";
import type { PostgresqlSettings } from "./options";
import { POSTGRESQL_METRIC } from "./recordings";

/** What the clients of a server feel: connections, statements, transactions, locks. */
export function sessionAlerts(
  alert: PackAlert,
  settings: PostgresqlSettings,
): readonly AlertRule[] {
  return [
    ...poolAlerts(alert, settings),
    ...statementAlerts(alert, settings),
    ...transactionAlerts(alert, settings),
  ];
}

function poolAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const ratio = `${POSTGRESQL_METRIC.pool}{job="${job}"}`;
  const description =
    "{{ $value | humanizePercentage }} of the connections that clients of {{ $labels.instance }} may have are in use.";
  return [
    alert("P2", {
      alert: "PostgresqlPoolExhausted",
      expr: `${ratio} > ${limits.poolRatioP2}`,
      for: Duration.minutes(1),
      keepFiringFor: Duration.minutes(5),
      summary: `PostgreSQL ${job} has hardly any connections left.`,
      description: `${description} Without one left, new clients are refused.`,
    }),
    alert("P3", {
      alert: "PostgresqlPoolFilling",
      expr: `${ratio} > ${limits.poolRatioP3}`,
      for: Duration.minutes(5),
      summary: `The connections of PostgreSQL ${job} are running out.`,
      description,
    }),
  ];
}

function statementAlerts(
  alert: PackAlert,
  { job, limits, statements }: PostgresqlSettings,
): readonly AlertRule[] {
  const perStatement = (counter: string): string =>
    `sum by (job, instance, datname, queryid) (rate(pg_stat_statements_${counter}{job="${job}"}[5m]))`;
  const ratio = `${POSTGRESQL_METRIC.rollbacks}{job="${job}"}`;
  return [
    ...(statements
      ? [
          alert("P3", {
            alert: "PostgresqlSlowStatements",
            // Which statement it is may change while the alert fires, so its id is no label.
            expr: `max by (job, instance, datname) (${perStatement("seconds_total")} / (${perStatement("calls_total")} > ${limits.statementRate})) > ${limits.statementTime.toSeconds()}`,
            for: Duration.minutes(5),
            summary: `Statements in PostgreSQL ${job} are slow.`,
            description:
              "A statement that is called all the time in {{ $labels.datname }} of {{ $labels.instance }} takes {{ $value | humanizeDuration }} on average.",
          }),
        ]
      : []),
    alert("P3", {
      alert: "PostgresqlErrorRatioHigh",
      expr: `${ratio} > ${limits.rollbackRatio} and ${POSTGRESQL_METRIC.transactions}{job="${job}"} > ${limits.transactionRate}`,
      for: Duration.minutes(5),
      summary: `Transactions in PostgreSQL ${job} fail.`,
      description:
        "{{ $value | humanizePercentage }} of the transactions in {{ $labels.datname }} of {{ $labels.instance }} were rolled back within 5 minutes, by errors, by timeouts or on purpose.",
    }),
    alert("P3", {
      alert: "PostgresqlDeadlocks",
      expr: `sum by (job, instance, datname) (increase(pg_stat_database_deadlocks{job="${job}"}[15m])) >= ${limits.deadlocks}`,
      summary: `Transactions in PostgreSQL ${job} block each other.`,
      description:
        "{{ $value | humanize }} deadlocks in {{ $labels.datname }} of {{ $labels.instance }} within 15 minutes; each ended a transaction.",
    }),
  ];
}

function transactionAlerts(
  alert: PackAlert,
  { job, limits }: PostgresqlSettings,
): readonly AlertRule[] {
  const age = limits.transactionAge;
  const idle = limits.idleTransactionAge;
  // A dump reads everything in one transaction, each night; of its parallel sessions those that are done wait for the rest.
  const client = `job="${job}",backend_type="client backend",application_name!~"pg_dump.*"`;
  return [
    alert("P3", {
      alert: "PostgresqlLongTransaction",
      expr: `max by (job, instance) (pg_stat_activity_max_tx_duration{${client}}) > ${age.toSeconds()}`,
      summary: `A transaction in PostgreSQL ${job} does not end.`,
      description:
        "A transaction on {{ $labels.instance }} has been open for {{ $value | humanizeDuration }}; it keeps its locks, and vacuum cannot remove what it might still see.",
    }),
    alert("P3", {
      alert: "PostgresqlIdleInTransaction",
      expr: `max by (job, instance, datname) (pg_stat_activity_max_tx_duration{${client},state=~"idle in transaction.*"}) > ${idle.toSeconds()}`,
      for: Duration.minutes(1),
      summary: `A client of PostgreSQL ${job} has left a transaction open.`,
      description:
        "A transaction in {{ $labels.datname }} of {{ $labels.instance }} has been open for {{ $value | humanizeDuration }} while its client does nothing; it keeps its locks.",
    }),
    alert("P3", {
      alert: "PostgresqlLocksWaiting",
      expr: `sum by (job, instance, datname) (pg_stat_activity_count{job="${job}",wait_event_type="Lock"}) > ${limits.lockWaits}`,
      for: Duration.minutes(2),
      summary: `Sessions in PostgreSQL ${job} wait for locks.`,
      description:
        "{{ $value }} sessions in {{ $labels.datname }} of {{ $labels.instance }} have waited for locks for 2 minutes.",
    }),
  ];
}
