import {
  FOUND,
  literal,
  PARSED,
  setField,
  unless,
  type Operator,
} from "./operators";

/** What was read as the time of a line. */
const TIME = `${PARSED}.time`;

/** The time as a line has it, where it was looked for under several names: as most write it, and in any other way. */
const STAMP = { iso: `${FOUND}.iso`, other: `${FOUND}.time` } as const;

/** The layout of ISO 8601, with any fraction of a second. */
const ISO = "2006-01-02T15:04:05Z07:00";

/** Whether a time, an expression, is of ISO 8601 in UTC; not in a leap second, which has no place of its own. */
export function isIso(time: string): string {
  return `type(${time}) == "string" and ${time} endsWith "Z" and ${time} contains "T" and not (${time} contains ":60")`;
}

/** The time when it is known which it is. */
const MOMENT = `${FOUND}.moment`;

/** Reads the time by a layout of Go; the zone is for times that name none. */
export function timeIn(
  layout: string,
  timeZone: string,
  condition?: string,
): Operator {
  return {
    type: "time_parser",
    parse_from: TIME,
    layout_type: "gotime",
    layout,
    location: timeZone,
    if: `type(${PARSED}?.time) == "string"${condition === undefined ? "" : ` and ${condition}`}`,
    on_error: "send_quiet",
  };
}

/** Reads the time by a layout of strptime. */
export function strptime(layout: string, timeZone: string): Operator {
  const { type, parse_from, location, on_error } = timeIn(layout, timeZone);
  return {
    type,
    parse_from,
    layout_type: "strptime",
    layout,
    location,
    if: `type(${PARSED}?.time) == "string"`,
    on_error,
  };
}

/** Reads the time that was found: one of ISO 8601 in UTC at once, since all that `anyTime` asks costs more than the rest. */
export function foundTime(timeZone: string): readonly Operator[] {
  return [
    {
      type: "time_parser",
      parse_from: STAMP.iso,
      layout_type: "gotime",
      layout: ISO,
      on_error: "send_quiet",
    },
    ...unless(`${FOUND}?.time == nil`, "time", anyTime(timeZone, STAMP.other)),
  ];
}

/**
 * Reads a time of ISO 8601, with "T" or a space, a point or a comma, with or without a zone, or a number since 1970: its size
 * says whether it counts seconds, milliseconds, microseconds or nanoseconds.
 *
 * @param from the field that holds it
 */
export function anyTime(
  timeZone: string,
  from: string = TIME,
): readonly Operator[] {
  const local = timeZone === "UTC" ? iso("2006-01-02T15:04:05") : "nil";
  const text = [
    // A leap second has no place of its own.
    `let s = t[17:19] == "60" ? t[:17] + "59" + t[19:] : t`,
    `let iso = s[10:11] == " " ? s[:10] + "T" + ${SPACES} : s endsWith "]" ? split(s, "[")[0] : s`,
    [
      `iso endsWith "Z" or iso[-3:-2] == ":" and iso[-6:-5] in ["+", "-"] ? ${iso(ISO)}`,
      `iso[-5:-4] in ["+", "-"] ? ${iso("2006-01-02T15:04:05Z0700")}`,
      `iso[-3:-2] in ["+", "-"] ? ${iso("2006-01-02T15:04:05Z07")}`,
      local,
    ].join(" : "),
  ].join("; ");
  return [
    setField(
      MOMENT,
      [
        `let t = ${from.replace(/^(attributes\["[^"]+"\])\./, "$1?.")}`,
        [
          `type(t) in ["int", "float"] ? ${epoch("float(t)")}`,
          `type(t) != "string" ? nil`,
          String.raw`len(t) > 18 and t[4:5] == "-" and t[13:14] == ":" ? (${text})`,
          String.raw`t matches "^\\d{9,19}(\\.\\d+)?$" ? ${epoch("float(t)")}`,
          "nil",
        ].join(" : "),
      ].join("; "),
    ),
    {
      type: "time_parser",
      parse_from: MOMENT,
      layout_type: "native",
      on_error: "send_quiet",
    },
    ...(timeZone === "UTC"
      ? []
      : [
          setField(
            TIME,
            `replace(${from}, " ", "T")`,
            String.raw`timestamp.IsZero() and type(${from}) == "string" and ${from} matches "^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?$"`,
          ),
          timeIn("2006-01-02T15:04:05", timeZone, "timestamp.IsZero()"),
        ]),
  ];
}

/** What is behind the day, with the zone as ISO 8601 has it. */
const SPACES = String.raw`replace(replace(replace(s[11:], " +0000 UTC", "Z"), " UTC", "Z"), " ", "")`;

function iso(layout: string): string {
  return `date(iso, ${literal(layout)})`;
}

/** A number since 1970, as a time; a smaller one counts something else, such as seconds since a start. */
function epoch(number: string): string {
  return `(let n = ${number}; n < 1e8 or n > 4e18 ? nil : date("1970-01-01") + duration(string(int(n < 1e11 ? n * 1e6 : n < 1e14 ? n * 1e3 : n < 1e17 ? n : n / 1e3)) + "us"))`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * Reads a time without a year, such as `Jan  2 15:04:05`: that of the last twelve months, or of the week to come, since the
 * clocks of two machines and their zones differ at new year.
 */
export function timeWithoutYear(timeZone: string): readonly Operator[] {
  const months = MONTHS.map((name, index) => `${literal(name)}: ${index + 1}`);
  const day = "int(trim(split(trimPrefix(t[3:], ' '), ':')[0][:2]))";
  return [
    setField(
      TIME,
      [
        `let t = ${TIME}`,
        "let today = now()",
        // Months of 31 days are exact enough for a week.
        `let ahead = ({${months.join(", ")}}[t[:3]] * 31 + ${day}) - (int(today.Month()) * 31 + today.Day())`,
        "string(today.Year() + (ahead > 7 ? -1 : ahead < -364 ? 1 : 0)) + ' ' + replace(t, ':60', ':59')",
      ].join("; "),
      String.raw`type(${PARSED}?.time) == "string" and ${TIME} matches "^[A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:"`,
    ),
    // Some write the year behind the day.
    timeIn(
      "Jan _2 2006 15:04:05",
      timeZone,
      String.raw`${TIME} matches "^[A-Z][a-z]{2} {1,2}\\d{1,2} \\d{4} "`,
    ),
    timeIn(
      "2006 Jan _2 15:04:05",
      timeZone,
      String.raw`${TIME} matches "^\\d{4} [A-Z]"`,
    ),
  ];
}
