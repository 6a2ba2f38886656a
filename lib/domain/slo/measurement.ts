import type { Duration } from "../units";
import type { EventSource } from "./event-source";

/** How OpenSLO calls what the budget is counted in (https://github.com/OpenSLO/OpenSLO#slo). */
export type BudgetingMethod = "Occurrences" | "Timeslices" | "RatioTimeslices";

/** Events, and the bad or the good ones among them. */
export interface EventCounts {
  readonly total: EventSource;
  readonly part: EventSource;
  readonly partIs: "bad" | "good";
  /**
   * What it means that `part` has no series while `total` has: none of its events has happened yet, as counters appear
   * with their first event, or the metric is not there and nothing is known.
   */
  readonly missingPart: "none" | "unknown";
}

/** Each event counts. */
export interface EventMeasurement extends EventCounts {
  readonly kind: "events";
}

/** Each slice of time counts once, however many events it has. */
export interface SliceMeasurement {
  readonly kind: "slices";
  readonly slice: Duration;
  readonly value: SliceValue;
}

/** How bad a slice is, from 0 to 1. */
export type SliceValue =
  /** The share of bad events in it; with `atLeast`, 1 when the share of good events is below that, else 0. */
  | {
      readonly kind: "share";
      readonly of: EventCounts;
      readonly atLeast?: number;
    }
  /** 1 when a condition does not hold at its end, else 0. */
  | {
      readonly kind: "condition";
      /** PromQL of 1 where the condition holds and 0 where not; nothing where it compares with NaN. */
      readonly known: string;
      /** The same with 0 for NaN. */
      readonly any: string;
      /** Whether one series for which it holds is enough; default: it must hold for all. */
      readonly anyOf?: boolean;
      /** A gauge that the condition is about, if it is as simple as that. */
      readonly gauge?: GaugeCondition;
    };

/** Values of a gauge for which a condition holds or not; of a time they are added to now, which is `scale` per second. */
export interface GaugeCondition {
  readonly selector: string;
  readonly good: number;
  readonly bad: number;
  readonly isTime: boolean;
  readonly scale: number;
}

/** Log lines, counted by the ruler of Loki, which sends the counts to Prometheus. */
export interface LogMeasurement {
  readonly kind: "logs";
  /** LogQL that chooses lines. */
  readonly total: string;
  readonly part: string;
  readonly partIs: "bad" | "good";
}

/** Other objectives, each with its weight. */
export interface JourneyMeasurement {
  readonly kind: "journey";
  readonly method: "events" | "ratios";
  readonly parts: readonly JourneyPart[];
}

/** An objective that is recorded beside the journey. */
export interface JourneyPart {
  readonly id: string;
  readonly service: string;
  readonly groupBy: readonly string[];
  readonly weight: number;
}

export type Measurement =
  EventMeasurement | SliceMeasurement | LogMeasurement | JourneyMeasurement;

/** What an indicator measures and how people call it. */
export interface SliEvents {
  readonly measure: Measurement;
  readonly method: BudgetingMethod;
  /** PromQL that must return something, or else nothing is measured; that of recorded series is added. */
  readonly required: readonly string[];
  /** What the events are, for people. */
  readonly unit: SliUnit;
  /** What a bad event did, for people: `failed`. */
  readonly badVerb: string;
  /** What a bad event is for who made the request; other alerts about the same page once with those of the objective. */
  readonly symptom?: "errors" | "latency";
}

export type SliUnit =
  | "requests"
  | "probes"
  | "slices"
  | "checks"
  | "log lines"
  | "weighted events"
  | "weighted parts";

/** The counts that a measurement takes from the service's own counters, if it does. */
export function countsOf(measure: Measurement): EventCounts | undefined {
  switch (measure.kind) {
    case "events":
      return measure;
    case "slices":
      return measure.value.kind === "share" ? measure.value.of : undefined;
    case "logs":
    case "journey":
      return undefined;
  }
}

/**
 * Whether each scrape finds one event, good or bad, instead of any number of them: probes, and conditions on what is
 * found at a time.
 */
export function isPerScrape(measure: Measurement): boolean {
  switch (measure.kind) {
    case "events":
      return measure.total.kind === "samples";
    case "slices":
      return measure.value.kind === "condition";
    case "logs":
    case "journey":
      return false;
  }
}
