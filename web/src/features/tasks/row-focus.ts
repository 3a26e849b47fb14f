/** Moves the focus in the list on the page, which alone knows the rows that are not drawn. */
export interface ListFocus {
  /** Puts the focus on the row of a task. */
  readonly focus: (id: string) => void;
  /** Puts the focus on the row so many rows further; on the first row if none has it. */
  readonly move: (step: 1 | -1) => void;
  /** Where the row of a task stands, from 0; -1 if it has none. */
  readonly place: (id: string) => number;
  /** Puts the focus on the row of a task, or on the one that took its place. */
  readonly focusNear: (id: string, place: number) => void;
}

let list: ListFocus | null = null;

/** The list on the page says so itself, and takes itself back when it leaves. */
export function setListFocus(shown: ListFocus | null): void {
  list = shown;
}

/** The row that has the focus, itself or something in it. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-task-list] [role='row']") ?? null;
}

export function moveFocus(step: 1 | -1): void {
  list?.move(step);
}

/** Puts the focus on the row of a task, at once: the next key belongs to where the person has gone by then. */
export function focusRow(id: string): void {
  list?.focus(id);
}

/** What puts the focus back on the row of a task, or on the one that will have taken its place; null: it has none. */
export function rowPlace(id: string): (() => void) | null {
  const place = list?.place(id) ?? -1;
  return place < 0 ? null : () => list?.focusNear(id, place);
}
