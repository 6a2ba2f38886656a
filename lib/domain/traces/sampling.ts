import type { Duration } from "../units";

/** What is said of the traces in which one service takes part. */
export interface ServiceSampling {
  /**
   * Share of its ordinary traces that is kept, from 0 to 1. Where several services take part in a trace, the greatest of
   * their ratios counts.
   * @default - that of all services
   */
  readonly ratio?: number;
  /**
   * A span of this service that lasts at least so long makes its trace a slow one.
   * @default - that of all services
   */
  readonly slow?: Duration;
}

/** By what a span tells that somebody asked for this trace to be kept. */
export interface DebugMark {
  /**
   * A request header, in lower case; a trace is kept when instrumentation has noted it on a span as
   * `http.request.header.<name>`, with dashes or with underscores. Its value does not matter. Whoever can send it can fill
   * the storage: let the edge remove it from requests of strangers.
   * @default "x-debug-trace"
   */
  readonly header?: string;
  /**
   * An attribute of a span; a trace is kept when it is `true`, as a truth value or as text.
   * @default "debug"
   */
  readonly attribute?: string;
}

/**
 * Which traces are stored. It is decided when a trace has had time to end, so that what matters is known: those with an
 * error, with a debug mark or with a slow span are all kept, of the rest a share. Metrics of spans are counted before, so
 * they stay exact.
 */
export interface TraceSampling {
  /**
   * Share of ordinary traces that is kept, from 0 to 1. At the default an operation that is called once a second still has
   * three traces a minute, and nineteen of twenty need no space.
   * @default 0.05
   */
  readonly ratio?: number;
  /**
   * A trace is slow when one of its spans, or all of it from its first moment to its last, lasts at least so long; `false`
   * keeps none for its duration.
   * @default Duration.seconds(1)
   */
  readonly slow?: Duration | false;
  /**
   * By what a span asks for its trace to be kept; `false` for nothing.
   * @default - the header `x-debug-trace` and the attribute `debug`
   */
  readonly debug?: DebugMark | false;
  /**
   * What differs for single services, by their names. A trace in which a service with its own `slow` takes part is not slow
   * for lasting long as a whole, only for its spans.
   * @default {}
   */
  readonly services?: Readonly<Record<string, ServiceSampling>>;
  /**
   * Time from the first span of a trace that arrives to the decision, 1 second to 10 minutes. Spans that come later follow
   * the decision as long as it is remembered, also when they are errors or slow. Longer than requests take, and than what is
   * slow.
   * @default Duration.seconds(10)
   */
  readonly decisionWait?: Duration;
  /**
   * Most traces that wait or are remembered at one time. When they are that many, senders wait.
   * @default - as many as fit into a quarter of the collector's memory, at 16 KiB each
   */
  readonly tracesInMemory?: number;
}

/** A mark with everything decided. */
export type ChosenDebugMark = Required<DebugMark>;

/** Sampling with everything decided. */
export interface ChosenSampling {
  readonly ratio: number;
  readonly slow: Duration | undefined;
  readonly debug: ChosenDebugMark | undefined;
  readonly services: Readonly<Record<string, ServiceSampling>>;
  readonly decisionWait: Duration;
  readonly tracesInMemory: number;
}
