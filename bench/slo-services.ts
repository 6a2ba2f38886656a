import { createSlo, type Slo } from "../lib/domain/slo/objective";
import { Sli } from "../lib/domain/slo/sli";
import { Duration } from "../lib/domain/units";

/** A made-up service with two objectives: availability 99.9 % and 95 % of requests within 500 ms, over 30 days. */
export interface BenchService {
  readonly name: string;
  readonly total: string;
  readonly errors: string;
  readonly histogram: string;
}

export function benchServices(
  count: number,
  prefix = "svc",
): readonly BenchService[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}-${index}`;
    return {
      name,
      total: `http_requests_total{job="${name}"}`,
      errors: `http_requests_total{job="${name}",code=~"5.."}`,
      histogram: "http_request_duration_seconds",
    };
  });
}

export function slosOf(service: BenchService): readonly Slo[] {
  const { name, total, errors, histogram } = service;
  return [
    createSlo({
      name: "Availability",
      id: `${name}-availability`,
      service: name,
      objective: 0.999,
      sli: Sli.ratio({ errors, total }),
    }),
    createSlo({
      name: "Latency",
      id: `${name}-latency`,
      service: name,
      objective: 0.95,
      sli: Sli.latency({
        histogram,
        threshold: Duration.millis(500),
        matchers: { job: name },
      }),
    }),
  ];
}
