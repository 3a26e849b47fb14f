import { announce } from "~/lib/announce.ts";
import { type Due, sameDue } from "~/lib/data/due.ts";
import type { Task } from "~/lib/data/task.ts";
import type { TaskChange } from "~/lib/data/task-changes.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { dueWords } from "~/lib/dates.ts";
import { type Day, dayAt } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { ownPlace } from "~/lib/ids/own-place.ts";
import { newTaskId } from "~/lib/ids/task-id.ts";
import { dueUnder, type Recurrence, sameRecurrence } from "~/lib/recurrence/recurrence.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { type Deed, undoStack } from "~/lib/undo-stack.ts";
import { toast } from "~/ui/toast.ts";
import { askBase, type Base, isLate } from "./late-completion.ts";
import { linger, stopLingering } from "./lingering.ts";
import { priorityName } from "./priorities.ts";

const nowText = (): string => new Date().toISOString();

interface Latest {
  readonly deed: Deed;
  /** The tasks that it is about, those whose change was rolled back left out. */
  readonly tasks: Set<string>;
  readonly closeToast: () => void;
}

/** The latest deed on each task, and how to take its message away. */
const latest = new Map<string, Latest>();

function setCompleted(task: Task, completed: boolean, base?: Base): void {
  if (completed !== task.completed) linger(task.id);
  else stopLingering(task.id);
  taskStore.submit({ kind: "complete", task, completed, at: nowText(), base });
}

/** Notes what was done to one task or to several at once, which one undo takes back. */
function did<Done extends { readonly id: string }>(
  done: readonly Done[],
  undo: (task: Done) => void,
  redo: (task: Done) => void,
  text?: string,
): void {
  const tasks = new Set(done.map(({ id }) => id));
  const each = (act: (task: Done) => void) => {
    for (const task of done) if (tasks.has(task.id)) act(task);
  };
  let closeToast = () => {};
  const deed: Deed = {
    undo: () => {
      closeToast();
      each(undo);
    },
    redo: () => each(redo),
  };
  for (const { id } of done) latest.get(id)?.closeToast();
  undoStack.did(deed);
  if (text !== undefined) {
    closeToast = toast({ text, action: { label: t("change.undo"), run: () => undoStack.undo(deed) } });
  }
  for (const { id } of done) latest.set(id, { deed, tasks, closeToast });
}

/** The last change of a task was rolled back: there is nothing to undo, and "Done" would be untrue. */
export function withdraw(id: string): void {
  const last = latest.get(id);
  if (last === undefined) return;
  latest.delete(id);
  last.closeToast();
  last.tasks.delete(id);
  if (last.tasks.size === 0) undoStack.forget(last.deed);
  stopLingering(id);
}

/** Makes a change again that was rolled back. */
export function repeat(change: TaskChange): void {
  if (change.kind === "complete") linger(change.task.id);
  taskStore.submit(change);
}

/** What a task is made of. */
export interface NewTask {
  readonly title: string;
  readonly description?: string | null;
  readonly priority: number;
  readonly due: Due | null;
  readonly recurrence?: Recurrence | null;
  readonly list_id?: string | null;
}

function create(subject: string, fields: NewTask): Task {
  const { title, description = null, priority, due, recurrence = null, list_id = null } = fields;
  const at = nowText();
  const id = newTaskId(subject);
  const task: Task = {
    id,
    title,
    description,
    priority,
    due,
    start: null,
    list_id,
    labels: [],
    recurrence,
    position: ownPlace(id),
    completed: false,
    completed_at: null,
    created_at: at,
    updated_at: at,
    revision: 0,
  };
  taskStore.submit({ kind: "create", task });
  return task;
}

const uncreate = (task: Task) => taskStore.submit({ kind: "delete", task });
const recreate = (task: Task) => taskStore.submit({ kind: "restore", task });

/** Adds a task of `subject` and gives its id. */
export function addTask(subject: string, fields: NewTask): string {
  const task = create(subject, fields);
  did([task], uncreate, recreate);
  return task.id;
}

/** Adds several tasks, which one undo takes away, and gives their ids. */
export function addTasks(subject: string, all: readonly NewTask[]): string[] {
  const tasks = all.map((fields) => create(subject, fields));
  did(tasks, uncreate, recreate, t("tasks.addedMany", { count: tasks.length }));
  return tasks.map(({ id }) => id);
}

/** Ticks a task off, or takes the tick away. What is finished late may first have to say what its next date counts from. */
export function toggleTask(task: Task): void {
  if (!task.completed && isLate(task, new Date())) void askBase(task, (base) => toggle(task, base));
  else toggle(task);
}

