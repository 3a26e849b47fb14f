import { type FocusEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { Task } from "~/lib/data/task.ts";
import { t } from "~/lib/i18n/t.ts";
import { currentOpenTask, openTask, useOpenTask } from "./open-task.ts";
import { addListFocus, type ListFocus, moveFocus } from "./row-focus.ts";
import { deleteTask, toggleTask } from "./task-actions.ts";
import styles from "./task-list.module.css";
import { TaskRow } from "./task-row.tsx";
import { useDrawnRows } from "./use-drawn-rows.ts";

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
function rowTarget(key: string, count: number): number | undefined {
  switch (key) {
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** How many rows further a key takes the focus, in the next list too. */
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

interface TaskListProps {
  readonly tasks: readonly Task[];
  /** Its accessible name; "Tasks" where there is but one list. */
  readonly label?: string;
  /** There are more that are not here yet. */
  readonly more?: boolean;
}

/**
 * The tasks as a grid of one column (ARIA Authoring Practices, "Data Grid"): one stop for Tab, arrows
 * move between rows, Tab goes on into the row's own controls. Only rows near sight are drawn, and besides
 * the one with the focus and the one that is open: they keep what a person is about to do or typing.
 */
export function TaskList({ tasks, label = t("tasks.list"), more = false }: TaskListProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const held = useRef<{ readonly id: string; readonly index: number } | null>(null);
  const wanted = useRef<string | null>(null);
  const stop = tasks.some(({ id }) => id === current) ? current : (tasks[0]?.id ?? null);
  const open = useOpenTask();
  const virtual = useDrawnRows(grid, tasks, [stop, open?.id ?? null]);

  const rowOf = (id: string) => grid.current?.querySelector<HTMLElement>(`[data-key="${id}"]`);

  /** Puts the focus on a row, drawn or not, and brings it into sight. */
  function focusAt(index: number): void {
    const task = tasks[index];
    if (task === undefined) return;
    virtual.scrollToIndex(index, { align: "auto" });
    const row = rowOf(task.id);
    if (row) {
      row.focus({ preventScroll: true });
    } else {
      wanted.current = task.id;
      setCurrent(task.id);
    }
  }

  useLayoutEffect(() => {
    const row = wanted.current === null ? null : rowOf(wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const listFocus = useRef<Pick<ListFocus, "size" | "place" | "focusAt">>({
    size: () => 0,
    place: () => -1,
    focusAt: () => {},
  });
  useLayoutEffect(() => {
    listFocus.current = {
      size: () => tasks.length,
      place: (id) => tasks.findIndex((task) => task.id === id),
      focusAt,
    };
  });
  useLayoutEffect(
    () =>
      addListFocus({
        element: () => grid.current,
        size: () => listFocus.current.size(),
        place: (id) => listFocus.current.place(id),
        focusAt: (place) => listFocus.current.focusAt(place),
      }),
    [],
  );

  // The row that had the focus is gone: the one that took its place gets it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other tasks can take a row away
  useLayoutEffect(() => {
    const last = held.current;
    if (last === null || tasks.some(({ id }) => id === last.id)) return;
    held.current = null;
    focusAt(Math.min(last.index, tasks.length - 1));
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
    const task = tasks.find(({ id }) => id === row.dataset["key"]);
    if (task === undefined) return;

    const step = STEPS[event.key];
    const target = rowTarget(event.key, tasks.length);
    const action = rowAction(event.key, task, currentOpenTask()?.id === task.id);
    if (step === undefined && target === undefined && action === undefined) return;
    event.preventDefault();
    if (step !== undefined) moveFocus(step);
    if (target !== undefined) focusAt(target);
    action?.();
  }

  return (
    <div
      ref={(element) => {
        grid.current = element;
        virtual.containerRef(element);
      }}
      role="grid"
      aria-label={label}
      aria-readonly
      aria-rowcount={more ? -1 : tasks.length}
      className={styles.list}
      data-task-list
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    >
      {virtual.getVirtualItems().map(({ index }) => {
        const task = tasks[index];
        return task === undefined ? null : (
          <TaskRow
            key={task.id}
            task={task}
            index={index}
            isLast={index === tasks.length - 1}
            isStop={task.id === stop}
            measure={virtual.measureElement}
          />
        );
      })}
    </div>
  );
}
