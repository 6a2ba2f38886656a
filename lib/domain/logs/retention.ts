import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireOptions, requireShape } from "../shape";
import { shown } from "../shown";
import { Duration, LONGEST_RETENTION, type Bytes } from "../units";
import { KEPT_LEVELS, SAMPLED_LEVELS } from "./sampling";
import { LOG_INDEX_LABELS } from "./source";

/** How long the lines of matching streams are kept. */
export interface RetentionStream {
  /** Labels that a stream must have, all of them. */
  readonly match: Labels;
  readonly keep: Duration;
  /** Expected volume of these lines per day. */
  readonly ingestPerDay?: Bytes;
}

/** How long log lines are kept. */
export interface LogRetention {
  /**
   * Whose lines, where each team has a tenant; other teams keep theirs as the retention without a team says.
   * @default - all lines
   */
  readonly team?: string;
  /** For lines that no stream matches. */
  readonly default: Duration;
  /** Where two match, the longer time wins. */
  readonly streams: readonly RetentionStream[];
  /** Expected volume per day of lines that no stream matches. */
  readonly ingestPerDay?: Bytes;
}

/**
 * Loki's smallest retention period of a stream.
 * @see https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
const SHORTEST_LOG_RETENTION = Duration.hours(24);

/**
 * What standards ask for audit logs at the least.
 * @see https://www.cisecurity.org/controls/v8-1 8.10
 */
const AUDIT_LOG_RETENTION = Duration.days(90);

/** What the label `level` may be. */
const LEVELS: readonly string[] = [...SAMPLED_LEVELS, ...KEPT_LEVELS];

const AUDIT_STREAM: Labels = { log: "audit" };

/** Keeps audit logs for 90 days, unless a stream says how long they are to be kept. */
export function withAuditRetention(retention: LogRetention): LogRetention {
  const isDeclared = retention.streams.some(
    ({ match }) => match["log"] === AUDIT_STREAM["log"],
  );
  return isDeclared
    ? retention
    : {
        ...retention,
        streams: [
          ...retention.streams,
          { match: AUDIT_STREAM, keep: AUDIT_LOG_RETENTION },
        ],
      };
}

/**
 * @throws InvalidInputError for a time below one day or above 100 years, an unknown option, and a stream without labels, or
 *   with one that makes no streams or that no line has
 */
export function createLogRetention(retention: LogRetention): LogRetention {
  requireShape("log retention", retention, {
    default: "duration",
    streams: "list",
    ingestPerDay: "size?",
    team: "text?",
  });
  retention.streams.forEach(requireStream);
  const times = [
    ["default", retention.default],
    ...retention.streams.map(
      ({ match, keep }) => [JSON.stringify(match), keep] as const,
    ),
  ] as const;
  for (const [what, time] of times) {
    if (time.compare(SHORTEST_LOG_RETENTION) < 0) {
      throw new InvalidInputError(
        "log-retention-short",
        `log retention of ${what} must be at least ${SHORTEST_LOG_RETENTION.toString()}, got ${time.toString()}; Loki deletes by whole days`,
      );
    }
    if (time.compare(LONGEST_RETENTION) > 0) {
      throw new InvalidInputError(
        "log-retention-long",
        `log retention of ${what} must be at most ${LONGEST_RETENTION.toString()}, got ${time.toString()}; use a smaller amount`,
      );
    }
  }
  return retention;
}

function requireStream(stream: RetentionStream): void {
  requireOptions("a stream of log retention", stream, [
    "match",
    "keep",
    "ingestPerDay",
  ]);
  const what = "stream of log retention";
  requireShape(what, stream, {
    match: "record",
    keep: "duration",
    ingestPerDay: "size?",
  });
  const matched = Object.entries(requireLabels(what, stream.match));
  if (matched.length === 0) {
    throw new InvalidInputError(
      "log-retention-stream",
      `${what} must match at least one label, got {}; use \`default\` for all other lines`,
    );
  }
  for (const [label, value] of matched) {
    if (!LOG_INDEX_LABELS.some((known) => known === label)) {
      throw new InvalidInputError(
        "log-retention-label",
        `${what} must match by ${LOG_INDEX_LABELS.join(", ")}, got label "${label}"; only those make streams`,
      );
    }
    if (value.trim() === "") {
      throw new InvalidInputError(
        "log-retention-label",
        `label ${label} of a ${what} must be matched by a value that can be seen, got ${shown(value)}; write one, or leave the label out`,
      );
    }
  }
  const { level } = stream.match;
  if (level !== undefined && !LEVELS.includes(level)) {
    throw new InvalidInputError(
      "log-retention-level",
      `level of a ${what} must be one of ${LEVELS.join(", ")}, got ${shown(level)}; choose one of these, which all spellings in lines become`,
    );
  }
}