function toggle(task: Task, base?: Base): void {
  const completed = !task.completed;
  setCompleted(task, completed, base);
  did(
    [task],
    () => {
      if (completed && task.recurrence != null) taskStore.submit({ kind: "uncomplete", task });
      else setCompleted(task, !completed);
    },
    () => setCompleted(task, completed, base),
    t(completed ? "change.completed" : "change.reopened", { title: task.title }),
  );
}

export function deleteTask(task: Task): void {
  taskStore.submit({ kind: "delete", task });
  did([task], recreate, uncreate, t("change.deleted", { title: task.title }));
}

/** Deletes several tasks, which one undo brings back; says `text` with it. */
export function deleteTasks(tasks: readonly Task[], text: string): void {
  for (const task of tasks) uncreate(task);
  if (tasks.length > 0) did(tasks, recreate, uncreate, text);
}

/** What people change of a task in its editor, its menu and the sheets beside it. */
export interface Edit {
  readonly title?: string;
  readonly description?: string | null;
  readonly priority?: number;
  readonly due?: Due | null;
  readonly recurrence?: Recurrence | null;
  /** The first day on which there is something to do about it. */
  readonly start?: Day | null;
  readonly list_id?: string | null;
}

/** What an edit changes, and nothing that is so already. */
function changedFields(
  task: Task,
  { title, description, priority, due, recurrence, start, list_id }: Edit,
): Edit {
  return {
    ...(title === undefined || title === task.title ? {} : { title }),
    ...(description === undefined || description === task.description ? {} : { description }),
    ...(priority === undefined || priority === task.priority ? {} : { priority }),
    ...(due === undefined || sameDue(due, task.due ?? null) ? {} : { due }),
    ...(recurrence === undefined || sameRecurrence(recurrence, task.recurrence ?? null)
      ? {}
      : { recurrence }),
    ...(start === undefined || start === (task.start ?? null) ? {} : { start }),
    ...(list_id === undefined || list_id === (task.list_id ?? null) ? {} : { list_id }),
  };
}

/** Sends the fields that differ, and nothing if none does. */
export function editTask(task: Task, edit: Edit): void {
  editTasks([[task, edit]]);
}

/** Edits several tasks, which one undo takes back; says `text` with it. */
export function editTasks(edits: ReadonlyArray<readonly [Task, Edit]>, text?: string): void {
  const done = edits.flatMap(([task, edit]) => {
    const fields = changedFields(task, edit);
    if (Object.keys(fields).length === 0) return [];
    return [{ id: task.id, task, fields, before: changedFields({ ...task, ...fields }, task) }];
  });
  if (done.length === 0) return;
  const redo = ({ task, fields }: (typeof done)[number]) => taskStore.submit({ kind: "edit", task, fields });
  for (const each of done) redo(each);
  did(
    done,
    ({ task, fields, before }) =>
      taskStore.submit({ kind: "edit", task: { ...task, ...fields }, fields: before }),
    redo,
    text,
  );
}

/** Sets when a task is due, or takes the date away, and with it how it comes back. */
export function setDue(task: Task, due: Due | null): void {
  editTask(task, { due, ...(due === null && { recurrence: null }) });
  const words = due === null ? t("due.none") : dueWords(due, new Date());
  announce(t("due.set", { due: words, title: task.title }));
}

/** Sets how a task comes back; it is due on the first day that its rule falls on. */
export function setRecurrence(task: Task, recurrence: Recurrence | null): void {
  if (recurrence === null) editTask(task, { recurrence });
  else editTask(task, { recurrence, due: dueUnder(recurrence, task.due ?? null, dayAt(new Date())) });
  const rule = recurrence === null ? t("repeat.none") : recurrenceWords(recurrence, task.due ?? null);
  announce(t("repeat.set", { rule, title: task.title }));
}

export function setPriority(task: Task, priority: number): void {
  editTask(task, { priority });
  announce(t("priority.set", { priority: priorityName(priority), title: task.title }));
}

/** Puts a task into a list, or with null into the Inbox; `name` is what that is called. */
export function moveTask(task: Task, list_id: string | null, name: string): void {
  editTasks([[task, { list_id }]], t("lists.moved", { list: name, title: task.title }));
}

export function undoLast(): void {
  if (!undoStack.undo()) toast({ text: t("change.nothingToUndo") });
}

export function redoLast(): void {
  undoStack.redo();
}
