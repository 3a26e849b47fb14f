import { firstDate, isoDate, plainDate, toRrule } from "~/lib/recurrence/rule.ts";
import { type DatePart, findDate } from "./find-date.ts";
import { findRecurrence, type RecurrencePart } from "./find-recurrence.ts";
import type { QuickAddLanguage } from "./language.ts";
import { type Range, take, without } from "./range.ts";
import { findSigns, type Priority, type Sign } from "./signs.ts";

/** Something that was understood, and the characters that said it. */
export type Part =
  | Sign
  | ({ readonly kind: "date" } & DatePart)
  | ({ readonly kind: "recurrence" } & RecurrencePart);

/** A task as it was written on one line. */
export interface QuickAdd {
  /** What is left when everything that was understood is taken away. */
  readonly title: string;
  /** A day (`2026-12-24`), and a time (`09:00`) if there is one; null: none was said. */
  readonly due: { readonly date: string; readonly time: string | null } | null;
  /** The value of an RFC 5545 `RRULE`, and what the next date counts from. */
  readonly recurrence: { readonly rrule: string; readonly from: "due" | "completion" } | null;
  readonly labels: readonly string[];
  readonly priority: Priority | null;
  readonly list: string | null;
  /** From left to right; they do not overlap. */
  readonly parts: readonly Part[];
}

export interface QuickAddOptions {
  readonly language: QuickAddLanguage;
  /** The present moment; its day and time are those of the local zone. */
  readonly now: Date;
  /** Texts that were understood and are to stay text. */
  readonly plain?: readonly string[];
}

/** Where a text that is to stay text stands. */
function rangesOf(text: string, plain: readonly string[]): Range[] {
  return plain.flatMap((word) => {
    const start = word === "" ? -1 : text.toLowerCase().indexOf(word.toLowerCase());
    return start < 0 ? [] : [{ start, end: start + word.length }];
  });
}

/** The last of its kind counts where a task can have one only; those before it stay text. */
function oneOfEach(signs: readonly Sign[]): Sign[] {
  return signs.filter(
    (sign, index) =>
      sign.kind === "label" || !signs.slice(index + 1).some((later) => later.kind === sign.kind),
  );
}

/** Reads a line. Nothing of it is lost: what is not understood is the title. */
export function parseQuickAdd(text: string, { language, now, plain = [] }: QuickAddOptions): QuickAdd {
  const signs = oneOfEach(findSigns(take(text, rangesOf(text, plain))));
  const unsigned = take(text, [...rangesOf(text, plain), ...signs]);
  const recurrence = findRecurrence(unsigned, language, now);
  const rest = recurrence === null ? unsigned : take(unsigned, [recurrence]);
  const date = findDate(rest, language, now);

  const parts: Part[] = [
    ...signs,
    ...(recurrence === null ? [] : [{ kind: "recurrence" as const, ...recurrence }]),
    ...(date === null ? [] : [{ kind: "date" as const, ...date }]),
  ].sort((a, b) => a.start - b.start);

  return {
    title: without(text, parts),
    due: dueOf(recurrence, date, now),
    recurrence: recurrence === null ? null : { rrule: toRrule(recurrence.rule), from: recurrence.from },
    labels: [...new Set(signs.flatMap((sign) => (sign.kind === "label" ? [sign.label] : [])))],
    priority: signs.find((sign) => sign.kind === "priority")?.priority ?? null,
    list: signs.find((sign) => sign.kind === "list")?.list ?? null,
    parts,
  };
}

/** What repeats is due when its rule first falls, unless a day was said; a time that is over today counts from tomorrow. */
function dueOf(recurrence: RecurrencePart | null, date: DatePart | null, now: Date): QuickAdd["due"] {
  if (date !== null && (recurrence === null || !date.timeOnly)) {
    return { date: isoDate(date.date), time: date.time };
  }
  if (recurrence === null) return null;
  return {
    date: isoDate(firstDate(recurrence.rule, date?.date ?? plainDate(now))),
    time: date?.time ?? null,
  };
}
