import { SLO_METRIC } from "../../../domain/slo/metrics";
import { SERVICE_METRIC } from "../../recordings/services";
import { chosenOrNone } from "../choice";
import { orZero } from "../promql";
import { eachObjectiveOf } from "../slo-overview/queries";

const SERVICE = 'service=~"$service"';
/** An alert of no service may be the cause of all others. */
const REAL = `alertstate="firing",alertname!="Watchdog",${chosenOrNone("service")}`;
const of = (metric: string): string => `${metric}{${SERVICE}}`;

/** What somebody who was just woken needs to know. */
export const ON_CALL_QUERY = {
  firing: (severity: string): string =>
    orZero(`count(ALERTS{${REAL},severity="${severity}"})`),
  firingSince: `sort_desc(time() - (ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{${REAL},severity=~"critical|warning"}))`,
  targetsDown: orZero("count(up == 0)"),
  worstErrors: `topk(5, max by (service) (${of(SERVICE_METRIC.errorRatio)}) > 0)`,
  slowest: `topk(5, max by (service) (${of(SERVICE_METRIC.p95)}) > 0)`,
  servicesDown: orZero(`count(${of(SERVICE_METRIC.up)} == 0)`),
  leastBudget: `bottomk(5, ${eachObjectiveOf(SLO_METRIC.budgetRemaining, SERVICE)})`,
} as const;
