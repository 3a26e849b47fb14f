import { useSyncExternalStore } from "react";

/** The one task that is unfolded in the list, and whether it is being edited. */
export interface OpenTask {
  readonly id: string;
  readonly mode: "details" | "edit";
}

let open: OpenTask | null = null;
const listeners = new Set<() => void>();

export function openTask(next: OpenTask | null): void {
  open = next;
  for (const listener of listeners) listener();
}

export function currentOpenTask(): OpenTask | null {
  return open;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How the task with this id is open; null: it is not. */
export function useOpenMode(id: string): OpenTask["mode"] | null {
  return useSyncExternalStore(subscribe, () => (open?.id === id ? open.mode : null));
}

export function useOpenTask(): OpenTask | null {
  return useSyncExternalStore(subscribe, currentOpenTask);
}
