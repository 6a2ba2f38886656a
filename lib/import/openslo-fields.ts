import { unwrap } from "../domain/promql/ast";
import { parsePromql } from "../domain/promql/expr";
import { aggregated } from "../domain/slo/grouping";
import { decimalText } from "../domain/slo/decimal";
import { selectorsOf, type EventSource } from "../domain/slo/event-source";
import type {
  BudgetingMethod,
  EventCounts,
  SliceValue,
  SliEvents,
} from "../domain/slo/measurement";
import type { Duration } from "../domain/units";
import { SOURCE } from "./annotations";
import { declarationOf } from "./declaration";
import { latencyOf } from "./histogram";

/** The fields of OpenSLO for an indicator: of the SLI, of the SLO, and of its objective. */
export interface OpenSloIndicator {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly budgetingMethod: BudgetingMethod;
  readonly objective: Readonly<Record<string, unknown>>;
  /** Whether the fields tell all of it, so that they are enough to read it back. */
  readonly isComplete: boolean;
}

type Groups = readonly string[];

/** Nothing for a journey, which is a composite SLO. */
export function openSloIndicator(
  events: SliEvents,
  groupBy: Groups,
): OpenSloIndicator | undefined {
  const { measure, method: budgetingMethod } = events;
  switch (measure.kind) {
    case "events":
      return {
        ...countsFields(measure, groupBy, isSame(events, measure)),
        budgetingMethod,
        objective: {},
      };
    case "slices": {
      const { value, slice } = measure;
      return value.kind === "share"
        ? {
            ...countsFields(value.of, groupBy, isSame(undefined, value.of)),
            budgetingMethod,
            objective: {
              ...(value.atLeast !== undefined && {
                timeSliceTarget: value.atLeast,
              }),
              timeSliceWindow: minutes(slice),
            },
          }
        : {
            ...conditionFields(value, slice),
            budgetingMethod,
            isComplete: false,
          };
    }
    case "logs":
      return {
        spec: ratioMetric(
          metric(measure.total, SOURCE.logs),
          measure.partIs,
          metric(measure.part, SOURCE.logs),
        ),
        budgetingMethod,
        objective: {},
        isComplete: groupBy.length === 0,
      };
    case "journey":
      return undefined;
  }
}

function countsFields(
  { total, part, partIs }: EventCounts,
  groupBy: Groups,
  isComplete: boolean,
): Pick<OpenSloIndicator, "spec" | "isComplete"> {
  if (total.kind === "samples") {
    return {
      spec: {
        ratioMetric: {
          rawType: "success",
          raw: metric(total.selector, SOURCE.metrics),
        },
      },
      isComplete: groupBy.length === 0,
    };
  }
  if (total.kind === "observations") {
    const sum = aggregated("sum", { groupBy }, total.selector);
    const above = part.kind === "observations" ? (part.above ?? 0) : 0;
    return {
      spec: ratioMetric(
        metric(`histogram_count(${sum})`, SOURCE.metrics),
        "good",
        metric(
          `histogram_fraction(-Inf, ${decimalText(above)}, ${sum}) * histogram_count(${sum})`,
          SOURCE.metrics,
        ),
      ),
      isComplete: false,
    };
  }
  return {
    spec: ratioMetric(
      metric(sums(total, groupBy), SOURCE.metrics),
      partIs,
      metric(sums(part, groupBy), SOURCE.metrics),
    ),
    isComplete,
  };
}

/** Whether counters, read back, are the same indicator: those of a histogram could be of either kind. */
function isSame(events: SliEvents | undefined, counts: EventCounts): boolean {
  const latency =
    counts.partIs === "good"
      ? latencyOf(
          { selectors: selectorsOf(counts.part), groupBy: [] },
          { selectors: selectorsOf(counts.total), groupBy: [] },
        )
      : undefined;
  if (latency === undefined) {
    return counts.missingPart === "none";
  }
  return events === undefined
    ? JSON.stringify(latency.events.measure) ===
        JSON.stringify({ kind: "events", ...counts })
    : JSON.stringify(declarationOf(latency.events)) ===
        JSON.stringify(declarationOf(events));
}

function sums(source: EventSource, groupBy: Groups): string {
  return selectorsOf(source)
    .map((selector) => aggregated("sum", { groupBy }, selector))
    .join(" + ");
}

const OPERATORS = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" } as const;

/** A threshold where the condition is one; else its result, which is 1 where it holds. */
function conditionFields(
  { any }: Extract<SliceValue, { kind: "condition" }>,
  slice: Duration,
): Pick<OpenSloIndicator, "spec" | "objective"> {
  const node = unwrap(parsePromql(any).root);
  const limit = node.kind === "binary" ? unwrap(node.right) : undefined;
  const [query, op, value] =
    node.kind === "binary" &&
    limit?.kind === "number" &&
    Object.hasOwn(OPERATORS, node.operator)
      ? [
          any.slice(node.left.from, node.left.to),
          OPERATORS[node.operator as keyof typeof OPERATORS],
          limit.value,
        ]
      : [any, "gte", 1];
  return {
    spec: { thresholdMetric: metric(query, SOURCE.metrics) },
    objective: {
      op,
      value,
      timeSliceTarget: 1,
      timeSliceWindow: minutes(slice),
    },
  };
}

function ratioMetric(
  total: object,
  partIs: "bad" | "good",
  part: object,
): Readonly<Record<string, unknown>> {
  return { ratioMetric: { counter: true, [partIs]: part, total } };
}

function metric(query: string, metricSourceRef: string): object {
  return { metricSource: { metricSourceRef, spec: { query } } };
}

/** `1m`, or a number of minutes where there is no whole one. */
export function minutes(slice: Duration): string | number {
  const amount = slice.toMinutes();
  return Number.isInteger(amount) ? `${amount}m` : amount;
}
