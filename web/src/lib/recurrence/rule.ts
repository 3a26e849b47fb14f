/** The days of a week, as RFC 5545 writes them. */
export const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

export type Day = (typeof DAYS)[number];

/** A day of a calendar without a time, months from 1. */
export interface PlainDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What a phrase says about repeating: the part of RFC 5545 that people put into words. */
export interface Rule {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval?: number | undefined;
  readonly byDay?: readonly Day[];
  /** With `byDay`: which of them in the month; -1 is the last. */
  readonly nth?: number | undefined;
  /** Days of the month; -1 is the last. */
  readonly byMonthDay?: readonly number[];
  readonly byMonth?: number | undefined;
  readonly count?: number | undefined;
  readonly until?: PlainDate | undefined;
}

const two = (number: number): string => String(number).padStart(2, "0");

export function isoDate({ year, month, day }: PlainDate): string {
  return `${year}-${two(month)}-${two(day)}`;
}

export function plainDate(date: Date): PlainDate {
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() };
}

const daysIn = (year: number, month: number): number => new Date(year, month, 0).getDate();

export function addDays({ year, month, day }: PlainDate, days: number): PlainDate {
  return plainDate(new Date(year, month - 1, day + days));
}

/** The day of the week, from 0 for Monday. */
export function weekday({ year, month, day }: PlainDate): number {
  return (new Date(year, month - 1, day).getDay() + 6) % 7;
}

/** The next day, today included, that has this number in its month; a month without it is passed over. */
export function nextMonthDay(today: PlainDate, wanted: number): PlainDate {
  return firstDate({ freq: "MONTHLY", byMonthDay: [wanted] }, today);
}

/** A rule as the value of RFC 5545's `RRULE`. */
export function toRrule(rule: Rule): string {
  const days = rule.byDay?.map((day) => `${rule.nth ?? ""}${day}`);
  const parts: ReadonlyArray<readonly [string, string | number | undefined]> = [
    ["FREQ", rule.freq],
    ["INTERVAL", rule.interval === 1 ? undefined : rule.interval],
    ["BYMONTH", rule.byMonth],
    ["BYMONTHDAY", rule.byMonthDay?.join()],
    ["BYDAY", days?.join()],
    ["COUNT", rule.count],
    ["UNTIL", rule.until === undefined ? undefined : isoDate(rule.until).replaceAll("-", "")],
  ];
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(";");
}

function falls({ byDay, nth, byMonthDay, byMonth }: Rule, date: PlainDate): boolean {
  const length = daysIn(date.year, date.month);
  if (byMonth !== undefined && byMonth !== date.month) return false;
  if (
    byMonthDay !== undefined &&
    !byMonthDay.some((day) => date.day === (day < 0 ? length + 1 + day : day))
  ) {
    return false;
  }
  if (byDay === undefined) return true;
  if (!byDay.some((day) => DAYS[weekday(date)] === day)) return false;
  if (nth === undefined) return true;
  return nth < 0 ? date.day > length - 7 : Math.ceil(date.day / 7) === nth;
}

/** Longer than from one 29 February to the next, over a century that has none. */
const FARTHEST = 366 * 9;

/** The first day, today included, that a rule falls on. */
export function firstDate(rule: Rule, today: PlainDate): PlainDate {
  for (let ahead = 0; ahead < FARTHEST; ahead += 1) {
    const date = addDays(today, ahead);
    if (falls(rule, date)) return date;
  }
  return today;
}

/** Whether there is such a day at all: there is no 31 April. */
export function isPossible(rule: Rule): boolean {
  const longest = rule.byMonth === undefined ? 31 : daysIn(2024, rule.byMonth);
  return (
    (rule.interval ?? 1) >= 1 &&
    (rule.interval ?? 1) <= 999 &&
    (rule.count ?? 1) >= 1 &&
    (rule.byMonthDay ?? []).every((day) => day === -1 || (day >= 1 && day <= longest))
  );
}

/** A day as the API writes it, `2026-12-24`. */
export function readDate(text: string): PlainDate {
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split("-").map(Number);
  return { year, month, day };
}

/** Which one of its weekday a day is in its month, from 1; the fifth is always the last, too. */
export function nthInMonth({ day }: PlainDate): number {
  return Math.ceil(day / 7);
}

/** Whether no such weekday follows in its month. */
export function isLastInMonth({ year, month, day }: PlainDate): boolean {
  return day > daysIn(year, month) - 7;
}
