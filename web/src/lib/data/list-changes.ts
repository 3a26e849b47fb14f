import { byPosition, type List, type ListFields } from "./list.ts";
import type { Task } from "./task.ts";

/** A change of a list that somebody made and the server has not confirmed. `list` is the list as the change found it. */
export type ListChange =
  | { readonly kind: "create"; readonly list: List }
  | { readonly kind: "edit"; readonly list: List; readonly fields: ListFields }
  | { readonly kind: "delete"; readonly list: List; readonly tasks: TasksOfList };

/** What becomes of the tasks of a list that is deleted. */
export type TasksOfList = "move-to-inbox" | "delete";

/** The server's lists with the pending changes on top, in the owner's order. Forgetting a change rolls it back. */
export function visibleLists(lists: readonly List[], changes: readonly ListChange[]): List[] {
  const byId = new Map(lists.map((list) => [list.id, list]));
  for (const change of changes) {
    const { id } = change.list;
    const held = byId.get(id);
    switch (change.kind) {
      case "create":
        byId.set(id, held ?? change.list);
        break;
      case "edit":
        if (held !== undefined) byId.set(id, { ...held, ...change.fields });
        break;
      case "delete":
        byId.delete(id);
        break;
    }
  }
  return [...byId.values()].sort(byPosition);
}

/** Tasks as the deletion of lists leaves them; the same array if it leaves them as they are. */
export function afterDeletions(tasks: readonly Task[], changes: readonly ListChange[]): readonly Task[] {
  const fates = new Map(
    changes.flatMap((change) => (change.kind === "delete" ? [[change.list.id, change.tasks] as const] : [])),
  );
  const fate = ({ list_id }: Task) => (list_id == null ? undefined : fates.get(list_id));
  if (fates.size === 0 || !tasks.some(fate)) return tasks;
  return tasks
    .filter((task) => fate(task) !== "delete")
    .map((task) => (fate(task) === undefined ? task : { ...task, list_id: null }));
}
