import { useSyncExternalStore } from "react";

/** A task that was just ticked off stays this long, in milliseconds, before it leaves. */
const STAY = 1_000;
/** How long the leaving itself takes; the same as `--slow` in src/ui/tokens.css. */
const LEAVE = 180;

interface Lingering {
  readonly ids: ReadonlySet<string>;
  readonly leaving: ReadonlySet<string>;
}

let state: Lingering = { ids: new Set(), leaving: new Set() };
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function become(next: Lingering): void {
  state = next;
  for (const listener of listeners) listener();
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== id));
}

/** Lets a task stay in sight for a moment although it no longer belongs to the list. */
export function linger(id: string): void {
  stopLingering(id);
  become({ ...state, ids: new Set([...state.ids, id]) });
  timers.set(
    id,
    setTimeout(() => {
      become({ ...state, leaving: new Set([...state.leaving, id]) });
      timers.set(
        id,
        setTimeout(() => stopLingering(id), LEAVE),
      );
    }, STAY),
  );
}

export function stopLingering(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (state.ids.has(id)) become({ ids: without(state.ids, id), leaving: without(state.leaving, id) });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLingering(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => state.ids);
}

export function useIsLeaving(id: string): boolean {
  return useSyncExternalStore(subscribe, () => state.leaving.has(id));
}
