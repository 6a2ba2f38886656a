import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetricSpec } from "../../lib/domain/telemetry/scrape";
import { Duration } from "../../lib/domain/units";
import { queueAlerts } from "../../lib/packs/alerts/queue/alerts";
import { QUEUE_THRESHOLDS } from "../../lib/packs/alerts/queue/options";
import {
  QUEUE_SYSTEMS,
  type QueueSystem,
} from "../../lib/packs/alerts/queue/systems";
import * as catalogs from "../../lib/packs/exporters/queue";
import { renderRuleGroups } from "../../lib/render/prometheus-rules";
import { describeWithTool, run } from "../support/tools";
import { problemsOf } from "./pack-model";
import { alertsOf, describePack, type Series } from "./pack-suite";
import { QUEUE_CASES } from "./queue-cases";

const SHOP = { job: "shop", service: "orders", team: "sales" };

interface Known {
  readonly metrics: readonly MetricSpec[];
  readonly alerts: readonly string[];
  /** Series as the exporter writes them, and what is recorded of them. */
  readonly tells: Series;
  readonly recorded: Readonly<Record<string, number>>;
}

const BACKLOG = [
  "QueueBacklogSevere",
  "QueueBacklogHigh",
  "QueueBacklogGrowing",
  "QueueMetricsAbsent",
];

const KNOWN: Readonly<Record<Exclude<QueueSystem, "conventional">, Known>> = {
  rabbitmq: {
    metrics: catalogs.rabbitmqMetrics,
    alerts: [
      "QueueConsumersMissing",
      ...BACKLOG,
      "QueueDeadLetters",
      "QueueRedeliveriesMany",
    ],
    tells: {
      'rabbitmq_queue_messages_ready{job="q",instance="a",vhost="/",queue="orders"}':
        "7x20",
      'rabbitmq_global_messages_delivered_total{job="q",instance="a",protocol="amqp091",queue_type="rabbit_classic_queue"}':
        "0+60x20",
    },
    recorded: {
      'queue:messages:waiting{job="q",queue="orders"}': 7,
      'queue:messages_consumed:rate5m{job="q"}': 1,
    },
  },
  kafka: {
    metrics: catalogs.kafkaMetrics,
    alerts: ["QueueConsumersMissing", ...BACKLOG],
    tells: {
      'kafka_consumergroup_lag_sum{job="q",instance="a",consumergroup="billing",topic="orders"}':
        "5x20",
      'kafka_consumergroup_lag_sum{job="q",instance="a",consumergroup="billing",topic="refunds"}':
        "2x20",
      'kafka_consumergroup_members{job="q",instance="a",consumergroup="billing"}':
        "0x20",
    },
    recorded: {
      'queue:messages:waiting{job="q",queue="billing"}': 7,
      'queue:consumers:count{job="q",queue="billing"}': 0,
      'ALERTS{alertname="QueueConsumersMissing",alertstate="firing",job="q",queue="billing",priority="P2",service="q",severity="critical"}': 1,
    },
  },
  bullmq: {
    metrics: catalogs.bullmqMetrics,
    alerts: [...BACKLOG, "QueueDeadLetters"],
    tells: {
      'bullmq_job_count{job="q",instance="a",queue="orders",state="waiting"}':
        "7x20",
      'bullmq_job_count{job="q",instance="b",queue="orders",state="waiting"}':
        "7x20",
      'bullmq_job_count{job="q",instance="a",queue="orders",state="completed"}':
        "90x20",
    },
    recorded: { 'queue:messages:waiting{job="q",queue="orders"}': 7 },
  },
  "redis-stream": {
    metrics: catalogs.redisStreamMetrics,
    alerts: ["QueueConsumersMissing", ...BACKLOG],
    tells: {
      'redis_stream_group_lag{job="q",instance="a",db="db0",stream="orders",group="billing"}':
        "7x20",
      'redis_stream_group_consumers{job="q",instance="a",db="db0",stream="orders",group="billing"}':
        "1x20",
    },
    recorded: {
      'queue:messages:waiting{job="q",queue="orders/billing"}': 7,
      'queue:consumers:count{job="q",queue="orders/billing"}': 1,
    },
  },
  jetstream: {
    metrics: catalogs.jetstreamMetrics,
    alerts: BACKLOG,
    tells: {
      'jetstream_consumer_num_pending{job="q",instance="a",stream_name="orders",consumer_name="billing",is_consumer_leader="true"}':
        "7x20",
      'jetstream_consumer_num_pending{job="q",instance="b",stream_name="orders",consumer_name="billing",is_consumer_leader="false"}':
        "6x20",
    },
    recorded: { 'queue:messages:waiting{job="q",queue="orders/billing"}': 7 },
  },
};

