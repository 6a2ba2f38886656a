import { SLO_METRIC } from "../../../domain/slo/metrics";
import { REPORT_METRIC } from "../../recordings/objectives";
import { eachObjective } from "../slo-overview/queries";

const CHOSEN = 'service=~"$service",slo=~"$slo"';

/**
 * Days (UTC) of the time shown. A month that is chosen ends a second before the midnight that closes its last day, so the
 * report looks a minute further, and leaves out the midnight that closed the month before.
 */
const DAYS = "[$__range:1d] offset -1m";

const events = (metric: string): string =>
  `sum by (service, slo) (sum_over_time(${metric}{${CHOSEN}}[$__range]))`;

const ALLOWED = `(1 - ${eachObjective(SLO_METRIC.objective)})`;
const BAD = events(REPORT_METRIC.hourBad);
const TOTAL = events(REPORT_METRIC.hourTotal);
const ERROR_RATIO = `${BAD} / (${TOTAL} > 0)`;
/** Share of the allowed bad events that happened; above 1 the promise was broken. */
const USED = `${ERROR_RATIO} / ${ALLOWED}`;
const DAY_ERROR = `max by (service, slo) (${REPORT_METRIC.dayError}{${CHOSEN}})`;
const BROKEN_DAY = `${DAY_ERROR} > ${ALLOWED}`;

/** From this share of the budget on, what has to happen. */
export const POLICY = { ticket: 0.5, freeze: 0.9, broken: 1 } as const;

/** What was kept of what was promised in the time shown. They read recorded hours and days: some 720 and 30 for each objective. */
export const SLA_QUERY = {
  kept: `count((${USED}) <= 1) or on () vector(0)`,
  broken: `count((${USED}) > 1) or on () vector(0)`,
  brokenDays: `sum(count_over_time((${BROKEN_DAY})${DAYS})) or on () vector(0)`,
  worst: `min(1 - ${ERROR_RATIO})`,
  used: `sort_desc(${USED})`,
  compliance: `1 - ${ERROR_RATIO}`,
  objective: eachObjective(SLO_METRIC.objective),
  events: TOTAL,
  bad: BAD,
  daysBroken: `count_over_time((${BROKEN_DAY})${DAYS}) or 0 * ${eachObjective(SLO_METRIC.objective)}`,
  daysMeasured: `count_over_time((${DAY_ERROR})${DAYS})`,
  worstDay: `1 - max_over_time((${DAY_ERROR})${DAYS})`,
  /** 0 to 3: how far the budget is used up, by `POLICY`. */
  policy: `sort_desc(((${USED}) >= bool ${POLICY.ticket}) + ((${USED}) >= bool ${POLICY.freeze}) + ((${USED}) > bool ${POLICY.broken}))`,
  daily: `1 - ${DAY_ERROR}`,
} as const;
