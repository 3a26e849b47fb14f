/** A list of tasks on the page, which alone knows its rows that are not drawn. */
export interface ListFocus {
  readonly element: () => HTMLElement | null;
  readonly size: () => number;
  /** Where the row of a task stands, from 0; -1 if it has none. */
  readonly place: (id: string) => number;
  /** Puts the focus on a row. */
  readonly focusAt: (place: number) => void;
}

/** A view by days has a list for each. */
const lists = new Set<ListFocus>();

/** A list says so when it comes. @returns what takes it back when it leaves. */
export function addListFocus(list: ListFocus): () => void {
  lists.add(list);
  return () => lists.delete(list);
}

/** The lists that have rows, from top to bottom. */
function fromTop(): ListFocus[] {
  const follows = (one: ListFocus, other: ListFocus): boolean => {
    const [a, b] = [one.element(), other.element()];
    return (
      a !== null && b !== null && (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
    );
  };
  return [...lists].filter((list) => list.size() > 0).sort((a, b) => (follows(a, b) ? 1 : -1));
}

/** The row that has the focus, itself or something in it. */
export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-task-list] [role='row']") ?? null;
}

/** Puts the focus on the row so many rows further, in the next list too; on the first row if none has it. */
export function moveFocus(step: 1 | -1): void {
  const shown = fromTop();
  const id = focusedRow()?.dataset["key"];
  const index = id === undefined ? -1 : shown.findIndex((list) => list.place(id) >= 0);
  const list = shown[index];
  if (list === undefined || id === undefined) {
    shown[0]?.focusAt(0);
    return;
  }
  const place = list.place(id) + step;
  const next = shown[index + step];
  if (place >= 0 && place < list.size()) list.focusAt(place);
  else next?.focusAt(step > 0 ? 0 : next.size() - 1);
}

/** Puts the focus on the row of a task, at once: the next key belongs to where the person has gone by then. */
export function focusRow(id: string): void {
  const list = [...lists].find((each) => each.place(id) >= 0);
  list?.focusAt(list.place(id));
}

/** What puts the focus back on the row of a task, or on the one that will have taken its place; null: it has none. */
export function rowPlace(id: string): (() => void) | null {
  const list = [...lists].find((each) => each.place(id) >= 0);
  if (list === undefined) return null;
  const place = list.place(id);
  return () => {
    if ([...lists].some((each) => each.place(id) >= 0)) focusRow(id);
    else focusNear(list, place);
  };
}

function focusNear(list: ListFocus, place: number): void {
  if (lists.has(list) && list.size() > 0) list.focusAt(Math.min(place, list.size() - 1));
  else focusList(0);
}

/** Puts the focus on the first row of a list, by its place among those that have rows; of the last, if there are fewer. */
export function focusList(place: number): void {
  const shown = fromTop();
  shown[Math.min(place, shown.length - 1)]?.focusAt(0);
}
