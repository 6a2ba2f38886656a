import { SLO_METRIC } from "../../../domain/slo/metrics";
import { SERVICE_METRIC as M } from "../../recordings/services";
import { greatest, orZero } from "../promql";

const CHOSEN = '{service=~"$service"}';
const of = (metric: string): string => `${metric}${CHOSEN}`;

/** Requests, errors and durations of all services. They read recorded series, one for each service. */
export const SERVICES_QUERY = {
  services: `count(${of(M.instances)}) or on () vector(0)`,
  down: orZero(`count(${of(M.up)} == 0)`),
  partlyDown: orZero(`count((${of(M.up)} < ${M.instances}) > 0)`),
  requests: `sum(${of(M.requests)})`,
  errorRatio: `sum(${of(M.errors)}) / (sum(${of(M.requests)}) > 0)`,
  firing: orZero(
    'count(ALERTS{alertstate="firing",service=~"$service",alertname!="Watchdog"})',
  ),
  brokenObjectives: orZero(`count(${of(SLO_METRIC.budgetRemaining)} < 0)`),
  /** Failing most first; those without requests come last. */
  errorRatioEach: `sort_desc(max by (service) (${of(M.errorRatio)}) or 0 * max by (service) (${of(M.instances)}))`,
  requestsEach: `max by (service) (${of(M.requests)})`,
  p95Each: `max by (service) (${of(M.p95)})`,
  upEach: `max by (service) (${of(M.up)} / ${M.instances})`,
  alertsEach: `count by (service) (ALERTS{alertstate="firing",service=~"$service"}) or 0 * max by (service) (${of(M.instances)})`,
  budgetEach: `min by (service) (${of(SLO_METRIC.budgetRemaining)})`,
  mostRequests: greatest(10, of(M.requests)),
  mostErrors: greatest(10, of(M.errorRatio)),
  slowest: greatest(10, of(M.p95)),
  instances: `sum(${of(M.up)})`,
  instancesDown: `sum(${of(M.instances)}) - sum(${of(M.up)})`,
} as const;
