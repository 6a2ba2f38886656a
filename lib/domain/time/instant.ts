import { InvalidInputError } from "../problem";
import { requireDateTime } from "./time-input";
import { localTime } from "./within";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The moment at which the clock of a time zone shows `text`, such as `2026-01-05T09:00`; the first one when it shows it
 * twice because summer time ends.
 *
 * @param what names the time in messages
 * @throws InvalidInputError for what is no such time, and for an hour that the beginning of summer time leaves out
 */
export function instantOf(what: string, text: string, timeZone: string): Date {
  const { year, month, day, minute } = requireDateTime(what, text);
  const shownTime = Date.UTC(year, month - 1, day, 0, minute);
  const candidates = [shownTime - DAY, shownTime + DAY].map(
    (near) => shownTime - (clockAt(near, timeZone) - near),
  );
  const moment = candidates.find(
    (each) => clockAt(each, timeZone) === shownTime,
  );
  if (moment === undefined) {
    throw new InvalidInputError(
      "time-skipped",
      `${what} must be a time that the clocks of ${timeZone} show, got ${JSON.stringify(text)}, which the beginning of summer time leaves out; take an hour later`,
    );
  }
  return new Date(moment);
}

/** What a clock of the zone shows, as if it were UTC. */
function clockAt(millis: number, timeZone: string): number {
  const { year, month, day, minute } = localTime(timeZone, new Date(millis));
  return Date.UTC(year, month - 1, day, 0, minute);
}
