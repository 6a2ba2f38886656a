/** Years whose changes of the clock a file holds. */
const FIRST_YEAR = 2020;
const LAST_YEAR = 2060;

const DAY = 86_400;
const STEP = 7 * DAY;
const HEADER_BYTES = 44;

interface LocalTimeType {
  /** Seconds east of Greenwich. */
  readonly offset: number;
  readonly summer: boolean;
}

interface Change {
  /** Seconds since 1970. */
  readonly at: number;
  readonly type: LocalTimeType;
}

/**
 * The rules of a time zone for programs whose image has no time zone database, such as Alertmanager's, which refuses a
 * configuration that names a zone it does not find. They are those of the JavaScript engine, written in the format of that
 * database, version 2, for the years 2020 to 2060.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9636
 */
export function renderZoneinfo(timeZone: string): Uint8Array {
  const offsetAt = offsets(timeZone);
  const begin = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
  const end = Date.UTC(LAST_YEAR + 1, 0, 1) / 1000;
  const changes: Change[] = [];
  let before = offsetAt(begin);
  for (let from = begin; from < end; from += STEP) {
    const after = offsetAt(from + STEP);
    if (before !== after) {
      changes.push({
        at: momentOfChange(offsetAt, from, from + STEP),
        type: { offset: after, summer: after > before },
      });
    }
    before = after;
  }
  const first: LocalTimeType = { offset: offsetAt(begin), summer: false };
  // The first block is for readers of the first version, which sees nothing after 2038; readers today skip it.
  return concatenated([block([], first, 4), block(changes, first, 8), FOOTER]);
}

/** Names no rule: after the last change all stays as it is. */
const FOOTER = new TextEncoder().encode("\n\n");

/** Seconds east of Greenwich at a time in seconds since 1970. */
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
    // Written like "1/31/2027, 13:05:00"; to take it apart here costs a third of `formatToParts`.
    const text = clock.format(at * 1000);
    const [month = 1, day = 1, year = 0, hour, minute, second] = text
      .split(/\D+/)
      .map(Number);
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    return local / 1000 - at;
  };
}

/** The first second with the new offset. */
function momentOfChange(
  offsetAt: (at: number) => number,
  from: number,
  to: number,
): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

function block(
  changes: readonly Change[],
  first: LocalTimeType,
  timeBytes: 4 | 8,
): Uint8Array {
  const names = "LOC\0";
  const types = [first, ...changes.map(({ type }) => type)];
  const bytes = new Uint8Array(
    HEADER_BYTES +
      changes.length * (timeBytes + 1) +
      types.length * 6 +
      names.length,
  );
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("TZif2"));
  [0, 0, 0, changes.length, types.length, names.length].forEach((count, at) =>
    view.setUint32(20 + at * 4, count),
  );
  let place = HEADER_BYTES;
  for (const { at } of changes) {
    view.setBigInt64(place, BigInt(at));
    place += timeBytes;
  }
  changes.forEach((_, index) => view.setUint8(place + index, index + 1));
  place += changes.length;
  for (const { offset, summer } of types) {
    view.setInt32(place, offset);
    view.setUint8(place + 4, summer ? 1 : 0);
    place += 6;
  }
  bytes.set(new TextEncoder().encode(names), place);
  return bytes;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
