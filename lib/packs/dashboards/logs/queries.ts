const CHOSEN = 'service=~"$service"';
const FOUND = "|~ `(?i)$search`";

/** Levels by which programs call a line an error. */
export const ERROR_LEVELS =
  "(?i)err(or)?|fatal|crit(ical)?|panic|alert|emerg(ency)?";
const ERRORS = `${CHOSEN},level=~"${ERROR_LEVELS}"`;

/** What Loki holds of log lines. */
export const LOG_QUERY = {
  lines: `sum(count_over_time({${CHOSEN}} ${FOUND} [$__range]))`,
  errors: `sum(count_over_time({${ERRORS}} ${FOUND} [$__range])) or on () vector(0)`,
  bytes: `sum(bytes_over_time({${CHOSEN}} ${FOUND} [$__range]))`,
  streams: `count(sum by (service, level, log, host) (count_over_time({${CHOSEN}} [$__range])))`,
  linesByLevel: `sum by (level) (count_over_time({${CHOSEN}} ${FOUND} [$__auto]))`,
  linesByService: `sum by (service) (count_over_time({${CHOSEN}} ${FOUND} [$__auto]))`,
  errorsByService: `sum by (service) (count_over_time({${ERRORS}} ${FOUND} [$__auto])) or on () vector(0)`,
  loudest: `topk(10, sum by (service) (bytes_over_time({${CHOSEN}} [$__range])))`,
  newest: `{${CHOSEN}} ${FOUND}`,
  newestErrors: `{${ERRORS}} ${FOUND}`,
} as const;
