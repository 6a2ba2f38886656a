import { InvalidInputError } from "../../problem";
import { requireKind, requireOptions, requireShape } from "../../shape";
import { shown, typeOf } from "../../shown";
import { Duration } from "../../units";
import { conditionOf } from "../condition";
import { percentText } from "../decimal";
import type { EventCounts, SliEvents } from "../measurement";

/** What has events, as `Sli` does. */
export interface CountedSli {
  readonly events: SliEvents;
}

/** Slices of time of which each is good or bad. */
export interface TimeSliceSli {
  /**
   * When a slice is good: a comparison in PromQL that must hold for all its series at the end of the slice, such as
   * `queue_length < 100`; or the least share of good events in it, counted by an indicator of requests.
   */
  readonly good: string | { readonly of: CountedSli; readonly atLeast: number };
  /**
   * Length of a slice: a multiple of 30 seconds up to 5 minutes, and at least 1 minute for a share of events.
   * @default 1 minute
   */
  readonly slice?: Duration;
}

/** Slices of time of which each is as bad as its share of bad events. */
export interface RatioTimeSliceSli {
  /** Counts the events of a slice: an indicator of requests. */
  readonly of: CountedSli;
  /**
   * Length of a slice: a multiple of 30 seconds from 1 to 5 minutes.
   * @default 1 minute
   */
  readonly slice?: Duration;
}

const STEP = Duration.seconds(30);
const LONGEST = Duration.minutes(5);

/** The events of `Sli.timeSlices`. */
export function timeSliceEvents(input: TimeSliceSli): SliEvents {
  requireOptions("Sli.timeSlices", input, ["good", "slice"]);
  requireShape("the indicator", input, { slice: "duration?" });
  const { good, slice = Duration.minutes(1) } = input;
  if (typeof good === "string") {
    requireSlice(slice, STEP);
    const condition = conditionOf("good of the indicator", good);
    return {
      measure: {
        kind: "slices",
        slice,
        value: { kind: "condition", ...condition },
      },
      method: "Timeslices",
      required: [condition.any],
      unit: "slices",
      badVerb: "were bad",
    };
  }
  requireOptions("good of the indicator", good, ["of", "atLeast"]);
  requireSlice(slice, Duration.minutes(1));
  const { atLeast } = good;
  if (!(typeof atLeast === "number" && atLeast > 0 && atLeast <= 1)) {
    throw new InvalidInputError(
      "slo-slice",
      `atLeast of a good slice must be above 0 and up to 1, got ${shown(atLeast)}; write 0.95 for 95%`,
    );
  }
  const { of, required } = countsIn("good.of", good.of);
  return {
    measure: { kind: "slices", slice, value: { kind: "share", of, atLeast } },
    method: "Timeslices",
    required,
    unit: "slices",
    badVerb: `had less than ${percentText(atLeast)} good events`,
  };
}

/** The events of `Sli.ratioTimeSlices`. */
export function ratioTimeSliceEvents(input: RatioTimeSliceSli): SliEvents {
  requireOptions("Sli.ratioTimeSlices", input, ["of", "slice"]);
  requireShape("the indicator", input, { slice: "duration?" });
  const { slice = Duration.minutes(1) } = input;
  requireSlice(slice, Duration.minutes(1));
  const { of, required } = countsIn("of", input.of);
  return {
    measure: { kind: "slices", slice, value: { kind: "share", of } },
    method: "RatioTimeslices",
    required,
    unit: "slices",
    badVerb: "were bad, each by its share of bad events",
  };
}

function countsIn(
  name: string,
  sli: CountedSli,
): { readonly of: EventCounts; readonly required: readonly string[] } {
  requireKind(`${name} of the indicator`, sli, "record");
  const events = sli.events as SliEvents | undefined;
  if (events?.measure.kind !== "events" || events.unit !== "requests") {
    throw new InvalidInputError(
      "slo-slice",
      `${name} of the indicator must count requests, got ${events === undefined ? typeOf(sli) : `one of ${events.unit}`}; make it by Sli.ratio or Sli.latency`,
    );
  }
  return { of: events.measure, required: events.required };
}

function requireSlice(slice: Duration, shortest: Duration): void {
  if (
    slice.toMillis() % STEP.toMillis() !== 0 ||
    slice.compare(shortest) < 0 ||
    slice.compare(LONGEST) > 0
  ) {
    throw new InvalidInputError(
      "slo-slice",
      `slice of the indicator must be a multiple of 30s from ${shortest.toPrometheus()} to 5m, got ${slice.toPrometheus()}; use Duration.minutes(1)`,
    );
  }
}
