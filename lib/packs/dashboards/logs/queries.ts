import { linesWritten } from "../../../domain/logs/sampling";
import { rateOf } from "../promql";

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

/**
 * What Loki holds of log lines.
 *
 * @param isSampled whether lines are left out on their way, so that those that are kept stand for more than themselves
 */
export function logQueries(isSampled: boolean) {
  const counted = isSampled
    ? linesWritten
    : (lines: string, range: string): string =>
        `count_over_time(${lines} [${range}])`;
  const perMessage = (matchers: string): string =>
    `topk(15, sum by (service, message) (${counted(`{${matchers}} ${FOUND} | ${PATTERN}`, "$__range")}))`;
  const chosen = `{${CHOSEN}} ${FOUND}`;
  const errors = `{${ERRORS}} ${FOUND}`;
  return {
    lines: `sum(${counted(chosen, "$__range")}) or on () vector(0)`,
    // No error is left out.
    errors: `sum(count_over_time(${errors} [$__range])) or on () vector(0)`,
    bytes: `sum(bytes_over_time(${chosen} [$__range])) or on () vector(0)`,
    streams: `count(sum by (service, level, log, host) (count_over_time({${CHOSEN}} [$__range])))`,
    linesByLevel: `sum by (level) (${counted(chosen, "$__auto")})`,
    linesByService: `sum by (service) (${counted(chosen, "$__auto")})`,
    errorsByService: `sum by (service) (count_over_time(${errors} [$__auto])) or on () vector(0)`,
    unparsed: `sum by (service) (count_over_time({${CHOSEN}} | parse_error!="" [$__auto])) or on () vector(0)`,
    leftOut: rateOf(
      'otelcol_processor_filter_logs_filtered{job="otel-collector",filter=~"filter/sampling_.+"}',
      "filter",
    ),
    loudest: `topk(10, sum by (service) (bytes_over_time({${CHOSEN}} [$__range])))`,
    frequent: perMessage(CHOSEN),
    frequentErrors: `topk(15, sum by (service, message) (count_over_time(${errors} | ${PATTERN} [$__range])))`,
    newest: chosen,
    newestErrors: errors,
  } as const;
}
