import { useEffect, useRef } from "react";
import { shortcutKeys } from "~/lib/preferences.ts";
import { type ShortcutMap, shortcutListener } from "./shortcuts.ts";

/** Listens for shortcuts on the whole page while the component is mounted. The keys stay the same. */
export function useShortcuts(map: ShortcutMap): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    const stable: ShortcutMap = Object.fromEntries(
      Object.keys(latest.current).map((keys) => [
        keys,
        (event: KeyboardEvent) => latest.current[keys]?.(event),
      ]),
    );
    const listener = shortcutListener(stable, {
      enabled: () => shortcutKeys.value() === "on",
      now: () => performance.now(),
    });
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
