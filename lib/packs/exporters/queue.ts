import { catalog } from "./catalog";

/** What a program that works with queues tells of them by the names of this library; the label `queue` tells which. */
export const queueMetrics = catalog({
  gauge: {
    queue_messages_waiting: "messages that wait to be taken",
    queue_oldest_message_age_seconds:
      "time that the oldest message has waited, in seconds",
    queue_consumers: "programs that take messages",
  },
  counter: {
    queue_messages_published_total: "messages put in",
    queue_messages_consumed_total: "messages taken and done with",
    queue_messages_redelivered_total:
      "messages handed out once more, since they were not done with",
    queue_messages_dead_lettered_total: "messages given up",
  },
});

/**
 * Queues of RabbitMQ, by its plugin, at `/metrics/per-object`.
 * @see https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbitmq_prometheus/metrics.md
 */
export const rabbitmqMetrics = catalog({
  gauge: {
    rabbitmq_queue_messages: "messages that are ready or not acknowledged",
    rabbitmq_queue_messages_ready: "messages that wait for a consumer",
    rabbitmq_queue_messages_unacked: "messages handed out, not acknowledged",
    rabbitmq_queue_messages_ready_bytes: "size of the ready messages, in bytes",
    rabbitmq_queue_consumers: "consumers of the queue",
    rabbitmq_queue_consumer_utilisation:
      "share of the time in which consumers could take messages, 0 to 1",
    rabbitmq_connections: "connections that are open",
    rabbitmq_channels: "channels that are open",
    rabbitmq_queues: "queues that exist",
    rabbitmq_disk_space_available_bytes: "free space on disk, in bytes",
    rabbitmq_disk_space_available_limit_bytes:
      "free space below which nothing is accepted, in bytes",
    rabbitmq_process_resident_memory_bytes: "memory in use, in bytes",
    rabbitmq_resident_memory_limit_bytes:
      "memory from which on publishers are held up, in bytes",
  },
  counter: {
    rabbitmq_queue_messages_published_total: "messages put into the queue",
    rabbitmq_global_messages_received_total: "messages from publishers",
    rabbitmq_global_messages_delivered_total: "messages handed to consumers",
    rabbitmq_global_messages_acknowledged_total:
      "messages that consumers are done with",
    rabbitmq_global_messages_redelivered_total: "messages handed out once more",
    rabbitmq_global_messages_unroutable_dropped_total:
      "messages dropped, since no queue was meant",
    rabbitmq_global_messages_dead_lettered_rejected_total:
      "messages given up, since a consumer refused them",
    rabbitmq_global_messages_dead_lettered_delivery_limit_total:
      "messages given up after too many deliveries",
    rabbitmq_global_messages_dead_lettered_expired_total:
      "messages given up after their time",
    rabbitmq_global_messages_dead_lettered_maxlen_total:
      "messages given up for want of room",
  },
});

/**
 * Topics and consumer groups of Kafka, by kafka_exporter. Offsets are gauges there, although they only grow.
 * @see https://github.com/danielqsj/kafka_exporter#metrics
 */
export const kafkaMetrics = catalog({
  gauge: {
    kafka_brokers: "brokers in the cluster",
    kafka_topic_partitions: "partitions of the topic",
    kafka_topic_partition_current_offset: "newest offset of the partition",
    kafka_topic_partition_oldest_offset: "oldest offset of the partition",
    kafka_topic_partition_in_sync_replica: "replicas that are up to date",
    kafka_topic_partition_replicas: "replicas of the partition",
    kafka_topic_partition_under_replicated_partition:
      "1 when a replica is not up to date",
    kafka_consumergroup_current_offset:
      "offset that the group has reached in the partition",
    kafka_consumergroup_current_offset_sum:
      "the same, added up over the partitions of the topic",
    kafka_consumergroup_lag: "messages that the group has not read yet",
    kafka_consumergroup_lag_sum:
      "the same, added up over the partitions of the topic",
    kafka_consumergroup_members: "programs in the group",
  },
});

/**
 * Queues of BullMQ, by its `exportPrometheusMetrics`. The counters stand still unless workers have the option `metrics`.
 * @see https://docs.bullmq.io/guide/metrics/prometheus
 */
export const bullmqMetrics = catalog({
  gauge: { bullmq_job_count: "jobs by queue and state" },
  counter: {
    bullmq_job_completed_total: "jobs done",
    bullmq_job_failed_total: "jobs given up",
  },
});

/** Streams of Redis and their groups, by redis_exporter with `-check-streams`. */
export const redisStreamMetrics = catalog({
  gauge: {
    redis_stream_length: "entries in the stream",
    redis_stream_groups: "groups that read the stream",
    redis_stream_first_entry_id:
      "time of the first entry, as Unix time in milliseconds",
    redis_stream_last_entry_id:
      "time of the last entry, as Unix time in milliseconds",
    redis_stream_group_consumers: "consumers in the group",
    redis_stream_group_lag: "entries that the group has not been given yet",
    redis_stream_group_messages_pending:
      "entries given to the group, not acknowledged",
    redis_stream_group_entries_read: "entries that the group was given so far",
    redis_stream_group_last_delivered_id:
      "time of the entry given last, as Unix time in milliseconds",
    redis_stream_group_consumer_idle_seconds:
      "time since the consumer asked last, in seconds",
    redis_stream_group_consumer_messages_pending:
      "entries given to the consumer, not acknowledged",
  },
  counter: { redis_stream_entries_added_total: "entries put in" },
});

/**
 * Streams and consumers of NATS JetStream, by prometheus-nats-exporter with `-jsz=all`.
 * @see https://github.com/nats-io/prometheus-nats-exporter
 */
export const jetstreamMetrics = catalog({
  gauge: {
    jetstream_server_jetstream_disabled: "1 when JetStream is off",
    jetstream_server_total_streams: "streams of the server",
    jetstream_server_total_consumers: "consumers of the server",
    jetstream_stream_total_messages: "messages in the stream",
    jetstream_stream_total_bytes: "size of the stream, in bytes",
    jetstream_stream_first_seq: "number of the first message",
    jetstream_stream_last_seq: "number of the last message",
    jetstream_stream_consumer_count: "consumers of the stream",
    jetstream_consumer_num_pending: "messages that wait for the consumer",
    jetstream_consumer_num_ack_pending: "messages handed out, not acknowledged",
    jetstream_consumer_num_redelivered:
      "messages under way that were handed out before",
    jetstream_consumer_num_waiting:
      "requests of pull consumers that wait for messages",
    jetstream_consumer_delivered_stream_seq:
      "number of the message handed out last",
    jetstream_consumer_ack_floor_stream_seq:
      "number up to which all is acknowledged",
  },
});
