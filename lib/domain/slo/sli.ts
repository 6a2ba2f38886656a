import { freshnessEvents, type FreshnessSli } from "./indicators/freshness";
import { journeyEvents, type JourneySli } from "./indicators/journey";
import { latencyEvents, type LatencySli } from "./indicators/latency";
import { logEvents, type LogSli } from "./indicators/logs";
import { probeEvents } from "./indicators/probe";
import { ratioEvents, type RatioSli } from "./indicators/ratio";
import {
  ratioTimeSliceEvents,
  timeSliceEvents,
  type RatioTimeSliceSli,
  type TimeSliceSli,
} from "./indicators/time-slices";
import type { SliEvents } from "./measurement";

/**
 * A service level indicator: which events count, and which of them are bad. What is wrong with it is told by the objective
 * that uses it, so that the message can name that objective.
 */
export class Sli {
  private known: SliEvents | undefined;

  private constructor(private readonly read: () => SliEvents) {}

  /**
   * The events, checked when they are first asked for.
   *
   * @throws InvalidInputError as the factories say
   */
  get events(): SliEvents {
    this.known ??= this.read();
    return this.known;
  }

  /**
   * The share of bad events among all, both counted by counters. Give plain selectors: the rate over each window is
   * taken from them. A service that never failed has no error counter yet, which counts as no failures.
   *
   * Refused are malformed PromQL, anything but counters, and two sides that are the same.
   */
  static ratio(input: RatioSli): Sli {
    return new Sli(() => ratioEvents(input));
  }

  /**
   * The share of requests that took longer than `threshold`: all requests less those in the buckets up to it, or, of a
   * native histogram, 1 - `histogram_fraction(-Inf, threshold, ...)`. Refused are a malformed name, label or threshold.
   */
  static latency(input: LatencySli): Sli {
    return new Sli(() => latencyEvents(input));
  }

  /**
   * The share of samples in which a gauge is 0 and not 1, such as `probe_success` or `up`. Each sample is an event, so
   * this measures availability by time.
   *
   * @param success selector of the gauge; malformed PromQL and anything else are refused
   */
  static probe(success: string): Sli {
    return new Sli(() => probeEvents(success));
  }

  /**
   * The share of bad slices of time: bad slices / slices with data. A slice counts once, however many events it has, so
   * that a busy hour weighs no more than a quiet one. A slice without data, or without events, counts as neither.
   *
   * Refused are a query that compares nothing, a share outside (0, 1], and a slice that is no multiple of 30 seconds.
   */
  static timeSlices(input: TimeSliceSli): Sli {
    return new Sli(() => timeSliceEvents(input));
  }

  /** The mean, over slices of time with events, of the share of bad events in each. Refused is what `timeSlices` refuses. */
  static ratioTimeSlices(input: RatioTimeSliceSli): Sli {
    return new Sli(() => ratioTimeSliceEvents(input));
  }

  /**
   * The share of time in which data are older than `maximum`, checked every 30 seconds: `time() - timestamp > maximum`.
   * Refused are malformed PromQL, anything but the selector of a gauge, and less than 1 minute.
   */
  static freshness(input: FreshnessSli): Sli {
    return new Sli(() => freshnessEvents(input));
  }

  /**
   * The share of bad log lines. The ruler of Loki counts the lines of 5 minutes twice a minute and sends the two rates to
   * Prometheus by remote write; from there on it is as any other indicator. No line at all is no traffic.
   *
   * Refused are malformed LogQL, and metrics instead of lines.
   */
  static logs(input: LogSli): Sli {
    return new Sli(() => logEvents(input));
  }

  /**
   * Several objectives together, by weight w. With `events`: sum(w x bad events) / sum(w x events). With `ratios`:
   * sum(w x error ratio) / sum(w) over the parts with traffic in the last 5 minutes, averaged over time. It is unknown
   * while a part is unknown.
   *
   * Refused are less than two parts, one part twice, and weights that are not above 0.
   */
  static journey(input: JourneySli): Sli {
    return new Sli(() => journeyEvents(input));
  }
}

export type {
  FreshnessSli,
  JourneySli,
  LatencySli,
  LogSli,
  RatioSli,
  RatioTimeSliceSli,
  SliEvents,
  TimeSliceSli,
};
