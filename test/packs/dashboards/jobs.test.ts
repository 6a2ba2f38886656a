import { AlertPack } from "../../../constructs/alert-pack";
import { Monitoring } from "../../../constructs/monitoring";
import { MonitoringDashboard } from "../../../constructs/monitoring-dashboard";
import { checkModel } from "../../../lib/domain/check/check-model";
import type { Dashboard, Panel } from "../../../lib/domain/dashboard/model";
import { validateDashboard } from "../../../lib/domain/dashboard/validate";
import { withoutVariables } from "../../../lib/domain/dashboard/variables";
import { AlertReceiver } from "../../../lib/domain/routing/receiver";
import type { RuleGroup } from "../../../lib/domain/rules/rule";
import { SecretRef } from "../../../lib/domain/secret";
import type { MetricSpec } from "../../../lib/domain/telemetry/scrape";
import { Bytes, Duration } from "../../../lib/domain/units";
import { graphqlAlerts } from "../../../lib/packs/alerts/graphql/alerts";
import { queueAlerts } from "../../../lib/packs/alerts/queue/alerts";
import type { QueueAlertOptions } from "../../../lib/packs/alerts/queue/options";
import { runtimeAlerts } from "../../../lib/packs/alerts/runtime/alerts";
import type { RuntimeAlertOptions } from "../../../lib/packs/alerts/runtime/options";
import { graphqlDashboard } from "../../../lib/packs/dashboards/graphql/dashboard";
import { queueDashboard } from "../../../lib/packs/dashboards/queue/dashboard";
import { runtimeDashboard } from "../../../lib/packs/dashboards/runtime/dashboard";
import { graphqlMetrics } from "../../../lib/packs/exporters/graphql";
import * as queues from "../../../lib/packs/exporters/queue";
import {
  goMetrics,
  nodejsMetrics,
  processMetrics,
} from "../../../lib/packs/exporters/runtime";
import {
  clientJavaJvmMetrics,
  micrometerJvmMetrics,
} from "../../../lib/packs/exporters/runtime-jvm";
import {
  otelGoMetrics,
  otelJvmMetrics,
  otelNodejsMetrics,
} from "../../../lib/packs/exporters/runtime-otel";
import { serviceMetrics } from "../../../lib/packs/exporters/service";
import { MonitoringStack } from "../../../stacks/monitoring-stack";
import { checkProvisioning } from "../../render/grafana-check";
import { temporaryApp } from "../../support/app";
import { RecordingPlatform } from "../../support/recording-platform";
import { describeWithTool, run } from "../../support/tools";

type Case = readonly [
  name: string,
  dashboard: Dashboard,
  groups: readonly RuleGroup[],
  metrics: readonly MetricSpec[],
];

const queue = (
  name: string,
  metrics: readonly MetricSpec[],
  options: Partial<QueueAlertOptions> = {},
): Case => {
  const all = { job: "jobs", ...options };
  return [name, queueDashboard(all), queueAlerts(all), metrics];
};

const runtime = (
  name: string,
  metrics: readonly MetricSpec[],
  options: Omit<RuntimeAlertOptions, "job">,
): Case => {
  const all = { job: "jobs", ...options } as RuntimeAlertOptions;
  return [name, runtimeDashboard(all), runtimeAlerts(all), metrics];
};

const graphql = {
  service: "jobs",
  thresholds: { resolverLatency: Duration.millis(123), depth: 7 },
};

