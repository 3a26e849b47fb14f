import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** Milliseconds after which the page counts as quiet where the browser does not say so (Safari). */
const QUIET_AFTER = 2_000;

/** Does something when the page is quiet. @returns what calls it off. */
export function whenQuiet(task: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = window.requestIdleCallback(task, { timeout: QUIET_AFTER });
    return () => window.cancelIdleCallback(handle);
  }
  const timer = setTimeout(task, QUIET_AFTER);
  return () => clearTimeout(timer);
}

/**
 * A component whose code is no part of the first load. It is fetched as soon as the page is quiet and
 * not when it is first needed: the server may be away by then, and a message that says so is just
 * what is needed.
 */
export function lazyAhead<Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  whenQuiet(() => {
    // If it fails now, it is fetched when it is needed.
    load().catch(() => {});
  });
  return lazy(load);
}
