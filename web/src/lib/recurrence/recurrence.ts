import type { components } from "~/lib/api/schema.ts";
import type { Due } from "~/lib/data/due.ts";
import { readRrule } from "./read-rrule.ts";
import {
  DAYS,
  firstDate,
  isLastInMonth,
  isoDate,
  nthInMonth,
  type PlainDate,
  type Rule,
  readDate,
  toRrule,
  weekday,
} from "./rule.ts";

/** How a task comes back: an RFC 5545 rule, and what it is counted from. */
export type Recurrence = components["schemas"]["Recurrence"];

/** Rules are the same whatever the order of their parts. */
const inOrder = (rule: string): string => rule.split(";").toSorted().join(";");

export function sameRecurrence(one: Recurrence | null, other: Recurrence | null): boolean {
  if (one === null || other === null) return one === other;
  return one.base === other.base && inOrder(one.rule) === inOrder(other.rule);
}

/** Whether something that was kept as JSON is a recurrence. */
export function isRecurrence(value: unknown): value is Recurrence | null {
  if (typeof value !== "object" || value === null) return value === null;
  const { rule, base } = value as Readonly<Record<string, unknown>>;
  return typeof rule === "string" && (base === "due" || base === "completion");
}

/** The day that a due value names. */
export const dayOf = (due: Due): string => ("date" in due ? due.date : due.local.slice(0, 10));

/** Rules that people often want for what is due on a day. */
export function usualRules(day: PlainDate): Rule[] {
  const byDay = [DAYS[weekday(day)] ?? "MO"];
  const nth = nthInMonth(day);
  return [
    { freq: "DAILY" },
    { freq: "WEEKLY", byDay: ["MO", "TU", "WE", "TH", "FR"] },
    { freq: "WEEKLY", byDay },
    { freq: "MONTHLY", byMonthDay: [day.day] },
    ...(nth === 5 ? [] : [{ freq: "MONTHLY" as const, byDay, nth }]),
    ...(isLastInMonth(day) ? [{ freq: "MONTHLY" as const, byDay, nth: -1 }] : []),
    { freq: "YEARLY", byMonth: day.month, byMonthDay: [day.day] },
  ];
}

/**
 * When a task that gets a rule is due: on the first day, from its own (else from `today`) on, that the rule falls on. A rule that
 * there are no words for is left to the server.
 */
export function dueUnder(recurrence: Recurrence, due: Due | null, today: string): Due {
  const rule = readRrule(recurrence.rule);
  const own = due ?? { date: today };
  if (rule === null) return own;
  const day = isoDate(firstDate(rule, readDate(dayOf(own))));
  return "date" in own ? { date: day } : { ...own, local: `${day}T${own.local.slice(11)}` };
}

export function recurrenceOf(rule: Rule, base: Recurrence["base"]): Recurrence {
  return { rule: toRrule(rule), base };
}
