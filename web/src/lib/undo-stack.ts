/** Something a person did, and how to take it back and do it again. */
export interface Deed {
  readonly undo: () => void;
  readonly redo: () => void;
}

const LONGEST = 100;

/** What can be undone and redone, latest last. */
export class UndoStack {
  #done: Deed[] = [];
  #undone: Deed[] = [];

  /** Notes a deed. What was undone before can no longer be redone. */
  did(deed: Deed): void {
    this.#done = [...this.#done, deed].slice(-LONGEST);
    this.#undone = [];
  }

  /** Takes one deed back, the latest unless another is named. False: there is none. */
  undo(deed: Deed | undefined = this.#done.at(-1)): boolean {
    if (deed === undefined || !this.#done.includes(deed)) return false;
    this.#done = this.#done.filter((other) => other !== deed);
    this.#undone = [...this.#undone, deed];
    deed.undo();
    return true;
  }

  /** Forgets a deed that turned out not to have been done. */
  forget(deed: Deed): void {
    this.#done = this.#done.filter((other) => other !== deed);
    this.#undone = this.#undone.filter((other) => other !== deed);
  }

  /** Does the last undone deed again. False: there is none. */
  redo(): boolean {
    const deed = this.#undone.at(-1);
    if (deed === undefined) return false;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, deed];
    deed.redo();
    return true;
  }
}

/** What was done on this page, to tasks and to lists. */
export const undoStack = new UndoStack();
