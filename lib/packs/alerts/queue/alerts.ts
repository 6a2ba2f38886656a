import { quoteLabelValue } from "../../../domain/promql/literal";
import type { AlertRule, RuleGroup } from "../../../domain/rules/rule";
import { Duration } from "../../../domain/units";
import { packAlerts, type PackAlert } from "../priority";
import {
  queueSettings,
  type QueueAlertOptions,
  type QueueAlertSettings,
} from "./options";
import { QUEUE_METRIC, queueRecordings } from "./recordings";

/**
 * Alerts about queues: whether messages pile up or grow old, whether anybody takes them, and how many are handed out again
 * or given up. What a system does not tell has no alert.
 *
 * @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense
 */
export function queueAlerts(options: QueueAlertOptions): readonly RuleGroup[] {
  const settings = queueSettings(options);
  const { job, service, team, runbookUrl, dashboardUid, dashboardIsDefault } =
    settings;
  const alert = packAlerts({
    service,
    team,
    runbookUrl,
    dashboardUid,
    dashboardIsDefault,
  });
  return [
    {
      name: `queue-${job}`,
      engine: "prometheus",
      rules: [
        ...queueRecordings(settings),
        ...backlogAlerts(alert, settings),
        ...ageAlerts(alert, settings),
        ...handlingAlerts(alert, settings),
      ],
    },
  ];
}

/** What is counted for all queues together is told of the job. */
const QUEUE =
  "{{ with $labels.queue }}{{ . }}{{ else }}{{ $labels.job }}{{ end }}";

/** Series of the job under a recorded name. */
function series({ job }: QueueAlertSettings) {
  return (name: keyof typeof QUEUE_METRIC): string =>
    `${QUEUE_METRIC[name]}{job=${quoteLabelValue(job)}}`;
}

/** Messages that wait while nobody takes any: the cause of all that piles up, and told alone. */
function abandoned(settings: QueueAlertSettings): string | undefined {
  const of = series(settings);
  return settings.source.metrics.consumers === false
    ? undefined
    : `${of("waiting")} > 0 and ${of("consumers")} == 0`;
}

function unless(...conditions: readonly (string | undefined)[]): string {
  return conditions
    .filter((each) => each !== undefined)
    .map((each) => ` unless (${each})`)
    .join("");
}

function backlogAlerts(
  alert: PackAlert,
  settings: QueueAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { limits } = settings;
  const nobody = abandoned(settings);
  const waiting = of("waiting");
  const description = `{{ $value | humanize }} messages have waited in ${QUEUE} for`;
  return [
    ...(nobody === undefined
      ? []
      : [
          alert("P2", {
            alert: "QueueConsumersMissing",
            expr: nobody,
            for: limits.noConsumersFor,
            summary: `Nobody takes messages from ${QUEUE}.`,
            description: `{{ $value | humanize }} messages wait in ${QUEUE}, and no program has taken any for ${limits.noConsumersFor.toPrometheus()}.`,
          }),
        ]),
    alert("P2", {
      alert: "QueueBacklogSevere",
      expr: `${waiting} > ${limits.waitingP2}${unless(nobody)}`,
      for: Duration.minutes(5),
      summary: `Far too many messages wait in ${QUEUE}.`,
      description: `${description} 5 minutes.`,
    }),
    alert("P3", {
      alert: "QueueBacklogHigh",
      expr: `${waiting} > ${limits.waitingP3}`,
      for: Duration.minutes(10),
      summary: `Many messages wait in ${QUEUE}.`,
      description: `${description} 10 minutes.`,
    }),
    alert("P3", {
      alert: "QueueBacklogGrowing",
      expr: `${of("growth")} * 60 > ${limits.growthPerMinute} and min_over_time(${waiting}[30m]) > 0`,
      for: Duration.minutes(15),
      summary: `More messages come into ${QUEUE} than are taken.`,
      description: `${QUEUE} grows by {{ $value | humanize }} messages a minute and has not been empty for half an hour.`,
    }),
    alert("P3", {
      alert: "QueueMetricsAbsent",
      expr: `count by (job) (present_over_time(${waiting}[1h] offset 15m)) unless count by (job) (present_over_time(${waiting}[15m]))`,
      summary: "Nothing is known of the queues of {{ $labels.job }} any more.",
      description:
        "{{ $labels.job }} has told nothing of its {{ $value }} queues for 15 minutes; alerts about them cannot fire.",
    }),
  ];
}

function ageAlerts(
  alert: PackAlert,
  settings: QueueAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { limits, source } = settings;
  if (source.metrics.oldestAge === false) {
    return [];
  }
  const description = `The oldest message in ${QUEUE} has waited for {{ $value | humanizeDuration }}.`;
  return [
    alert("P2", {
      alert: "QueueMessagesStale",
      expr: `${of("oldestAge")} > ${limits.ageP2.toSeconds()}${unless(abandoned(settings), `${of("waiting")} > ${limits.waitingP2}`)}`,
      for: Duration.minutes(2),
      summary: `Messages in ${QUEUE} wait far too long.`,
      description,
    }),
    alert("P3", {
      alert: "QueueMessagesOld",
      expr: `${of("oldestAge")} > ${limits.ageP3.toSeconds()}`,
      for: Duration.minutes(5),
      summary: `Messages in ${QUEUE} wait too long.`,
      description,
    }),
  ];
}

function handlingAlerts(
  alert: PackAlert,
  settings: QueueAlertSettings,
): readonly AlertRule[] {
  const of = series(settings);
  const { limits, source } = settings;
  const { deadLettered, redelivered, consumed } = source.metrics;
  return [
    ...(deadLettered === false
      ? []
      : [
          alert("P3", {
            alert: "QueueDeadLetters",
            expr: `${of("deadLettered")} >= ${limits.deadLetters}`,
            keepFiringFor: Duration.minutes(5),
            summary: `Messages of ${QUEUE} are given up.`,
            description: `{{ $value | humanize }} messages of ${QUEUE} were given up within 15 minutes; what they ask for is not done.`,
          }),
        ]),
    ...(redelivered === false || consumed === false
      ? []
      : [
          alert("P3", {
            alert: "QueueRedeliveriesMany",
            expr: `${of("redeliveredRatio")} > ${limits.redeliveredRatio} and ${of("consumedRate")} > ${limits.minimumRate}`,
            for: Duration.minutes(10),
            summary: `Messages of ${QUEUE} are handed out again and again.`,
            description: `{{ $value | humanizePercentage }} of the messages that ${QUEUE} hands out were handed out before; consumers fail at them.`,
          }),
        ]),
  ];
}
