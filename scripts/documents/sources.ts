/** Where the metrics of a catalogue come from. */
export interface Source {
  readonly title: string;
  /** The program that exposes them, and how. */
  readonly text: string;
  /** What its makers say of them. */
  readonly link?: string;
}

const OTEL = "https://opentelemetry.io/docs/specs/semconv/runtime";
const OURS = "services that name their metrics as this library does";

/** By the name under which `lib/packs/exporters` exports a list of metrics. */
export const SOURCES: Readonly<Record<string, Source>> = {
  agentMetrics: {
    title: "AgentBundle",
    text: "agents of other hosts, through the gateway and the collector of the platform; with `host`",
    link: "https://opentelemetry.io/docs/collector/internal-telemetry/",
  },
  alertmanagerMetrics: {
    title: "Alertmanager",
    text: "Alertmanager of itself",
    link: "https://prometheus.io/docs/alerting/latest/alertmanager/",
  },
  alertStateMetrics: {
    title: "States of alerts",
    text: "Prometheus of its alerts, without a job",
    link: "https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/",
  },
  blackboxMetrics: {
    title: "Probes",
    text: "blackbox_exporter of what it asks; the construct `Probe` makes the job",
    link: "https://github.com/prometheus/blackbox_exporter",
  },
  blackboxExporterMetrics: {
    title: "blackbox_exporter",
    text: "blackbox_exporter of itself",
    link: "https://github.com/prometheus/blackbox_exporter",
  },
  businessMetrics: { title: "Business", text: OURS },
  cadvisorMetrics: {
    title: "cAdvisor",
    text: "cAdvisor of containers and of itself",
    link: "https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md",
  },
  gatewayMetrics: {
    title: "OtlpGateway",
    text: "the OpenTelemetry Collector of requests from other hosts",
    link: "https://opentelemetry.io/docs/collector/internal-telemetry/",
  },
  grafanaMetrics: {
    title: "Grafana",
    text: "Grafana of itself",
    link: "https://grafana.com/docs/grafana/latest/setup-grafana/set-up-grafana-monitoring/",
  },
  graphqlMetrics: { title: "GraphQL", text: OURS },
  jaegerMetrics: {
    title: "Jaeger",
    text: "Jaeger 2 of itself, with Badger as its storage",
    link: "https://www.jaegertracing.io/docs/latest/operations/monitoring/",
  },
  jaegerClusterMetrics: {
    title: "Jaeger with a cluster",
    text: "Jaeger 2 of itself with Elasticsearch or OpenSearch as its storage, beside those without `badger` in their names",
    link: "https://www.jaegertracing.io/docs/latest/operations/monitoring/",
  },
  kubeletVolumeMetrics: {
    title: "Volumes of Kubernetes",
    text: "a kubelet of the volumes that its pods claim",
    link: "https://kubernetes.io/docs/reference/instrumentation/metrics/",
  },
  lokiMetrics: {
    title: "Loki",
    text: "Loki of itself",
    link: "https://grafana.com/docs/loki/latest/operations/meta-monitoring/",
  },
  nginxStatusMetrics: {
    title: "nginx",
    text: "nginx-prometheus-exporter of nginx; `nginxExporter` runs it",
    link: "https://github.com/nginx/nginx-prometheus-exporter",
  },
  nginxMetrics: {
    title: "nginx-prometheus-exporter",
    text: "nginx-prometheus-exporter of itself",
    link: "https://github.com/nginx/nginx-prometheus-exporter",
  },
  nodeExporterMetrics: {
    title: "node_exporter",
    text: "node_exporter of hosts and of itself",
    link: "https://github.com/prometheus/node_exporter",
  },
  otelCollectorMetrics: {
    title: "OpenTelemetry Collector",
    text: "the OpenTelemetry Collector of itself",
    link: "https://opentelemetry.io/docs/collector/internal-telemetry/",
  },
  serviceGraphMetrics: {
    title: "Calls between services",
    text: "Tempo, which finds them in the traces that it is given and sends them to Prometheus, without a job",
    link: "https://grafana.com/docs/tempo/latest/metrics-from-traces/service_graphs/",
  },
  spanMetrics: {
    title: "Spans",
    text: "the OpenTelemetry Collector, which counts the spans of services",
    link: "https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/connector/spanmetricsconnector",
  },
  hostMetrics: {
    title: "Hosts by the collector",
    text: "the host metrics receiver of the OpenTelemetry Collector",
    link: "https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/hostmetricsreceiver",
  },
  postgresqlMetrics: {
    title: "PostgreSQL",
    text: "postgres_exporter of a server and of itself; `postgresqlExporter` runs it",
    link: "https://github.com/prometheus-community/postgres_exporter",
  },
  prometheusMetrics: {
    title: "Prometheus",
    text: "Prometheus of itself",
    link: "https://prometheus.io/docs/prometheus/latest/",
  },
  queueMetrics: { title: "Queues", text: OURS },
  rabbitmqMetrics: {
    title: "RabbitMQ",
    text: "the plugin of RabbitMQ, at `/metrics/per-object`",
    link: "https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbitmq_prometheus/metrics.md",
  },
  kafkaMetrics: {
    title: "Kafka",
    text: "kafka_exporter",
    link: "https://github.com/danielqsj/kafka_exporter#metrics",
  },
  bullmqMetrics: {
    title: "BullMQ",
    text: "`exportPrometheusMetrics` of BullMQ",
    link: "https://docs.bullmq.io/guide/metrics/prometheus",
  },
  redisStreamMetrics: {
    title: "Streams of Redis",
    text: "redis_exporter with `-check-streams`",
    link: "https://github.com/oliver006/redis_exporter",
  },
  jetstreamMetrics: {
    title: "NATS JetStream",
    text: "prometheus-nats-exporter with `-jsz=all`",
    link: "https://github.com/nats-io/prometheus-nats-exporter",
  },
  redisMetrics: {
    title: "Redis",
    text: "redis_exporter of a server and of itself; `redisExporter` runs it",
    link: "https://github.com/oliver006/redis_exporter",
  },
  releaseMetrics: { title: "Releases", text: OURS },
  micrometerJvmMetrics: {
    title: "JVM by Micrometer",
    text: "Micrometer in a program on the JVM",
    link: "https://docs.micrometer.io/micrometer/reference/reference/jvm.html",
  },
  clientJavaJvmMetrics: {
    title: "JVM by the Java client",
    text: "the Java client of Prometheus from version 1 on, and the JMX exporter",
    link: "https://prometheus.github.io/client_java/instrumentation/jvm/",
  },
  otelNodejsMetrics: {
    title: "Node.js by OpenTelemetry",
    text: "OpenTelemetry in a program in Node.js",
    link: `${OTEL}/nodejs-metrics/`,
  },
  otelGoMetrics: {
    title: "Go by OpenTelemetry",
    text: "OpenTelemetry in a program in Go",
    link: `${OTEL}/go-metrics/`,
  },
  otelJvmMetrics: {
    title: "JVM by OpenTelemetry",
    text: "OpenTelemetry in a program on the JVM",
    link: `${OTEL}/jvm-metrics/`,
  },
  processMetrics: {
    title: "Processes",
    text: "the client libraries of Prometheus of their own process",
    link: "https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics",
  },
  goMetrics: {
    title: "Go",
    text: "the Go client of Prometheus of the runtime",
    link: "https://pkg.go.dev/github.com/prometheus/client_golang/prometheus/collectors",
  },
  nodejsMetrics: {
    title: "Node.js",
    text: "`prom-client` of the runtime",
    link: "https://github.com/siimon/prom-client",
  },
  metricsHandlerMetrics: {
    title: "Metrics handlers",
    text: "the metrics handler of the Go client of Prometheus",
    link: "https://pkg.go.dev/github.com/prometheus/client_golang/prometheus/promhttp",
  },
  scrapeMetrics: {
    title: "Scrapes",
    text: "Prometheus of every target of every job",
    link: "https://prometheus.io/docs/concepts/jobs_instances/",
  },
  serviceMetrics: {
    title: "Services",
    text: "services with the usual client libraries",
    link: "https://prometheus.io/docs/practices/naming/",
  },
};
