export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** The day so many days later. */
export function laterWeekday(day: Weekday, days: number): Weekday {
  const index = (WEEKDAYS.indexOf(day) + days) % WEEKDAYS.length;
  return WEEKDAYS[index] ?? day;
}
