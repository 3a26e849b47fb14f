import { locale } from "~/lib/i18n/t.ts";

function formatsOf(tag: string) {
  return {
    tag,
    relativeDay: new Intl.RelativeTimeFormat(tag, { numeric: "auto" }),
    time: new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" }),
    day: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }),
    dayOfYear: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" }),
    full: new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" }),
  };
}

let made: ReturnType<typeof formatsOf> | undefined;

/** Made once for a language: formatters cost far more than formatting. */
function formats(): ReturnType<typeof formatsOf> {
  const tag = locale();
  if (made?.tag !== tag) made = formatsOf(tag);
  return made;
}

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** A moment as people say it: "today, 9:05", "yesterday, 18:30", "3 May", "3 May 2024". */
export function friendlyDate(instant: string, now: Date): string {
  const { relativeDay, time, day, dayOfYear } = formats();
  const date = new Date(instant);
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000);
  if (Math.abs(days) <= 1) return `${relativeDay.format(days, "day")}, ${time.format(date)}`;
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** A moment in full, for tooltips. */
export function fullDate(instant: string): string {
  return formats().full.format(new Date(instant));
}
