import { locale } from "~/lib/i18n/t.ts";

const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** A moment as people say it: "today, 9:05", "yesterday, 18:30", "3 May", "3 May 2024". */
export function friendlyDate(instant: string, now: Date): string {
  const date = new Date(instant);
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
  if (Math.abs(days) <= 1) return `${relativeDay.format(days, "day")}, ${time.format(date)}`;
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** A moment in full, for tooltips. */
export function fullDate(instant: string): string {
  return full.format(new Date(instant));
}
