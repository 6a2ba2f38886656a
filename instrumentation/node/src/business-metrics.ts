import {
  Counter,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  type Registry,
} from "prom-client";
import { OptionError, requireBounds, requireKnown } from "./option-error";
import { sentTraceId } from "./tracing";

/**
 * Labels with all values that they may have, or with the most different ones that are told apart. Other values count as
 * `other`, so that a mistake makes no series without end.
 */
export type LabelSets<L extends string> = Readonly<
  Record<L, readonly string[] | number>
>;

export interface MetricOptions<L extends string> {
  /** As in the catalogue, such as `orders_placed_total`. */
  readonly name: string;
  readonly help: string;
  /** @default {} */
  readonly labels?: LabelSets<L>;
}

export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

type Values<L extends string> = Readonly<Record<L, string | number>>;
/** Labels are asked for exactly where the metric has some. */
type LabelArguments<L extends string> = [L] extends [never]
  ? []
  : [labels: Values<L>];

export interface BusinessCounter<L extends string> {
  /** Adds 0 or more; anything else is left out, since a measurement never fails a service. */
  add(amount: number, ...labels: LabelArguments<L>): void;
}

export interface BusinessGauge<L extends string> {
  set(value: number, ...labels: LabelArguments<L>): void;
}

export interface BusinessHistogram<L extends string> {
  observe(value: number, ...labels: LabelArguments<L>): void;
}

const NAME = /^[a-z][a-z0-9_]*$/;
const RESERVED = ["job", "instance", "service", "team", "le", "trace_id"];
const MOST_VALUES = 1000;
/** Combinations that are shown as 0 from the start. */
const MOST_ZEROS = 100;
const MOST_LABEL_LENGTH = 200;
const OTHER = "other";

/** What a service counts and measures of its business. */
export class BusinessMetrics {
  constructor(private readonly registry: Registry<OpenMetricsContentType>) {}

  /** @throws OptionError for a malformed name or label, and a name without `_total` */
  counter<L extends string = never>(
    options: MetricOptions<L>,
  ): BusinessCounter<L> {
    const labels = new Labels(options);
    if (!options.name.endsWith("_total")) {
      throw new OptionError(
        `name of a counter must end with _total, got ${JSON.stringify(options.name)}; Prometheus' conventions ask for it`,
      );
    }
    const counter = new Counter<string>(this.base(options));
    for (const values of labels.combinations()) {
      counter.inc(values, 0);
    }
    return {
      add: (amount, ...[values]) => {
        if (Number.isFinite(amount) && amount >= 0) {
          counter.inc(labels.bounded(values), amount);
        }
      },
    };
  }

  /** @throws OptionError for a malformed name or label */
  gauge<L extends string = never>(options: MetricOptions<L>): BusinessGauge<L> {
    const labels = new Labels(options);
    const gauge = new Gauge<string>(this.base(options));
    return {
      set: (value, ...[values]) => {
        if (typeof value === "number") {
          gauge.set(labels.bounded(values), value);
        }
      },
    };
  }

  /** @throws OptionError for a malformed name, label or bound */
  histogram<L extends string = never>(
    options: HistogramOptions<L>,
  ): BusinessHistogram<L> {
    const { buckets, ...rest } = { ...options };
    const labels = new Labels(rest);
    const histogram = new Histogram<string>({
      ...this.base(rest),
      buckets: [
        ...requireBounds(`buckets of metric ${rest.name}`, buckets, -Infinity),
      ],
      enableExemplars: true,
    });
    return {
      observe: (value, ...[values]) => {
        if (!Number.isFinite(value)) {
          return;
        }
        const traceId = sentTraceId();
        histogram.observe({
          labels: labels.bounded(values),
          value,
          ...(traceId !== undefined && {
            exemplarLabels: { trace_id: traceId },
          }),
        });
      },
    };
  }

  private base({ name, help, labels }: MetricOptions<string>) {
    if (this.registry.getSingleMetric(name) !== undefined) {
      throw new OptionError(
        `name of a metric must be its own, got ${JSON.stringify(name)} again; keep the metric that you made`,
      );
    }
    return {
      name,
      help,
      labelNames: Object.keys(labels ?? {}),
      registers: [this.registry],
    };
  }
}

/** Keeps the values of labels within what was declared. */
class Labels {
  private readonly allowed: readonly (readonly [
    label: string,
    values: Set<string>,
    most: number,
  ])[];

  constructor(private readonly options: MetricOptions<string>) {
    requireKnown("options of a metric", options, ["name", "help", "labels"]);
    const { name, help, labels = {} } = options;
    if (typeof name !== "string" || !NAME.test(name)) {
      throw new OptionError(
        `name of a metric must be of small letters, digits and "_", got ${JSON.stringify(name)}; begin it with a letter`,
      );
    }
    if (typeof help !== "string" || help.trim() === "") {
      throw new OptionError(
        `help of metric ${name} must be a text, got ${JSON.stringify(help)}; say what it counts or measures`,
      );
    }
    this.allowed = Object.entries(labels).map(([label, values]) => {
      const most = typeof values === "number" ? values : values.length;
      const bounded =
        (typeof values === "number" || isTexts(values)) &&
        Number.isInteger(most) &&
        most >= 1 &&
        most <= MOST_VALUES;
      if (!NAME.test(label) || RESERVED.includes(label) || !bounded) {
        throw new OptionError(
          `label of metric ${name} must have a name of its own and 1 to ${MOST_VALUES} values, got ${JSON.stringify({ [label]: values })}; list its values`,
        );
      }
      return [label, new Set(typeof values === "number" ? [] : values), most];
    });
  }

  bounded(values: Values<string> | undefined): Record<string, string> {
    const bounded: Record<string, string> = {};
    for (const [label, known, most] of this.allowed) {
      const value = textOf(values?.[label]);
      if (!known.has(value) && known.size < most) {
        known.add(value);
      }
      bounded[label] = known.has(value) ? value : OTHER;
    }
    return bounded;
  }

  /** All combinations of declared values: a series that begins with 1 hides its first event from `rate()`. */
  combinations(): readonly Record<string, string>[] {
    const declared = Object.values(this.options.labels ?? {});
    const lists = declared.filter((values) => typeof values !== "number");
    const count = lists.reduce((product, list) => product * list.length, 1);
    if (lists.length < declared.length || count > MOST_ZEROS) {
      return [];
    }
    return this.allowed.reduce<readonly Record<string, string>[]>(
      (made, [label, values]) =>
        made.flatMap((one) =>
          [...values].map((value) => ({ ...one, [label]: value })),
        ),
      [{}],
    );
  }
}

function isTexts(values: unknown): boolean {
  return (
    Array.isArray(values) &&
    values.every((value) => typeof value === "string" && value !== "")
  );
}

/** The conversion of an object is foreign code, which may throw; a long text is no name of anything. */
function textOf(value: unknown): string {
  const isPlain =
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean";
  const text = isPlain ? String(value) : OTHER;
  return text.length <= MOST_LABEL_LENGTH ? text : OTHER;
}
