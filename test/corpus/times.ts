import type { Dice } from "./corpus";

const DAY = 86_400_000;

/** A moment as clocks of a place show it. */
export interface Clock {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** Such as `+02:00`. */
  readonly offset: string;
  readonly monthName: string;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a hundred times as long as using it. */
function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  });
  formatters.set(timeZone, made);
  return made;
}

/** What a clock in this zone shows. */
export function clock(time: number, timeZone: string): Clock {
  const parts = formatter(timeZone).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? "";
  const month = part("month");
  return {
    year: part("year"),
    month,
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
    offset: part("timeZoneName").replace("GMT", "") || "+00:00",
    monthName: MONTHS[Number(month) - 1] ?? "",
  };
}

/** Whole seconds of the last eleven months, near midnight or a change of the clocks as often as not. */
export function moment(dice: Dice, now: number, timeZone: string): number {
  for (;;) {
    const day = Math.floor(now / DAY) - 1 - dice.below(335);
    const usual = day * DAY + dice.below(DAY / 1000) * 1000;
    const midnight = day * DAY + (dice.below(7) - 3) * 1000;
    const changes = changesOfClock(now, timeZone);
    const change =
      (changes[dice.below(Math.max(1, changes.length))] ?? usual) +
      (dice.below(5) - 2) * 1_800_000;
    const time = dice.of([usual, midnight, change]);
    if (time < now - DAY && isClear(time, timeZone)) {
      return time;
    }
  }
}

const known = new Map<string, readonly number[]>();

/** When the clocks of the zone were put forward or back in the last eleven months. */
function changesOfClock(now: number, timeZone: string): readonly number[] {
  const before = known.get(timeZone);
  if (before !== undefined) {
    return before;
  }
  const offset = (at: number): string => clock(at, timeZone).offset;
  const days = Array.from(
    { length: 335 },
    (_, index) => Math.floor(now / DAY - index) * DAY,
  ).filter((day) => offset(day) !== offset(day - DAY));
  const found = days.flatMap((day) =>
    Array.from({ length: 48 }, (_, index) => day - index * 1_800_000).filter(
      (at) => offset(at) !== offset(at - 1_800_000),
    ),
  );
  known.set(timeZone, found);
  return found;
}

/** Whether no other moment looks the same on the clocks of the zone. */
function isClear(time: number, timeZone: string): boolean {
  const shown = (at: number): string => {
    const { day, hour, minute } = clock(at, timeZone);
    return `${day} ${hour}:${minute}`;
  };
  return [-3_600_000, -1_800_000, 1_800_000, 3_600_000].every(
    (apart) => shown(time + apart) !== shown(time),
  );
}
