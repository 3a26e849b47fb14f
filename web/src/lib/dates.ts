import { type Due, dueHere } from "~/lib/data/due.ts";
import { type Day, dayAt, daysBetween } from "~/lib/days.ts";
import { locale, t } from "~/lib/i18n/t.ts";
import { zoneName } from "~/lib/zones.ts";

function formatsOf(tag: string) {
  const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options);
  return {
    tag,
    relativeDay: new Intl.RelativeTimeFormat(tag, { numeric: "auto" }),
    time: of({ hour: "numeric", minute: "2-digit" }),
    day: of({ day: "numeric", month: "short" }),
    dayOfYear: of({ day: "numeric", month: "short", year: "numeric" }),
    full: of({ dateStyle: "full", timeStyle: "short" }),
    // Days and times of day without a zone are formatted as if they were in UTC.
    plain: {
      time: of({ hour: "numeric", minute: "2-digit", timeZone: "UTC" }),
      weekday: of({ weekday: "long", timeZone: "UTC" }),
      day: of({ day: "numeric", month: "short", timeZone: "UTC" }),
      dayOfYear: of({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
      short: of({ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }),
      weekdayAndDay: of({ weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }),
      full: of({ dateStyle: "full", timeZone: "UTC" }),
    },
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

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

const midnight = (day: Day): number => Date.parse(`${day}T00:00Z`);

/** A day as people say it: "Today", "Tomorrow", "Friday" within a week, "3 May", "3 May 2024". */
export function dayWords(day: Day, now: Date): string {
  const { relativeDay, plain } = formats();
  const today = dayAt(now);
  const days = daysBetween(today, day);
  if (Math.abs(days) <= 1) return capitalised(relativeDay.format(days, "day"));
  if (days > 1 && days < 7) return capitalised(plain.weekday.format(midnight(day)));
  return (day.slice(0, 4) === today.slice(0, 4) ? plain.day : plain.dayOfYear).format(midnight(day));
}

/** A day in little space: "Thu 24 Dec". */
export function shortDay(day: Day): string {
  return formats().plain.short.format(midnight(day));
}

/** A day with its weekday, for headings and tooltips: "Thursday 24 December". */
export function longDay(day: Day): string {
  return capitalised(formats().plain.weekdayAndDay.format(midnight(day)));
}

/** A time of day such as `09:00`, as the reader writes it. */
export function timeWords(time: string): string {
  return formats().plain.time.format(Date.parse(`1970-01-01T${time}Z`));
}

/** When something is due, as people say it: "Today, 09:00"; what another zone's clocks show then stands behind. */
export function dueWords(due: Due, now: Date): string {
  const { day, time, elsewhere } = dueHere(due);
  const words = dayWords(day, now);
  if (time === null) return words;
  const here = `${words}, ${timeWords(time)}`;
  if (elsewhere === null) return here;
  return t("due.elsewhere", { here, time: timeWords(elsewhere.time), place: zoneName(elsewhere.zone) });
}

/** When something is due, in full, for tooltips. */
export function fullDue(due: Due): string {
  const { plain } = formats();
  if ("date" in due) return plain.full.format(midnight(due.date));
  const [day = "", time = ""] = due.local.split("T");
  return `${plain.full.format(midnight(day))}, ${timeWords(time)} (${zoneName(due.zone)})`;
}
