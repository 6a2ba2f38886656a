import { literal, PARSED, setField, type Operator } from "./operators";

/** What was read as the time of a line. */
const TIME = `${PARSED}.time`;

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

/**
 * Reads a time of ISO 8601, with "T" or a space, a point or a comma, with or without a zone, or a number since 1970: its size
 * says whether it counts seconds, milliseconds, microseconds or nanoseconds.
 */
export function anyTime(timeZone: string): readonly Operator[] {
  const number = `float(${TIME})`;
  return [
    setField(
      `${PARSED}.epoch`,
      `int(${number} < 1e11 ? ${number} * 1e6 : ${number} < 1e14 ? ${number} * 1e3 : ${number} < 1e17 ? ${number} : ${number} / 1e3)`,
      String.raw`type(${PARSED}?.time) in ["int", "float"] or type(${PARSED}?.time) == "string" and ${TIME} matches "^\\d{9,19}(\\.\\d+)?$"`,
    ),
    {
      type: "time_parser",
      parse_from: `${PARSED}.epoch`,
      layout_type: "epoch",
      layout: "us",
      if: `${PARSED}?.epoch != nil`,
      on_error: "send_quiet",
    },
    setField(
      TIME,
      String.raw`replace(${TIME}, " ", "T")`,
      String.raw`type(${PARSED}?.time) == "string" and ${TIME} matches "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d"`,
    ),
    timeIn(
      "2006-01-02T15:04:05Z07:00",
      timeZone,
      String.raw`${TIME} matches "(Z|[+-]\\d\\d:\\d\\d)$"`,
    ),
    timeIn(
      "2006-01-02T15:04:05Z0700",
      timeZone,
      String.raw`${TIME} matches "T.*[+-]\\d{4}$"`,
    ),
    timeIn(
      "2006-01-02T15:04:05",
      timeZone,
      String.raw`${TIME} matches "T[\\d:.,]+$"`,
    ),
  ];
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
        "string(today.Year() + (ahead > 7 ? -1 : ahead < -364 ? 1 : 0)) + ' ' + t",
      ].join("; "),
      String.raw`type(${PARSED}?.time) == "string" and ${TIME} matches "^[A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:"`,
    ),
    timeIn(
      "2006 Jan _2 15:04:05",
      timeZone,
      String.raw`${TIME} matches "^\\d{4} [A-Z]"`,
    ),
  ];
}
