/** The metrics by which a system tells of its queues. `false` for what it does not tell; alerts on it are left out. */
export interface QueueMetrics {
  /** Gauge of messages that wait: a name, or a name with matchers such as `bullmq_job_count{state="waiting"}`. */
  readonly waiting?: string;
  /** Gauge of the time that the oldest message has waited, in seconds. */
  readonly oldestAge?: string | false;
  /** Gauge of programs that take messages. */
  readonly consumers?: string | false;
  /** Counter of messages put in. */
  readonly published?: string | false;
  /** Counter of messages taken; those handed out once more are a share of them. */
  readonly consumed?: string | false;
  /** Counter of messages handed out once more. */
  readonly redelivered?: string | false;
  /** Counter of messages given up. */
  readonly deadLettered?: string | false;
}

/** The systems whose metrics are known. */
export type QueueSystem =
  | "conventional"
  | "rabbitmq"
  | "kafka"
  | "bullmq"
  | "redis-stream"
  | "jetstream";

/** What is known of a system. */
export interface QueueSource {
  readonly metrics: Required<QueueMetrics>;
  /** Labels whose values, joined by "/", name a queue. */
  readonly labels: readonly string[];
  /** How several series of one queue become one: the same number seen from several places, or parts of it. */
  readonly across: "max" | "sum";
}

const UNTOLD = {
  oldestAge: false,
  consumers: false,
  published: false,
  consumed: false,
  redelivered: false,
  deadLettered: false,
} as const;

/** Names from the documentation of each exporter; see the catalogues in `lib/packs/exporters/queue.ts`. */
export const QUEUE_SYSTEMS: Readonly<Record<QueueSystem, QueueSource>> = {
  conventional: {
    metrics: {
      waiting: "queue_messages_waiting",
      oldestAge: "queue_oldest_message_age_seconds",
      consumers: "queue_consumers",
      published: "queue_messages_published_total",
      consumed: "queue_messages_consumed_total",
      redelivered: "queue_messages_redelivered_total",
      deadLettered: "queue_messages_dead_lettered_total",
    },
    labels: ["queue"],
    across: "max",
  },
  // What is counted for all queues together has no label `queue`, and is told of the job.
  rabbitmq: {
    metrics: {
      ...UNTOLD,
      waiting: "rabbitmq_queue_messages_ready",
      consumers: "rabbitmq_queue_consumers",
      published: "rabbitmq_queue_messages_published_total",
      consumed: "rabbitmq_global_messages_delivered_total",
      redelivered: "rabbitmq_global_messages_redelivered_total",
      deadLettered: "rabbitmq_global_messages_dead_lettered_rejected_total",
    },
    labels: ["queue"],
    across: "max",
  },
  // A group is what is slow or gone; its topics are added up.
  kafka: {
    metrics: {
      ...UNTOLD,
      waiting: "kafka_consumergroup_lag_sum",
      consumers: "kafka_consumergroup_members",
    },
    labels: ["consumergroup"],
    across: "sum",
  },
  bullmq: {
    metrics: {
      ...UNTOLD,
      waiting: 'bullmq_job_count{state=~"waiting|prioritized"}',
      consumed: "bullmq_job_completed_total",
      deadLettered: "bullmq_job_failed_total",
    },
    labels: ["queue"],
    across: "max",
  },
  "redis-stream": {
    metrics: {
      ...UNTOLD,
      waiting: "redis_stream_group_lag",
      consumers: "redis_stream_group_consumers",
    },
    labels: ["stream", "group"],
    across: "max",
  },
  jetstream: {
    metrics: { ...UNTOLD, waiting: "jetstream_consumer_num_pending" },
    labels: ["stream_name", "consumer_name"],
    across: "max",
  },
};
