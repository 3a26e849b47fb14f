import { useSyncExternalStore } from "react";
import { UNSTABLE_ToastQueue as ToastQueue } from "react-aria-components/Toast";

export interface ToastContent {
  readonly text: string;
  /** Why, or what to do; in a second line. */
  readonly detail?: string | undefined;
  readonly tone?: "calm" | "danger";
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Milliseconds a passing message stays; the clock stands still while the pointer or focus is on it. */
const PASSING = 7_000;

/** The messages of the page; `ToastRegion` draws them and loads with the first one. */
export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 3 });

let used = false;

function add(content: ToastContent, options: { readonly timeout?: number }): () => void {
  used = true;
  const key = toastQueue.add(content, options);
  return () => toastQueue.close(key);
}

/** Shows a message that goes by itself. The answer takes it away sooner. */
export function toast(content: ToastContent): () => void {
  return add(content, { timeout: PASSING });
}

/** Shows a message that stays until it is answered: what it says must not be missed. */
export function lastingToast(content: ToastContent): () => void {
  return add(content, {});
}

/** Whether there has been any message on this page. */
export function useToastsUsed(): boolean {
  return useSyncExternalStore(
    (listener) => toastQueue.subscribe(listener),
    () => used,
  );
}
