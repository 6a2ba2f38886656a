export { serviceGraphMetrics } from "../../domain/telemetry/service-graph-metrics";
