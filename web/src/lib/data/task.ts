import type { components, operations } from "~/lib/api/schema.ts";
import type { Day } from "~/lib/days.ts";
import { compareDue, dueHere } from "./due.ts";
import { finds } from "./search.ts";

export type Task = components["schemas"]["Task"];
export type TaskPage = components["schemas"]["TaskPage"];
export type Changes = components["schemas"]["Changes"];
export type TaskFields = Omit<components["schemas"]["TaskPatch"], "recurrence"> & {
  /** Whole, so that it can be shown before the server has filled in what is not given. */
  recurrence?: Task["recurrence"];
};
type Order = NonNullable<NonNullable<operations["listTasks"]["parameters"]["query"]>["sort"]>;

/** Limits of the contract, in characters (Unicode scalar values). */
export const TITLE_LIMIT = 255;
export const DESCRIPTION_LIMIT = 10_000;

/** Length as the server counts it: characters, not UTF-16 units. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export const SORTS = [
  "-created",
  "created",
  "-updated",
  "updated",
  "due",
  "priority",
  "title",
  "-title",
] as const satisfies Order[];
/** Orders that lists here have, of those that the server knows: each needs a name and a place in `comparator`. */
export type Sort = (typeof SORTS)[number];
export const SHOWS = ["open", "done", "all"] as const;

/** Which tasks a list shows. */
export type Show = (typeof SHOWS)[number];

/** Days that tasks are due on where the reader is, both included. */
export interface DueDays {
  /** Null: from the first day there is. */
  readonly from: Day | null;
  readonly to: Day;
}

/** What a list of tasks asks for. */
export interface TaskListQuery {
  readonly show: Show;
  /** Text searched for; empty: no search. */
  readonly q: string;
  readonly sort: Sort;
  readonly due?: DueDays;
  /** A list's id, or `inbox` for tasks that are in none; left out: any. */
  readonly list?: string;
  /** In the language of docs/filters.md; left out: everything. Only the server can tell what it lets through. */
  readonly filter?: string;
}

/** What a query for the tasks that are in no list says instead of a list's id. */
export const INBOX = "inbox";

/**
 * Whether a list with this query shows the task. The server is the judge of what it sent, this only of what it
 * has not.
 */
export function belongs(task: Task, { show, q, due, list }: TaskListQuery): boolean {
  if (show !== "all" && task.completed !== (show === "done")) return false;
  if (due !== undefined && !isDueOn(task, due)) return false;
  if (list !== undefined && (task.list_id ?? INBOX) !== list) return false;
  return finds(q, `${task.title}\n${task.description ?? ""}`);
}

function isDueOn({ due }: Task, { from, to }: DueDays): boolean {
  if (due == null) return false;
  const { day } = dueHere(due);
  return (from === null || day >= from) && day <= to;
}

/** Orders tasks by when they are due, then by urgency, then by age. */
export function byDue(one: Task, other: Task): number {
  const due = one.due == null || other.due == null ? 0 : compareDue(one.due, other.due);
  return due || one.priority - other.priority || comparator("created")(one, other);
}

const collator = new Intl.Collator(undefined, { sensitivity: "base" });

/** Orders by what people set in the list itself: a task goes to its place the moment it is changed. */
export function movesAtOnce(sort: Sort): sort is "due" | "priority" {
  return sort === "due" || sort === "priority";
}

/** What not every task has, as a text that sorts like it; null: this one has none. */
function settable(sort: "due" | "priority", { due, priority }: Task): string | null {
  if (sort === "priority") return priority === 4 ? null : String(priority);
  if (due == null) return null;
  // A day comes before the times of that day.
  return "date" in due ? due.date : due.local;
}

/** Those that have none come last, the oldest first. */
function bySettable(sort: "due" | "priority"): (a: Task, b: Task) => number {
  const byAge = comparator("created");
  return (a, b) => {
    const [one, other] = [settable(sort, a), settable(sort, b)];
    if (one === null || other === null) return one === other ? byAge(a, b) : one === null ? 1 : -1;
    if (one !== other) return one < other ? -1 : 1;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
}

/**
 * Orders tasks the way the server does, near enough to place one that it has not sent yet. A task
 * that it has not confirmed (revision 0) counts as the newest, whatever this device's clock says.
 */
export function comparator(sort: Sort): (a: Task, b: Task) => number {
  if (movesAtOnce(sort)) return bySettable(sort);
  const direction = sort.startsWith("-") ? -1 : 1;
  const key = sort.replace("-", "");
  const order = (a: Task, b: Task): number => {
    if (key === "title") return collator.compare(a.title, b.title);
    const unconfirmed = Number(a.revision === 0) - Number(b.revision === 0);
    if (unconfirmed !== 0) return unconfirmed;
    const at = (task: Task) => Date.parse(key === "updated" ? task.updated_at : task.created_at);
    return at(a) - at(b);
  };
  return (a, b) => direction * (order(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
