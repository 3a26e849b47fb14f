import { announce } from "~/lib/announce.ts";
import { type List, type ListFields, movedPosition, newList } from "~/lib/data/list.ts";
import type { ListChange, TasksOfList } from "~/lib/data/list-changes.ts";
import type { Task } from "~/lib/data/task.ts";
import { listStore } from "~/lib/data/use-lists.ts";
import { taskStore } from "~/lib/data/use-tasks.ts";
import { t } from "~/lib/i18n/t.ts";
import { newListId } from "~/lib/ids/task-id.ts";
import { type Deed, undoStack } from "~/lib/undo-stack.ts";
import { toast } from "~/ui/toast.ts";

interface Latest {
  readonly deed: Deed;
  readonly closeToast: () => void;
}

/** The latest deed on each list, and how to take its message away. */
const latest = new Map<string, Latest>();

/** Notes what was done to a list; says `text` with a way to undo it. */
function did(id: string, { undo, redo }: Deed, text?: string): void {
  let closeToast = () => {};
  const deed: Deed = {
    undo: () => {
      closeToast();
      undo();
    },
    redo,
  };
  latest.get(id)?.closeToast();
  undoStack.did(deed);
  if (text !== undefined) {
    closeToast = toast({ text, action: { label: t("change.undo"), run: () => undoStack.undo(deed) } });
  }
  latest.set(id, { deed, closeToast });
}

/** The last change of a list was rolled back: there is nothing to undo. */
export function withdraw(id: string): void {
  const last = latest.get(id);
  if (last === undefined) return;
  latest.delete(id);
  last.closeToast();
  undoStack.forget(last.deed);
}

/** Makes a change again that was rolled back. */
export function repeat(change: ListChange): void {
  listStore.submit(change);
}

/** What a person says of a list. */
export type ListLooks = Pick<List, "name" | "colour">;

/** Makes a list of `subject` behind the others and gives its id. */
export function makeList(subject: string, looks: ListLooks, lists: readonly List[]): string {
  const list = newList(newListId(subject), looks, lists);
  listStore.submit({ kind: "create", list });
  announce(t("lists.did.create", { name: list.name }));
  return list.id;
}

function edit(list: List, fields: ListFields, text?: string): void {
  const before: ListFields = Object.fromEntries(
    Object.keys(fields).map((name) => [name, list[name as keyof ListFields]]),
  );
  const redo = () => listStore.submit({ kind: "edit", list, fields });
  redo();
  did(
    list.id,
    {
      undo: () => listStore.submit({ kind: "edit", list: { ...list, ...fields }, fields: before }),
      redo,
    },
    text,
  );
}

/** Sends what differs, and nothing if nothing does. */
export function changeLooks(list: List, { name, colour }: ListLooks): void {
  const fields: ListFields = {
    ...(name === list.name ? {} : { name }),
    ...(colour === list.colour ? {} : { colour }),
  };
  if (Object.keys(fields).length > 0) edit(list, fields);
}

export function setArchived(list: List, archived: boolean): void {
  const { name } = list;
  edit(list, { archived }, t(archived ? "lists.did.archive" : "lists.did.unarchive", { name }));
}

/** Moves a list one place up or down among those that are shown with it. */
export function moveList(list: List, shown: readonly List[], step: 1 | -1): void {
  const position = movedPosition(shown, list.id, step);
  if (position === null) return;
  edit(list, { position });
  const place = shown.findIndex(({ id }) => id === list.id) + step + 1;
  announce(t("lists.movedTo", { name: list.name, place, count: shown.length }));
}

/** Most tasks that are put back when the deletion of their list is undone: each is a request or two. */
export const UNDO_LIMIT = 200;

/**
 * Deletes a list. What it held is put back when that is undone, if it is known: an id that was deleted is gone for good, so it
 * is another list that looks the same then.
 */
export function deleteList(
  subject: string,
  list: List,
  fate: TasksOfList,
  held: readonly Task[] | null,
): void {
  let [current, tasks] = [list, held ?? []];
  const remove = () => listStore.submit({ kind: "delete", list: current, tasks: fate });
  remove();
  const text = t("lists.did.delete", { name: list.name });
  if (held === null || held.length > UNDO_LIMIT) {
    toast({ text });
    return;
  }

  async function bringBack(): Promise<void> {
    // Until it is deleted, its tasks are where they were.
    await listStore.settled(current.id);
    const again: List = { ...current, id: newListId(subject), revision: 0 };
    listStore.submit({ kind: "create", list: again });
    for (const task of tasks) {
      const inInbox = { ...task, list_id: null };
      if (fate === "delete") taskStore.submit({ kind: "restore", task: inInbox });
      taskStore.submit({ kind: "edit", task: inInbox, fields: { list_id: again.id } });
    }
    current = again;
    tasks = tasks.map((task) => ({ ...task, list_id: again.id }));
  }
  did(list.id, { undo: () => void bringBack(), redo: remove }, text);
}
