import { COMPONENT_NAMES, instanceName, type ComponentName } from "./component";
import { instancesOf, type DeploymentPlan, type Endpoints } from "./plan";

/** Ports on which the components listen, inside their network; what configures them and what reaches them agree here. */
export const PORT = {
  prometheus: 9090,
  alertmanager: 9093,
  /** Where Alertmanagers that work as one tell each other of silences and of what they have sent. */
  alertmanagerCluster: 9094,
  grafana: 3000,
  loki: 3100,
  jaegerQuery: 16686,
  otlpGrpc: 4317,
  otlpHttp: 4318,
  /** Health of Jaeger and of the collector. */
  health: 13133,
  /** What Jaeger and the collector tell of themselves. */
  telemetry: 8888,
  /** What the collector made of spans, of the host, and of metrics pushed to it. */
  collectorMetrics: 8889,
  nodeExporter: 9100,
  cadvisor: 8080,
  blackboxExporter: 9115,
} as const;

/** The port of each component's main interface. */
const MAIN_PORT: Readonly<Record<ComponentName, number>> = {
  prometheus: PORT.prometheus,
  alertmanager: PORT.alertmanager,
  grafana: PORT.grafana,
  loki: PORT.loki,
  jaeger: PORT.jaegerQuery,
  "otel-collector": PORT.otlpHttp,
  "node-exporter": PORT.nodeExporter,
  cadvisor: PORT.cadvisor,
  "blackbox-exporter": PORT.blackboxExporter,
};

/** Base addresses where deployed components go by their names, as on a Docker network. */
export function endpointsOf(plan: DeploymentPlan): Endpoints {
  const endpoints: Partial<Record<ComponentName, string>> = {};
  for (const name of COMPONENT_NAMES) {
    const choice = plan[name];
    if (choice.kind === "deployed") {
      endpoints[name] = `http://${name}:${MAIN_PORT[name]}`;
    } else if (choice.kind === "external") {
      endpoints[name] = choice.url;
    }
  }
  return endpoints;
}

/** Base addresses of all that work as one under the name of a component; the first is that of `endpoints`. */
export function endpointsOfAll(
  plan: DeploymentPlan,
  endpoints: Endpoints,
  name: ComponentName,
): readonly string[] {
  const first = endpoints[name];
  return first === undefined
    ? []
    : [
        first,
        ...instancesOf(plan, name)
          .slice(1)
          .map((spec) => `http://${instanceName(spec)}:${MAIN_PORT[name]}`),
      ];
}
