import { announce } from "~/lib/announce.ts";
import { type Due, sameDue } from "~/lib/data/due.ts";
import type { Task } from "~/lib/data/task.ts";
import type { TaskChange } from "~/lib/data/task-changes.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { dueWords } from "~/lib/dates.ts";
import { t } from "~/lib/i18n/t.ts";
import { newTaskId } from "~/lib/ids/task-id.ts";
import { toast } from "~/ui/toast.ts";
import { linger, stopLingering } from "./lingering.ts";
import { priorityName } from "./priorities.ts";
import { type Deed, UndoStack } from "./undo-stack.ts";

const undoStack = new UndoStack();

const nowText = (): string => new Date().toISOString();

/** The latest deed on each task, and how to take its message away. */
const latest = new Map<string, { readonly deed: Deed; readonly closeToast: () => void }>();

function setCompleted(task: Task, completed: boolean): void {
  if (completed !== task.completed) linger(task.id);
  else stopLingering(task.id);
  taskStore.submit({ kind: "complete", task, completed, at: nowText() });
}

function did(task: Task, { undo, redo }: Deed, text?: string): void {
  latest.get(task.id)?.closeToast();
  let closeToast = () => {};
  const deed: Deed = {
    undo: () => {
      closeToast();
      undo();
    },
    redo,
  };
  undoStack.did(deed);
  if (text !== undefined) {
    closeToast = toast({ text, action: { label: t("change.undo"), run: () => undoStack.undo(deed) } });
  }
  latest.set(task.id, { deed, closeToast });
}

/** The last change of a task was rolled back: there is nothing to undo, and "Done" would be untrue. */
export function withdraw(id: string): void {
  const last = latest.get(id);
  if (last === undefined) return;
  latest.delete(id);
  last.closeToast();
  undoStack.forget(last.deed);
  stopLingering(id);
}

/** Makes a change again that was rolled back. */
export function repeat(change: TaskChange): void {
  if (change.kind === "complete") linger(change.task.id);
  taskStore.submit(change);
}

/** Adds a task of `subject` and gives its id. */
export function addTask(subject: string, title: string): string {
  const at = nowText();
  const task: Task = {
    id: newTaskId(subject),
    title,
    description: null,
    priority: 4,
    due: null,
    start: null,
    list_id: null,
    completed: false,
    completed_at: null,
    created_at: at,
    updated_at: at,
    revision: 0,
  };
  taskStore.submit({ kind: "create", task });
  did(task, {
    undo: () => taskStore.submit({ kind: "delete", task }),
    redo: () => taskStore.submit({ kind: "restore", task }),
  });
  return task.id;
}

/** Ticks a task off, or takes the tick away. */
export function toggleTask(task: Task): void {
  const completed = !task.completed;
  setCompleted(task, completed);
  const deed = { undo: () => setCompleted(task, !completed), redo: () => setCompleted(task, completed) };
  did(task, deed, t(completed ? "change.completed" : "change.reopened", { title: task.title }));
}

export function deleteTask(task: Task): void {
  taskStore.submit({ kind: "delete", task });
  const deed = {
    undo: () => taskStore.submit({ kind: "restore", task }),
    redo: () => taskStore.submit({ kind: "delete", task }),
  };
  did(task, deed, t("change.deleted", { title: task.title }));
}

/** What people change of a task in its editor, its menu and the sheets beside it. */
export interface Edit {
  readonly title?: string;
  readonly description?: string | null;
  readonly priority?: number;
  readonly due?: Due | null;
}

/** What an edit changes, and nothing that is so already. */
function changedFields(task: Task, { title, description, priority, due }: Edit): Edit {
  return {
    ...(title === undefined || title === task.title ? {} : { title }),
    ...(description === undefined || description === task.description ? {} : { description }),
    ...(priority === undefined || priority === task.priority ? {} : { priority }),
    ...(due === undefined || sameDue(due, task.due ?? null) ? {} : { due }),
  };
}

/** Sends the fields that differ, and nothing if none does. */
export function editTask(task: Task, edit: Edit): void {
  const fields = changedFields(task, edit);
  if (Object.keys(fields).length === 0) return;
  const before = changedFields({ ...task, ...fields }, task);
  taskStore.submit({ kind: "edit", task, fields });
  did(task, {
    undo: () => taskStore.submit({ kind: "edit", task: { ...task, ...fields }, fields: before }),
    redo: () => taskStore.submit({ kind: "edit", task, fields }),
  });
}

/** Sets when a task is due, or takes the date away. */
export function setDue(task: Task, due: Due | null): void {
  editTask(task, { due });
  const words = due === null ? t("due.none") : dueWords(due, new Date());
  announce(t("due.set", { due: words, title: task.title }));
}

export function setPriority(task: Task, priority: number): void {
  editTask(task, { priority });
  announce(t("priority.set", { priority: priorityName(priority), title: task.title }));
}

export function undoLast(): void {
  if (!undoStack.undo()) toast({ text: t("change.nothingToUndo") });
}

export function redoLast(): void {
  undoStack.redo();
}
