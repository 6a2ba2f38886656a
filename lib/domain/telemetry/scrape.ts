import type { Labels } from "../names";
import type { Duration } from "../units";
import type { ComponentName } from "./component-name";

export type MetricType = "counter" | "gauge" | "histogram" | "summary";

/** A metric that a target exposes. A histogram or summary stands for its `_bucket`, `_sum` and `_count` series too. */
export interface MetricSpec {
  readonly name: string;
  readonly type: MetricType;
  /** What is counted or measured, and its unit. */
  readonly help?: string;
}

/** Where a scrape goes: a component of this model, an address, or what a prober is asked for. */
export type ScrapeTarget =
  | {
      readonly kind: "component";
      readonly component: ComponentName;
      /** Which of several that work as one, from 2. Default: the first. */
      readonly replica?: number;
      readonly port: number;
      /** What a probe asks for. Default: the job's `metricsPath`, else `/`. Without a probe it has no meaning. */
      readonly path?: string;
    }
  /** `host:port` as Prometheus reaches it. */
  | { readonly kind: "address"; readonly address: string }
  /**
   * What a prober is asked for, word for word: an URL, or `host:port` for a module of TCP. Only in a job with `probe`,
   * whose `scheme` and `metricsPath` do not change it.
   */
  | { readonly kind: "probed"; readonly target: string };

/** A set of targets that Prometheus scrapes in the same way. */
export interface ScrapeJob {
  /** Value of the label `job`; unique. */
  readonly name: string;
  readonly targets: readonly ScrapeTarget[];
  /** Default: `/metrics`. */
  readonly metricsPath?: string;
  /** Default: `http`. */
  readonly scheme?: "http" | "https";
  /** Default: the global interval. */
  readonly interval?: Duration;
  /** Labels added to each series of the job. */
  readonly labels?: Labels;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /**
   * When set, targets are probed through this blackbox-style prober instead of scraped themselves: it is asked for
   * `scheme://target/metricsPath`, by its module `http_2xx` when `params` names none.
   */
  readonly probe?: { readonly component: ComponentName; readonly port: number };
  /** Most samples accepted in one scrape. Default: 50,000. */
  readonly sampleLimit?: number;
  /** What the targets expose; the check of the whole model accepts no other metric of this job. */
  readonly metrics: readonly MetricSpec[];
}
