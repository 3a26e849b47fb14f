import type { Due } from "~/lib/data/due.ts";
import { locale, t } from "~/lib/i18n/t.ts";
import { readRrule } from "./read-rrule.ts";
import type { Recurrence } from "./recurrence.ts";
import { DAYS, type Day, isoDate, type PlainDate, type Rule, readDate, weekday } from "./rule.ts";

function formatsOf(tag: string) {
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" });
  return {
    tag,
    long: of({ weekday: "long" }),
    short: of({ weekday: "short" }),
    dayOfYear: of({ day: "numeric", month: "long" }),
    date: of({ day: "numeric", month: "short", year: "numeric" }),
    list: new Intl.ListFormat(tag, { type: "conjunction" }),
    ordinals: new Intl.PluralRules(tag, { type: "ordinal" }),
  };
}

let made: ReturnType<typeof formatsOf> | undefined;

function formats(): ReturnType<typeof formatsOf> {
  const tag = locale();
  if (made?.tag !== tag) made = formatsOf(tag);
  return made;
}

/** A Monday, to name the days of a week by. */
const MONDAY = Date.UTC(2024, 0, 1);

/** A day of the week as a word: "Monday", or "Mon". */
export function weekdayName(day: Day, style: "long" | "short" = "long"): string {
  return formats()[style].format(MONDAY + DAYS.indexOf(day) * 86_400_000);
}

const utc = (date: PlainDate): number => Date.parse(`${isoDate(date)}T00:00Z`);

/** A day of a month: "14th", "last day". */
export function monthDayWords(day: number): string {
  if (day === -1) return t("repeat.lastDay");
  const number = String(day);
  switch (formats().ordinals.select(day)) {
    case "one":
      return t("repeat.ordinal.one", { number });
    case "two":
      return t("repeat.ordinal.two", { number });
    case "few":
      return t("repeat.ordinal.few", { number });
    default:
      return t("repeat.ordinal.other", { number });
  }
}

export const NTHS = ["1", "2", "3", "4", "5", "-1"] as const;

/** "first" to "fifth", or "last". */
export function nthWords(nth: number): string {
  const key = NTHS.find((candidate) => Number(candidate) === nth) ?? "1";
  return t(`repeat.nth.${key}`);
}

function isWeekdays(days: readonly Day[]): boolean {
  return days.length === 5 && !days.includes("SA") && !days.includes("SU");
}

/** How often, and on which days; what a rule leaves open, its first day says. */
function patternWords(
  { freq, interval = 1, byDay, nth, byMonthDay, byMonth }: Rule,
  first: PlainDate,
): string {
  const { list, dayOfYear } = formats();
  switch (freq) {
    case "DAILY":
      return t("repeat.daily", { interval });
    case "WEEKLY": {
      const days = byDay ?? [DAYS[weekday(first)] ?? "MO"];
      if (interval === 1 && isWeekdays(days)) return t("repeat.weekdays");
      const style = days.length > 2 ? "short" : "long";
      return t("repeat.weekly", { interval, days: list.format(days.map((day) => weekdayName(day, style))) });
    }
    case "MONTHLY": {
      const day =
        byDay === undefined
          ? list.format((byMonthDay ?? [first.day]).map(monthDayWords))
          : `${nthWords(nth ?? 1)} ${list.format(byDay.map((each) => weekdayName(each)))}`;
      return t("repeat.monthly", { interval, day });
    }
    case "YEARLY": {
      const [month, day] = [byMonth ?? first.month, byMonthDay?.[0] ?? first.day];
      // A leap year has each day that there is.
      return t("repeat.yearly", { interval, day: dayOfYear.format(utc({ year: 2024, month, day })) });
    }
  }
}

/** A rule in words: "Every 2 weeks on Monday, until 24 Dec 2026". */
export function ruleWords(rule: Rule, first: PlainDate): string {
  const pattern = patternWords(rule, first);
  if (rule.count !== undefined) return t("repeat.times", { pattern, count: rule.count });
  if (rule.until === undefined) return pattern;
  return t("repeat.until", { pattern, day: formats().date.format(utc(rule.until)) });
}

/** How a task recurs, in words; `due` says what its rule leaves open. */
export function recurrenceWords({ rule: text, base }: Recurrence, due: Due | null): string {
  const rule = readRrule(text);
  const day = due === null ? "2024-01-01" : "date" in due ? due.date : due.local;
  const pattern = rule === null ? t("repeat.unusual") : ruleWords(rule, readDate(day));
  return base === "completion" ? t("repeat.afterCompletion", { pattern }) : pattern;
}
