import { CalendarWindow } from "../domain/slo/calendar";
import { Duration } from "../domain/units";
import type { Field } from "./field";

/** `90d`, `4w` and the like. Months, quarters and years have no length of their own. */
export function shorthandIn(field: Field): Duration {
  const text = field.text();
  if (!/^[1-9]\d*[mhdw]$/.test(text)) {
    throw field.fault(
      `must be a whole number of m, h, d or w, got ${JSON.stringify(text.slice(0, 60))}; write a month as 30d`,
    );
  }
  return field.checked(() => Duration.parse(text));
}

/** The window of an SLO: one entry, rolling or of the calendar. */
export function windowIn(field: Field): Duration | CalendarWindow {
  const [entry, second] = field.list();
  if (entry === undefined) {
    field.warn("is not given; 30d is taken");
    return Duration.days(30);
  }
  if (second !== undefined) {
    throw second.fault("must be the only entry, got another; remove one");
  }
  const get = entry.record({ known: ["duration", "isRolling", "calendar"] });
  const isRolling = get("isRolling").isMissing
    ? get("calendar").isMissing
    : get("isRolling").flag();
  if (isRolling !== get("calendar").isMissing) {
    throw entry.fault(
      `must have calendar when it does not roll, got ${isRolling ? "both" : "neither"}; write isRolling: true, or give startTime and timeZone in calendar`,
    );
  }
  return isRolling
    ? shorthandIn(get("duration"))
    : calendarIn(get("duration"), get("calendar"));
}

const UNITS: Readonly<Record<string, CalendarWindow["unit"]>> = {
  "1w": "week",
  "7d": "week",
  "1M": "month",
  "1Q": "quarter",
  "3M": "quarter",
};

function calendarIn(duration: Field, calendar: Field): CalendarWindow {
  const text = duration.text();
  const unit = Object.hasOwn(UNITS, text) ? UNITS[text] : undefined;
  if (unit === undefined) {
    throw duration.fault(
      `must be 1w, 1M or 1Q in a calendar, got ${JSON.stringify(text.slice(0, 60))}; use one of them, or let the window roll`,
    );
  }
  const get = calendar.record({ known: ["startTime", "timeZone"] });
  requireStart(get("startTime"), unit);
  const timeZone = get("timeZone").text();
  return get("timeZone").checked(() => CalendarWindow[unit]({ timeZone }));
}

/** Ours begin at midnight: on a Monday, on the first of a month, or of January, April, July and October. */
function requireStart(field: Field, unit: CalendarWindow["unit"]): void {
  const text = field.text();
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text);
  const [, year, month, day, time] = match ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (match === null || date.getUTCDate() !== Number(day)) {
    throw field.fault(
      `must be a date and time, got ${JSON.stringify(text.slice(0, 60))}; write it like "2024-01-01 00:00:00"`,
    );
  }
  const begins = {
    week: date.getUTCDay() === 1,
    month: day === "01",
    quarter: day === "01" && (Number(month) - 1) % 3 === 0,
  }[unit];
  if (time !== "00:00:00" || !begins) {
    field.unsupported(
      `cannot be another beginning than midnight ${unit === "week" ? "of a Monday" : unit === "month" ? "of the first of a month" : "of the first of January, April, July or October"}; write "2024-01-01 00:00:00"`,
    );
  }
}
