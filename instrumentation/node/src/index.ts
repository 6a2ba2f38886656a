export { observe, Observability } from "./observe";
export { OptionError } from "./option-error";
export type {
  AdminOptions,
  IgnoredRequests,
  ObserveOptions,
  ReadinessCheck,
  ShutdownOptions,
  TraceOptions,
} from "./options";
export {
  BusinessMetrics,
  type BusinessCounter,
  type BusinessGauge,
  type BusinessHistogram,
  type HistogramOptions,
  type LabelSets,
  type MetricOptions,
} from "./business-metrics";
export type { Logger } from "./logger";
export type { WorkOptions } from "./tracing";
