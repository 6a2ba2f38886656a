import type { Dashboard, PanelQuery } from "../dashboard/model";
import { DATA_SOURCE } from "../names";
import type { LabelMatcher } from "../promql/ast";
import { lineCounts, type LineCount } from "../promql/logql-counts";
import { compileRe2 } from "../promql/regexp";
import type { RuleGroup } from "../rules/rule";
import type { LogProcessing } from "./processing";
import { ALWAYS_KEPT_LOGS, LOG_WEIGHT, SAMPLED_LEVELS } from "./sampling";

/** For how many lines one stands, until it is summed up. */
const WEIGHT = "lines_written";

/**
 * The LogQL with each number of lines as they were written, not as they are stored: a kept line counts as many as it stands
 * for. That is slower, so what no sampling and no deduplication can concern stays as it is, such as errors; so does a query
 * that reads the weight itself.
 */
export function countingWritten(query: string, logs: LogProcessing): string {
  if (isAllKept(logs)) {
    return query;
  }
  return lineCounts(query)
    .filter(
      ({ at, matchers }) =>
        !query.slice(at.from, at.to).includes(LOG_WEIGHT.sampled) &&
        mayStandForMore(matchers, logs),
    )
    .reduceRight(
      (text, count) =>
        text.slice(0, count.at.from) +
        weighed(count, weightOf(logs)) +
        text.slice(count.at.to),
      query,
    );
}

/** For how many lines one stands, as a template; what nobody declares is not the agent's word. */
function weightOf({ sampling = [], deduplication }: LogProcessing): string {
  const { sampled, repeated } = LOG_WEIGHT;
  return deduplication === undefined
    ? `default 1 .${sampled}`
    : sampling.length === 0
      ? `default 1 .${repeated}`
      : `mulf (default 1 .${sampled}) (default 1 .${repeated})`;
}

/** Whether every line that is stored stands for itself alone. */
function isAllKept({ sampling = [], deduplication }: LogProcessing): boolean {
  return sampling.length === 0 && deduplication === undefined;
}

/**
 * The weight is read behind filters of lines, which are fast, and before a parser could find a field of its name in the line
 * or `keep` could remove it.
 */
function weighed(count: LineCount, weight: string): string {
  const { operation, selector, stages, range, offset } = count;
  const other = stages.findIndex(({ kind }) => kind !== "filter");
  const filters = other === -1 ? stages : stages.slice(0, other);
  const pipeline = [
    ...filters.map(({ text }) => text),
    `| label_format ${WEIGHT}=\`{{ ${weight} }}\``,
    ...stages
      .slice(filters.length)
      .map(({ kind, text }) => (kind === "keep" ? `${text}, ${WEIGHT}` : text)),
    `| unwrap ${WEIGHT}`,
  ].join(" ");
  const lines =
    offset === ""
      ? `${selector} ${pipeline} ${range}`
      : // The grammar knows an offset behind several stages only in this order.
        `${selector} ${range} ${offset} ${pipeline}`;
  return `${operation === "rate" ? "rate" : "sum_over_time"}(${lines})`;
}

/** Rules with the numbers of lines that were written. */
export function rulesOfWritten(
  group: RuleGroup,
  logs: LogProcessing,
): RuleGroup {
  return group.engine === "loki"
    ? {
        ...group,
        rules: group.rules.map((rule) => ({
          ...rule,
          expr: countingWritten(rule.expr, logs),
        })),
      }
    : group;
}

/** A dashboard with the numbers of lines that were written. */
export function dashboardOfWritten(
  dashboard: Dashboard,
  logs: LogProcessing,
): Dashboard {
  const counting = (query: PanelQuery): PanelQuery =>
    query.dataSource === DATA_SOURCE.loki
      ? { ...query, expr: countingWritten(query.expr, logs) }
      : query;
  return {
    ...dashboard,
    rows: dashboard.rows.map((row) => ({
      ...row,
      panels: row.panels.map((panel) => ({
        ...panel,
        queries: panel.queries.map(counting),
      })),
    })),
  };
}

/** Whether among the lines of a selector there may be some that stand for others. */
function mayStandForMore(
  matchers: readonly LabelMatcher[],
  { sampling = [], deduplication }: LogProcessing,
): boolean {
  const accepts = (label: string, values: readonly string[]): boolean =>
    values.some((value) =>
      matchers.every(
        (matcher) => matcher.label !== label || mayAccept(matcher, value),
      ),
    );
  const logs = matchers.flatMap((matcher) =>
    matcher.label === "log" ? (wordsOf(matcher) ?? []) : [],
  );
  if (logs.length > 0 && logs.every(isAlwaysKept)) {
    return false;
  }
  return (
    (deduplication !== undefined &&
      accepts("level", [...SAMPLED_LEVELS, "unknown"])) ||
    sampling.some(
      ({ keep, levels = SAMPLED_LEVELS, services }) =>
        keep > 0 &&
        keep < 1 &&
        accepts("level", levels) &&
        (services === undefined || accepts("service", services)),
    )
  );
}

function isAlwaysKept(log: string): boolean {
  return ALWAYS_KEPT_LOGS.some((kept) => kept === log);
}

/** The values that a condition allows, where it lists them. */
function wordsOf({
  operator,
  value,
}: LabelMatcher): readonly string[] | undefined {
  switch (operator) {
    case "=":
      return [value];
    case "=~":
      return /^[\w|-]+$/.test(value) ? value.split("|") : undefined;
    case "!=":
    case "!~":
      return undefined;
  }
}

/** Whether a condition may allow the value; certain only when it does not. */
function mayAccept({ operator, value: text }: LabelMatcher, value: string) {
  switch (operator) {
    case "=":
      return text === value;
    case "!=":
      return text !== value;
    case "=~": {
      const pattern = compileRe2(text);
      return pattern === undefined || RegExp(pattern, "is").test(value);
    }
    case "!~":
      return !(/^[\w|-]+$/.test(text) && text.split("|").includes(value));
  }
}
