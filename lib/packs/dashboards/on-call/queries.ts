import { SLO_METRIC } from "../../../domain/slo/metrics";
import { SERVICE_METRIC } from "../../recordings/services";
import { orZero } from "../promql";
import { eachObjectiveOf } from "../slo-overview/queries";

const REAL = 'alertstate="firing",alertname!="Watchdog"';

/** What somebody who was just woken needs to know. */
export const ON_CALL_QUERY = {
  firing: (severity: string): string =>
    orZero(`count(ALERTS{${REAL},severity="${severity}"})`),
  firingSince: `sort_desc(time() - (ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{${REAL},severity=~"critical|warning"}))`,
  targetsDown: orZero("count(up == 0)"),
  worstErrors: `topk(5, max by (service) (${SERVICE_METRIC.errorRatio}) > 0)`,
  slowest: `topk(5, max by (service) (${SERVICE_METRIC.p95}) > 0)`,
  servicesDown: orZero(`count(${SERVICE_METRIC.up} == 0)`),
  leastBudget: `bottomk(5, ${eachObjectiveOf(SLO_METRIC.budgetRemaining)})`,
} as const;
