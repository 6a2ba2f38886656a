/** Levels by which programs call a line an error. */
export const ERROR_LEVELS =
  "(?i)err(or)?|fatal|crit(ical)?|panic|alert|emerg(ency)?";

const CHOSEN = 'service=~"$service",level=~"$level"';
const ERRORS = `${CHOSEN},level=~"${ERROR_LEVELS}"`;

/** Lines that hold the text and the id of the trace, each of which may be left empty. */
const FOUND = "|~ `(?i)$search` |~ `$trace`";

/**
 * What a line says without what differs from line to line: numbers, ids, addresses and quoted texts become a mark, so that
 * equal messages are counted together.
 */
const PATTERN =
  'label_format message=`{{ regexReplaceAll "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+Z?|0x[0-9a-fA-F]+|[0-9a-fA-F]{8,}(-[0-9a-fA-F]{4,})*|[0-9]+([.:][0-9]+)*" __line__ "#" | trunc 160 }}`';

const perMessage = (matchers: string): string =>
  `topk(15, sum by (service, message) (count_over_time({${matchers}} ${FOUND} | ${PATTERN} [$__range])))`;

/** What Loki holds of log lines. */
export const LOG_QUERY = {
  lines: `sum(count_over_time({${CHOSEN}} ${FOUND} [$__range])) or on () vector(0)`,
  errors: `sum(count_over_time({${ERRORS}} ${FOUND} [$__range])) or on () vector(0)`,
  bytes: `sum(bytes_over_time({${CHOSEN}} ${FOUND} [$__range])) or on () vector(0)`,
  streams: `count(sum by (service, level, log, host) (count_over_time({${CHOSEN}} [$__range])))`,
  linesByLevel: `sum by (level) (count_over_time({${CHOSEN}} ${FOUND} [$__auto]))`,
  linesByService: `sum by (service) (count_over_time({${CHOSEN}} ${FOUND} [$__auto]))`,
  errorsByService: `sum by (service) (count_over_time({${ERRORS}} ${FOUND} [$__auto])) or on () vector(0)`,
  loudest: `topk(10, sum by (service) (bytes_over_time({${CHOSEN}} [$__range])))`,
  frequent: perMessage(CHOSEN),
  frequentErrors: perMessage(ERRORS),
  newest: `{${CHOSEN}} ${FOUND}`,
  newestErrors: `{${ERRORS}} ${FOUND}`,
} as const;
