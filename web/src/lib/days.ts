/** A day of the calendar as the API writes it: `2026-12-24`. It has no zone and no time. */
export type Day = string;

const DAY = 86_400_000;

const noon = (day: Day): number => Date.parse(`${day}T12:00Z`);

/** The day that a moment falls on for the reader. */
export function dayAt(moment: Date): Day {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

export function addDays(day: Day, days: number): Day {
  return new Date(noon(day) + days * DAY).toISOString().slice(0, 10);
}

/** How many days lie between two; negative if `to` comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((noon(to) - noon(from)) / DAY);
}

/** The next Monday after a day: where people put what has time until next week. */
export function nextMonday(day: Day): Day {
  const sinceMonday = (new Date(noon(day)).getUTCDay() + 6) % 7;
  return addDays(day, 7 - sinceMonday);
}
