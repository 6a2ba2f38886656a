import type { MetricSpec } from "./scrape";
import type { LogSource } from "./logs";

/** Something that people or programs use, owned by a team. */
export interface Service {
  /** Lower-case name; also the scrape job and the value of the label `service`. */
  readonly name: string;
  readonly team?: string;
  /** Metrics that its scrape job exposes; none when it has no scrape job. */
  readonly metrics: readonly MetricSpec[];
  readonly logs?: LogSource;
  /** Requests per second in usual hours; sizes the low-traffic warnings. */
  readonly expectedRequestsPerSecond?: number;
}
