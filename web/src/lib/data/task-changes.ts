import { ownPlace } from "~/lib/ids/own-place.ts";
import { belongs, comparator, movesAtOnce, type Task, type TaskFields, type TaskListQuery } from "./task.ts";

/**
 * A change that somebody made and the server has not confirmed. `task` is the task as the change
 * found it; for a creation as it shall be, and where a completion of a task that recurs is taken back, as it was before.
 */
export type TaskChange =
  | { readonly kind: "create"; readonly task: Task }
  | { readonly kind: "edit"; readonly task: Task; readonly fields: TaskFields }
  | {
      readonly kind: "complete";
      readonly task: Task;
      readonly completed: boolean;
      readonly at: string;
      /** What the next date of a task that recurs counts from this time; undefined: as the task says. */
      readonly base?: "due" | "completion" | undefined;
    }
  | { readonly kind: "uncomplete"; readonly task: Task }
  | { readonly kind: "delete"; readonly task: Task }
  | { readonly kind: "restore"; readonly task: Task };

/** The task with one change applied; null once it is deleted. */
function applyChange(task: Task | null, change: TaskChange): Task | null {
  switch (change.kind) {
    case "create":
    case "restore":
      return task ?? change.task;
    case "edit": {
      const before = task ?? change.task;
      const { position = before.position, ...fields } = change.fields;
      return { ...before, ...fields, position: position ?? ownPlace(before.id) };
    }
    case "complete":
      return {
        ...(task ?? change.task),
        completed: change.completed,
        completed_at: change.completed ? change.at : null,
      };
    case "uncomplete": {
      const { completed, completed_at, due, start, recurrence } = change.task;
      return { ...(task ?? change.task), completed, completed_at, due, start, recurrence };
    }
    case "delete":
      return null;
  }
}

/** Whether doing it twice does more than once: completing what recurs goes on to the next time. */
export function addsUp(change: TaskChange): boolean {
  return change.kind === "uncomplete" || (change.kind === "complete" && change.task.recurrence != null);
}

/** One task as it will be when all its pending changes are confirmed. */
export function withChanges(task: Task | null, changes: readonly TaskChange[]): Task | null {
  return changes.reduce(applyChange, task);
}

interface ListState {
  /** What the server sent, in its order. */
  readonly items: readonly Task[];
  /** Whether the server has more after them. */
  readonly more: boolean;
  readonly query: TaskListQuery;
  /** Not confirmed yet, oldest first. */
  readonly changes: readonly TaskChange[];
  /** Tasks that stay in sight although they no longer belong, such as one just ticked off. */
  readonly lingering: ReadonlySet<string>;
}

/**
 * What a list shows: the server's tasks with the pending changes on top. Dropping a change from
 * `changes` rolls it back; nothing else has to be undone, and unrelated changes stay.
 */
export function visibleTasks({ items, more, query, changes, lingering }: ListState): Task[] {
  const byTask = new Map<string, TaskChange[]>();
  for (const change of changes) {
    const ofTask = byTask.get(change.task.id);
    if (ofTask === undefined) byTask.set(change.task.id, [change]);
    else ofTask.push(change);
  }

  const sent = new Set<string>();
  const visible: Task[] = [];
  const moved: Task[] = [];
  for (const item of items) {
    if (sent.has(item.id)) continue;
    sent.add(item.id);
    const changed = withChanges(item, byTask.get(item.id) ?? []);
    if (changed === null) continue;
    // The server's search is the judge of what it sent; only the state can have changed here.
    if (!belongs(changed, { ...query, q: "" }) && !lingering.has(changed.id)) continue;
    const moves = movesAtOnce(query.sort) && comparator(query.sort)(item, changed) !== 0;
    (moves ? moved : visible).push(changed);
  }
  for (const task of moved) insertTask(visible, task, query, more);

  for (const [id, ofTask] of byTask) {
    if (sent.has(id) || query.filter !== undefined) continue;
    const base = ofTask[0]?.kind === "create" ? null : (ofTask[0]?.task ?? null);
    const changed = withChanges(base, ofTask);
    if (changed !== null && belongs(changed, query)) insertTask(visible, changed, query, more);
  }
  return visible;
}

/** Puts a task where it belongs; beyond the last of a list that has more, it comes with its page. */
export function insertTask(tasks: Task[], task: Task, { sort }: TaskListQuery, more: boolean): void {
  const compare = comparator(sort);
  const position = tasks.findIndex((other) => compare(task, other) < 0);
  if (position >= 0) tasks.splice(position, 0, task);
  else if (!more) tasks.push(task);
}
