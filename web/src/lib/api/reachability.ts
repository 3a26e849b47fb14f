import { useSyncExternalStore } from "react";

/** Statuses with which something in front of the service, or the service itself, says that it is away. */
const AWAY = new Set([502, 503, 504]);

let reachable = true;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  if (value === reachable) return;
  reachable = value;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Notes what the last request found out about the server. */
export function noteAnswer(status: number): void {
  set(!AWAY.has(status));
}

export function noteSilence(): void {
  set(false);
}

/** Whether the last request reached the server. */
export function useReachable(): boolean {
  return useSyncExternalStore(subscribe, () => reachable);
}
