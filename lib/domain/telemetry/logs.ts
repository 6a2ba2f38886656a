import type { Labels } from "../names";
import type { Bytes, Duration } from "../units";

/** Where log lines come from. Made by the factories of the public class `LogSource`. */
export type LogSource =
  /** Standard output and error of a container on the same Docker host. */
  | {
      readonly kind: "container";
      readonly container: string;
      readonly labels: Labels;
    }
  /** Files of the host that the agent can read; `*` stands for any part of a name. */
  | { readonly kind: "file"; readonly path: string; readonly labels: Labels };

/** A log source and the service whose lines it gives. */
export interface ServiceLogs {
  readonly service: string;
  readonly source: LogSource;
}

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
  /** For lines that no stream matches. */
  readonly default: Duration;
  /** Where two match, the longer time wins. */
  readonly streams: readonly RetentionStream[];
  /** Expected volume per day of lines that no stream matches. */
  readonly ingestPerDay?: Bytes;
}
