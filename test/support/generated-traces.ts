/** What one span of a generated trace is made of. */
export interface GeneratedSpan {
  readonly trace: number;
  readonly service: string;
  readonly json: object;
}

/** What is known of a generated trace before the collector sees it. */
export interface GeneratedTrace {
  readonly id: string;
  readonly index: number;
  readonly services: readonly string[];
  readonly spans: number;
  /** Why it must be kept; nothing for ordinary ones. */
  readonly reason: "error" | "debug" | "slow" | undefined;
}

export const SERVICES = [
  "web",
  "payments",
  "checkout",
  "inventory",
  "reports",
] as const;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const START = 1_767_225_600_000;

/**
 * Traces of one to six spans of several services. One in a hundred fails, one in a hundred is slow (a span, or a wait
 * between two), one in two hundred asks to be kept. Spans of `reports` take up to four seconds without being slow.
 */
export function generateTraces(
  count: number,
  seed: number,
): {
  readonly traces: readonly GeneratedTrace[];
  readonly spans: readonly GeneratedSpan[];
} {
  const random = seeded(seed);
  const hex = (bytes: number): string =>
    Array.from({ length: bytes }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, "0"),
    ).join("");
  const pick = <T>(items: readonly T[]): T =>
    items[Math.floor(random() * items.length)] as T;
  const traces: GeneratedTrace[] = [];
  const spans: GeneratedSpan[] = [];
  for (let trace = 0; trace < count; trace++) {
    const id = hex(16);
    const size = 1 + Math.floor(random() * 6);
    // Most traces know two services, so that each pair of ratios meets.
    const known = [pick(SERVICES), pick(SERVICES)];
    const chance = random();
    const reason =
      chance < 0.01
        ? "error"
        : chance < 0.015
          ? "debug"
          : chance < 0.025
            ? "slow"
            : undefined;
    const special = Math.floor(random() * size);
    const services = Array.from({ length: size }, () => pick(known));
    const gap = reason === "slow" && !services.includes("reports") && size > 1;
    const ids = services.map(() => hex(8));
    services.forEach((service, index) => {
      const here = index === special;
      const slow = here && reason === "slow" && !gap;
      const usual = service === "reports" ? 3_000 * random() : 400 * random();
      const millis = slow ? (service === "reports" ? 5_000 : 1_000) : usual;
      const late = gap && index === size - 1 ? 1_500 : 100 * random();
      const start = START + trace + (gap && index === 0 ? 0 : late);
      spans.push({
        trace,
        service,
        json: {
          traceId: id,
          spanId: ids[index],
          ...(index > 0 && { parentSpanId: ids[0] }),
          name: `op-${index}`,
          kind: index === 0 ? 2 : 3,
          startTimeUnixNano: nanos(start),
          endTimeUnixNano: nanos(start + millis),
          attributes: here && reason === "debug" ? [debugMark(trace)] : [],
          ...(here && reason === "error" && errorMark(trace)),
        },
      });
    });
    traces.push({
      id,
      index: trace,
      services: [...new Set(services)],
      spans: size,
      reason,
    });
  }
  return { traces, spans };
}

function nanos(millis: number): string {
  return `${Math.floor(millis)}000000`;
}

/** Whether the error of a trace is in the status of a span, and not in that of HTTP only. */
export function saysError(trace: number): boolean {
  return trace % 4 === 0;
}

/** Each of the ways in which a span may tell of an error. */
function errorMark(trace: number): object {
  const ways = [
    { status: { code: 2 } },
    {
      attributes: [
        { key: "http.response.status_code", value: { intValue: "503" } },
      ],
    },
    { attributes: [{ key: "http.status_code", value: { intValue: 500 } }] },
    {
      attributes: [
        { key: "http.response.status_code", value: { stringValue: "599" } },
      ],
    },
  ];
  return ways[trace % ways.length] as object;
}

/** Each of the ways in which a span may ask for its trace to be kept. */
function debugMark(trace: number): object {
  const list = { arrayValue: { values: [{ stringValue: "1" }] } };
  const ways = [
    { key: "http.request.header.x-debug-trace", value: list },
    {
      key: "http.request.header.x_debug_trace",
      value: { stringValue: "yes" },
    },
    { key: "debug", value: { boolValue: true } },
    { key: "debug", value: { stringValue: "true" } },
  ];
  return ways[trace % ways.length] as object;
}

/**
 * The spans as requests of OTLP: those of one trace are spread over up to three requests in a row, in any order.
 */
export function inRequests(
  spans: readonly GeneratedSpan[],
  tracesEach: number,
  seed: number,
): readonly string[] {
  const random = seeded(seed);
  const requests: GeneratedSpan[][] = [];
  for (const span of spans) {
    const place =
      Math.floor(span.trace / tracesEach) + Math.floor(random() * 3);
    (requests[place] ??= []).push(span);
  }
  return requests.map((request) => {
    const byService = new Map<string, GeneratedSpan[]>();
    for (const span of request) {
      const others = byService.get(span.service) ?? [];
      others.splice(Math.floor(random() * (others.length + 1)), 0, span);
      byService.set(span.service, others);
    }
    return JSON.stringify({
      resourceSpans: [...byService].map(([service, each]) => ({
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: service } },
          ],
        },
        scopeSpans: [{ spans: each.map(({ json }) => json) }],
      })),
    });
  });
}
