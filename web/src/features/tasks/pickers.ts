import { useSyncExternalStore } from "react";
import type { Task } from "~/lib/data/task.ts";
import { rowPlace } from "./row-focus.ts";

/** Something of a task that is being chosen in a sheet of its own beside the task. */
export interface Picker {
  readonly kind: "due" | "priority" | "repeat" | "custom-repeat" | "why" | "list";
  readonly task: Task;
  readonly anchor: HTMLElement;
  /** Puts the focus back when it is closed. */
  readonly giveBack: () => void;
}

let open: Picker | null = null;
const listeners = new Set<() => void>();

function become(next: Picker | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Opens a sheet beside `anchor`, instead of the menu that it may have been chosen in. */
export function openPicker(kind: Picker["kind"], task: Task, anchor: HTMLElement): void {
  const toRow = rowPlace(task.id);
  become({ kind, task, anchor, giveBack: toRow ?? (() => anchor.focus()) });
}

/** Closes one, unless something else was opened out of it meanwhile. */
export function closePicker(picker: Picker): void {
  if (open === picker) become(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePicker(): Picker | null {
  return useSyncExternalStore(subscribe, () => open);
}
