import { useSyncExternalStore } from "react";

const MINUTE = 60_000;

let now = new Date();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** The present minute: the same object until the next one begins. */
function present(): Date {
  const begun = Math.floor(Date.now() / MINUTE);
  if (Math.floor(now.getTime() / MINUTE) !== begun) now = new Date();
  return now;
}

function tick(): void {
  clearTimeout(timer);
  if (listeners.size === 0) return;
  timer = setTimeout(tick, MINUTE - (Date.now() % MINUTE));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    tick();
    // A device that slept has missed minutes.
    document.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}

/** The present moment, as of the minute that runs; what is drawn from it is drawn anew with each. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, present);
}
