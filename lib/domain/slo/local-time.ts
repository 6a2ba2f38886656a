/** Years whose changes of the clock are written into rules; later the offset stays as it is at the end of the last one. */
export const CLOCK_YEARS = { first: 2025, last: 2045 } as const;

const WEEK = 7 * 86_400;

/** The local time of a zone, in seconds, compared with UTC. */
export interface ClockChanges {
  /** Before the first change. */
  readonly offset: number;
  readonly changes: readonly {
    /** Seconds since 1970. */
    readonly at: number;
    /** What is added to the offset from then on. */
    readonly by: number;
  }[];
}

const known = new Map<string, ClockChanges>();

/**
 * When the clock of a zone changes in the years of `CLOCK_YEARS`, by the time zone database of the JavaScript engine.
 * PromQL knows UTC only, so that the changes have to be in the rules.
 */
export function clockChanges(timeZone: string): ClockChanges {
  const found = known.get(timeZone) ?? readChanges(timeZone);
  known.set(timeZone, found);
  return found;
}

/** PromQL for the local time of a zone: seconds since the local midnight that began 1970. */
export function clockExpr(timeZone: string): string {
  const { offset, changes } = clockChanges(timeZone);
  const terms = changes.map(
    ({ at, by }) => `${signed(by)} * (time() >= bool ${at})`,
  );
  return `vector(${["time()", ...(offset === 0 ? [] : [signed(offset)]), ...terms].join(" ")})`;
}

/** The same as a number. */
export function localSeconds(timeZone: string, unixSeconds: number): number {
  const { offset, changes } = clockChanges(timeZone);
  return changes.reduce(
    (local, { at, by }) => local + (unixSeconds >= at ? by : 0),
    unixSeconds + offset,
  );
}

function signed(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"} ${Math.abs(seconds)}`;
}

function readChanges(timeZone: string): ClockChanges {
  const offsetAt = offsets(timeZone);
  const begin = Date.UTC(CLOCK_YEARS.first, 0, 1) / 1000;
  const end = Date.UTC(CLOCK_YEARS.last + 1, 0, 1) / 1000;
  const changes: { readonly at: number; readonly by: number }[] = [];
  for (let from = begin; from < end; from += WEEK) {
    const before = offsetAt(from);
    const by = offsetAt(from + WEEK) - before;
    if (by !== 0) {
      changes.push({
        at: firstSecond(from, (at) => offsetAt(at) !== before),
        by,
      });
    }
  }
  return { offset: offsetAt(begin), changes };
}

/** The first second of the week from `from` for which `holds`, which it does from then on. */
function firstSecond(from: number, holds: (at: number) => boolean): number {
  let [no, yes] = [from, from + WEEK];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    [no, yes] = holds(middle) ? [no, middle] : [middle, yes];
  }
  return yes;
}

function offsets(timeZone: string): (at: number) => number {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const parts = Object.fromEntries(
      clock
        .formatToParts(at * 1000)
        .map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour, minute, second } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - at;
  };
}
