import type { components } from "~/lib/api/schema.ts";
import { addDays, type Day, dayAt } from "~/lib/days.ts";
import { momentOf, readersZone } from "~/lib/zones.ts";

/** All day, or when the clocks of a zone show a local time. */
export type Due = components["schemas"]["Due"];

/** A due value where the reader is. */
export interface DueHere {
  readonly day: Day;
  /** The time of day, as `09:00`; null: all day. */
  readonly time: string | null;
  /** What the clocks of its own zone show, where that is something else. */
  readonly elsewhere: { readonly time: string; readonly zone: string } | null;
}

const timeOf = (local: string): string => local.slice(11, 16);

function clockTime(moment: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export function dueHere(due: Due): DueHere {
  if ("date" in due) return { day: due.date, time: null, elsewhere: null };
  const moment = new Date(momentOf(due.local, due.zone));
  const [day, time] = [dayAt(moment), clockTime(moment)];
  const same = due.zone === readersZone() || `${day}T${time}` === due.local;
  return { day, time, elsewhere: same ? null : { time: timeOf(due.local), zone: due.zone } };
}

/** Whether something that was kept as JSON is a due value. */
export function isDue(value: unknown): value is Due | null {
  if (typeof value !== "object" || value === null) return value === null;
  const texts = (...names: string[]) =>
    names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === "string");
  return texts("date") || texts("local", "zone");
}

/** Whether it is over. What is due all day is not, as long as its day lasts. */
export function isOverdue(due: Due, now: Date): boolean {
  if ("date" in due) return due.date < dayAt(now);
  return momentOf(due.local, due.zone) < now.getTime();
}

export function sameDue(one: Due | null, other: Due | null): boolean {
  if (one === null || other === null) return one === other;
  if ("date" in one) return "date" in other && one.date === other.date;
  return "local" in other && one.local === other.local && one.zone === other.zone;
}

/** Orders due values by when they come; on one day, what has a time comes before what is due all day. */
export function compareDue(one: Due, other: Due): number {
  const key = ({ day, time }: DueHere): string => `${day}T${time ?? "24:00"}`;
  const [a, b] = [key(dueHere(one)), key(dueHere(other))];
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A due value moved to another day. Its time goes along, unless that would be over: nobody plans for this morning in the
 * afternoon.
 */
export function movedTo(day: Day, due: Due | null, now: Date): Due {
  if (due === null || "date" in due) return { date: day };
  const moved = { local: `${day}T${timeOf(due.local)}`, zone: due.zone };
  return day >= dayAt(now) && isOverdue(moved, now) ? { date: day } : moved;
}

/**
 * A due value at a time of its day, as `09:00`, in the zone that it had, else the reader's. Without a day it is the next time
 * that clocks show this; without a time it is due all day.
 */
export function timedAt(time: string | null, due: Due | null, now: Date): Due | null {
  if (time === null) return due === null || "date" in due ? due : { date: due.local.slice(0, 10) };
  const zone = due !== null && "zone" in due ? due.zone : readersZone();
  if (due !== null) return { local: `${"date" in due ? due.date : due.local.slice(0, 10)}T${time}`, zone };
  const today = { local: `${dayAt(now)}T${time}`, zone };
  return isOverdue(today, now) ? { local: `${addDays(dayAt(now), 1)}T${time}`, zone } : today;
}
