import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import type { Task } from "~/lib/data/task.ts";

/** Rows drawn above and below what is in sight: enough for a fast wheel, and for a screen reader to read on. */
const AHEAD = 12;
/** Pixels that the focus keeps from the edges of the window; the bottom bar of a phone covers 56. */
const EDGE = 88;
/** The height of what stands below a title, in pixels. */
const META = 18;

function rowHeight(): number {
  return document.documentElement.dataset["density"] === "compact" ? 34 : 44;
}

/**
 * Which rows of a long list to draw: those in and near sight, and those that must not go although they
 * are out of sight. Rows are as high as they turn out to be, which moves those below.
 */
export function useDrawnRows(
  grid: RefObject<HTMLElement | null>,
  tasks: readonly Task[],
  kept: ReadonlyArray<string | null>,
) {
  const [scrollMargin, setScrollMargin] = useState(0);
  const keptIndexes = kept
    .map((id) => (id === null ? -1 : tasks.findIndex((task) => task.id === id)))
    .filter((index) => index >= 0)
    .join();

  const virtual = useWindowVirtualizer<HTMLElement>({
    count: tasks.length,
    getItemKey: useCallback((index: number) => tasks[index]?.id ?? index, [tasks]),
    estimateSize: (index) => {
      const task = tasks[index];
      const bare = task?.description == null && task?.due == null && task?.list_id == null;
      return rowHeight() + (bare ? 0 : META);
    },
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    overscan: AHEAD,
    scrollMargin,
    scrollPaddingStart: EDGE,
    scrollPaddingEnd: EDGE,
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = new Set(defaultRangeExtractor(range));
        for (const index of keptIndexes.split(",")) if (index !== "") indexes.add(Number(index));
        return [...indexes].sort((a, b) => a - b);
      },
      [keptIndexes],
    ),
    directDomUpdates: true,
    directDomUpdatesMode: "position",
  });

  // Where the list begins on the page, which a notice above it changes.
  useLayoutEffect(() => {
    const top = grid.current?.getBoundingClientRect().top;
    if (top !== undefined) setScrollMargin(Math.round(top + window.scrollY));
  });

  return virtual;
}