describe("queueAlerts", () => {
  describePack({
    name: "queue",
    defaults: QUEUE_THRESHOLDS,
    groups: (thresholds) => queueAlerts({ ...SHOP, thresholds }),
    dashboardUid: "queue-shop",
    cases: QUEUE_CASES,
  });

  /** The dashboard is another declaration. */
  const withoutLink = { dashboardUid: "service-shop" };

  it("asks a program only for the names of this library", () => {
    const groups = queueAlerts({ job: "worker", ...withoutLink });
    expect(problemsOf(groups, { worker: catalogs.queueMetrics })).toEqual([]);
  });

  it("knows every system that can be chosen", () => {
    expect(Object.keys(KNOWN).sort()).toEqual(
      Object.keys(QUEUE_SYSTEMS)
        .filter((name) => name !== "conventional")
        .sort(),
    );
  });

  it.each(Object.entries(KNOWN))(
    "asks %s only for what it tells, and has the alerts that follow",
    (system, { metrics, alerts }) => {
      const groups = queueAlerts({
        job: "q",
        system: system as QueueSystem,
        ...withoutLink,
      });
      expect(problemsOf(groups, { q: metrics })).toEqual([]);
      expect(alertsOf(groups).map(({ alert }) => alert)).toEqual(alerts);
    },
  );

  it("takes other metrics, with matchers, and leaves out what is not told", () => {
    const groups = queueAlerts({
      ...SHOP,
      metrics: {
        waiting: 'jobs{state="queued"}',
        oldestAge: false,
        redelivered: false,
      },
      labels: ["tube"],
    });
    const text = JSON.stringify(groups);
    expect(text).toContain(
      'label_join(jobs{job=\\"shop\\",state=\\"queued\\"}, \\"queue\\", \\"/\\", \\"tube\\")',
    );
    expect(text).not.toMatch(/oldest_age|redelivered|QueueMessagesOld/);
  });

  it.each<[object, string]>([
    [{ job: undefined }, "job of options of queueAlerts must be a text"],
    [
      { system: "rabbit" },
      'one of conventional, rabbitmq, kafka, bullmq, redis-stream, jetstream, got "rabbit"',
    ],
    [{ sistem: "kafka" }, 'got "sistem"; did you mean "system"'],
    [{ labels: [] }, "must be one or more names of labels, got none"],
    [{ labels: ["a-b"] }, 'got "a-b"'],
    [{ metrics: { wating: "x" } }, 'got "wating"; did you mean "waiting"'],
    [
      { metrics: { waiting: false } },
      "waiting of metrics of options of queueAlerts must be the name of a metric",
    ],
    [{ metrics: { consumers: "a b" } }, 'got "a b"'],
    [
      { thresholds: { waitingP2: 10 } },
      "waitingP2 of thresholds of queueAlerts must be above waitingP3, got 10 and 1000",
    ],
    [
      { thresholds: { ageP3: Duration.hours(1) } },
      "ageP2 of thresholds of queueAlerts must be above ageP3",
    ],
    [
      { thresholds: { redeliveredRatio: 5 } },
      "must be above 0 and at most 1, got 5",
    ],
    [{ thresholds: { deadLetters: -1 } }, "above 0 and finite, got -1"],
  ])("refuses %j", (options, told) => {
    expect(() => queueAlerts({ ...SHOP, ...options })).toThrow(told);
  });

  describeWithTool("promtool", "systems in promtool", (promtool) => {
    it("are told of under the same names", () => {
      const folder = mkdtempSync(join(tmpdir(), "queue-systems-"));
      const files = Object.entries(KNOWN).map(
        ([system, { tells, recorded }]) => {
          const groups = queueAlerts({
            job: "q",
            system: system as QueueSystem,
          });
          writeFileSync(
            join(folder, `${system}.rules.yml`),
            renderRuleGroups(groups),
          );
          const file = join(folder, `${system}.test.yml`);
          const test = {
            interval: "1m",
            input_series: Object.entries(tells).map(([series, values]) => ({
              series,
              values,
            })),
            promql_expr_test: Object.entries(recorded).map(
              ([labels, value]) => ({
                expr: labels,
                eval_time: "15m",
                exp_samples: [{ labels, value }],
              }),
            ),
          };
          writeFileSync(
            file,
            JSON.stringify({
              rule_files: [`${system}.rules.yml`],
              evaluation_interval: "1m",
              tests: [test],
            }),
          );
          return file;
        },
      );
      const { status, output } = run(promtool, ["test", "rules", ...files]);
      rmSync(folder, { recursive: true, force: true });
      expect(status === 0 ? "" : output).toBe("");
    });
  });
});
