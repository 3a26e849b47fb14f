import type { Task } from "~/lib/data/task.ts";
import { useShortcuts } from "~/lib/shortcuts/use-shortcuts.ts";
import { openTask } from "./open-task.ts";
import { openPicker } from "./pickers.ts";
import { focusedRow, moveFocus } from "./row-focus.ts";
import { useShownTasks } from "./shown-tasks.ts";
import { setPriority, toggleTask } from "./task-actions.ts";

/** The keys that act on the row with the focus, and those that move it. */
export function useRowKeys(tasks: readonly Task[] | undefined): void {
  const onFocused = (act: (task: Task, row: HTMLElement) => void) => () => {
    const row = focusedRow();
    const task = tasks?.find((candidate) => candidate.id === row?.dataset["key"]);
    if (row !== null && task !== undefined) act(task, row);
  };
  useShownTasks(tasks);
  useShortcuts({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    x: onFocused(toggleTask),
    e: onFocused((task) => openTask({ id: task.id, mode: "edit" })),
    d: onFocused((task, row) => openPicker("due", task, row)),
    r: onFocused((task, row) => openPicker("repeat", task, row)),
    p: onFocused((task, row) => openPicker("priority", task, row)),
    m: onFocused((task, row) => openPicker("list", task, row)),
    "1": onFocused((task) => setPriority(task, 1)),
    "2": onFocused((task) => setPriority(task, 2)),
    "3": onFocused((task) => setPriority(task, 3)),
    "4": onFocused((task) => setPriority(task, 4)),
  });
}
