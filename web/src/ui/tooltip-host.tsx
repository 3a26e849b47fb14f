import { Suspense, useEffect, useState } from "react";
import { lazyAhead } from "./lazy-ahead.ts";
import type { TooltipContent } from "./tooltip-bubble.tsx";

const TooltipBubble = lazyAhead(() => import("./tooltip-bubble.tsx"));

/** Milliseconds the pointer rests before a tooltip shows, and after which it may go. */
const OPEN_DELAY = 600;
const CLOSE_DELAY = 120;

/**
 * Draws the tooltips of all `[data-tooltip]` elements: one listener for the page instead of one per
 * button, which a list of thousands of rows would feel. Escape dismisses, and the pointer may move
 * onto the tooltip (WCAG 2.2, criterion 1.4.13).
 */
export function TooltipHost() {
  const [content, setContent] = useState<TooltipContent | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (delay: number, next: TooltipContent | null) => {
      clearTimeout(timer);
      timer = setTimeout(() => setContent(next), delay);
    };
    const contentOf = (target: EventTarget | null): TooltipContent | null => {
      const anchor = target instanceof Element ? target.closest<HTMLElement>("[data-tooltip]") : null;
      const text = anchor?.dataset["tooltip"];
      return anchor == null || text === undefined
        ? null
        : { anchor, text, keys: anchor.dataset["tooltipKeys"] };
    };
    const onOver = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      if (event.target instanceof Element && event.target.closest("[data-tooltip-bubble]") !== null) {
        clearTimeout(timer);
        return;
      }
      const next = contentOf(event.target);
      later(next === null ? CLOSE_DELAY : OPEN_DELAY, next);
    };
    const onFocus = (event: FocusEvent) => {
      const visible = event.target instanceof Element && event.target.matches(":focus-visible");
      later(0, visible ? contentOf(event.target) : null);
    };
    const hide = () => later(0, null);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };

    document.addEventListener("pointerover", onOver);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey);
    document.addEventListener("scroll", hide, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", onOver);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("scroll", hide, { capture: true });
    };
  }, []);

  if (content === null || !content.anchor.isConnected) return null;
  return (
    <Suspense>
      <TooltipBubble key={content.text} {...content} />
    </Suspense>
  );
}
