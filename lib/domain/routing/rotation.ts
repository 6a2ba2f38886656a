import { InvalidInputError } from "../problem";
import { requireKind, requireShape } from "../shape";
import { isWithin } from "../time/within";
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
    const uncovered = firstUncovered(shifts);
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

const MINUTE = 60_000;
/** All time zones are whole quarters of an hour apart. */
const QUARTER_HOUR = 15;
const WEEK = 7 * 24 * 60 * 60_000;

/**
 * Weeks of one year in which some places have summer time and others do not: in the middle of each season, and around the
 * changes in America (second Sunday of March, first of November), Europe (last Sundays of March and October) and
 * Australia (first Sundays of April and October).
 */
const LOOKED_AT = [
  "2027-01-11",
  "2027-03-08",
  "2027-03-15",
  "2027-03-22",
  "2027-03-29",
  "2027-04-05",
  "2027-07-12",
  "2027-09-27",
  "2027-10-04",
  "2027-10-25",
  "2027-11-01",
  "2027-11-08",
];

/** A time at which nobody is told, as people read it. */
function firstUncovered(shifts: readonly Shift[]): string | undefined {
  const intervals = shifts.flatMap(({ during }) => during);
  // A gap begins with a day or where a shift ends.
  const ends = intervals.flatMap(({ spans }) =>
    spans.map(({ minutes }) => (minutes?.[1] ?? 0) % QUARTER_HOUR),
  );
  const looks = [...new Set([0, ...ends])];
  for (const week of LOOKED_AT) {
    const begin = Date.parse(`${week}T00:00:00Z`);
    for (let time = begin; time < begin + WEEK; time += QUARTER_HOUR * MINUTE) {
      const at = looks
        .map((minute) => new Date(time + minute * MINUTE))
        .find((each) => !intervals.some((some) => isWithin(some, each)));
      if (at !== undefined) {
        return new Intl.DateTimeFormat("en-GB", {
          timeZone: "UTC",
          weekday: "long",
          hour: "2-digit",
          minute: "2-digit",
          timeZoneName: "short",
          day: "numeric",
          month: "long",
        }).format(at);
      }
    }
  }
  return undefined;
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
