import { isoDate, type PlainDate, plainDate } from "~/lib/recurrence/rule.ts";
import type { FoundDate, QuickAddLanguage } from "./language.ts";
import type { Range } from "./range.ts";
import { BEGIN, END } from "./words.ts";

/** A day, and a time of it if one was said, as `hh:mm`; both without a zone. */
export interface DatePart extends Range {
  readonly date: PlainDate;
  readonly time: string | null;
  /** Only a time was said; the day is the next on which it comes. */
  readonly timeOnly: boolean;
}

/** Hours of the parts of a day that have a name. */
const HOURS: Readonly<Record<string, number>> = {
  morning: 9,
  noon: 12,
  afternoon: 15,
  evening: 18,
  tonight: 20,
  night: 20,
  midnight: 0,
};

/** A text in which some places were rewritten, and where each character stood before. */
interface Rewritten {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function rewrite(text: string, language: QuickAddLanguage, today: PlainDate): Rewritten {
  let now: Rewritten = {
    text,
    starts: Array.from({ length: text.length }, (_, index) => index),
    ends: Array.from({ length: text.length }, (_, index) => index + 1),
  };
  for (const { pattern, as } of language.rewrites) {
    const match = new RegExp(`${BEGIN}(?:${pattern})${END}`, "iu").exec(now.text);
    if (match === null) continue;
    const instead = as(
      [...match].map((part) => part ?? ""),
      today,
    );
    const [from, to] = [match.index, match.index + match[0].length];
    const start = now.starts[from] ?? 0;
    const end = now.ends[to - 1] ?? text.length;
    const splice = (values: readonly number[], value: number) => [
      ...values.slice(0, from),
      ...Array.from({ length: instead.length }, () => value),
      ...values.slice(to),
    ];
    now = {
      text: now.text.slice(0, from) + instead + now.text.slice(to),
      starts: splice(now.starts, start),
      ends: splice(now.ends, end),
    };
  }
  return now;
}

function timeOf(found: FoundDate): string | null {
  const { start } = found;
  const named = found.tags();
  const at = (hour: number, minute: number) =>
    `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  if (start.isCertain("hour")) return at(start.get("hour") ?? 0, start.get("minute") ?? 0);
  const part = Object.keys(HOURS).find((name) => named.has(`casualReference/${name}`));
  return part === undefined ? null : at(HOURS[part] ?? 0, 0);
}

function dayOf({ start }: FoundDate): PlainDate {
  return { year: start.get("year") ?? 0, month: start.get("month") ?? 1, day: start.get("day") ?? 1 };
}

/** The first day or time in a text that a task can be due at. What lies in the past, or is a span, is not one. */
export function findDate(text: string, language: QuickAddLanguage, now: Date): DatePart | null {
  const today = plainDate(now);
  const rewritten = rewrite(text.replaceAll("’", "'"), language, today);
  for (const found of language.dates.parse(rewritten.text, now, { forwardDate: true })) {
    const date = dayOf(found);
    const words = found.text.trim();
    if (!isWhole(rewritten.text, found)) continue;
    if (language.doubtful.test(words) || found.end != null || isoDate(date) < isoDate(today)) continue;
    const from = found.index + (found.text.length - found.text.trimStart().length);
    const start = rewritten.starts[from] ?? 0;
    const end = rewritten.ends[from + words.length - 1] ?? text.length;
    const said = (["year", "month", "day", "weekday"] as const).some((unit) => found.start.isCertain(unit));
    const time = timeOf(found);
    return { start: withLead(text, start, language), end, date, time, timeOnly: time !== null && !said };
  }
  return null;
}

/** Whether a match is no part of a longer word: "matin" is also the beginning of "matinée". */
function isWhole(text: string, { index, text: words }: FoundDate): boolean {
  const letter = /[\p{L}\p{N}]/u;
  const [first = "", last = ""] = [words[0], words.at(-1)];
  const before = letter.test(first) && letter.test(text[index - 1] ?? "");
  const after = letter.test(last) && letter.test(text[index + words.length] ?? "");
  return !before && !after;
}

/** A word such as "on" before a date goes with it. */
function withLead(text: string, start: number, { leads }: QuickAddLanguage): number {
  const lead = new RegExp(`${BEGIN}(?:${leads})\\s+$`, "iu").exec(text.slice(0, start));
  return lead?.index ?? start;
}
