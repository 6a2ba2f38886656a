import { rateOf } from "../promql";

/** Levels by which programs call a line an error. */
export const ERROR_LEVELS =
  "(?i)err(or)?|fatal|crit(ical)?|panic|alert|emerg(ency)?";

const CHOSEN = 'service=~"$service",level=~"$level"';
const ERRORS = `${CHOSEN},level=~"${ERROR_LEVELS}"`;

/** Lines that hold the text and the id of the trace, each of which may be left empty. */
const FOUND = "|~ `(?i)$search` |~ `$trace`";

/**
 * What a line says without what differs from line to line: times, and all words with a digit in them, which are numbers, ids
 * and addresses, become a mark, so that equal messages are counted together. Loki gives up at 500 different ones.
 */
const PATTERN =
  'label_format message=`{{ regexReplaceAll "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+Z?|[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*([.:][0-9]+)*" __line__ "#" | trunc 160 }}`';

function perMessage(lines: string): string {
  return `topk(15, sum by (service, message) (count_over_time(${lines} | ${PATTERN} [$__range])))`;
}

const LINES = `{${CHOSEN}} ${FOUND}`;
const ERROR_LINES = `{${ERRORS}} ${FOUND}`;

/** What Loki holds of log lines. */
export const LOG_QUERIES = {
  lines: `sum(count_over_time(${LINES} [$__range])) or on () vector(0)`,
  errors: `sum(count_over_time(${ERROR_LINES} [$__range])) or on () vector(0)`,
  bytes: `sum(bytes_over_time(${LINES} [$__range])) or on () vector(0)`,
  streams: `count(sum by (service, level, log, host) (count_over_time({${CHOSEN}} [$__range])))`,
  linesByLevel: `sum by (level) (count_over_time(${LINES} [$__auto]))`,
  linesByService: `sum by (service) (count_over_time(${LINES} [$__auto]))`,
  errorsByService: `sum by (service) (count_over_time(${ERROR_LINES} [$__auto])) or on () vector(0)`,
  unparsed: `sum by (service) (count_over_time({${CHOSEN}} | parse_error!="" [$__auto])) or on () vector(0)`,
  leftOut: rateOf(
    'otelcol_processor_filter_logs_filtered{job="otel-collector",filter=~"filter/sampling_.+"}',
    "filter",
  ),
  loudest: `topk(10, sum by (service) (bytes_over_time({${CHOSEN}} [$__range])))`,
  frequent: perMessage(LINES),
  frequentErrors: perMessage(ERROR_LINES),
  newest: LINES,
  newestErrors: ERROR_LINES,
} as const;
