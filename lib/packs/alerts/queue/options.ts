import { dashboardUid } from "../../../domain/dashboard/uid";
import { InvalidInputError } from "../../../domain/problem";
import { isLabelName, slug } from "../../../domain/names";
import { requireNames, requireOneOf } from "../../../domain/shape";
import { shown } from "../../../domain/shown";
import { Duration } from "../../../domain/units";
import { requirePackOptions } from "../pack-options";
import { runbookPage } from "../priority";
import { requireGrades, withThresholds } from "../thresholds";
import {
  QUEUE_SYSTEMS,
  type QueueMetrics,
  type QueueSource,
  type QueueSystem,
} from "./systems";

/** From which values on the alerts about queues fire. */
export interface QueueThresholds {
  /**
   * Messages waiting for 5 minutes, for priority P2.
   * @default 10000
   */
  readonly waitingP2?: number;
  /**
   * Messages waiting for 10 minutes, for priority P3.
   * @default 1000
   */
  readonly waitingP3?: number;
  /**
   * Age of the oldest message for priority P2.
   * @default Duration.minutes(30)
   */
  readonly ageP2?: Duration;
  /**
   * Age of the oldest message for priority P3.
   * @default Duration.minutes(5)
   */
  readonly ageP3?: Duration;
  /**
   * How long messages may wait while nobody takes any.
   * @default Duration.minutes(2)
   */
  readonly noConsumersFor?: Duration;
  /**
   * Messages by which a queue grows in a minute, on average over half an hour in which it was never empty.
   * @default 10
   */
  readonly growthPerMinute?: number;
  /**
   * Messages given up within 15 minutes.
   * @default 1
   */
  readonly deadLetters?: number;
  /**
   * Share of the messages handed out that had been handed out before, from 0 to 1.
   * @default 0.1
   */
  readonly redeliveredRatio?: number;
  /**
   * Messages taken per second below which a share says nothing.
   * @default 0.1
   */
  readonly minimumRate?: number;
}

export const QUEUE_THRESHOLDS: Required<QueueThresholds> = {
  waitingP2: 10_000,
  waitingP3: 1000,
  ageP2: Duration.minutes(30),
  ageP3: Duration.minutes(5),
  noConsumersFor: Duration.minutes(2),
  growthPerMinute: 10,
  deadLetters: 1,
  redeliveredRatio: 0.1,
  minimumRate: 0.1,
};

export interface QueueAlertOptions {
  /** Scrape job that tells of the queues. */
  readonly job: string;
  /**
   * Whose metrics they are: names of this library, RabbitMQ's plugin at `/metrics/per-object`, kafka_exporter, BullMQ,
   * redis_exporter for streams, or prometheus-nats-exporter for JetStream.
   * @default "conventional"
   */
  readonly system?: QueueSystem;
  /**
   * Replaces single metrics of the system.
   * @default {}
   */
  readonly metrics?: QueueMetrics;
  /**
   * Labels whose values, joined by "/", name a queue.
   * @default - those of the system, `queue` for the names of this library
   */
  readonly labels?: readonly string[];
  /**
   * Label `service` of the alerts.
   * @default - the name of the job
   */
  readonly service?: string;
  /**
   * Label `team` of the alerts.
   * @default - none
   */
  readonly team?: string;
  /** @default {} */
  readonly thresholds?: QueueThresholds;
  /**
   * Dashboard that the alerts link to.
   * @default - `queue-` and the name of the job, that of `queueDashboard`
   */
  readonly dashboardUid?: string;
  /**
   * Page that has one heading for each alert.
   * @default - the page of this repository
   */
  readonly runbookUrl?: string;
}

/** The choices with all defaults. */
export interface QueueAlertSettings {
  readonly job: string;
  readonly source: QueueSource;
  readonly service: string;
  readonly team: string | undefined;
  readonly limits: Required<QueueThresholds>;
  readonly dashboardUid: string;
  readonly dashboardIsDefault: boolean;
  readonly runbookUrl: string;
}

/** @throws InvalidInputError for an option that does not exist, one of another kind, and a threshold that makes no sense */
export function queueSettings(options: QueueAlertOptions): QueueAlertSettings {
  const own = "options of queueAlerts";
  requirePackOptions(own, options, {
    job: "text",
    system: "text?",
    metrics: "record?",
    labels: "texts?",
    service: "text?",
    team: "text?",
    thresholds: "record?",
    dashboardUid: "text?",
    runbookUrl: "text?",
  });
  const { job, system = "conventional", metrics = {} } = options;
  requireOneOf(`system of ${own}`, system, Object.keys(QUEUE_SYSTEMS));
  const source = QUEUE_SYSTEMS[system];
  const labels = options.labels ?? source.labels;
  requireMetrics(`metrics of ${own}`, metrics, source);
  const wrong = labels.find((label) => !isLabelName(label));
  if (labels.length === 0 || wrong !== undefined) {
    throw new InvalidInputError(
      "queue-labels",
      `labels of ${own} must be one or more names of labels, got ${labels.length === 0 ? "none" : shown(wrong)}; name those that tell the queue`,
    );
  }
  const what = "thresholds of queueAlerts";
  const limits = withThresholds(what, QUEUE_THRESHOLDS, options.thresholds);
  requireGrades(what, limits, "below", "waitingP2", "waitingP3");
  requireGrades(what, limits, "below", "ageP2", "ageP3");
  return {
    job,
    source: { ...source, labels, metrics: { ...source.metrics, ...metrics } },
    service: options.service ?? job,
    team: options.team,
    limits,
    dashboardUid: options.dashboardUid ?? dashboardUid(`queue-${slug(job)}`),
    dashboardIsDefault: options.dashboardUid === undefined,
    runbookUrl: options.runbookUrl ?? runbookPage("queue"),
  };
}

const SELECTOR = /^[a-zA-Z_:][\w:]*(?:\{[^{}]*\})?$/;

function requireMetrics(
  what: string,
  metrics: QueueMetrics,
  { metrics: known }: QueueSource,
): void {
  requireNames(what, metrics, Object.keys(known));
  for (const [name, value] of Object.entries(metrics)) {
    const mayLack = name !== "waiting" && value === false;
    if (!mayLack && !(typeof value === "string" && SELECTOR.test(value))) {
      throw new InvalidInputError(
        "queue-metric",
        `${name} of ${what} must be the name of a metric, with matchers in braces if need be, got ${shown(value)}; write it like queue_messages{state="waiting"}${name === "waiting" ? "" : ", or false for none"}`,
      );
    }
  }
}
