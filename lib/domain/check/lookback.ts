import type { MonitoringModel } from "../model";
import { problem, warning, type Problem } from "../problem";
import { childrenOf, type LabelMatcher, type PromqlNode } from "../promql/ast";
import { compileRe2 } from "../promql/regexp";
import type { LogqlSelector } from "../promql/logql";
import type { LogRetention, RetentionStream } from "../logs/retention";
import { evidenceServices, tenantsOfSelectors } from "../logs/tenants";
import { Duration } from "../units";
import type { LogqlQuery, PromqlQuery, Survey } from "./survey";

/** Queries for a time whose samples or lines are deleted already. */
export function lookbackProblems(
  model: MonitoringModel,
  survey: Survey,
): readonly Problem[] {
  const retentionsOf = logRetentions(model);
  return [
    ...(model.plan.prometheus.kind === "deployed"
      ? survey.promql.flatMap((query) => beyondMetrics(model, query))
      : []),
    ...(model.plan.loki.kind === "deployed"
      ? survey.logql.flatMap((query) => beyondLogs(retentionsOf, query))
      : []),
  ];
}

/** Prometheus deletes whole blocks, each of up to a tenth of the time; missing less changes little. */
const SLACK = 0.1;

/** How far back a query looks, in seconds: at least, where all its samples are older, and at most. */
interface Lookback {
  readonly least: number;
  readonly most: number;
}

function beyondMetrics(
  model: MonitoringModel,
  { path, what, parsed }: PromqlQuery,
): readonly Problem[] {
  const { time } = model.metricRetention();
  const lookbacks = lookbacksOf(parsed.root, { least: 0, most: 0 });
  const never = lookbacks.find(({ least }) => least > time.toSeconds());
  if (never) {
    return [
      problem(
        "offset-beyond-retention",
        path,
        `${what} must look at samples that are kept, got an offset of ${shown(never.least)}, while metrics are kept for ${time.toString()}; keep metrics longer, or look back less`,
      ),
    ];
  }
  const partly = lookbacks.find(
    ({ most }) => most > time.toSeconds() * (1 + SLACK),
  );
  // What follows from an objective whose window is too long is told with that objective.
  const derived = model.slos.some((slo) => slo.path === path);
  return partly && !derived
    ? [
        warning(
          "range-beyond-retention",
          path,
          `${what} must look at samples that are kept, got a range that begins ${shown(partly.most)} ago, while metrics are kept for ${time.toString()}; keep metrics longer, or look back less`,
        ),
      ]
    : [];
}

/** Those of all selectors, each with what the subqueries around it add. */
function lookbacksOf(
  node: PromqlNode,
  { least, most }: Lookback,
): readonly Lookback[] {
  if (node.kind !== "selector" && node.kind !== "subquery") {
    return childrenOf(node).flatMap((part) =>
      lookbacksOf(part, { least, most }),
    );
  }
  const { offset = 0, range, pinned } = node;
  const own = {
    least: least + offset,
    most: most + offset + (range?.toSeconds() ?? 0),
  };
  if (pinned === true) {
    // A moment that is written down is not relative to now.
    return [];
  }
  return node.kind === "selector" ? [own] : lookbacksOf(node.expr, own);
}

/** How long lines are kept that a selector finds: in one tenant, or in each where it finds lines of several. */
type RetentionsOf = (selector: LogqlSelector) => readonly LogRetention[];

function logRetentions(model: MonitoringModel): RetentionsOf {
  const common = model.logRetention();
  const tenants = model.logTenants();
  const evidence = evidenceServices(model.logs.map(({ value }) => value));
  return (selector) =>
    tenants.length === 0
      ? [common]
      : tenantsOfSelectors([selector], tenants, evidence).map(
          ({ retention }) => retention ?? common,
        );
}

function beyondLogs(
  retentionsOf: RetentionsOf,
  { path, what, rule, parsed }: LogqlQuery,
): readonly Problem[] {
  return parsed.selectors.flatMap((selector) => {
    const { matchers, lookback } = selector;
    if (rule === undefined || lookback === undefined) {
      return [];
    }
    const kept = retentionsOf(selector).map((each) => keptFor(each, matchers));
    const usual = shortestOf(kept.map((each) => each.usual));
    const longest = longestOf(kept.map((each) => each.longest));
    if (lookback.compare(usual) <= 0) {
      return [];
    }
    const none = lookback.compare(longest) > 0;
    return [
      (none ? problem : warning)(
        "range-beyond-log-retention",
        path,
        `${what} must look at log lines that are kept, got a range that begins ${lookback.toString()} ago, while ${none ? "its" : "most of its"} lines are kept for ${(none ? longest : usual).toString()}; keep them longer with log retention, or look back less`,
      ),
    ];
  });
}

/** How long lines that a selector finds are kept: those of which no more is known, and those that are kept longest. */
function keptFor(
  retention: LogRetention,
  matchers: readonly LabelMatcher[],
): { readonly usual: Duration; readonly longest: Duration } {
  const certain = retention.streams.filter(({ match }) =>
    Object.entries(match).every(([label, value]) =>
      matchers.some(
        (matcher) =>
          matcher.label === label &&
          matcher.operator === "=" &&
          matcher.value === value,
      ),
    ),
  );
  const possible = retention.streams.filter((stream) =>
    mayFind(matchers, stream),
  );
  const keeps = (streams: readonly RetentionStream[]): readonly Duration[] =>
    streams.map(({ keep }) => keep);
  const usual =
    certain.length > 0 ? longestOf(keeps(certain)) : retention.default;
  return { usual, longest: longestOf([usual, ...keeps(possible)]) };
}

function mayFind(
  matchers: readonly LabelMatcher[],
  { match }: RetentionStream,
): boolean {
  return matchers.every(({ label, operator, value: wanted }) => {
    const value = match[label];
    if (value === undefined) {
      return true;
    }
    const equal = operator.includes("~")
      ? compileRe2(wanted)?.test(value) !== false
      : value === wanted;
    return operator.startsWith("!") ? !equal : equal;
  });
}

function longestOf(times: readonly Duration[]): Duration {
  return Duration.millis(Math.max(...times.map((time) => time.toMillis())));
}

function shortestOf(times: readonly Duration[]): Duration {
  return Duration.millis(Math.min(...times.map((time) => time.toMillis())));
}

function shown(seconds: number): string {
  return Duration.seconds(seconds).toString();
}
