import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { currentOpenTask, openTask } from "./open-task.ts";
import { deleteTask, toggleTask } from "./task-actions.ts";
import styles from "./task-list.module.css";
import { TaskRow } from "./task-row.tsx";

/** What a key does to the task whose row has the focus. */
function rowAction(key: string, task: Task, open: boolean): (() => void) | undefined {
  switch (key) {
    case " ":
      return () => toggleTask(task);
    case "Enter":
      return () => openTask({ id: task.id, mode: "edit" });
    case "Delete":
    case "Backspace":
      return () => deleteTask(task);
    case "ArrowRight":
      return () => openTask({ id: task.id, mode: "details" });
    case "ArrowLeft":
    case "Escape":
      return open ? () => openTask(null) : undefined;
    default:
      return undefined;
  }
}

/** Where a key takes the focus, as a position in the list. */
function rowTarget(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(index + 1, count - 1);
    case "ArrowUp":
      return Math.max(index - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/**
 * The tasks as a grid of one column (ARIA Authoring Practices, "Data Grid"): one stop for Tab, arrows
 * move between rows, Tab goes on into the row's own controls.
 */
export function TaskList({ tasks }: { readonly tasks: readonly Task[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const held = useRef<{ readonly id: string; readonly index: number } | null>(null);
  const stop = tasks.some(({ id }) => id === current) ? current : (tasks[0]?.id ?? null);

  // The row that had the focus is gone: the one that took its place gets it.
  useLayoutEffect(() => {
    const last = held.current;
    if (last === null || tasks.some(({ id }) => id === last.id)) return;
    held.current = null;
    const heir = tasks[Math.min(last.index, tasks.length - 1)];
    if (heir !== undefined) grid.current?.querySelector<HTMLElement>(`[data-key="${heir.id}"]`)?.focus();
  }, [tasks]);

  function onFocus(event: FocusEvent): void {
    const id = event.target.closest<HTMLElement>("[data-key]")?.dataset["key"];
    const index = tasks.findIndex((task) => task.id === id);
    if (id === undefined || index < 0) return;
    held.current = { id, index };
    setCurrent(id);
  }

  function onBlur(event: FocusEvent): void {
    // A removed element loses the focus to nothing at all; a real move names where it goes.
    if (event.relatedTarget !== null && !grid.current?.contains(event.relatedTarget)) held.current = null;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = event.target;
    if (!(row instanceof HTMLElement) || row.getAttribute("role") !== "row") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const index = tasks.findIndex(({ id }) => id === row.dataset["key"]);
    const task = tasks[index];
    if (task === undefined) return;

    const target = tasks[rowTarget(event.key, index, tasks.length) ?? -1];
    const action = rowAction(event.key, task, currentOpenTask()?.id === task.id);
    if (target === undefined && action === undefined) return;
    event.preventDefault();
    if (target !== undefined) grid.current?.querySelector<HTMLElement>(`[data-key="${target.id}"]`)?.focus();
    action?.();
  }

  return (
    <div
      ref={grid}
      role="grid"
      aria-label={t("tasks.list")}
      aria-readonly
      className={styles.list}
      data-task-list
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    >
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} isStop={task.id === stop} />
      ))}
    </div>
  );
}
