import { SLO_METRIC } from "../../../domain/slo/metrics";
import { orZero } from "../promql";

const CHOSEN = '{service=~"$service"}';
const each = (metric: string, when = ""): string =>
  `max by (service, slo) (${metric}${CHOSEN}${when})`;
const LEFT = each(SLO_METRIC.budgetRemaining);
const KEPT = `1 - ${each(SLO_METRIC.periodError)}`;

/** All promises and how they are kept. They read recorded series only. */
export const EXECUTIVE_QUERIES = {
  keptShare: `count(${LEFT} >= 0) / count(${LEFT})`,
  promises: orZero(`count(${LEFT})`),
  broken: orZero(`count(${LEFT} < 0)`),
  atRisk: orZero(`count(${LEFT} >= 0 < 0.25)`),
  disturbed: orZero(
    'count(count by (service) (ALERTS{alertstate="firing",severity="critical",service=~"$service"}))',
  ),
  promised: each(SLO_METRIC.objective),
  kept: KEPT,
  left: LEFT,
  change: `${LEFT} - ${each(SLO_METRIC.budgetRemaining, " offset 7d")}`,
  worst: `min by (service) (${SLO_METRIC.budgetRemaining}${CHOSEN})`,
} as const;
