import { QUEUE_METRIC } from "../../alerts/queue/recordings";

/** What is counted for all queues together has no label `queue`, and is shown whichever queue is chosen. */
const EACH = '{job=~"$job",queue=~"$queue"}';
const ANY = '{job=~"$job",queue=~"$queue|"}';

/** What rules record of the queues of a job. */
export const QUEUE_QUERY = {
  waiting: `${QUEUE_METRIC.waiting}${EACH}`,
  oldestAge: `${QUEUE_METRIC.oldestAge}${EACH}`,
  consumers: `${QUEUE_METRIC.consumers}${EACH}`,
  growth: `${QUEUE_METRIC.growth}${EACH} * 60`,
  published: `${QUEUE_METRIC.publishedRate}${ANY}`,
  consumed: `${QUEUE_METRIC.consumedRate}${ANY}`,
  redelivered: `${QUEUE_METRIC.redeliveredRatio}${ANY}`,
  deadLettered: `${QUEUE_METRIC.deadLettered}${ANY}`,
} as const;
