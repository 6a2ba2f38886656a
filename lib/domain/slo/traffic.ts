import { decimalText, exactly } from "./decimal";
import { InvalidInputError } from "../problem";
import type { Sli } from "./sli";
import type { BurnRate, OmittedWindow } from "./windows";

/** A risk of an objective that is legal. */
export interface SloWarning {
  /** Stable identifier of the kind of risk, in kebab case. */
  readonly code: string;
  readonly message: string;
}

/** The part of an objective that the warnings are about. */
interface Alerting {
  readonly id: string;
  readonly sli: Sli;
  readonly burnRates: readonly BurnRate[];
  readonly omittedWindows: readonly OmittedWindow[];
  readonly minimumBadEvents: number;
}

/**
 * The number of events in the long window below which a single failure exceeds the threshold: 1 / (factor x budget).
 * At 99.9 % in 30 days that is 69.4 for 1h.
 */
export function singleFailureLimit({ threshold }: BurnRate): number {
  return exactly(1).div(exactly(threshold)).toNumber();
}

/**
 * Says which windows have no alert, and which see so few events that the minimum of bad events decides alone, or cannot
 * be reached at all.
 *
 * @throws InvalidInputError when `requestsPerSecond` is given and not above 0
 */
export function trafficWarnings(
  slo: Alerting,
  requestsPerSecond: number | undefined,
): readonly SloWarning[] {
  const { unit } = slo.sli.events;
  const unreachable = slo.omittedWindows
    .filter(({ kind }) => kind !== "too-long")
    .map(({ window, kind, reason }) => ({
      code:
        kind === "redundant" ? "slo-window-redundant" : "slo-window-omitted",
      message: `objective "${slo.id}" must ${kind === "redundant" ? "have a use" : "leave room"} for a burn-rate alert over ${window.long.toPrometheus()}, got none: ${reason}; the other windows alert`,
    }));
  if (requestsPerSecond === undefined) {
    return unreachable;
  }
  if (!(requestsPerSecond > 0 && Number.isFinite(requestsPerSecond))) {
    throw new InvalidInputError(
      "slo-expected-requests",
      `expectedRequestsPerSecond must be a number above 0, got ${requestsPerSecond}; leave it out when it is not known`,
    );
  }
  return unit === "requests"
    ? [...unreachable, ...thinWindows(slo, requestsPerSecond)]
    : unreachable;
}

function thinWindows(
  slo: Alerting,
  requestsPerSecond: number,
): readonly SloWarning[] {
  return slo.burnRates.flatMap((burnRate) => {
    const { long } = burnRate.window;
    const expected = exactly(requestsPerSecond).times(long.toSeconds());
    const traffic = `${decimalText(expected)} (${decimalText(requestsPerSecond)} per second)`;
    const what = `traffic of objective "${slo.id}"`;
    if (expected.lt(slo.minimumBadEvents)) {
      return {
        code: "slo-too-few-events",
        message: `${what} must reach ${slo.minimumBadEvents} requests in ${long.toPrometheus()} for that alert to fire at all, got ${traffic}; lower minimumBadEvents, or measure probes with Sli.probe`,
      };
    }
    const limit = Math.ceil(singleFailureLimit(burnRate));
    if (expected.lt(limit)) {
      return {
        code: "slo-low-traffic",
        message: `${what} must reach ${limit} requests in ${long.toPrometheus()} for one failure to stay within the threshold, got ${traffic}; only minimumBadEvents (${slo.minimumBadEvents}) keeps single failures from alerting, so lower the objective or measure more traffic together`,
      };
    }
    return [];
  });
}
