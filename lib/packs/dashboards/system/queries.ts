import {
  ALL_SERVICES_METRIC as ALL,
  SERVICE_METRIC as M,
  SERVICE_TREND as TREND,
} from "../../recordings/services";
import { greatest, quantileOf, rateOf } from "../promql";

const CHOSEN = '{service=~"$service"}';
const of = (metric: string): string => `${metric}${CHOSEN}`;
const each = (metric: string): string => `max by (service) (${of(metric)})`;

/** Of one service: those of all are tens of thousands of series. A scrape job has the name of its service. */
const RAW = 'http_request_duration_seconds_bucket{job="$detail"}';

/** How fast all services together are, and which of them take the time. */
export const SYSTEM_QUERY = {
  requests: ALL.requests,
  /** The same a week before. */
  requestsBefore: `${ALL.requests} offset 7d`,
  errorRatio: ALL.errorRatio,
  p95: ALL.p95,
  p95Before: `${ALL.p95} offset 7d`,
  inFlight: `sum(${of(M.inFlight)})`,
  cores: `sum(${of(M.cpu)})`,
  memory: `sum(${of(M.memory)})`,
  /** Slowest first. */
  rankP95: `sort_desc(${each(M.p95)})`,
  rankP50: each(M.p50),
  rankP99: each(M.p99),
  rankRequests: each(M.requests),
  rankInFlight: each(M.inFlight),
  /** Seconds of a processor for one request. */
  rankCost: `${each(M.cpu)} / (${each(M.requests)} > 0)`,
  rankMemory: each(M.memory),
  slowest: greatest(10, of(TREND.p95)),
  busiest: greatest(10, of(TREND.requests)),
  fullest: greatest(10, of(TREND.inFlight)),
  hungriest: greatest(10, of(TREND.cpu)),
  recentP50: quantileOf(0.5, RAW),
  recentP95: quantileOf(0.95, RAW),
  recentP99: quantileOf(0.99, RAW),
  recentBuckets: rateOf(RAW, "le"),
} as const;
