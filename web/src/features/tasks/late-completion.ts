import { useSyncExternalStore } from "react";
import { dueHere, sameDue } from "~/lib/data/due.ts";
import { type CompletedNow, readOccurrences } from "~/lib/data/occurrences.ts";
import type { Task } from "~/lib/data/task.ts";
import { dayAt } from "~/lib/days.ts";
import type { Recurrence } from "~/lib/recurrence/recurrence.ts";
import { rowPlace } from "./row-focus.ts";

/** What to count from this time; undefined: as the task says. */
export type Base = Recurrence["base"] | undefined;

/** A task that was finished late, and when it would be due next by either. */
export interface LateCompletion {
  readonly task: Task;
  readonly next: CompletedNow;
  /** What was chosen; null: it is not to be completed after all. */
  readonly answer: (base: Recurrence["base"] | null) => void;
  /** Puts the focus back where it was. */
  readonly giveBack: () => void;
}

/** An answer that takes longer is not waited for, in milliseconds: completing must not hang on a question. */
const PATIENCE = 2_000;

let open: LateCompletion | null = null;
const asking = new Set<string>();
const listeners = new Set<() => void>();

function become(next: LateCompletion | null): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Whether it could matter what is counted from: on the day itself, both are the same day. Who chose completion has answered. */
export function isLate({ recurrence, due }: Task, now: Date): boolean {
  return recurrence?.base === "due" && due != null && dueHere(due).day < dayAt(now);
}

/** When it would be due next by either; null: they are the same, or the server could not say. */
async function nextDates({ id }: Task): Promise<CompletedNow | null> {
  try {
    const { completed_now: next } = await readOccurrences(id, AbortSignal.timeout(PATIENCE));
    return next === null || sameDue(next.due, next.completion) ? null : next;
  } catch {
    return null;
  }
}

/**
 * Asks what the next date of a task that is late counts from, if that makes a difference, and completes it then. If the server
 * cannot say, the task's own rule counts.
 */
export async function askBase(task: Task, complete: (base: Base) => void): Promise<void> {
  if (asking.has(task.id)) return;
  asking.add(task.id);
  const focused = document.activeElement;
  const giveBack =
    rowPlace(task.id) ??
    (() => {
      if (focused instanceof HTMLElement) focused.focus();
    });
  const next = await nextDates(task);
  const base =
    next === null
      ? undefined
      : await new Promise<Recurrence["base"] | null>((answer) => {
          become({ task, next, answer, giveBack });
        });
  become(null);
  asking.delete(task.id);
  if (base !== null) complete(base);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLateCompletion(): LateCompletion | null {
  return useSyncExternalStore(subscribe, () => open);
}
