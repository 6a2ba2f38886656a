import type { PromqlType } from "./ast";

/** Argument and result types of a function of Prometheus 3. */
export interface PromqlFunction {
  readonly args: readonly PromqlType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** Whether the last argument may be repeated. */
  readonly repeatLast: boolean;
  readonly returns: "vector" | "scalar";
}

function signature(
  args: string,
  returns: "vector" | "scalar" = "vector",
): PromqlFunction {
  const types: Readonly<Record<string, PromqlType>> = {
    v: "vector",
    m: "matrix",
    s: "scalar",
    t: "string",
  };
  const letters = args.replace(/[?*]/g, "");
  return {
    args: [...letters].flatMap((letter) => types[letter] ?? []),
    optional: args.endsWith("?") || args.endsWith("*") ? 1 : 0,
    repeatLast: args.endsWith("*"),
    returns,
  };
}

/**
 * Functions by their signature: `v` an instant vector, `m` a range vector, `s` a scalar, `t` a text; `?` makes the last
 * argument optional, `*` lets it be left out or repeated.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/
 */
const BY_SIGNATURE: Readonly<Record<string, string>> = {
  v: `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor
    histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum
    ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp`,
  m: `absent_over_time avg_over_time changes count_over_time delta deriv
    first_over_time idelta increase irate last_over_time max_over_time
    min_over_time present_over_time rate resets stddev_over_time
    stdvar_over_time sum_over_time`,
  "v?": `day_of_month day_of_week day_of_year days_in_month hour minute month year`,
  vs: "clamp_max clamp_min",
  "vs?": "round",
  vss: "clamp",
  sv: "histogram_quantile",
  ssv: "histogram_fraction",
  sm: "quantile_over_time",
  ms: "predict_linear",
  s: "vector",
  vtttt: "label_replace",
  "vttt*": "label_join",
};

/** All functions that are on without a feature flag. */
export const PROMQL_FUNCTIONS: ReadonlyMap<string, PromqlFunction> = new Map([
  ...Object.entries(BY_SIGNATURE).flatMap(([args, names]) =>
    names.split(/\s+/).map((name) => [name, signature(args)] as const),
  ),
  ["pi", signature("", "scalar")],
  ["time", signature("", "scalar")],
  ["scalar", signature("v", "scalar")],
]);

/** Known to the grammar, refused by Prometheus unless started with `--enable-feature=promql-experimental-functions`. */
export const EXPERIMENTAL_FUNCTIONS: ReadonlySet<string> = new Set(
  `double_exponential_smoothing end histogram_quantiles info limit_ratio limitk
  mad_over_time max_of min_of range sort_by_label sort_by_label_desc start
  start_timestamp step ts_of_first_over_time ts_of_last_over_time
  ts_of_max_over_time ts_of_min_over_time`.split(/\s+/),
);

/** Type of the parameter that stands before the vector, for aggregations that take one. */
export const AGGREGATION_PARAMETERS: Readonly<Record<string, PromqlType>> = {
  topk: "scalar",
  bottomk: "scalar",
  quantile: "scalar",
  count_values: "string",
};

/** Aggregations that Prometheus knows without a feature flag. */
export const AGGREGATIONS: readonly string[] = [
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  ...Object.keys(AGGREGATION_PARAMETERS),
];
