import { InvalidInputError } from "../problem";
import { requireOptions } from "../shape";
import { typeOf } from "../shown";
import { requireTimeInterval, type TimeInterval } from "../time/time-interval";
import { gaugeOf } from "./event-source";

/** Time that counts neither as good nor as bad: by the calendar, or while a gauge is above 0. */
export type Exclusion =
  | TimeInterval
  | {
      /** Selector of a gauge, such as `maintenance_mode{service="shop"}`; while it is missing, nothing is excluded. */
      readonly gauge: string;
    };

/** @throws InvalidInputError for what is neither */
export function requireExclusions(
  exclusions: readonly Exclusion[],
): readonly Exclusion[] {
  for (const exclusion of exclusions) {
    if (typeOf(exclusion) === "an object" && "gauge" in exclusion) {
      requireOptions("an exclusion", exclusion, ["gauge"]);
      gaugeOf("gauge of an exclusion", exclusion.gauge);
    } else if (typeOf(exclusion) === "an object" && "spans" in exclusion) {
      requireTimeInterval("an exclusion", exclusion);
    } else {
      throw new InvalidInputError(
        "slo-exclusion",
        `an exclusion must be a TimeInterval or a gauge, got ${typeOf(exclusion)}; write TimeInterval.weekly({ ... }) or { gauge: "maintenance_mode" }`,
      );
    }
  }
  return exclusions;
}
