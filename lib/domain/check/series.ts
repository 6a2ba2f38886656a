import type { MonitoringModel } from "../model";
import { nearestName, type Labels } from "../names";
import { parsePromql } from "../promql/expr";
import type { PromqlNode } from "../promql/ast";
import type { RecordingRule } from "../rules/rule";
import type { MetricSpec, MetricType } from "../telemetry/scrape";
import { traceProgram } from "../telemetry/plan";
import { alertStateMetrics, scrapeMetrics } from "../telemetry/scrape-metrics";
import { serviceGraphMetrics } from "../telemetry/service-graph-metrics";
import type { Survey } from "./survey";

/** What is known of the series under one name. */
export interface Produced {
  /** Jobs whose targets expose it. */
  readonly jobs: ReadonlySet<string>;
  /** Whether a recording rule or Prometheus itself makes it. */
  readonly recorded: boolean;
  /** Type of the series; nothing when recorded, or when jobs disagree. */
  readonly type: SeriesType | undefined;
}

/** Types of single series: those of a histogram or summary are counters, but for a summary's quantiles. */
export type SeriesType = "counter" | "gauge" | "bucket";

/** A recording rule, as far as it tells of its series. */
export interface Recorded {
  readonly root?: PromqlNode;
  readonly labels: Labels;
}

/** Every name that Prometheus has series for, when the whole model runs. */
export class SeriesIndex {
  private readonly byName = new Map<
    string,
    {
      readonly jobs: Set<string>;
      recorded: boolean;
      type: SeriesType | undefined;
    }
  >();
  private readonly namesByJob = new Map<string, Set<string>>();
  private readonly histograms = new Set<string>();
  private readonly recordings = new Map<string, RecordingRule[]>();
  /** Of the names of a job, or of all: a metric that nobody has is often asked for more than once. */
  private readonly nearestNames = new Map<
    ReadonlySet<string> | undefined,
    Map<string, string | undefined>
  >();

  constructor(model: MonitoringModel, survey: Survey) {
    for (const { value: job } of model.scrapeJobs) {
      const names = this.namesByJob.get(job.name) ?? new Set();
      this.namesByJob.set(job.name, names);
      for (const metric of [...job.metrics, ...scrapeMetrics]) {
        this.addMetric(metric, job.name, names);
      }
    }
    for (const { name } of alertStateMetrics) {
      this.add(name, undefined).recorded = true;
    }
    for (const metric of traceProgram(model.plan) === "tempo"
      ? serviceGraphMetrics
      : []) {
      this.addPushed(metric);
    }
    for (const { value: group } of survey.groups) {
      for (const rule of group.rules) {
        if (rule.kind === "record") {
          this.add(rule.record, undefined).recorded = true;
          const rules = this.recordings.get(rule.record) ?? [];
          this.recordings.set(rule.record, [...rules, rule]);
        }
      }
    }
  }

  find(name: string): Produced | undefined {
    return this.byName.get(name);
  }

  hasJob(name: string): boolean {
    return this.namesByJob.has(name);
  }

  jobs(): readonly string[] {
    return [...this.namesByJob.keys()];
  }

  names(): Iterable<string> {
    return this.byName.keys();
  }

  /** The name most like `name`, of one job or of all. */
  nearest(name: string, job?: string): string | undefined {
    const ofJob = job === undefined ? undefined : this.namesByJob.get(job);
    const known =
      this.nearestNames.get(ofJob) ?? new Map<string, string | undefined>();
    this.nearestNames.set(ofJob, known);
    if (!known.has(name)) {
      known.set(name, nearestName(name, ofJob ?? this.byName.keys()));
    }
    return known.get(name);
  }

  /** Whether `name` is a histogram, whose series have longer names. */
  isHistogram(name: string): boolean {
    return this.histograms.has(name);
  }

  /** What a recording rule calculates under this name. */
  recordedAs(name: string): PromqlNode | undefined {
    return this.recordingsOf(name).at(-1)?.root;
  }

  /** All that is recorded under this name, without an expression where it is no PromQL. */
  recordingsOf(name: string): readonly Recorded[] {
    return (this.recordings.get(name) ?? []).map(({ expr, labels }) => {
      const root = rootOf(expr);
      return { labels, ...(root && { root }) };
    });
  }

  /** A metric that comes without a scrape. */
  private addPushed(metric: MetricSpec): void {
    if (metric.type === "histogram") {
      this.histograms.add(metric.name);
    }
    for (const [ending, type] of SERIES_OF[metric.type]) {
      this.add(metric.name + ending, type).recorded = true;
    }
  }

  private addMetric(metric: MetricSpec, job: string, names: Set<string>): void {
    if (metric.type === "histogram") {
      this.histograms.add(metric.name);
    }
    for (const [ending, type] of SERIES_OF[metric.type]) {
      const name = metric.name + ending;
      names.add(name);
      const known = this.byName.has(name);
      const entry = this.add(name, type);
      entry.jobs.add(job);
      if (known && entry.type !== type) {
        entry.type = undefined;
      }
    }
  }

  private add(name: string, type: SeriesType | undefined) {
    const entry = this.byName.get(name) ?? {
      jobs: new Set<string>(),
      recorded: false,
      type,
    };
    this.byName.set(name, entry);
    return entry;
  }
}

function rootOf(expr: string): PromqlNode | undefined {
  try {
    return parsePromql(expr).root;
  } catch {
    return undefined;
  }
}

/** The endings and types of the series that a metric stands for. */
const SERIES_OF: Readonly<
  Record<MetricType, readonly (readonly [string, SeriesType])[]>
> = {
  counter: [["", "counter"]],
  gauge: [["", "gauge"]],
  histogram: [
    ["_bucket", "bucket"],
    ["_sum", "counter"],
    ["_count", "counter"],
  ],
  summary: [
    ["", "gauge"],
    ["_sum", "counter"],
    ["_count", "counter"],
  ],
};
