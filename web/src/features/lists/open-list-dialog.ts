import { useSyncExternalStore } from "react";
import type { List } from "~/lib/data/list.ts";

/** What of lists is asked in a dialog. */
export type ListQuestion =
  | { readonly kind: "make" }
  | { readonly kind: "edit"; readonly list: List }
  | { readonly kind: "delete"; readonly list: List };

interface Asked {
  readonly question: ListQuestion;
  /** Where the focus was, and goes afterwards. */
  readonly from: HTMLElement | null;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function become(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Opens a dialog. `from` gets the focus when it is closed; by default what has it now. */
export function askAboutList(question: ListQuestion, from?: HTMLElement | null): void {
  const focused = document.activeElement;
  become({ question, from: from ?? (focused instanceof HTMLElement ? focused : null) });
}

export function closeListDialog(): void {
  become(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useListQuestion(): Asked | null {
  return useSyncExternalStore(subscribe, () => asked);
}
