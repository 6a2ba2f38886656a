import { requireLabels, type Labels } from "../names";
import { InvalidInputError } from "../problem";
import { requireShape } from "../shape";
import { Duration, type Bytes } from "../units";
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
 * @throws InvalidInputError for a time below one day, or a stream without labels or with one that makes no streams
 */
export function createLogRetention(retention: LogRetention): LogRetention {
  requireShape("log retention", retention, {
    default: "duration",
    streams: "list",
    ingestPerDay: "size?",
    team: "text?",
  });
  for (const stream of retention.streams) {
    requireShape("stream of log retention", stream, {
      match: "record",
      keep: "duration",
      ingestPerDay: "size?",
    });
  }
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
  }
  for (const { match } of retention.streams) {
    requireLabels("stream of log retention", match);
    const unknown = Object.keys(match).find(
      (label) => !LOG_INDEX_LABELS.some((known) => known === label),
    );
    if (unknown !== undefined) {
      throw new InvalidInputError(
        "log-retention-label",
        `stream of log retention must match by ${LOG_INDEX_LABELS.join(", ")}, got label "${unknown}"; only those make streams`,
      );
    }
    if (Object.keys(match).length === 0) {
      throw new InvalidInputError(
        "log-retention-stream",
        "stream of log retention must match at least one label, got {}; use `default` for all other lines",
      );
    }
  }
  return retention;
}
