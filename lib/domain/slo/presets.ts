import { pascalCase, type Labels } from "../names";
import { quoteLabelValue } from "../promql/expr";
import { requireOptions, requireProperties } from "../shape";
import { Duration } from "../units";
import type { SloInput } from "./input";
import { Sli, type RatioSli } from "./sli";

/** A service and where its requests are counted. */
export interface PresetInput {
  /** Name of the service; also the scrape job whose metrics are the defaults below. */
  readonly service: string;
  /** @default - no label */
  readonly team?: string;
  /**
   * Start of the objectives' names, upper camel case.
   * @default - made from the name of the service
   */
  readonly name?: string;
  /**
   * Gauge that is 1 while the service is available.
   * @default - `up` of the scrape job
   */
  readonly probe?: string;
  /**
   * Counters of all requests and of the failed ones.
   * @default - `http_requests_total` of the scrape job, of which those with a `code` of 500 to 599 failed
   */
  readonly requests?: RatioSli;
  /**
   * Histogram of the duration of requests; needs a bucket that ends at the threshold of the preset.
   * @default - `http_request_duration_seconds` of the scrape job
   */
  readonly latency?: { readonly histogram: string; readonly matchers?: Labels };
}

/** The figures of a preset. */
export interface PresetTargets {
  /** Share of time that the service is up. */
  readonly availability: number;
  /** Share of requests that succeed. */
  readonly success: number;
  /** Share of requests that take at most `threshold`. */
  readonly latency: { readonly share: number; readonly threshold: Duration };
}

/** What is promised to customers. */
export const Sla = {
  /**
   * Availability 99.9 % (43.2 minutes of downtime in 30 days), errors below 0.1 %, and 95 % of requests within 1 s.
   *
   * @param input the service and its metrics
   */
  standard: sloPreset({
    availability: 0.999,
    success: 0.999,
    latency: { share: 0.95, threshold: Duration.seconds(1) },
  }),
};

/** Three objectives of one service: `<Name>Availability`, `<Name>Errors` and `<Name>Latency`, each over 30 days. */
export function sloPreset(
  targets: PresetTargets,
): (input: PresetInput) => readonly SloInput[] {
  return (options) => {
    requireProperties("a preset of objectives", options, {
      service: "text",
      team: "text?",
      name: "text?",
      probe: "text?",
      requests: "record?",
      latency: "record?",
    });
    const { service, team, ...input } = options;
    const name = input.name ?? pascalCase(service);
    const job = `job=${quoteLabelValue(service)}`;
    const owner = { service, ...(team !== undefined && { team }) };
    const requests = input.requests ?? {
      errors: `http_requests_total{${job},code=~"5.."}`,
      total: `http_requests_total{${job}}`,
    };
    const latency = input.latency ?? {
      histogram: "http_request_duration_seconds",
      matchers: { job: service },
    };
    requireOptions("latency of a preset", latency, ["histogram", "matchers"]);
    return [
      {
        ...owner,
        name: `${name}Availability`,
        objective: targets.availability,
        sli: Sli.probe(input.probe ?? `up{${job}}`),
      },
      {
        ...owner,
        name: `${name}Errors`,
        objective: targets.success,
        sli: Sli.ratio(requests),
      },
      {
        ...owner,
        name: `${name}Latency`,
        objective: targets.latency.share,
        sli: Sli.latency({
          ...latency,
          threshold: targets.latency.threshold,
        }),
      },
    ];
  };
}
