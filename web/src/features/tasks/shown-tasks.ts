import { useEffect, useRef } from "react";
import type { Task } from "~/lib/data/task.ts";
import { currentOpenTask, openTask } from "./open-task.ts";
import { focusedRow } from "./row-focus.ts";

/** A task that commands act on. */
export interface TaskInHand {
  readonly task: Task;
  readonly edit: () => void;
  /** What a sheet about it stands beside. */
  readonly anchor: HTMLElement;
}

interface Shown {
  readonly tasks: readonly Task[];
  /** Begins to edit, where the page shows one task alone. */
  readonly edit: (() => void) | null;
}

let shown: Shown = { tasks: [], edit: null };

/** A page says which tasks it shows; one that shows a task alone also says how to edit it. */
export function useShownTasks(tasks: readonly Task[] | undefined, edit: (() => void) | null = null): void {
  const latest = useRef<Shown>(shown);
  useEffect(() => {
    shown = { tasks: tasks ?? [], edit };
    latest.current = shown;
  });
  useEffect(
    () => () => {
      if (shown === latest.current) shown = { tasks: [], edit: null };
    },
    [],
  );
}

/** The task with the focus, else the one that is open, else the one that the page is about; null: none is. */
export function taskInHand(): TaskInHand | null {
  const row = focusedRow();
  const content = document.getElementById("content");
  const id = row?.dataset["key"] ?? currentOpenTask()?.id;
  const task = shown.edit === null ? shown.tasks.find((each) => each.id === id) : shown.tasks[0];
  const anchor = row ?? content;
  if (task === undefined || anchor === null) return null;
  return { task, anchor, edit: shown.edit ?? (() => openTask({ id: task.id, mode: "edit" })) };
}
