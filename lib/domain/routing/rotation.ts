import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { firstUncovered } from "../time/coverage";
import { requireTimeInterval, type TimeInterval } from "../time/time-interval";
import { requireReceiver, type AlertReceiver } from "./receiver";

/** Who is told while a time interval lasts. */
export interface Shift {
  readonly during: readonly TimeInterval[];
  readonly receivers: readonly AlertReceiver[];
}

/** Shifts that together cover all of every week. */
export interface Rotation {
  readonly shifts: readonly Shift[];
}

/** A shift as people write it. */
export interface ShiftInput {
  readonly during: TimeInterval | readonly TimeInterval[];
  readonly receivers: AlertReceiver | readonly AlertReceiver[];
}

/** Factories of rotations. */
export const Rotation = {
  /**
   * The teams of several time zones one after the other. What still fires when a shift ends is told to the next one.
   *
   * @throws InvalidInputError when a shift tells nobody, or when there is a time that belongs to no shift
   */
  followTheSun(input: readonly ShiftInput[]): Rotation {
    requireKind("shifts of a rotation", input, "list");
    const shifts = input.map((shift, at) => createShift(shift, at + 1));
    const uncovered = firstUncovered(shifts.flatMap(({ during }) => during));
    if (uncovered !== undefined) {
      throw new InvalidInputError(
        "rotation-gap",
        `shifts of a rotation must cover every hour of every week, got none on ${uncovered}; make a shift longer or add one`,
      );
    }
    return Object.freeze({ shifts });
  },
} as const;

function createShift(shift: ShiftInput, number: number): Shift {
  const what = `shift ${number} of a rotation`;
  requireShape(what, shift, {});
  const receivers = [shift.receivers ?? []].flat();
  if (receivers.length === 0) {
    throw new InvalidInputError(
      "rotation-receivers",
      `${what} must tell somebody, got no receiver; add one such as AlertReceiver.pagerDuty(...)`,
    );
  }
  receivers.forEach((each) => requireReceiver(`receiver of ${what}`, each));
  const during = [shift.during ?? []].flat();
  during.forEach((each) => requireTimeInterval(`time of ${what}`, each));
  return { during, receivers };
}

/** @throws InvalidInputError for shifts that no factory of `Rotation` would take; the factory looks for gaps */
export function requireRotation({ shifts }: Rotation): Rotation {
  requireKind("shifts of a rotation", shifts, "list");
  return { shifts: shifts.map((shift, at) => createShift(shift, at + 1)) };
}

/** Whether receivers change with the time. */
export function isRotation(value: unknown): value is Rotation {
  return typeof value === "object" && value !== null && "shifts" in value;
}
