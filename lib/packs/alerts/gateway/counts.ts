import { quoteLabelValue } from "../../../domain/promql/literal";

/** Matchers of the requests that the front of a gateway refused by itself; several reasons are separated by `|`. */
export function refused(reasons: string): Counter {
  return {
    name: "otelcol_receiver_accepted_log_records",
    matcher: `receiver=~"syslog/(${reasons})"`,
  };
}

/** Requests that are counted: a name, and which of its series. */
export interface Counter {
  readonly name: string;
  readonly matcher: string;
}

/** Statuses of the collector behind the front by what they mean, for HTTP and for gRPC. */
const STATUS = {
  any: { http: '!=""', grpc: '!=""' },
  taken: { http: '=~"2.."', grpc: '="OK"' },
  bad: {
    // The collector says 500 when it cannot even put into words what is wrong; for what is behind it it says 503.
    http: '=~"400|404|405|413|415|500"',
    grpc: '=~"INTERNAL|INVALID_ARGUMENT|RESOURCE_EXHAUSTED"',
  },
  failed: {
    http: '=~"429|502|503|504"',
    grpc: '=~"UNAVAILABLE|DEADLINE_EXCEEDED"',
  },
} as const;

/** Requests that reached the collector behind the front, by HTTP and by gRPC. */
export function answered(outcome: keyof typeof STATUS): readonly Counter[] {
  const { http, grpc } = STATUS[outcome];
  return [
    {
      name: "http_server_request_duration_count",
      matcher: `http_response_status_code${http}`,
    },
    {
      name: "rpc_server_call_duration_count",
      matcher: `rpc_response_status_code${grpc}`,
    },
  ];
}

/**
 * Requests of the last 10 minutes; a counter is there only from its first one on, which counts too. One that was there in the
 * hours before is none of these, even when it could not be asked for a while.
 */
export function within10m(job: string, counters: readonly Counter[]): string {
  return sum(
    job,
    counters,
    (of) =>
      `(${of} unless max_over_time(${of}[6h] offset 10m) or increase(${of}[10m]))`,
  );
}

/** Requests a second, on average over 5 minutes. */
export function rate5m(job: string, counters: readonly Counter[]): string {
  return sum(job, counters, (of) => `rate(${of}[5m])`);
}

function sum(
  job: string,
  counters: readonly Counter[],
  each: (of: string) => string,
): string {
  const parts = counters.map(({ name, matcher }) =>
    each(`${name}{job=${quoteLabelValue(job)},${matcher}}`),
  );
  return `sum by (job) (${parts.join(" or ")})`;
}
