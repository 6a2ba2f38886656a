import type { MonitoringModel } from "../model";
import { problem, warning, type Problem } from "../problem";
import { unwrap, walk } from "../promql/ast";
import { Duration } from "../units";
import type { PromqlQuery, Survey } from "./survey";

/** These need two samples to say anything. */
const NEED_TWO: ReadonlySet<string> = new Set([
  "rate",
  "irate",
  "increase",
  "delta",
  "idelta",
  "deriv",
  "predict_linear",
  "changes",
  "resets",
]);

/** @see https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness */
const LOOKBACK = Duration.minutes(5);

/** Ranges of rules that hold fewer than two samples, and times between evaluations that fit neither series nor alerts. */
export function rangeProblems(
  model: MonitoringModel,
  { promql, groups }: Survey,
): readonly Problem[] {
  return [
    ...promql.flatMap((query) => (query.rule ? shortRanges(model, query) : [])),
    ...seldomRecorded(promql, groups),
    ...groups.flatMap(({ path, value: group }) => {
      const interval = group.interval ?? model.settings.scrapeInterval;
      return group.rules.flatMap((rule) =>
        rule.kind === "alert" &&
        rule.for !== undefined &&
        rule.for.toMillis() > 0 &&
        rule.for.compare(interval) < 0
          ? [
              warning(
                "for-below-interval",
                path,
                `for of alert "${rule.alert}" must be 0 or at least the time between two evaluations, ${interval.toPrometheus()}, got ${rule.for.toPrometheus()}; the alert fires at the second evaluation anyway`,
              ),
            ]
          : [],
      );
    }),
  ];
}

/** Recordings with gaps, where a query asks for their newest value and no range goes over the gap. */
function seldomRecorded(
  promql: Survey["promql"],
  groups: Survey["groups"],
): readonly Problem[] {
  const newest = new Set(
    promql.flatMap(({ parsed }) =>
      parsed.selectors.flatMap(({ metric, ranged }) =>
        metric === undefined || ranged === true ? [] : [metric],
      ),
    ),
  );
  return groups.flatMap(({ path, value: { interval, rules } }) =>
    interval === undefined || interval.compare(LOOKBACK) <= 0
      ? []
      : rules.flatMap((rule) =>
          rule.kind === "record" && newest.has(rule.record)
            ? [
                warning(
                  "recorded-too-seldom",
                  path,
                  `recording rule "${rule.record}" must be evaluated at least every ${LOOKBACK.toPrometheus()}, after which Prometheus takes a series for ended, got an interval of ${interval.toPrometheus()}, while a query asks for its newest value; evaluate it more often, or ask with last_over_time(${rule.record}[${interval.times(2).toPrometheus()}])`,
                ),
              ]
            : [],
        ),
  );
}

function shortRanges(
  { settings: { scrapeInterval }, scrapeJobs }: MonitoringModel,
  { path, what, parsed }: PromqlQuery,
): readonly Problem[] {
  const found: Problem[] = [];
  walk(parsed.root, (node) => {
    const [first] = node.kind === "call" ? node.args : [];
    const selector = first && unwrap(first);
    if (
      node.kind !== "call" ||
      !NEED_TWO.has(node.name) ||
      selector?.kind !== "selector" ||
      selector.range === undefined
    ) {
      return;
    }
    const job = selector.matchers.find(
      ({ label, operator }) => label === "job" && operator === "=",
    )?.value;
    const interval =
      scrapeJobs.find(({ value }) => value.name === job)?.value.interval ??
      scrapeInterval;
    if (selector.range.toMillis() < 2 * interval.toMillis()) {
      found.push(
        problem(
          "range-too-short",
          path,
          `range of ${node.name}() in ${what} must hold at least two scrapes, one each ${interval.toPrometheus()}, got ${selector.range.toPrometheus()}; write at least [${interval.times(4).toPrometheus()}]`,
        ),
      );
    }
  });
  return found;
}
