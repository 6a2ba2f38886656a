import { InvalidInputError } from "../problem";
import { requireKind, requireOptions, requireShape } from "../shape";
import { shown } from "../shown";
import { Bytes, Duration } from "../units";
import type {
  ChosenSampling,
  DebugMark,
  ServiceSampling,
  TraceSampling,
} from "./sampling";

const DEFAULT_RATIO = 0.05;
const DEFAULT_SLOW = Duration.seconds(1);
const DEFAULT_WAIT = Duration.seconds(10);
const DEFAULT_DEBUG = { header: "x-debug-trace", attribute: "debug" } as const;

/** The collector decides once a second. */
const SHORTEST_WAIT = Duration.seconds(1);
const LONGEST_WAIT = Duration.minutes(10);

/** What a trace of about ten spans takes while it waits; more spans need more, and the memory limiter guards the rest. */
const TRACE_ROOM = Bytes.bytes(16 * 1024);

/** Header names as HTTP/2 writes them. */
const HEADER = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Completes what was declared.
 *
 * @param memory that of the collector, which the traces that wait share with everything else
 * @throws InvalidInputError for a ratio outside 0 to 1, a time of nothing, more traces than fit, and an unknown option
 */
export function chooseSampling(
  sampling: TraceSampling,
  memory: Bytes,
): ChosenSampling {
  requireSampling(sampling);
  const { ratio, slow, debug, services, decisionWait } = sampling;
  const tracesInMemory =
    sampling.tracesInMemory ?? fitting(memory.toBytes() / 4);
  const most = fitting(memory.toBytes() / 2);
  if (tracesInMemory > most) {
    throw new InvalidInputError(
      "sampling-memory",
      `tracesInMemory of trace sampling must be at most ${most}, which is half of the collector's ${memory.toString()} at ${TRACE_ROOM.toString()} each, got ${tracesInMemory}; give the collector more memory: components: { "otel-collector": { memory: ... } }`,
    );
  }
  return {
    ratio: ratio ?? DEFAULT_RATIO,
    slow: slow === false ? undefined : (slow ?? DEFAULT_SLOW),
    debug:
      debug === false
        ? undefined
        : {
            header: debug?.header ?? DEFAULT_DEBUG.header,
            attribute: debug?.attribute ?? DEFAULT_DEBUG.attribute,
          },
    services: services ?? {},
    decisionWait: decisionWait ?? DEFAULT_WAIT,
    tracesInMemory,
  };
}

function fitting(bytes: number): number {
  return Math.floor(bytes / TRACE_ROOM.toBytes());
}

/** @throws InvalidInputError for the first thing that is wrong whatever the collector's memory */
export function requireSampling(sampling: TraceSampling): void {
  const what = "trace sampling";
  requireOptions(what, sampling, [
    "ratio",
    "slow",
    "debug",
    "services",
    "decisionWait",
    "tracesInMemory",
  ]);
  requireShape(what, sampling, {
    services: "record?",
    decisionWait: "duration?",
    tracesInMemory: "number?",
  });
  requireRatio(what, sampling.ratio);
  requireSlow(what, sampling.slow === false ? undefined : sampling.slow);
  requireDebug(sampling.debug === undefined ? {} : sampling.debug);
  for (const [name, service] of Object.entries(sampling.services ?? {})) {
    requireService(name, service);
  }
  const { decisionWait = DEFAULT_WAIT, tracesInMemory = 1 } = sampling;
  if (
    decisionWait.compare(SHORTEST_WAIT) < 0 ||
    decisionWait.compare(LONGEST_WAIT) > 0
  ) {
    throw new InvalidInputError(
      "sampling-wait",
      `decisionWait of trace sampling must be ${SHORTEST_WAIT.toString()} to ${LONGEST_WAIT.toString()}, got ${decisionWait.toString()}; leave it out for ${DEFAULT_WAIT.toString()}`,
    );
  }
  if (!Number.isSafeInteger(tracesInMemory) || tracesInMemory < 1) {
    throw new InvalidInputError(
      "sampling-traces",
      `tracesInMemory of trace sampling must be a whole number from 1, got ${shown(tracesInMemory)}; leave it out for what fits`,
    );
  }
}

function requireService(name: string, service: ServiceSampling): void {
  const what = `trace sampling of service ${shown(name)}`;
  requireOptions(what, service, ["ratio", "slow"]);
  requireRatio(what, service.ratio);
  requireSlow(what, service.slow);
}

function requireRatio(what: string, ratio: number | undefined): void {
  if (ratio === undefined) {
    return;
  }
  requireKind(`ratio of ${what}`, ratio, "number");
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new InvalidInputError(
      "sampling-ratio",
      `ratio of ${what} must be 0 to 1, got ${shown(ratio)}; write 5 % as 0.05`,
    );
  }
}

function requireSlow(what: string, slow: Duration | undefined): void {
  if (slow === undefined) {
    return;
  }
  requireKind(`slow of ${what}`, slow, "duration");
  if (slow.toMillis() <= 0) {
    throw new InvalidInputError(
      "sampling-slow",
      `slow of ${what} must be longer than 0s, got ${slow.toString()}; every trace would be slow, use ratio: 1 for that`,
    );
  }
}

function requireDebug(debug: DebugMark | false): void {
  if (debug === false) {
    return;
  }
  requireOptions("debug mark of trace sampling", debug, [
    "header",
    "attribute",
  ]);
  requireShape("debug mark of trace sampling", debug, {
    header: "text?",
    attribute: "text?",
  });
  const { header = DEFAULT_DEBUG.header, attribute } = debug;
  if (!HEADER.test(header)) {
    throw new InvalidInputError(
      "sampling-debug-header",
      `header of the debug mark must be the name of a header in lower case, got ${shown(header)}; write it like "${DEFAULT_DEBUG.header}"`,
    );
  }
  if (attribute?.trim() === "") {
    throw new InvalidInputError(
      "sampling-debug-attribute",
      `attribute of the debug mark must not be empty, got ${shown(attribute)}; write it like "${DEFAULT_DEBUG.attribute}"`,
    );
  }
}
