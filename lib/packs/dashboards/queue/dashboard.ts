import type { Dashboard, Panel } from "../../../domain/dashboard/model";
import {
  queueSettings,
  type QueueAlertOptions,
  type QueueAlertSettings,
} from "../../alerts/queue/options";
import { alertMarks, firingAlerts, jobVariables, warningAt } from "../job";
import {
  ALL_DASHBOARDS,
  MONITORING_TAG,
  prometheus,
  stat,
  timeseries,
} from "../panels";
import { QUEUE_QUERY as Q } from "./queries";

/**
 * The queues of one job: what waits, for how long, and what becomes of it. It reads what the rules of `queueAlerts` record,
 * so it takes the same options; what the system does not tell has no panel.
 *
 * @throws InvalidInputError as `queueAlerts`
 */
export function queueDashboard(options: QueueAlertOptions): Dashboard {
  const settings = queueSettings(options);
  const { job, service, dashboardUid } = settings;
  return {
    uid: dashboardUid,
    title: `Queues: ${job}`,
    description: `Messages that wait in the queues of ${job}, how old they are, and what becomes of them.`,
    tags: [MONITORING_TAG, "queue"],
    folder: "Services",
    variables: jobVariables("queue:messages:waiting", job, {
      of: "queue",
      label: "Queue",
    }),
    links: [ALL_DASHBOARDS],
    annotations: [alertMarks(service)],
    rows: [
      { title: "At a glance", panels: glance(settings) },
      { title: "In and out", panels: traffic(settings) },
      { title: "Handling", panels: handling(settings) },
    ].filter(({ panels }) => panels.length > 0),
  };
}

const BACKLOG = (limits: QueueAlertSettings["limits"]) =>
  [
    { value: limits.waitingP3, color: "yellow", alert: "QueueBacklogHigh" },
    { value: limits.waitingP2, color: "red", alert: "QueueBacklogSevere" },
  ] as const;

const AGE = ({ ageP3, ageP2 }: QueueAlertSettings["limits"]) =>
  [
    { value: ageP3.toSeconds(), color: "yellow", alert: "QueueMessagesOld" },
    { value: ageP2.toSeconds(), color: "red", alert: "QueueMessagesStale" },
  ] as const;

function glance({
  service,
  source: { metrics },
  limits,
}: QueueAlertSettings): readonly Panel[] {
  return [
    stat(
      "Waiting",
      "Messages that wait in each queue.",
      [prometheus(Q.waiting, "{{queue}}")],
      { unit: "short", thresholds: BACKLOG(limits) },
    ),
    ...(metrics.oldestAge === false
      ? []
      : [
          stat(
            "Oldest message",
            "How long the oldest message of each queue has waited.",
            [prometheus(Q.oldestAge, "{{queue}}")],
            { unit: "s", thresholds: AGE(limits) },
          ),
        ]),
    ...(metrics.consumers === false
      ? []
      : [
          stat(
            "Consumers",
            "Programs that take messages from each queue.",
            [prometheus(Q.consumers, "{{queue}}")],
            {
              unit: "none",
              baseColor: "red",
              thresholds: [{ value: 1, color: "green" }],
            },
          ),
        ]),
    firingAlerts(service),
  ];
}

function traffic({
  source: { metrics },
  limits,
}: QueueAlertSettings): readonly Panel[] {
  return [
    timeseries(
      "Messages waiting",
      "Messages that wait, by queue.",
      [prometheus(Q.waiting, "{{queue}}")],
      { unit: "short", min: 0, thresholds: BACKLOG(limits) },
    ),
    timeseries(
      "Growth",
      "Messages by which each queue grows in a minute, on average over half an hour; below 0 it is emptied.",
      [prometheus(Q.growth, "{{queue}}")],
      {
        unit: "suffix:/min",
        thresholds: warningAt(limits.growthPerMinute, "QueueBacklogGrowing"),
      },
    ),
    ...(metrics.published === false
      ? []
      : [
          timeseries(
            "Published",
            "Messages put in per second.",
            [prometheus(Q.published, "{{queue}}")],
            { unit: "mps", min: 0 },
          ),
        ]),
    ...(metrics.consumed === false
      ? []
      : [
          timeseries(
            "Taken",
            "Messages taken per second. A line without a name is of all queues.",
            [prometheus(Q.consumed, "{{queue}}")],
            { unit: "mps", min: 0 },
          ),
        ]),
  ];
}

function handling({
  source: { metrics },
  limits,
}: QueueAlertSettings): readonly Panel[] {
  const { oldestAge, redelivered, consumed, deadLettered } = metrics;
  return [
    ...(oldestAge === false
      ? []
      : [
          timeseries(
            "Age of the oldest message",
            "A line that rises evenly is one message that nobody takes.",
            [prometheus(Q.oldestAge, "{{queue}}")],
            { unit: "s", min: 0, thresholds: AGE(limits) },
          ),
        ]),
    ...(redelivered === false || consumed === false
      ? []
      : [
          timeseries(
            "Handed out again",
            "Share of the messages handed out that had been handed out before.",
            [prometheus(Q.redelivered, "{{queue}}")],
            {
              unit: "percentunit",
              min: 0,
              thresholds: warningAt(
                limits.redeliveredRatio,
                "QueueRedeliveriesMany",
              ),
            },
          ),
        ]),
    ...(deadLettered === false
      ? []
      : [
          timeseries(
            "Given up",
            "Messages given up within 15 minutes.",
            [prometheus(Q.deadLettered, "{{queue}}")],
            {
              unit: "short",
              min: 0,
              thresholds: warningAt(limits.deadLetters, "QueueDeadLetters"),
            },
          ),
        ]),
  ];
}