/** Each with thresholds of its own, where they are not the defaults. */
const CASES: readonly Case[] = [
  queue("queues", queues.queueMetrics, {
    service: "orders",
    thresholds: { waitingP3: 77, ageP2: Duration.hours(3) },
  }),
  queue("RabbitMQ", queues.rabbitmqMetrics, { system: "rabbitmq" }),
  queue("Kafka", queues.kafkaMetrics, { system: "kafka" }),
  queue("BullMQ", queues.bullmqMetrics, { system: "bullmq" }),
  queue("streams", queues.redisStreamMetrics, { system: "redis-stream" }),
  queue("JetStream", queues.jetstreamMetrics, { system: "jetstream" }),
  runtime("Node.js", [...processMetrics, ...nodejsMetrics], {
    runtime: "node",
    heapLimit: Bytes.gibibytes(1),
    thresholds: { gcRatio: 0.2 },
  } as RuntimeAlertOptions),
  runtime("Node.js, OTel", otelNodejsMetrics, {
    runtime: "node",
    client: "otel",
  }),
  runtime("Go", [...processMetrics, ...goMetrics], { runtime: "go" }),
  runtime("Go, OTel", [...processMetrics, ...otelGoMetrics], {
    runtime: "go",
    client: "otel",
  }),
  runtime("JVM", micrometerJvmMetrics, { runtime: "jvm" }),
  runtime("JVM, Prometheus", clientJavaJvmMetrics, {
    runtime: "jvm",
    client: "client_java",
  }),
  runtime("JVM, OTel", otelJvmMetrics, { runtime: "jvm", client: "otel" }),
  [
    "GraphQL",
    graphqlDashboard(graphql),
    graphqlAlerts(graphql),
    [...serviceMetrics, ...graphqlMetrics],
  ],
];

const panelsOf = ({ rows }: Dashboard): readonly Panel[] =>
  rows.flatMap(({ panels }) => panels);

describe.each(CASES)("the dashboard of %s", (_, dashboard, groups, metrics) => {
  it("is valid, and says of each panel what it shows and in which unit", () => {
    validateDashboard(dashboard);
    for (const { title, description, unit } of panelsOf(dashboard)) {
      expect([title, description]).toEqual([
        title,
        expect.stringMatching(/^[A-Z].*\.$/),
      ]);
      expect(unit).toBeDefined();
    }
  });

  it("stands beside its alerts, which link to it, and asks only for what there is", () => {
    const stack = new MonitoringStack(temporaryApp(), "monitoring", {
      platform: new RecordingPlatform(),
      defaultReceivers: [
        AlertReceiver.slack({ channel: "#all", url: SecretRef.file("slack") }),
      ],
    });
    stack.monitoring.addScrapeJob({
      name: "jobs",
      targets: [{ kind: "address", address: "jobs:9464" }],
      metrics,
    });
    const own = [
      new MonitoringDashboard(stack, "Dashboard", dashboard),
      new AlertPack(stack, "Alerts", { groups }),
    ].map(({ node }) => node.path);
    const problems = checkModel(Monitoring.of(stack).model);
    expect(problems.filter(({ path }) => own.includes(path))).toEqual([]);
  });

  it("takes each limit that is an alert's from the alert", () => {
    const limits = panelsOf(dashboard).flatMap(({ thresholds = [] }) =>
      thresholds.flatMap(({ alert }) => (alert === undefined ? [] : [alert])),
    );
    const alerts = groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.kind === "alert" ? [rule.alert] : [])),
    );
    expect(limits.length).toBeGreaterThan(1);
    expect(limits.filter((alert) => !alerts.includes(alert))).toEqual([]);
  });
});

describeWithTool("promtool", "queries about jobs", (promtool) => {
  it("are accepted by Prometheus", () => {
    const queries = CASES.flatMap(([, dashboard]) => [
      ...panelsOf(dashboard).flatMap((panel) => panel.queries),
      ...(dashboard.annotations ?? []),
    ]).map(({ expr }) => withoutVariables(expr));
    const rules = queries.map((expr, index) => ({
      record: `dashboard:query${index}`,
      expr,
    }));
    const file = JSON.stringify({ groups: [{ name: "jobs", rules }] });
    const { output } = run(promtool, ["check", "rules"], { input: file });
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

describeWithTool("grafana-stand-in", "dashboards of jobs", (program) => {
  it("are accepted without error or warning", () => {
    const dashboards = CASES.map(([, dashboard], index) => ({
      ...dashboard,
      uid: `${dashboard.uid}-${index}`,
      title: `${dashboard.title} ${index}`,
    }));
    expect(checkProvisioning(program, dashboards)).toEqual({
      errors: [],
      warnings: [],
    });
  });
});
