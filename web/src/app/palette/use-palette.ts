import { useCallback, useEffect, useRef, useState } from "react";
import { type TaskInHand, taskInHand } from "~/features/tasks/shown-tasks.ts";

/** Whether the palette is open, and what it is about. */
interface PaletteState {
  readonly inHand: TaskInHand | null;
}

/** Opens the palette on Ctrl or ⌘ with K, while somebody types, too; another dialog keeps it shut. */
export function usePalette() {
  const [palette, setPalette] = useState<PaletteState | null>(null);
  const chosen = useRef<(() => void) | null>(null);

  const openPalette = useCallback(() => setPalette({ inHand: taskInHand() }), []);
  const closePalette = useCallback((run?: () => void) => {
    chosen.current = run ?? null;
    setPalette(null);
  }, []);

  const isOpen = palette !== null;
  useEffect(() => {
    // Once it is gone: as long as it is there, the rest of the page can take no focus.
    if (isOpen) return;
    chosen.current?.();
    chosen.current = null;
  }, [isOpen]);

  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      if (event.altKey || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (isOpen) closePalette();
      else if (document.querySelector("[role='dialog'], [role='menu']") === null) openPalette();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOpen, openPalette, closePalette]);

  return { palette, openPalette, closePalette };
}
