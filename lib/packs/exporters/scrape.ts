export {
  alertStateMetrics,
  scrapeMetrics,
} from "../../domain/telemetry/scrape-metrics";
